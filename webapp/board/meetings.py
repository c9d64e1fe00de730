"""The page of a meeting: called to order and adjourned, who is there, its packet and its minutes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from ombud.webapp.board.forms import ItemForm, MinutesForm
from ombud.webapp.board.meeting_page import MeetingPage, page_of
from ombud.webapp.board.posts import id_in_form, once
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.files import download
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.workflows.board import attendance, meetings, minutes, packet
from ombud.workflows.board.packet import Packet
from ombud.workflows.board.presiding import not_presiding
from ombud.workflows.refusals import BallotStillOpen, InvalidCommand, MinutesChanged, Refusal

blueprint = Blueprint("meetings", __name__)


@blueprint.get("/meetings/<uuid:meeting_id>")
@signed_in(record="everybody")
def show(meeting_id: UUID) -> Any:
    return page(meeting_id)


@blueprint.post("/meetings/<uuid:meeting_id>/open")
@signed_in(record="presides")
def open_(meeting_id: UUID) -> Any:
    by, at, key = current_user.actor, now(), request_key()
    once(lambda session: meetings.open_(session, meeting_id, by=by, at=at, request_key=key))
    flash(_("The meeting is called to order."))
    return back(meeting_id)


@blueprint.post("/meetings/<uuid:meeting_id>/adjourn")
@signed_in(record="presides")
def adjourn(meeting_id: UUID) -> Any:
    by, at, key = current_user.actor, now(), request_key()
    try:
        once(lambda session: meetings.adjourn(session, meeting_id, by=by, at=at, request_key=key))
    except BallotStillOpen as refusal:
        return refused(meeting_id, refusal)
    flash(_("The meeting is adjourned. Whoever was still there has left with it."))
    return back(meeting_id)


@blueprint.post("/meetings/<uuid:meeting_id>/people/<uuid:person_id>/arrive")
@signed_in(record="presides")
def arrive(meeting_id: UUID, person_id: UUID) -> Any:
    by, at, key = current_user.actor, now(), request_key()
    once(lambda session: attendance.arrive(session, meeting_id, person_id, by=by, at=at, request_key=key))
    return back(meeting_id, "attendance")


@blueprint.post("/meetings/<uuid:meeting_id>/people/<uuid:person_id>/leave")
@signed_in(record="presides")
def leave(meeting_id: UUID, person_id: UUID) -> Any:
    by, at, key = current_user.actor, now(), request_key()
    once(lambda session: attendance.leave(session, meeting_id, person_id, by=by, at=at, request_key=key))
    return back(meeting_id, "attendance")


@blueprint.get("/meetings/<uuid:meeting_id>/packet")
@signed_in(record="reads_agenda")
def packet_page(meeting_id: UUID) -> Any:
    found = _packet(meeting_id)
    _packet_was_read(meeting_id)
    open_all = request.args.get("all") == "open"
    return render_template("board/packet.html", packet=found, unshown=packet.why_unshown(), open_all=open_all)


@blueprint.get("/meetings/<uuid:meeting_id>/packet.pdf")
@signed_in(record="reads_agenda")
def packet_pdf(meeting_id: UUID) -> Any:
    """Set between two transactions: it takes a second, and nobody waits for it meanwhile."""
    file = packet.set_packet(_packet(meeting_id))
    _packet_was_read(meeting_id)
    return download(file)


@blueprint.post("/meetings/<uuid:meeting_id>/minutes")
@signed_in(record="presides")
def draft_minutes(meeting_id: UUID) -> Any:
    presided(meeting_id)
    form = MinutesForm(request.form)
    if not form.validate():
        return page(meeting_id, minutes_form=form), InvalidCommand.status
    office, by, at, key, remarks = desk().office, current_user.actor, now(), request_key(), str(form.remarks.data or "")
    with read() as session:
        manuscript = minutes.manuscript_of(session, office, meeting_id, remarks=remarks, by=by, at=at)
    made = minutes.typeset(manuscript)  # between two transactions: it takes a second, and nobody waits for it meanwhile

    def command(session: Session) -> None:
        minutes.draft(session, office, made, by=by, at=at, request_key=key)

    try:
        once(command)
    except MinutesChanged as refusal:
        return page(meeting_id, minutes_form=form, refusal=words_of(refusal)), refusal.status
    flash(_("The minutes are drafted. Look at them; the next meeting approves them."), "minutes")
    return back(meeting_id, "said-minutes")


@blueprint.post("/meetings/<uuid:meeting_id>/minutes/approve")
@signed_in(record="presides")
def approve_minutes(meeting_id: UUID) -> Any:
    presided(meeting_id)
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    later = id_in_form("in_meeting", _("Choose the meeting that approved them."))

    def command(session: Session) -> None:
        minutes.approve(session, office, meeting_id, in_meeting_id=later, by=by, at=at, request_key=key)

    once(command)
    flash(_("The minutes are approved."), "minutes")
    return back(meeting_id, "said-minutes")


@blueprint.get("/meetings/<uuid:meeting_id>/minutes.pdf")
@signed_in(record="reads_agenda")
def minutes_pdf(meeting_id: UUID) -> Any:
    with read() as session:
        paper = minutes.paper_of(session, desk().office, meeting_id, current_user.actor, at=now())
    return download(minutes.printed(paper))


def page(
    meeting_id: UUID,
    *,
    item_form: ItemForm | None = None,
    minutes_form: MinutesForm | None = None,
    refusal: str = "",
) -> str:
    """The page as it stands now, with what somebody had typed."""
    found = page_for(meeting_id)
    return render_template(
        "board/meeting.html",
        page=found,
        unshown=packet.why_unshown(),
        item_form=item_form or ItemForm(),
        minutes_form=minutes_form or MinutesForm(data={"remarks": found.minutes.remarks if found.minutes else ""}),
        refusal=refusal,
    )


def page_for(meeting_id: UUID) -> MeetingPage:
    with read() as session:
        return page_of(session, desk().office, current_user.actor, meeting_id, at=now())


def _packet(meeting_id: UUID) -> Packet:
    here = desk()
    with read() as session:
        return packet.packet_of(session, here.office, here.manual, meeting_id, current_user.actor, at=now())


def _packet_was_read(meeting_id: UUID) -> None:
    by, at = current_user.actor, now()
    perform(lambda session: packet.log_read(session, meeting_id, by=by, at=at))


def presided(meeting_id: UUID) -> None:
    """Before a form is judged. Raises NotFound, Forbidden."""
    if not page_for(meeting_id).may_preside:
        raise not_presiding()


def refused(meeting_id: UUID, refusal: Refusal, *, item_form: ItemForm | None = None) -> Any:
    """The agenda as it stands now, with why nothing was done and what was typed."""
    return page(meeting_id, item_form=item_form, refusal=words_of(refusal)), refusal.status


def back(meeting_id: UUID, anchor: str = "") -> Any:
    return redirect(url_for("meetings.show", meeting_id=meeting_id, _anchor=anchor or None), code=303)
