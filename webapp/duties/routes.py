"""Standing duties: what is owed, when it was last done and what shows it; recording that it was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.duties.forms import DoneForm
from ombud.webapp.errors import words_of
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.workflows.board import duties
from ombud.workflows.board.duties import Status
from ombud.workflows.days import day_of
from ombud.workflows.refusals import Forbidden, InvalidAnswers, InvalidCommand, NotFound

blueprint = Blueprint("duties", __name__)


@dataclass(frozen=True, slots=True)
class Line:
    status: Status
    who: str  # as the register says it
    may_record: bool


@blueprint.get("/duties")
@signed_in
def show() -> Any:
    return render_template("duties/duties.html", lines=_lines())


@blueprint.get("/duties/<key>")
@signed_in(record="sees_duty")
def duty(key: str) -> Any:
    return _page(_line(key), DoneForm(done_on=day_of(now())))


@blueprint.post("/duties/<key>")
@signed_in(record="records_duty")
def record(key: str) -> Any:
    line, form = _line(key), DoneForm(request.form)
    if not line.may_record:
        raise Forbidden(_("Whoever owes a duty records it, or whoever presides."))
    if not form.validate():
        return _page(line, form), InvalidAnswers.status
    try:
        _record(key, form)
    except InvalidCommand as refusal:
        form.form_errors.append(words_of(refusal))
        return _page(line, form), refusal.status
    flash(_("It is recorded."))
    return redirect(url_for("duties.show"), code=303)


def _record(key: str, form: DoneForm) -> None:
    office, by, at, sent = desk().office, current_user.actor, now(), request_key()
    done_on, evidence = form.done_on.data or day_of(at), str(form.evidence.data)
    perform(
        lambda session: duties.record_done(
            session, office, key, done_on=done_on, evidence=evidence, by=by, at=at, request_key=sent
        )
    )


def _lines() -> list[Line]:
    office, actor, at = desk().office, current_user.actor, now()
    with read() as session:
        mine = duties.recordable(session, office, actor, at=at)
        found = duties.status(session, duties.visible(session, office, actor, at=at), at=at)
    clauses = desk().manual.clauses
    return [
        Line(one, clauses[one.duty.source].who if one.duty.source in clauses else "", one.duty in mine) for one in found
    ]


def _line(key: str) -> Line:
    """Raises NotFound for a duty that is unknown or not theirs to see."""
    line = next((line for line in _lines() if line.status.duty.key == key), None)
    if line is None:
        raise NotFound()
    return line


def _page(line: Line, form: DoneForm) -> str:
    return render_template("duties/duty.html", line=line, form=form, clauses=desk().manual.clauses)
