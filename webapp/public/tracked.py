"""What somebody sees and does with a tracking code: their one case, what is asked of them, letters, withdrawal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ombud.forms.base import OmbudForm
from ombud.webapp import flows
from ombud.webapp.answering import acts
from ombud.webapp.answering.door import CODE
from ombud.webapp.answering.sheet import answer_sheet
from ombud.webapp.desk import desk, now, read
from ombud.webapp.files import download
from ombud.webapp.guards import by_code
from ombud.webapp.messages.talk import talk_of
from ombud.webapp.public.limits import TRAP
from ombud.webapp.tasks.page import TaskPage
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.appeals import appeal_of, is_over
from ombud.workflows.casefile.documents import attachment_of, pdf_of
from ombud.workflows.casefile.finding import case_by_id
from ombud.workflows.casefile.sheet import sheet_of
from ombud.workflows.casefile.told import told_last
from ombud.workflows.refusals import Forbidden

blueprint = Blueprint("tracked", __name__)


@blueprint.get("/track/case")
@by_code(record="own_matter")
def show(party: Actor) -> Any:
    at = now()
    with read() as session:
        found = case_by_id(session, desk().office, party, _case_id(party), at=at)
        sheet = sheet_of(session, desk().office, found, party, desk().manual.clauses, at=at)
        told = told_last(session, desk().office, found, sheet.documents, at=at)
        talk, appeal = talk_of(session, found, party, at=at), appeal_of(found, desk().manual.clauses)
        shown = {"over": is_over(found), "public": found.deployed.toml.start.public}
    return render_template("public/case.html", sheet=sheet, told=told, talk=talk, appeal=appeal, trap=TRAP, **shown)


@blueprint.get("/track/tasks/<uuid:task_id>")
@by_code(record="may_act_on_task")
def task(party: Actor, task_id: UUID) -> Any:
    page = flows.task_page(party, task_id)
    return show_task(page, flows.blank(page))


@blueprint.post("/track/tasks/<uuid:task_id>")
@by_code(record="may_act_on_task")
def complete(party: Actor, task_id: UUID) -> Any:
    refused = flows.complete(party, task_id, show_task)
    return refused or redirect(CODE.to("sent", task_id), code=303)


@blueprint.get("/track/withdraw")
@by_code(record="own_matter")
def withdrawal(party: Actor) -> Any:
    return _withdraw_page(flows.withdrawing(party, _case_id(party), sent=False))


@blueprint.post("/track/withdraw")
@by_code(record="own_matter")
def withdraw(party: Actor) -> Any:
    if refused := flows.withdraw(party, _case_id(party), _withdraw_page):
        return refused
    flash(_("It is withdrawn."))
    return redirect(url_for("tracked.show"), code=303)


@blueprint.get("/track/letters/<uuid:letter_id>.pdf")
@by_code(record="may_read_case")
def letter(party: Actor, letter_id: UUID) -> Any:
    with read() as session:
        found = case_by_id(session, desk().office, party, _case_id(party), at=now())
        return download(pdf_of(session, desk().office, found, party, letter_id, at=now()))


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


def show_task(page: TaskPage, form: OmbudForm | None, *, refusal: str = "") -> str:
    if not refusal and (again := acts.check_again(page, form, CODE)):
        return again
    sheet = answer_sheet(page, form, CODE) if form else None
    return render_template("public/task.html", page=page, form=form, sheet=sheet, refusal=refusal)


def _withdraw_page(page: flows.Withdrawing) -> str:
    return render_template("cases/withdraw.html", head=page.head, form=page.form, back=url_for("tracked.show"))
