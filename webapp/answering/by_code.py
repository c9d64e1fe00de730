"""The pages of answering a task by code."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint

from ombud.webapp.answering import acts, receipt
from ombud.webapp.answering.door import CODE
from ombud.webapp.guards import by_code
from ombud.webapp.public.tracked import show_task
from ombud.workflows.actors import Actor

blueprint = Blueprint("answering_by_code", __name__)


@blueprint.post("/track/tasks/<uuid:task_id>/draft")
@by_code(record="may_act_on_task")
def draft(party: Actor, task_id: UUID) -> Any:
    return acts.save(party, task_id, CODE)


@blueprint.get("/track/tasks/<uuid:task_id>/answer/<key>")
@by_code(record="may_act_on_task")
def step(party: Actor, task_id: UUID, key: str) -> Any:
    return acts.show_step(party, task_id, key, CODE)


@blueprint.post("/track/tasks/<uuid:task_id>/answer/<key>")
@by_code(record="may_act_on_task")
def go_on(party: Actor, task_id: UUID, key: str) -> Any:
    return acts.go_on(party, task_id, key, CODE)


@blueprint.post("/track/tasks/<uuid:task_id>/check")
@by_code(record="may_act_on_task")
def look_through(party: Actor, task_id: UUID) -> Any:
    return acts.look_through(party, task_id, CODE, show_task)


@blueprint.get("/track/tasks/<uuid:task_id>/check")
@by_code(record="may_act_on_task")
def check(party: Actor, task_id: UUID) -> Any:
    return acts.show_check(party, task_id, CODE)


@blueprint.get("/track/tasks/<uuid:task_id>/receipt")
@by_code(record="own_matter")
def sent(party: Actor, task_id: UUID) -> Any:
    return receipt.show(party, task_id, CODE)
