"""The case page, its diagram and letters, withdrawal, and the pages on which people open a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from ombud.forms.base import OmbudForm
from ombud.storage.cases import CaseStatus
from ombud.webapp import flows
from ombud.webapp.answering.door import START
from ombud.webapp.answering.sheet import answer_sheet
from ombud.webapp.board.blocks import board_of_case
from ombud.webapp.cases.starting import Starting, startable
from ombud.webapp.conflicts.sight import lists
from ombud.webapp.desk import desk, now, read
from ombud.webapp.files import download
from ombud.webapp.guards import holds, signed_in
from ombud.webapp.messages.talk import talk_of
from ombud.webapp.public import receipt
from ombud.webapp.words import day_words
from ombud.workflows.board.barred import could_decide, of_case
from ombud.workflows.casefile.documents import attachment_of, documents_of, pdf_of
from ombud.workflows.casefile.finding import Found, case_by_number, case_or_letter
from ombud.workflows.casefile.sheet import head_of, sheet_of
from ombud.workflows.days import day_of
from ombud.workflows.opening import Opened
from ombud.workflows.permissions import PRESIDERS, RECORDERS

blueprint = Blueprint("cases", __name__)


@blueprint.get("/cases/<number>")
@signed_in(record="may_open_case")
def show(number: str) -> Any:
    with read() as session:
        found = case_or_letter(session, desk().office, current_user.actor, number, at=now())
        if not found.follows:
            letters = documents_of(session, found, current_user.actor, at=now())
            return render_template("cases/written_to.html", head=head_of(session, found), documents=letters)
        sheet = sheet_of(session, desk().office, found, current_user.actor, desk().manual.clauses, at=now())
        board = board_of_case(session, desk().office, found, current_user.actor, at=now())
        talk = talk_of(session, found, current_user.actor, at=now())
        conflicts = _conflicts_page(session, found)
    return render_template(
        "cases/case.html",
        sheet=sheet,
        done_on={element: day_words(day_of(at)) for element, at in sheet.marks.times.items()},
        board=board,
        talk=talk,
        recorders=RECORDERS,
        conflicts=conflicts,
    )


def _conflicts_page(session: Session, found: Found) -> str:
    """What leads to the page of its conflicts: the `list` of them, one's `own` to step aside with, or nothing."""
    office, actor, case_id, at = desk().office, current_user.actor, found.case.id, now()
    if not holds(PRESIDERS) and not could_decide(session, office, case_id, actor, at=at):
        return ""
    known = of_case(session, office, case_id, actor, at=at)
    if lists(session, known, actor, at=at):
        return "list"
    return "own" if known.may_recuse and found.case.status is not CaseStatus.CLOSED else ""


@blueprint.get("/cases/<number>/diagram.bpmn")
@signed_in(record="may_see_case")
def diagram(number: str) -> Any:
    with read() as session:
        found = case_by_number(session, desk().office, current_user.actor, number, at=now())
        return Response(found.deployed.drawing(), mimetype="application/xml")


@blueprint.get("/cases/<number>/letters/<uuid:letter_id>.pdf")
@signed_in(record="may_read_letter")
def letter(number: str, letter_id: UUID) -> Any:
    with read() as session:
        found = case_or_letter(session, desk().office, current_user.actor, number, at=now())
        return download(pdf_of(session, desk().office, found, current_user.actor, letter_id, at=now()))


@blueprint.get("/cases/<number>/attachments/<uuid:attachment_id>")
@signed_in(record="may_read_case")
def attachment(number: str, attachment_id: UUID) -> Any:
    with read() as session:
        found = case_by_number(session, desk().office, current_user.actor, number, at=now())
        return download(attachment_of(session, found, current_user.actor, attachment_id, at=now()))


@blueprint.get("/cases/<number>/withdraw")
@signed_in(record="own_matter")
def withdrawal(number: str) -> Any:
    return _withdraw_page(flows.withdrawing(current_user.actor, _case_id(number), sent=False))


@blueprint.post("/cases/<number>/withdraw")
@signed_in(record="own_matter")
def withdraw(number: str) -> Any:
    if refused := flows.withdraw(current_user.actor, _case_id(number), _withdraw_page):
        return refused
    flash(_("The matter is withdrawn."))
    return redirect(url_for("cases.show", number=number), code=303)


def _case_id(number: str) -> UUID:
    with read() as session:
        return case_by_number(session, desk().office, current_user.actor, number, at=now()).case.id


def _withdraw_page(page: flows.Withdrawing) -> str:
    back = url_for("cases.show", number=page.head.number)
    return render_template("cases/withdraw.html", head=page.head, form=page.form, back=back)


@blueprint.get("/procedures")
@signed_in
def procedures() -> Any:
    with read() as session:
        listed = startable(session, desk(), current_user.actor, at=now())
    return render_template("cases/procedures.html", procedures=listed)


@blueprint.get("/procedures/<key>")
@signed_in(record="may_start")
def start(key: str) -> Any:
    page = flows.start_page(current_user.actor, key)
    contact, me = page.contact, current_user
    known = {contact.name: me.name, contact.email: me.email, contact.language: me.language}
    known = {} if page.offered.for_others else known
    return _start_page(page, flows.blank(page, known))


@blueprint.post("/procedures/<key>")
@signed_in(record="may_start")
def open_case(key: str) -> Any:
    opened = flows.open_case(current_user.actor, key, _start_page)
    if not isinstance(opened, Opened):
        return opened
    if opened.tracking_code:  # recorded for somebody who has no account: the code is theirs
        receipt.put(opened)
        return redirect(url_for("public.show_receipt"), code=303)
    flash(_("%(number)s is open.", number=opened.number))
    return redirect(url_for("cases.show", number=opened.number), code=303)


def _start_page(page: Starting, form: OmbudForm) -> str:
    return render_template("cases/start.html", page=page, form=form, sheet=answer_sheet(page, form, START))
