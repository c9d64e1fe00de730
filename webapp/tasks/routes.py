"""The task page: what is asked, why, what was said before; and the acts on a task."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.forms.base import OmbudForm
from ombud.webapp import forms_bridge
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.files import sent_form
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.webapp.tasks.page import TaskPage, page_of
from ombud.workflows import inbox, tasks
from ombud.workflows.days import day_of
from ombud.workflows.refusals import Conflict, InvalidAnswers, InvalidCommand
from ombud.workflows.text import translate

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/tasks/<uuid:task_id>")
@signed_in(record="may_act_on_task")
def show(task_id: UUID) -> Any:
    page = _page(task_id)
    form = forms_bridge.blank(page.form_key, page.choices, today=day_of(now())) if page.may_act else None
    return _show(page, form)


@blueprint.post("/tasks/<uuid:task_id>/complete")
@signed_in(record="may_act_on_task")
def complete(task_id: UUID) -> Any:
    """What was typed comes back with the page, whatever the refusal: nobody writes a decision twice."""
    page = _page(task_id)
    form = forms_bridge.filled(page.form_key, sent_form(), page.choices, today=day_of(now()))
    if page.may_act and form.errors:
        return _show(page, form), InvalidAnswers.status
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    try:
        perform(lambda session: tasks.complete(session, office, task_id, form.answers(), by=by, at=at, request_key=key))
    except InvalidAnswers as refusal:
        return _show(page, forms_bridge.with_errors(form, refusal.errors)), refusal.status
    except Conflict as refusal:
        return _show(_page(task_id), form, refusal=translate(refusal.message)), refusal.status
    with read() as session:
        following = inbox.next_task(session, by, at=at)
    flash(_("Sent: %(task)s, %(number)s.", task=page.name, number=page.head.number))
    if following:
        return redirect(url_for("tasks.show", task_id=following), code=303)
    return redirect(url_for("inbox.show"), code=303)


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
    page = _page(task_id)
    form = page.reassign_form(request.form)
    if not form.validate():
        return _show(page, _blank(page), reassigning=form), InvalidCommand.status
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    to, reason = UUID(str(form.to.data)), str(form.reason.data)
    perform(
        lambda session: tasks.reassign(session, office, task_id, to=to, reason=reason, by=by, at=at, request_key=key)
    )
    flash(_("The task is handed over."))
    return redirect(url_for("inbox.show"), code=303)


def _blank(page: TaskPage) -> OmbudForm | None:
    return forms_bridge.blank(page.form_key, page.choices, today=day_of(now())) if page.may_act else None


def _page(task_id: UUID) -> TaskPage:
    with read() as session:
        return page_of(session, desk(), current_user.actor, task_id, at=now())


def _show(page: TaskPage, form: OmbudForm | None, *, refusal: str = "", reassigning: Any = None) -> str:
    return render_template(
        "tasks/task.html",
        page=page,
        form=form,
        refusal=refusal,
        reassigning=reassigning or page.reassign_form(),
    )
