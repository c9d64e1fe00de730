"""Checklists: what agencies certify, who published which version, and replacing a stand-in by the official text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import Form

from ombud.webapp.checklists.draft import Draft, begun, published, sent
from ombud.webapp.checklists.forms import AgainForm, PublishForm
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import role
from ombud.webapp.idempotency import request_key
from ombud.webapp.sent import whole
from ombud.workflows import checklists
from ombud.workflows.casefile.clauses import Clause, cited
from ombud.workflows.checklists import Checklist, Item, besides, difference
from ombud.workflows.permissions import EDITORS, READERS
from ombud.workflows.refusals import ChecklistChanged, InvalidAnswers, InvalidCommand, NotFound

blueprint = Blueprint("checklists", __name__, url_prefix="/administration/checklists")


@blueprint.get("")
@role(*READERS)
def index() -> Any:
    office, at = desk().office, now()
    with read() as session:
        found = [checklists.current(session, office, key, at=at) for key in office.checklists]
    return render_template("checklists/index.html", checklists=found, editor=_is_editor())


@blueprint.get("/<key>")
@role(*READERS, record="everybody")
def show(key: str) -> Any:
    versions = _history(key)
    return _page(versions, versions[0], AgainForm())


@blueprint.get("/<key>/versions/<int:number>")
@role(*READERS, record="everybody")
def version(key: str, number: int) -> Any:
    versions = _history(key)
    return _page(versions, _one(versions, number), AgainForm())


@blueprint.post("/<key>/versions/<int:number>/again")
@role(*EDITORS, record="everybody")
def again(key: str, number: int) -> Any:
    versions, form = _history(key), AgainForm(request.form)
    old = _one(versions, number)
    if not form.validate():
        return _page(versions, old, form), InvalidAnswers.status
    text = {"items": old.items, "origin": old.origin, "official": old.official, "resolution": old.resolution}
    text["reason"] = str(form.reason.data)
    try:
        made = _publish(key, text)
    except (ChecklistChanged, InvalidCommand) as refusal:
        form.form_errors.append(words_of(refusal))
        return _page(_history(key), old, form), refusal.status
    return _done(key, made)


@blueprint.get("/<key>/replace")
@role(*EDITORS, record="everybody")
def replace(key: str) -> Any:
    return render_template("checklists/paste.html", draft=begun(_history(key)[0]))


@blueprint.post("/<key>/replace")
@role(*EDITORS, record="everybody")
def replaced(key: str) -> Any:
    """One form with three buttons: `go` says whether to look at what was understood, to publish it, or to go back."""
    draft = sent(request.form, request.files, _history(key)[0])
    if draft.wrong:
        return render_template("checklists/paste.html", draft=draft), InvalidAnswers.status
    match request.form.get("go"):
        case "back":
            return render_template("checklists/paste.html", draft=draft)
        case "publish":
            return _to_publish(key, draft, PublishForm(request.form))
    return _look(draft, PublishForm(request.form))


def _to_publish(key: str, draft: Draft, form: PublishForm) -> Any:
    if not form.validate() or draft.mixed_up:
        return _look(draft, form), InvalidAnswers.status
    try:
        made = _publish(key, published(draft, form))
    except (ChecklistChanged, InvalidCommand) as refusal:
        form.form_errors.append(words_of(refusal))
        return _look(sent(request.form, request.files, _history(key)[0]), form), refusal.status
    return _done(key, made)


def _publish(key: str, text: dict[str, Any]) -> int:
    office, by, at, key_sent = desk().office, current_user.actor, now(), request_key()
    seen = whole(request.form.get("seen"), -1)
    return perform(
        lambda session: checklists.publish(session, office, key, **text, seen=seen, by=by, at=at, request_key=key_sent)
    )


def _done(key: str, number: int) -> Any:
    flash(_("Version %(number)d is published.", number=number))
    return redirect(url_for("checklists.show", key=key), code=303)


def _look(draft: Draft, form: Form) -> str:
    form.form_errors.extend(draft.mixed_up)
    return render_template("checklists/look.html", draft=draft, form=form, explain=_explain())


def _page(versions: list[Checklist], shown: Checklist, form: AgainForm) -> str:
    before = next((one for one in versions if one.version < shown.version), None)
    toml = desk().office.checklists[shown.key]
    return render_template(
        "checklists/checklist.html",
        versions=versions,
        shown=shown,
        change=difference(before.items, shown.items) if before else None,
        besides=besides,
        before=before,
        attributes=toml.attributes,
        sections=_sections(shown.items),
        explain=_explain(),
        editor=_is_editor(),
        form=form,
    )


def _sections(items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """The items under their headings, in the order in which they stand."""
    return [(heading, list(group)) for heading, group in groupby(items, key=lambda item: item.heading)]


def _explain() -> Callable[[Iterable[str]], tuple[Clause, ...]]:
    """Rows of the register by id, with what they say."""
    return partial(cited, desk().manual.clauses)


def _history(key: str) -> list[Checklist]:
    """Raises NotFound for a checklist there is not."""
    with read() as session:
        return checklists.history(session, desk().office, key)


def _one(versions: list[Checklist], number: int) -> Checklist:
    found = next((one for one in versions if one.version == number), None)
    if found is None:
        raise NotFound()
    return found


def _is_editor() -> bool:
    return not current_user.roles.isdisjoint(EDITORS)
