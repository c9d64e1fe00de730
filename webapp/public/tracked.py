"""What somebody sees and does with a tracking code: their one case, what is asked of them, letters, withdrawal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ombud.forms.base import OmbudForm
from ombud.webapp import forms_bridge
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.files import download, sent_form
from ombud.webapp.guards import by_code
from ombud.webapp.idempotency import request_key
from ombud.webapp.messages.talk import talk_of
from ombud.webapp.public.limits import TRAP
from ombud.webapp.tasks.page import TaskPage, page_of
from ombud.workflows import cases, tasks
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.appeals import appeal_of
from ombud.workflows.casefile.documents import attachment_of, pdf_of
from ombud.workflows.casefile.finding import case_by_id
from ombud.workflows.casefile.sheet import CaseSheet, may_withdraw, sheet_of
from ombud.workflows.choices import choices_for
from ombud.workflows.days import day_of
from ombud.workflows.refusals import Conflict, Forbidden, InvalidAnswers
from ombud.workflows.text import translate

blueprint = Blueprint("tracked", __name__)


@blueprint.get("/track/case")
@by_code(record="own_matter")
def show(party: Actor) -> Any:
    at = now()
    with read() as session:
        found = case_by_id(session, desk().office, party, _case_id(party), at=at)
        sheet = sheet_of(session, desk().office, found, party, desk().manual.clauses, at=at)
        talk, appeal = talk_of(session, found, party, at=at), appeal_of(found, desk().manual.clauses)
    return render_template("public/case.html", sheet=sheet, talk=talk, appeal=appeal, trap=TRAP)


@blueprint.get("/track/tasks/<uuid:task_id>")
@by_code(record="may_act_on_task")
def task(party: Actor, task_id: UUID) -> Any:
    page = _task(party, task_id)
    form = forms_bridge.blank(page.form_key, page.choices, today=day_of(now())) if page.may_act else None
    return render_template("public/task.html", page=page, form=form, refusal="")


@blueprint.post("/track/tasks/<uuid:task_id>")
@by_code(record="may_act_on_task")
def complete(party: Actor, task_id: UUID) -> Any:
    page = _task(party, task_id)
    form = forms_bridge.filled(page.form_key, sent_form(), page.choices, today=day_of(now()))
    if page.may_act and form.errors:
        return render_template("public/task.html", page=page, form=form, refusal=""), InvalidAnswers.status
    office, at, key = desk().office, now(), request_key()
    try:
        perform(
            lambda session: tasks.complete(session, office, task_id, form.answers(), by=party, at=at, request_key=key)
        )
    except Conflict as refusal:
        gone = translate(refusal.message)
        return render_template("public/task.html", page=_task(party, task_id), form=form, refusal=gone), refusal.status
    flash(_("Sent. Thank you."))
    return redirect(url_for("tracked.show"), code=303)


@blueprint.get("/track/withdraw")
@by_code(record="own_matter")
def withdrawal(party: Actor) -> Any:
    sheet, form = _withdrawing(party)
    return render_template("public/withdraw.html", sheet=sheet, form=form)


@blueprint.post("/track/withdraw")
@by_code(record="own_matter")
def withdraw(party: Actor) -> Any:
    sheet, form = _withdrawing(party, sent_form())
    if form.errors:
        return render_template("public/withdraw.html", sheet=sheet, form=form), InvalidAnswers.status
    office, at, key = desk().office, now(), request_key()
    case_id = _case_id(party)
    perform(lambda session: cases.withdraw(session, office, case_id, form.answers(), by=party, at=at, request_key=key))
    flash(_("It is withdrawn."))
    return redirect(url_for("tracked.show"), code=303)


@blueprint.get("/track/letters/<uuid:letter_id>.pdf")
@by_code(record="may_read_case")
def letter(party: Actor, letter_id: UUID) -> Any:
    with read() as session:
        found = case_by_id(session, desk().office, party, _case_id(party), at=now())
        return download(pdf_of(session, found, party, letter_id, at=now()))


@blueprint.get("/track/attachments/<uuid:attachment_id>")
@by_code(record="may_read_case")
def attachment(party: Actor, attachment_id: UUID) -> Any:
    with read() as session:
        found = case_by_id(session, desk().office, party, _case_id(party), at=now())
        return download(attachment_of(session, found, party, attachment_id, at=now()))


def _case_id(party: Actor) -> UUID:
    if party.case_id is None:
        raise Forbidden()
    return party.case_id


def _sheet(party: Actor) -> CaseSheet:
    with read() as session:
        found = case_by_id(session, desk().office, party, _case_id(party), at=now())
        return sheet_of(session, desk().office, found, party, desk().manual.clauses, at=now())


def _task(party: Actor, task_id: UUID) -> TaskPage:
    with read() as session:
        return page_of(session, desk(), party, task_id, at=now())


def _withdrawing(party: Actor, data: Any = None) -> tuple[CaseSheet, OmbudForm]:
    """A repeated request finds the case closed: it is let through, and the command answers it."""
    sheet = _sheet(party)
    with read() as session:
        found = case_by_id(session, desk().office, party, _case_id(party), at=now())
        rule = found.deployed.toml.withdrawal
        if rule is None or (data is None and not may_withdraw(session, found, party)):
            raise Forbidden(_("This case can no longer be withdrawn."))
        choices = choices_for(session, desk().office.forms[rule.form], at=now())
    today = day_of(now())
    if data is None:
        return sheet, forms_bridge.blank(rule.form, choices, today=today)
    return sheet, forms_bridge.filled(rule.form, data, choices, today=today)
