"""What those who preside do with an agenda. Each form names the version it was made on; a stale one is shown the new."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from ombud.webapp.board.forms import ItemForm
from ombud.webapp.board.meeting_page import Stage
from ombud.webapp.board.meetings import back, page, page_for, presided, refused
from ombud.webapp.board.posts import once
from ombud.webapp.desk import desk, now
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.webapp.sent import whole
from ombud.workflows.board import agenda
from ombud.workflows.refusals import Conflict, InvalidCommand

blueprint = Blueprint("agenda", __name__)

How = dict[str, Any]
"""Who does it, when, by which request, and on which version of the agenda."""


@blueprint.post("/meetings/<uuid:meeting_id>/agenda")
@signed_in(record="presides")
def add(meeting_id: UUID) -> Any:
    presided(meeting_id)
    form = ItemForm(request.form)
    if not form.validate():
        return page(meeting_id, item_form=form), InvalidCommand.status
    title, wanted = str(form.title.data), bool(form.input_wanted.data)

    def command(session: Session, how: How) -> None:
        agenda.add_item(session, desk().office, meeting_id, title=title, input_wanted=wanted, **how)

    return _done(meeting_id, command, _("It is on the agenda, as the last item."), form)


@blueprint.post("/meetings/<uuid:meeting_id>/agenda/<uuid:item_id>/up")
@signed_in(record="presides")
def up(meeting_id: UUID, item_id: UUID) -> Any:
    return _move(meeting_id, item_id, -1)


@blueprint.post("/meetings/<uuid:meeting_id>/agenda/<uuid:item_id>/down")
@signed_in(record="presides")
def down(meeting_id: UUID, item_id: UUID) -> Any:
    return _move(meeting_id, item_id, 1)


@blueprint.post("/meetings/<uuid:meeting_id>/agenda/<uuid:item_id>/defer")
@signed_in(record="presides")
def defer(meeting_id: UUID, item_id: UUID) -> Any:
    to = _uuid(request.form.get("to", ""))

    def command(session: Session, how: How) -> None:
        agenda.defer(session, desk().office, item_id, to_meeting_id=to, **how)

    return _done(meeting_id, command, _("It is put off."))


@blueprint.post("/meetings/<uuid:meeting_id>/agenda/<uuid:item_id>/take-up")
@signed_in(record="presides")
def take_up(meeting_id: UUID, item_id: UUID) -> Any:
    """Puts an item that waits for a meeting on this one."""

    def command(session: Session, how: How) -> None:
        agenda.defer(session, desk().office, item_id, to_meeting_id=meeting_id, **how)

    return _done(meeting_id, command, _("It is on the agenda, as the last item."))


@blueprint.post("/meetings/<uuid:meeting_id>/agenda/<uuid:item_id>/remove")
@signed_in(record="presides")
def remove(meeting_id: UUID, item_id: UUID) -> Any:
    def command(session: Session, how: How) -> None:
        agenda.remove(session, desk().office, item_id, **how)

    in_session = page_for(meeting_id).stage is Stage.SITTING
    kept = _("It is off the agenda. The other items keep their numbers.")
    return _done(meeting_id, command, kept if in_session else _("It is off the agenda."))


@blueprint.post("/meetings/<uuid:meeting_id>/agenda/<uuid:item_id>/input")
@signed_in(record="presides")
def input_(meeting_id: UUID, item_id: UUID) -> Any:
    """Asks for paid input from people with lived experience, no longer asks, or records that it is there."""
    received, wanted = "received" in request.form, "wanted" in request.form

    def command(session: Session, how: How) -> None:
        if received:
            agenda.input_received(session, desk().office, item_id, **how)
        else:
            agenda.ask_input(session, desk().office, item_id, wanted=wanted, **how)

    return _done(meeting_id, command, _input_words(received=received, wanted=wanted))


def _input_words(*, received: bool, wanted: bool) -> str:
    if received:
        said = _("It is noted that the paid input is there.")
    elif wanted:
        said = _("Paid input is asked for: the agenda and the packet say so. You can take it back under “Paid input”.")
    else:
        said = _("Paid input is no longer asked for.")
    return str(said)


def seen_version() -> int:
    """The version of the agenda that the form was shown with; a form without one was made on none."""
    return whole(request.form.get("seen"), -1)


def _move(meeting_id: UUID, item_id: UUID, by_places: int) -> Any:
    shown = page_for(meeting_id).agenda
    order = [item.id for item in shown.items] if shown else []
    if item_id in order:
        place = order.index(item_id)
        order.insert(max(place + by_places, 0), order.pop(place))

    def command(session: Session, how: How) -> None:
        agenda.order(session, desk().office, meeting_id, order, **how)

    return _done(meeting_id, command, _("The order is changed."))


def _done(meeting_id: UUID, command: Callable[[Session, How], None], said: str, form: ItemForm | None = None) -> Any:
    """One change; a request sent twice is one, although the first has made the agenda another than it was shown."""
    how = {"seen": seen_version(), "by": current_user.actor, "at": now(), "request_key": request_key()}
    try:
        once(lambda session: command(session, how))
    except (Conflict, InvalidCommand) as refusal:
        return refused(meeting_id, refusal, item_form=form)
    flash(said, "agenda")
    return back(meeting_id, "said-agenda")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise InvalidCommand(_("Choose another meeting: one that is still to come.")) from None
