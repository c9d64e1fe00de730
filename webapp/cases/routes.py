"""The case page, its diagram and letters, withdrawal, and the pages on which people open a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.forms.base import OmbudForm
from ombud.webapp import forms_bridge
from ombud.webapp.board.blocks import board_of_case
from ombud.webapp.cases.starting import Starting, startable, starting
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.files import download, sent_form
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.webapp.messages.talk import talk_of
from ombud.webapp.public import receipt
from ombud.workflows import cases
from ombud.workflows.casefile.documents import attachment_of, pdf_of
from ombud.workflows.casefile.finding import case_by_number
from ombud.workflows.casefile.sheet import Head, head_of, may_withdraw, sheet_of
from ombud.workflows.choices import choices_for
from ombud.workflows.days import day_of
from ombud.workflows.permissions import PRESIDERS, RECORDERS
from ombud.workflows.refusals import Forbidden, InvalidAnswers

blueprint = Blueprint("cases", __name__)


@blueprint.get("/cases/<number>")
@signed_in(record="may_see_case")
def show(number: str) -> Any:
    with read() as session:
        found = case_by_number(session, desk().office, current_user.actor, number, at=now())
        sheet = sheet_of(session, desk().office, found, current_user.actor, desk().manual.clauses, at=now())
        board = board_of_case(session, desk().office, found, current_user.actor, at=now())
        talk = talk_of(session, found, current_user.actor, at=now())
    roles = {"recorders": RECORDERS, "presiders": PRESIDERS}
    return render_template("cases/case.html", sheet=sheet, board=board, talk=talk, **roles)


@blueprint.get("/cases/<number>/diagram.bpmn")
@signed_in(record="may_see_case")
def diagram(number: str) -> Any:
    with read() as session:
        found = case_by_number(session, desk().office, current_user.actor, number, at=now())
        return Response(found.deployed.drawing(), mimetype="application/xml")


@blueprint.get("/cases/<number>/letters/<uuid:letter_id>.pdf")
@signed_in(record="may_read_case")
def letter(number: str, letter_id: UUID) -> Any:
    with read() as session:
        found = case_by_number(session, desk().office, current_user.actor, number, at=now())
        return download(pdf_of(session, found, current_user.actor, letter_id, at=now()))


@blueprint.get("/cases/<number>/attachments/<uuid:attachment_id>")
@signed_in(record="may_read_case")
def attachment(number: str, attachment_id: UUID) -> Any:
    with read() as session:
        found = case_by_number(session, desk().office, current_user.actor, number, at=now())
        return download(attachment_of(session, found, current_user.actor, attachment_id, at=now()))


@blueprint.get("/cases/<number>/withdraw")
@signed_in(record="own_matter")
def withdrawal(number: str) -> Any:
    head, _case_id, form = _withdrawing(number)
    return render_template("cases/withdraw.html", head=head, form=form)


@blueprint.post("/cases/<number>/withdraw")
@signed_in(record="own_matter")
def withdraw(number: str) -> Any:
    head, case_id, form = _withdrawing(number, sent_form())
    if form.errors:
        return render_template("cases/withdraw.html", head=head, form=form), InvalidAnswers.status
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    perform(lambda session: cases.withdraw(session, office, case_id, form.answers(), by=by, at=at, request_key=key))
    flash(_("The matter is withdrawn."))
    return redirect(url_for("cases.show", number=number), code=303)


def _withdrawing(number: str, data: Any = None) -> tuple[Head, UUID, OmbudForm]:
    """A repeated request finds the case closed: it is let through, and the command answers it."""
    with read() as session:
        found = case_by_number(session, desk().office, current_user.actor, number, at=now())
        rule = found.deployed.toml.withdrawal
        if rule is None or (data is None and not may_withdraw(session, found, current_user.actor)):
            raise Forbidden(_("Only whoever brought the matter may withdraw it, while it is open."))
        choices = choices_for(session, desk().office.forms[rule.form], at=now())
        head, today = head_of(session, found), day_of(now())
    if data is None:
        return head, found.case.id, forms_bridge.blank(rule.form, choices, today=today)
    return head, found.case.id, forms_bridge.filled(rule.form, data, choices, today=today)


@blueprint.get("/procedures")
@signed_in
def procedures() -> Any:
    with read() as session:
        listed = startable(session, desk(), current_user.actor, at=now())
    return render_template("cases/procedures.html", procedures=listed)


@blueprint.get("/procedures/<key>")
@signed_in(record="may_start")
def start(key: str) -> Any:
    page = _starting(key)
    contact, me = page.contact, current_user
    known = {contact.name: me.name, contact.email: me.email, contact.language: me.language}
    known = {} if page.offered.for_others else known
    return _start_page(page, forms_bridge.blank(page.form_key, page.choices, today=day_of(now()), known=known))


@blueprint.post("/procedures/<key>")
@signed_in(record="may_start")
def open_case(key: str) -> Any:
    page = _starting(key)
    form = forms_bridge.filled(page.form_key, sent_form(), page.choices, today=day_of(now()))
    if form.errors:
        return _start_page(page, form), InvalidAnswers.status
    office, by, at, sent = desk().office, current_user.actor, now(), request_key()
    try:
        opened = perform(
            lambda session: cases.open_case(session, office, key, form.answers(), by=by, at=at, request_key=sent)
        )
    except InvalidAnswers as refusal:
        return _start_page(page, forms_bridge.with_errors(form, refusal.errors)), refusal.status
    if opened.tracking_code:  # recorded for somebody who has no account: the code is theirs
        receipt.put(opened)
        return redirect(url_for("public.show_receipt"), code=303)
    flash(_("%(number)s is open.", number=opened.number))
    return redirect(url_for("cases.show", number=opened.number), code=303)


def _starting(key: str) -> Starting:
    with read() as session:
        return starting(session, desk(), current_user.actor, key, at=now())


def _start_page(page: Starting, form: OmbudForm) -> str:
    return render_template("cases/start.html", page=page, form=form)
