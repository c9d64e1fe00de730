"""The verbs of a scenario step, carried out by the same commands a page uses."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Party, Task
from ombud.storage.session import reading
from ombud.workflows import cases, tasks
from ombud.workflows.actors import ActorKind, party
from ombud.workflows.commands import perform
from ombud.workflows.days import ZONE, days_in, later_on_the_wall
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.deeds import DEEDS, each
from ombud.workflows.procedures.scenarios.deeds.given import Deed
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage
from ombud.workflows.refusals import TaskGone


def act(stage: Stage, step: Step) -> None:
    """Carries out one step. Raises the refusal of the command, or ProcedureError for a step that makes no sense."""
    match step.verb:
        case "start":
            _start(stage, step)
        case "complete" | "claim":
            _task(stage, step)
        case "withdraw":
            _withdraw(stage, step)
        case "advance":
            stage.advance(later_on_the_wall(stage.now, days_in(str(step.advance))))
        case "until":
            stage.advance(_later(stage, step))
        case "do":
            _do(stage, step)
    stage.settle()


def _later(stage: Stage, step: Step) -> datetime:
    if step.until is None or step.until <= stage.now:
        raise ProcedureError(f"`until` goes forward: it is {stage.now.astimezone(ZONE).isoformat()} already.")
    return step.until


def _start(stage: Stage, step: Step) -> None:
    with reading(stage.database) as session:
        by = stage.actor(session, str(step.by), None)
    opened = perform(
        stage.database,
        stage.office,
        lambda session: cases.open_case(session, stage.office, str(step.start), step.answers, by=by, at=stage.now),
        at=stage.now,
    )
    stage.cases[step.case or f"case {len(stage.cases) + 1}"] = opened.case_id
    with reading(stage.database) as session:
        nobodys = (Party.case_id == opened.case_id, Party.person_id.is_(None))
        mine = session.scalars(select(Party).where(*nobodys)).one_or_none()
    if mine is not None:  # whoever staff recorded it for is known by their role in the case
        known_as = str(step.by) if by.kind is ActorKind.PARTY else f"party:{mine.role}"
        stage.parties[known_as, opened.case_id] = party(mine.id, opened.case_id)


def _task(stage: Stage, step: Step) -> None:
    case_id = stage.case_id(step.case)
    element = str(step.complete or step.claim)
    with reading(stage.database) as session:
        by = stage.actor(session, str(step.by), case_id)
        task_id = _newest_task(session, case_id, element)

    def command(session: Session) -> None:
        if step.complete:
            tasks.complete(session, stage.office, task_id, step.answers, by=by, at=stage.now)
        else:
            tasks.claim(session, stage.office, task_id, by=by, at=stage.now)

    perform(stage.database, stage.office, command, at=stage.now)


def _newest_task(session: Session, case_id: UUID, element: str) -> UUID:
    """The open task of an element, else its last one: completing that is refused as it would be on a page."""
    found = select(Task).where(Task.case_id == case_id, Task.element == element)
    rows = list(session.scalars(found.order_by(Task.occurrence)))
    if not rows:
        raise TaskGone(f"The case has had no task {element} yet.")
    return next((row for row in rows if row.status in OPEN_TASK), rows[-1]).id


def _withdraw(stage: Stage, step: Step) -> None:
    case_id = stage.case_id(step.case)
    with reading(stage.database) as session:
        by = stage.actor(session, str(step.by), case_id)
    perform(
        stage.database,
        stage.office,
        lambda session: cases.withdraw(session, stage.office, case_id, step.answers, by=by, at=stage.now),
        at=stage.now,
    )


def _do(stage: Stage, step: Step) -> None:
    deed = DEEDS.get(str(step.do))
    if deed is None:
        raise ProcedureError(f'"{step.do}" is no command; there are: {", ".join(sorted(DEEDS))}.')
    try:
        for one in each(step):
            _carry_out(stage, deed, one)
    except KeyError as missing:
        raise ProcedureError(f"{step.do} needs `with.{missing.args[0]}`.") from None


def _carry_out(stage: Stage, deed: Deed, step: Step) -> None:
    with reading(stage.database) as session:
        by = stage.actor(session, str(step.by), None)
    perform(stage.database, stage.office, lambda session: deed(stage, session, step, by), at=stage.now)
