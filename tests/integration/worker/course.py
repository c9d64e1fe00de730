"""Steps of a grievance's course, and what was sent on the way."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Task
from ombud.storage.letters import OutboxMail, OutboxStatus
from ombud.workflows import tasks
from tests.integration.worker.world import World


def answer(world: World, case_id: UUID, element: str = "answer", text: str = "We are sorry.") -> None:
    by = world.person("lead_staff@nutmeg.example")

    def complete(session: Session) -> None:
        task = session.scalars(select(Task).where(Task.case_id == case_id, Task.element == element)).one()
        tasks.complete(session, world.office, task.id, {"reply": text}, by=by, at=world.clock())

    world.each(complete)


def sent(world: World, notice: str) -> list[str]:
    """Subjects of the mails of one notice that have gone out."""
    return world.each(
        lambda session: session.scalars(
            select(OutboxMail.subject).where(OutboxMail.notice == notice, OutboxMail.status == OutboxStatus.SENT)
        ).all()
    )
