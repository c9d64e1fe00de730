"""Opening a ballot: on a task that a body decides, or on a question of its own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from ombud.webapp.board import opening_page
from ombud.webapp.board.forms import MotionForm, Where
from ombud.webapp.board.opening_page import Opening
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.workflows.board.ballots import opening
from ombud.workflows.days import day_of, end_of
from ombud.workflows.refusals import Conflict, InvalidCommand, NotConfigured, NotFound, Refusal

blueprint = Blueprint("opening", __name__)


@blueprint.get("/tasks/<uuid:task_id>/ballot")
@signed_in(record="presides")
def for_task(task_id: UUID) -> Any:
    return _page(_of_task(task_id), Where())


@blueprint.post("/tasks/<uuid:task_id>/ballot")
@signed_in(record="presides")
def open_for_task(task_id: UUID) -> Any:
    shown, form = _of_task(task_id), Where(request.form)
    office, by, at, key = desk().office, current_user.actor, now(), request_key()

    def command(session: Session, meeting_id: UUID | None, closes_at: datetime | None) -> UUID:
        return opening.open_for_task(
            session,
            office,
            task_id,
            meeting_id=meeting_id,
            secret=form.is_secret,
            closes_at=closes_at,
            by=by,
            at=at,
            request_key=key,
        )

    return _open(shown, form, command)


@blueprint.get("/bodies/<key>/ballot")
@signed_in(record="presides")
def motion(key: str) -> Any:
    shown = _of_motion(key)
    defaults = "\n".join((_("For"), _("Against")))
    return _page(shown, MotionForm(data={"motion": shown.item, "options": defaults}))


@blueprint.post("/bodies/<key>/ballot")
@signed_in(record="presides")
def open_motion(key: str) -> Any:
    shown, form = _of_motion(key), MotionForm(request.form)
    office, by, at, key = desk().office, current_user.actor, now(), request_key()

    def command(session: Session, meeting_id: UUID | None, closes_at: datetime | None) -> UUID:
        return opening.open_motion(
            session,
            office,
            shown.body.id,
            motion=str(form.motion.data),
            options=form.pairs,
            meeting_id=meeting_id,
            item_id=shown.item_id,
            secret=form.is_secret,
            closes_at=closes_at,
            by=by,
            at=at,
            request_key=key,
        )

    return _open(shown, form, command)


def _open(shown: Opening, form: Where, command: Any) -> Any:
    _offer(shown, form)
    if not form.validate():
        return _page(shown, form, offered=True), InvalidCommand.status
    meeting_id = _uuid(form.at_meeting)
    closes_at = end_of(form.last_day) if form.last_day else None
    try:
        ballot_id = perform(lambda session: command(session, meeting_id, closes_at))
    except (Conflict, InvalidCommand, NotConfigured) as refusal:
        return _page(shown, form, offered=True, refusal=refusal), refusal.status
    flash(_("The ballot is open. Those who may vote find it in their inbox."))
    return redirect(url_for("ballots.show", ballot_id=ballot_id), code=303)


def _of_task(task_id: UUID) -> Opening:
    with read() as session:
        return opening_page.for_task(session, desk().office, current_user.actor, task_id, at=now())


def _of_motion(key: str) -> Opening:
    item_id, meeting_id = _uuid(request.args.get("item", "")), _uuid(request.args.get("meeting", ""))
    with read() as session:
        return opening_page.for_motion(
            session, desk().office, current_user.actor, key, item_id=item_id, meeting_id=meeting_id, at=now()
        )


def _page(shown: Opening, form: Where, *, offered: bool = False, refusal: Refusal | None = None) -> str:
    if not offered:
        _offer(shown, form)
        form.suggest(request.args.get("meeting", ""), last_day=_still_to_come(shown.due_on))
    words = words_of(refusal) if refusal else ""
    return render_template("board/opening.html", page=shown, form=form, refusal=words)


def _offer(shown: Opening, form: Where) -> None:
    form.offer(shown.meetings, correspondence=shown.correspondence, secret=shown.secret, due_on=shown.due_on)


def _still_to_come(day: date | None) -> date | None:
    return day if day and day >= day_of(now()) else None


def _uuid(text: str) -> UUID | None:
    """Raises NotFound for what is no id."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound() from None
