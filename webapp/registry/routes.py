"""The document registry: which documents this office has, what stands in for the others, who keeps them and where."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.storage.registry import Possession
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import role
from ombud.webapp.idempotency import request_key
from ombud.webapp.registry.forms import POSSESSIONS, FollowingForm, RecordForm
from ombud.workflows import registry
from ombud.workflows.casefile.clauses import cited
from ombud.workflows.casefile.words import humanised
from ombud.workflows.permissions import EDITORS, READERS
from ombud.workflows.refusals import InvalidAnswers, InvalidCommand, StandInInUse
from ombud.workflows.registry import Entry
from ombud.workflows.text import translate

blueprint = Blueprint("registry", __name__, url_prefix="/administration/documents")

ORDER = (Possession.MISSING, Possession.STAND_IN, Possession.HAVE)
"""What has to be got first."""


@blueprint.get("")
@role(*READERS)
def index() -> Any:
    with read() as session:
        found = registry.listed(session, desk().office, at=now())
    by_standing = sorted(found, key=lambda entry: ORDER.index(entry.possession))
    groups = {standing: list(group) for standing, group in groupby(by_standing, key=lambda entry: entry.possession)}
    return render_template("registry/index.html", groups=groups, words=POSSESSIONS, total=len(found))


@blueprint.get("/<key>")
@role(*READERS, record="everybody")
def show(key: str) -> Any:
    entry = _entry(key)
    return _page(entry, _form(entry))


@blueprint.post("/<key>")
@role(*EDITORS, record="everybody")
def record(key: str) -> Any:
    entry = _entry(key)
    form = _form(entry)
    if not form.validate():
        return _page(entry, form), InvalidAnswers.status
    try:
        _record(entry, form)
    except (InvalidCommand, StandInInUse) as refusal:
        form.form_errors.append(words_of(refusal))
        return _page(_entry(key), form), refusal.status
    flash(_("It is recorded."))
    return redirect(url_for("registry.index"), code=303)


def _record(entry: Entry, form: RecordForm) -> None:
    office, by, at, sent = desk().office, current_user.actor, now(), request_key()
    possession = entry.possession if form.possession is None else Possession(form.possession.data)
    words = {name: str(form[name].data or "") for name in registry.LONGEST}
    perform(
        lambda session: registry.record(
            session, office, entry.key, possession=possession, **words, by=by, at=at, request_key=sent
        )
    )


def _entry(key: str) -> Entry:
    with read() as session:
        return registry.entry(session, desk().office, key, at=now())


def _form(entry: Entry) -> RecordForm:
    """With what was recorded last, so that only what has changed is typed."""
    kind = FollowingForm if entry.document.checklist else RecordForm
    sent = request.form if request.method == "POST" else None
    if entry.record is None:
        return kind(sent)
    return kind(sent, data={"possession": str(entry.possession), "owner": entry.owner, "link": entry.link})


def _page(entry: Entry, form: RecordForm) -> str:
    with read() as session:
        records = registry.history(session, desk().office, entry.key)
        stand_in = registry.is_stand_in(session, desk().office, entry.key, at=now())
        titles = {one.toml.key: one.toml.title for one in desk().office.procedures.all_latest(session)}
    return render_template(
        "registry/document.html",
        entry=entry,
        form=form,
        records=records,
        stand_in=stand_in,
        asked_by=_names(entry, titles),
        follows=registry.follows(entry.possession) if entry.document.checklist else "",
        explain=partial(cited, desk().manual.clauses),
        words=POSSESSIONS,
        editor=not current_user.roles.isdisjoint(EDITORS),
    )


def _names(entry: Entry, titles: Mapping[str, str]) -> list[str]:
    """The procedures that use it, those that are not here yet with a word on that."""
    return [
        translate(titles[key]) if key in titles else _("%(name)s (planned)", name=humanised(key))
        for key in entry.document.asked_by
    ]
