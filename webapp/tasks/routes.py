"""The task page: what is asked, why, what was said before; and the acts on a task."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.forms.base import OmbudForm
from ombud.webapp import flows
from ombud.webapp.answering import acts
from ombud.webapp.answering.door import ACCOUNT
from ombud.webapp.answering.sheet import answer_sheet
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.webapp.tasks.page import TaskPage
from ombud.workflows import requests, tasks
from ombud.workflows.refusals import InvalidCommand, TaskGone

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/tasks/<uuid:task_id>")
@signed_in(record="may_act_on_task")
def show(task_id: UUID) -> Any:
    page = flows.task_page(current_user.actor, task_id)
    return show_task(page, flows.blank(page))


@blueprint.post("/tasks/<uuid:task_id>/complete")
@signed_in(record="may_act_on_task")
def complete(task_id: UUID) -> Any:
    refused = flows.complete(current_user.actor, task_id, show_task)
    return refused or redirect(ACCOUNT.to("sent", task_id), code=303)


@blueprint.post("/tasks/<uuid:task_id>/claim")
@signed_in(record="may_act_on_task")
def claim(task_id: UUID) -> Any:
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    perform(lambda session: tasks.claim(session, office, task_id, by=by, at=at, request_key=key))
    flash(_("You have taken this task. Others see that it is with you."))
    return redirect(url_for("tasks.show", task_id=task_id), code=303)


@blueprint.post("/tasks/<uuid:task_id>/release")
@signed_in(record="may_act_on_task")
def release(task_id: UUID) -> Any:
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    perform(lambda session: tasks.release(session, office, task_id, by=by, at=at, request_key=key))
    flash(_("You have given this task back to your group."))
    return redirect(url_for("tasks.show", task_id=task_id), code=303)


@blueprint.post("/tasks/<uuid:task_id>/reassign")
@signed_in(record="may_act_on_task")
def reassign(task_id: UUID) -> Any:
    page, done = flows.task_page(current_user.actor, task_id), redirect(url_for("inbox.show"), code=303)
    if _is_repeat():  # whoever has it now is no choice any more
        return done
    form = page.reassign_form(request.form)
    if not form.validate():
        if not page.open:
            raise TaskGone()  # the page does not ask it any more, so it could not keep what was typed
        return show_task(page, flows.blank(page), reassigning=form), InvalidCommand.status
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    to, reason = UUID(str(form.to.data)), str(form.reason.data)
    perform(
        lambda session: tasks.reassign(session, office, task_id, to=to, reason=reason, by=by, at=at, request_key=key)
    )
    name = dict(page.candidates)[to]
    flash(_("Handed over to %(name)s: %(task)s, %(number)s.", name=name, task=page.name, number=page.head.number))
    return done


def _is_repeat() -> bool:
    with read() as session:
        return requests.case_of(session, request_key()) is not None


def show_task(page: TaskPage, form: OmbudForm | None, *, refusal: str = "", reassigning: Any = None) -> str:
    if not refusal and (again := acts.check_again(page, form, ACCOUNT)):
        return again
    return render_template(
        "tasks/task.html",
        page=page,
        form=form,
        sheet=answer_sheet(page, form, ACCOUNT) if form else None,
        refusal=refusal,
        reassigning=reassigning or page.reassign_form(),
    )
