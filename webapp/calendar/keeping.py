"""Keeping a body's calendar. A GET shows what a change would move, the POST from that page makes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from wtforms import Form

from ombud.storage.board import Body
from ombud.storage.meetings import Meeting, MeetingKind
from ombud.webapp.board.posts import once
from ombud.webapp.calendar.forms import DayForm, MeetingForm, MoveForm, ReasonForm, RuleForm, ThenForm
from ombud.webapp.calendar.page import Difference, body_of, difference, meeting_of, page_of
from ombud.webapp.desk import desk, now, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import role
from ombud.webapp.idempotency import request_key
from ombud.workflows.board import calendar, changes, meetings
from ombud.workflows.board.calendar import Plan
from ombud.workflows.board.recurrence import Recurrence
from ombud.workflows.days import ZONE
from ombud.workflows.permissions import PRESIDERS
from ombud.workflows.refusals import InvalidCommand

blueprint = Blueprint("keeping", __name__, url_prefix="/bodies/<key>/calendar")


@blueprint.get("")
@role(*PRESIDERS, record="presides")
def show(key: str) -> Any:
    with read() as session:
        page = page_of(session, desk().office, key, current_user.actor, at=now())
    return render_template("calendar/calendar.html", page=page)


@blueprint.get("/new")
@role(*PRESIDERS, record="presides")
def new(key: str) -> Any:
    form = MeetingForm(request.args)
    return _schedule_page(key, form, asked="day" in request.args)


@blueprint.post("/new")
@role(*PRESIDERS, record="presides")
def schedule(key: str) -> Any:
    form = MeetingForm(request.form)
    with read() as session:
        body_of(session, key, current_user.actor, at=now())
    if not form.validate():
        return _schedule_page(key, form, asked=True), InvalidCommand.status
    kind, quarterly, place = MeetingKind(form.kind.data), bool(form.quarterly.data), str(form.place.data or "")
    starts_at = _instant(form)
    return _carry_out(
        key,
        lambda session, how: meetings.schedule(
            session, key, starts_at=starts_at, kind=kind, quarterly=quarterly, place=place, **how
        ),
    )


@blueprint.get("/<uuid:meeting_id>/move")
@role(*PRESIDERS, record="presides")
def move(key: str, meeting_id: UUID) -> Any:
    asked = "day" in request.args
    return _move_page(key, meeting_id, ThenForm(request.args) if asked else None, asked=asked)


@blueprint.post("/<uuid:meeting_id>/move")
@role(*PRESIDERS, record="presides")
def moved(key: str, meeting_id: UUID) -> Any:
    form = MoveForm(request.form)
    if not form.validate():
        return _move_page(key, meeting_id, form, asked=True), InvalidCommand.status
    _mine(key, meeting_id)
    starts_at, reason = _instant(form), str(form.reason.data)
    place = str(form.place.data or "") if "place" in request.form else None
    return _carry_out(
        key,
        lambda session, how: meetings.move(session, meeting_id, starts_at=starts_at, place=place, reason=reason, **how),
    )


@blueprint.get("/<uuid:meeting_id>/cancel")
@role(*PRESIDERS, record="presides")
def cancel(key: str, meeting_id: UUID) -> Any:
    return _cancel_page(key, meeting_id, ReasonForm())


@blueprint.post("/<uuid:meeting_id>/cancel")
@role(*PRESIDERS, record="presides")
def cancelled(key: str, meeting_id: UUID) -> Any:
    form = ReasonForm(request.form)
    if not form.validate():
        return _cancel_page(key, meeting_id, form), InvalidCommand.status
    _mine(key, meeting_id)
    office, reason = desk().office, str(form.reason.data)
    return _carry_out(
        key, lambda session, how: meetings.cancel(session, meeting_id, reason=reason, office=office, **how)
    )


@blueprint.post("/<uuid:meeting_id>/quarterly")
@role(*PRESIDERS, record="presides")
def quarterly(key: str, meeting_id: UUID) -> Any:
    _mine(key, meeting_id)
    flag = request.form.get("quarterly") == "yes"
    return _carry_out(key, lambda session, how: meetings.set_quarterly(session, meeting_id, flag, **how))


@blueprint.post("/changes/<uuid:change_id>/undo")
@role(*PRESIDERS, record="presides")
def undo(key: str, change_id: UUID) -> Any:
    return _carry_out(key, lambda session, how: changes.undo(session, desk().office, change_id, **how))


@blueprint.get("/rule")
@role(*PRESIDERS, record="presides")
def rule(key: str) -> Any:
    with read() as session:
        recurrence = page_of(session, desk().office, key, current_user.actor, at=now()).recurrence
    form = RuleForm(request.args, data=_known(recurrence))
    return _rule_page(key, form, asked="rule" in request.args)


@blueprint.post("/rule")
@role(*PRESIDERS, record="presides")
def set_rule(key: str) -> Any:
    form, office = RuleForm(request.form), desk().office
    with read() as session:
        body_id = body_of(session, key, current_user.actor, at=now()).id
    if "rule" not in request.form or not form.validate():
        return _rule_page(key, form, asked=True), InvalidCommand.status
    values = _rule_of(form)
    return _carry_out(key, lambda session, how: calendar.set_recurrence(session, office, body_id, **values, **how))


def _known(recurrence: Recurrence | None) -> dict[str, Any]:
    if recurrence is None:
        return {}
    return {"rule": recurrence.rule, "meets_at": f"{recurrence.clock:%H:%M}", "from_on": recurrence.from_on}


def _carry_out(key: str, command: Callable[[Session, dict[str, Any]], object]) -> Any:
    """One change; a request sent twice is one."""
    how = {"by": current_user.actor, "at": now(), "request_key": request_key()}
    once(lambda session: command(session, how))
    flash(_("The calendar is changed. What hangs on it is computed anew at once, and those concerned are told."))
    return redirect(url_for("keeping.show", key=key), code=303)


def _mine(key: str, meeting_id: UUID) -> None:
    with read() as session:
        meeting_of(session, key, meeting_id, current_user.actor, at=now())


def _schedule_page(key: str, form: MeetingForm, *, asked: bool) -> str:
    starts_at = _instant(form) if asked and form.validate() else None
    found = None
    with read() as session:
        body = body_of(session, key, current_user.actor, at=now())
        if starts_at and _fits(session, body, form, starts_at):
            kind, quarterly = MeetingKind(form.kind.data), bool(form.quarterly.data)
            shifts = changes.preview_new(
                session, desk().office, body, starts_at=starts_at, kind=kind, quarterly=quarterly
            )
            found = difference(session, shifts, current_user.actor, at=now())
    return render_template(
        "calendar/new.html", body=body, form=form, difference=found, starts_at=starts_at, sent=_sent(form)
    )


def _move_page(key: str, meeting_id: UUID, form: ThenForm | None, *, asked: bool) -> str:
    """First a form that says when and where it is now, then what another day would move."""
    reason = form if isinstance(form, MoveForm) else ReasonForm()
    if form is not None and not isinstance(form, MoveForm):
        form.validate()
    found = None
    with read() as session:
        meeting = meeting_of(session, key, meeting_id, current_user.actor, at=now())
        form = form or _as_it_is(meeting)
        to = _instant(form) if asked and form.day.data and form.clock.data else None
        body = body_of(session, key, current_user.actor, at=now())
        if to and _fits(session, body, form, to, beside=meeting_id):
            found = _difference(session, meeting_id, to)
    return render_template(
        "calendar/move.html", body=body, meeting=meeting, form=form, reason=reason, to=to, difference=found
    )


def _as_it_is(meeting: Meeting) -> ThenForm:
    local = meeting.starts_at.astimezone(ZONE)
    return ThenForm(data={"day": local.date(), "clock": local.time(), "place": meeting.place})


def _fits(session: Session, body: Body, form: DayForm, starts_at: datetime, *, beside: UUID | None = None) -> bool:
    """Whether the meeting can be then; if not, the form says why."""
    try:
        meetings.must_fit(session, body, starts_at, beside=beside, at=now())
    except InvalidCommand as refusal:
        form.day.errors = [words_of(refusal)]
        return False
    return True


def _sent(form: Form) -> list[tuple[str, str]]:
    """What was typed, for the form of the second step."""
    return [(field.name, request.values[field.name]) for field in form if field.name in request.values]


def _cancel_page(key: str, meeting_id: UUID, form: ReasonForm) -> str:
    with read() as session:
        meeting = meeting_of(session, key, meeting_id, current_user.actor, at=now())
        body = body_of(session, key, current_user.actor, at=now())
        found = _difference(session, meeting_id, None)
    return render_template("calendar/cancel.html", body=body, meeting=meeting, form=form, difference=found)


def _rule_page(key: str, form: RuleForm, *, asked: bool) -> str:
    plan: Plan | None = None
    found: Difference | None = None
    with read() as session:
        body = body_of(session, key, current_user.actor, at=now())
        if not asked:
            form.place.data = body.place
        elif form.validate():
            try:
                recurrence = calendar.proposed(
                    body, at=now(), **{k: v for k, v in _rule_of(form).items() if k != "place"}
                )
                calendar.must_name_a_day(desk().office, body, recurrence, at=now())
                plan = calendar.planned(session, desk().office, body, recurrence, at=now())
                shifts = changes.preview_plan(session, desk().office, body, plan)
                found = difference(session, shifts, current_user.actor, at=now())
            except InvalidCommand as refusal:
                form.rule.errors = [words_of(refusal)]
    return render_template("calendar/rule.html", body=body, form=form, plan=plan, difference=found, sent=_sent(form))


def _difference(session: Session, meeting_id: UUID, to: datetime | None) -> Difference:
    shifts = changes.preview(session, desk().office, meeting_id, to=to, at=now())
    return difference(session, shifts, current_user.actor, at=now())


def _rule_of(form: RuleForm) -> dict[str, Any]:
    return {
        "rrule": str(form.rule.data or ""),
        "meets_at": str(form.meets_at.data or ""),
        "from_on": form.from_on.data,
        "place": str(form.place.data or ""),
    }


def _instant(form: Form) -> datetime:
    day: date = form["day"].data
    clock: time = form["clock"].data
    return datetime.combine(day, clock, tzinfo=ZONE).astimezone(UTC)
