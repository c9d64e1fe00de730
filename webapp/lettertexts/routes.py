"""The words of letters: the list, the office's own words with what they may name, a preview, and back to the shipped ones."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import Form

from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import role
from ombud.webapp.idempotency import request_key
from ombud.webapp.lettertexts import overview
from ombud.webapp.lettertexts.forms import BackForm, TextForm
from ombud.webapp.narrowing import asked, narrowed
from ombud.workflows.letters import samples, texts
from ombud.workflows.permissions import EDITORS, READERS
from ombud.workflows.refusals import InvalidCommand

blueprint = Blueprint("lettertexts", __name__, url_prefix="/administration/letters")


@blueprint.get("")
@role(*READERS)
def index() -> Any:
    with read() as session:
        listed = narrowed(overview.sections(session, desk().office, at=now()), asked())
    return render_template("lettertexts/index.html", sections=listed, find=asked(), clauses=desk().manual.clauses)


@blueprint.get("/<procedure>/<letter>")
@role(*READERS, record="everybody")
def show(procedure: str, letter: str) -> Any:
    page = _page_of(procedure, letter)
    return _shown(page, TextForm(data={"text": page.text}), BackForm())


@blueprint.post("/<procedure>/<letter>")
@role(*EDITORS, record="everybody")
def change(procedure: str, letter: str) -> Any:
    form, page = TextForm(request.form), _page_of(procedure, letter)
    if not form.validate():
        return _shown(page, form, BackForm()), InvalidCommand.status
    refusal = _change(procedure, letter, str(form.text.data), form)
    if refusal is not None:
        return _shown(page, form, BackForm()), refusal.status
    flash(_("From now on the letter says so. Letters that were issued stay as they are."))
    return redirect(url_for("lettertexts.show", procedure=procedure, letter=letter), code=303)


@blueprint.post("/<procedure>/<letter>/shipped")
@role(*EDITORS, record="everybody")
def back(procedure: str, letter: str) -> Any:
    form, page = BackForm(request.form), _page_of(procedure, letter)
    if not form.validate():
        return _shown(page, TextForm(data={"text": page.text}), form), InvalidCommand.status
    refusal = _change(procedure, letter, None, form)
    if refusal is not None:
        return _shown(page, TextForm(data={"text": page.text}), form), refusal.status
    flash(_("From now on the letter has the words again that came with the procedure."))
    return redirect(url_for("lettertexts.show", procedure=procedure, letter=letter), code=303)


@blueprint.get("/<procedure>/<letter>/preview.pdf")
@role(*READERS, record="everybody")
def preview(procedure: str, letter: str) -> Any:
    """The words in force, with sample values."""
    return _pdf(procedure, letter, _page_of(procedure, letter).text)


@blueprint.post("/<procedure>/<letter>/preview")
@role(*EDITORS, record="everybody")
def try_out(procedure: str, letter: str) -> Any:
    """The words as they are being written; nothing is kept."""
    form, page = TextForm(request.form), _page_of(procedure, letter)
    text = texts.tidy(str(form.text.data or ""))
    try:
        with read() as session:
            deployed = texts.deployed_letter(session, desk().office, procedure, letter)
            found = texts.problems(session, desk().office, deployed, letter, text, at=now())
        if found:
            raise texts.TextRefused(found)
        return _pdf(procedure, letter, text)
    except texts.TextRefused as refusal:
        form.text.errors = list(refusal.faults)
        return _shown(page, form, BackForm()), refusal.status


def _pdf(procedure: str, letter: str, text: str) -> Response:
    office, at = desk().office, now()
    with read() as session:
        deployed = texts.deployed_letter(session, office, procedure, letter)
        sheet = samples.manuscript(session, office, deployed, letter, text, at=at)
    answer = Response(texts.proof(sheet), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="preview.pdf"'
    return answer


def _change(procedure: str, letter: str, text: str | None, form: Form) -> InvalidCommand | None:
    """Sets the words; what is refused stands in the form."""
    office, by, at, key, reason = desk().office, current_user.actor, now(), request_key(), str(form["reason"].data)
    try:
        perform(
            lambda session: texts.change(
                session, office, procedure, letter, text, reason=reason, by=by, at=at, request_key=key
            )
        )
    except texts.TextRefused as refusal:
        form["text"].errors = list(refusal.faults)
        return refusal
    except InvalidCommand as refusal:
        form.form_errors.append(words_of(refusal))
        return refusal
    return None


def _page_of(procedure: str, letter: str) -> overview.Page:
    with read() as session:
        return overview.page_of(session, desk().office, procedure, letter, at=now())


def _shown(page: overview.Page, form: TextForm, back_form: BackForm) -> str:
    may_change = not current_user.roles.isdisjoint(EDITORS)
    shown = {"page": page, "form": form, "back": back_form, "clauses": desk().manual.clauses}
    return render_template("lettertexts/letter.html", may_change=may_change, **shown)
