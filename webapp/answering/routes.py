"""The pages of answering a task, with an account and by code: the same, but for the door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint
from flask_login import current_user

from ombud.webapp.answering import acts, receipt
from ombud.webapp.answering.door import ACCOUNT
from ombud.webapp.answering.sheet import as_written
from ombud.webapp.guards import signed_in
from ombud.webapp.tasks.routes import show_task

blueprint = Blueprint("answering", __name__)
blueprint.add_app_template_filter(as_written)


@blueprint.post("/tasks/<uuid:task_id>/draft")
@signed_in(record="may_act_on_task")
def draft(task_id: UUID) -> Any:
    return acts.save(current_user.actor, task_id, ACCOUNT)


@blueprint.get("/tasks/<uuid:task_id>/answer/<key>")
@signed_in(record="may_act_on_task")
def step(task_id: UUID, key: str) -> Any:
    return acts.show_step(current_user.actor, task_id, key, ACCOUNT)


@blueprint.post("/tasks/<uuid:task_id>/answer/<key>")
@signed_in(record="may_act_on_task")
def go_on(task_id: UUID, key: str) -> Any:
    return acts.go_on(current_user.actor, task_id, key, ACCOUNT)


@blueprint.post("/tasks/<uuid:task_id>/check")
@signed_in(record="may_act_on_task")
def look_through(task_id: UUID) -> Any:
    return acts.look_through(current_user.actor, task_id, ACCOUNT, show_task)


@blueprint.get("/tasks/<uuid:task_id>/check")
@signed_in(record="may_act_on_task")
def check(task_id: UUID) -> Any:
    return acts.show_check(current_user.actor, task_id, ACCOUNT)


@blueprint.get("/tasks/<uuid:task_id>/receipt")
@signed_in(record="own")
def sent(task_id: UUID) -> Any:
    return receipt.show(current_user.actor, task_id, ACCOUNT)
