"""What whoever answered a task is shown once it is sent: their words as they stand in the record, and what comes now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Submission, Task
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.clauses import Clauses
from ombud.workflows.casefile.finding import case_by_id
from ombud.workflows.casefile.said import Said, said_in
from ombud.workflows.casefile.sheet import Head, head_of
from ombud.workflows.casefile.steps import Step, StepState, sent_by, steps_of
from ombud.workflows.casefile.words import element_name
from ombud.workflows.office import Office
from ombud.workflows.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Receipt:
    task: str
    form: str  # its key
    head: Head
    sent_at: datetime
    said: tuple[Said, ...]  # nothing where the case's key is destroyed
    following: tuple[Step, ...]  # what is asked in the case now

    @property
    def next_step(self) -> Step | None:
        """What the reader may do in the case now, the first where there is more."""
        return next((step for step in self.following if step.task_id), None)


def receipt_of(
    session: Session, office: Office, actor: Actor, task_id: UUID, clauses: Clauses, *, at: datetime
) -> Receipt:
    """The newest answer of this actor to a task. Raises NotFound where they sent none, and where they no longer see it."""
    sent = select(Task, Submission).join(Submission, Submission.task_id == Task.id)
    newest = sent.where(Task.id == task_id, sent_by(actor)).order_by(Submission.sent_at.desc()).limit(1)
    row = session.execute(newest).one_or_none()
    if row is None:
        raise NotFound()
    found = case_by_id(session, office, actor, row.Task.case_id, at=at)
    said = said_in(session, office, found, actor, at=at, only=row.Submission.id)
    steps = steps_of(session, found, actor, clauses, at=at)
    return Receipt(
        task=element_name(found.deployed, row.Task.element),
        form=row.Submission.form,
        head=head_of(session, found),
        sent_at=row.Submission.sent_at,
        said=said,
        following=tuple(step for step in steps if step.state is StepState.NOW),
    )
