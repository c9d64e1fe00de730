"""Looking at a task again on a day: set and changed on the page of the task, and taken away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.webapp import flows
from ombud.webapp.desk import desk, now, perform
from ombud.webapp.errors import words_of
from ombud.webapp.guards import signed_in
from ombud.webapp.inbox import going_on
from ombud.webapp.inbox.forms import AgainForm
from ombud.webapp.tasks.page import TaskPage
from ombud.webapp.words import day_words
from ombud.workflows.days import day_of
from ombud.workflows.inbox.follow_ups import look_again, look_now
from ombud.workflows.refusals import InvalidAnswers, InvalidCommand

blueprint = Blueprint("follow_ups", __name__)


@blueprint.get("/tasks/<uuid:task_id>/again")
@signed_in(record="may_act_on_task")
def choose(task_id: UUID) -> Any:
    page = flows.task_page(current_user.actor, task_id)
    if not page.may_act:  # its own page says why
        return redirect(url_for("tasks.show", task_id=task_id), code=303)
    return _page(page, AgainForm(again_on=page.again_on))


@blueprint.post("/tasks/<uuid:task_id>/again")
@signed_in(record="may_act_on_task")
def put_off(task_id: UUID) -> Any:
    form = AgainForm(request.form)
    page = flows.task_page(current_user.actor, task_id)
    if not form.validate() or not _set(task_id, form):
        return _page(page, form), InvalidAnswers.status
    day = day_words(_day(form))
    flash(_("Put off until %(day)s: %(task)s. Its deadline has not changed.", day=day, task=page.called))
    return redirect(going_on.list_address(), code=303)


@blueprint.post("/tasks/<uuid:task_id>/again/remove")
@signed_in(record="may_act_on_task")
def take_up(task_id: UUID) -> Any:
    office, by, at = desk().office, current_user.actor, now()
    perform(lambda session: look_now(session, office, task_id, by=by, at=at))
    task = flows.task_page(current_user.actor, task_id).called
    flash(_("Among your other tasks again: %(task)s.", task=task))
    return redirect(url_for("tasks.show", task_id=task_id), code=303)


def _set(task_id: UUID, form: AgainForm) -> bool:
    office, by, at, day = desk().office, current_user.actor, now(), _day(form)
    try:
        perform(lambda session: look_again(session, office, task_id, day, by=by, at=at))
    except InvalidCommand as refusal:
        form.again_on.errors = [*form.again_on.errors, words_of(refusal)]
        return False
    return True


def _day(form: AgainForm) -> date:
    """Asked for, so it is there once the form holds."""
    day = form.again_on.data
    assert isinstance(day, date)
    return day


def _page(page: TaskPage, form: AgainForm) -> str:
    return render_template("inbox/again.html", page=page, form=form, soon=_soon(day_of(now())))


def _soon(today: date) -> dict[date, str]:
    """The days that people choose most, with what they are called; a Sunday's tomorrow is a Monday."""
    monday = today + timedelta(days=7 - today.weekday())
    return {
        today + timedelta(days=1): _("Tomorrow"),
        monday: _("Next Monday"),
        today + timedelta(weeks=2): _("In two weeks"),
    }
