"""Tasks: claimed, released, reassigned, completed. Each command takes the case's lock and the verdict with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from ombud.storage.cases import Task, TaskStatus
from ombud.storage.directory import Person
from ombud.workflows import drafts, engine, lanes, permissions, record, requests
from ombud.workflows.actors import Actor
from ombud.workflows.assigning import assign
from ombud.workflows.choices import choices_for
from ombud.workflows.days import day_of
from ombud.workflows.held import HeldCase, acted_under, ballot_is_open, decided_by_ballot, lock_task, must_run
from ombud.workflows.mail.recipients import who_could
from ombud.workflows.office import Office
from ombud.workflows.refusals import BallotOpen, InvalidCommand, NotYourTask, PageOutdated, TaskGone
from ombud.workflows.submissions import say, submit
from ombud.workflows.text import translate as _
from ombud.workflows.writing import write


def complete(
    session: Session,
    office: Office,
    task_id: UUID,
    answers: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Completes a task with its form's answers and moves the case on.

    A repeat of the same request does nothing. Raises the verdict's refusals, InvalidAnswers, CaseSuspended, and
    DeadlineFirst, which `commands.perform` answers by ticking the case first.
    """
    held, task = lock_task(session, office, task_id, by=by, at=at, request_key=request_key)
    try:
        _judge(task, by)
    except TaskGone:
        if requests.is_repeat(session, held.id, request_key):
            return
        raise
    must_run(held)
    if ballot_is_open(held, task):
        raise BallotOpen()
    form = office.forms[task["task_form"]]
    checked = form.validate(answers, choices_for(session, form, at=at, asking=held.asking), on=day_of(at))
    commitment = submit(held, form, checked, element=task["task_element"], task_id=task["task_id"])
    routing = {**checked.routing, **held.steering}
    step = engine.complete(held.deployed.definition, held.state, _key(task), routing, now=at, due={})
    lanes.judge_choice(held, step, checked.routing)
    facts = acted_under(held, task) | ({"by_hand": True} if decided_by_ballot(held, task["task_element"]) else {})
    record.apply(held, step, commitment=commitment, facts=facts)
    write(held)


def claim(
    session: Session, office: Office, task_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None
) -> None:
    """Takes a task for oneself. Claiming what one has claimed already changes nothing.

    Raises the verdict's refusals, CaseSuspended, and PageOutdated for a request that was carried out and undone since.
    """
    held, task = lock_task(session, office, task_id, by=by, at=at, request_key=request_key)
    _judge(task, by)
    must_run(held)
    if task["task_assignee_id"] == by.person_id:
        return
    _hand(session, held, task, by.person_id, "task.claimed")


def release(
    session: Session, office: Office, task_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None
) -> None:
    """Gives a claimed task back to its role. Raises what `claim` raises."""
    held, task = lock_task(session, office, task_id, by=by, at=at, request_key=request_key)
    _judge(task, by)
    must_run(held)
    if task["task_assignee_id"] is None:
        return
    _hand(session, held, task, None, "task.released")


def reassign(
    session: Session,
    office: Office,
    task_id: UUID,
    *,
    to: UUID,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Hands a task to another holder of its role, with a reason; they are told. A repeat of the request does nothing.

    Raises InvalidCommand when they do not hold it.
    """
    if not reason.strip():
        raise InvalidCommand(_("Say why the task is reassigned."))
    held, task = lock_task(session, office, task_id, by=by, at=at, request_key=request_key)
    if requests.is_repeat(session, held.id, request_key):
        return
    if not task["visible"] or not task["role_held"]:
        _judge(task, by)
    if task["task_status"] not in (TaskStatus.READY, TaskStatus.CLAIMED):
        raise TaskGone()
    must_run(held)
    if to not in {candidate for candidate, _name in candidates(session, task_id, at=at)}:
        raise InvalidCommand(_("That person does not hold the role this task belongs to."))
    commitment = say(held, {"reason": reason.strip()}, element=task["task_element"], about="task.reassigned")
    facts = acted_under(held, task)
    assign(held, task_id, _key(task), to, "task.reassigned", commitment=commitment, facts=facts)
    drafts.discard(session, task_id, but=to)
    write(held)


def candidates(session: Session, task_id: UUID, *, at: datetime) -> list[tuple[UUID, str]]:
    """The active persons who hold the task's role within its scope today and have no conflict, by name."""
    people = who_could(session.get_one(Task, task_id), at=at).order_by(Person.name)
    return [(person.id, person.name) for person in session.scalars(people)]


def _judge(task: RowMapping, by: Actor) -> None:
    permissions.judge_task(
        status=task["task_status"],
        assignee_id=task["task_assignee_id"],
        visible=task["visible"],
        role_held=task["role_held"],
        claim_stands=task["claim_stands"],
        actor=by,
    )


def _key(task: RowMapping) -> engine.ElementKey:
    return engine.ElementKey(task["task_element"], task["task_occurrence"], task["task_item"])


def _hand(session: Session, held: HeldCase, task: RowMapping, to: UUID | None, kind: str) -> None:
    """Somebody takes a task, or gives back what they had: nobody is told, since all of the group were asked before."""
    if held.by.person_id is None:
        raise NotYourTask(_("A task is claimed by somebody with an account."))
    if requests.is_repeat(session, held.id, held.request_key):
        raise PageOutdated()
    assign(held, task["task_id"], _key(task), to, kind, tell=False, facts=acted_under(held, task))
    write(held)
