"""What every act of an operator on a case asks: the role, no conflict in that case, a reason, and an unchanged case.

The reason is free text: it is sealed like a submission, and the event of the act holds the commitment to it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Task, TaskStatus
from ombud.workflows import drafts, permissions, requests, tasks
from ombud.workflows.actors import Actor
from ombud.workflows.assigning import assign
from ombud.workflows.engine import ElementKey
from ombud.workflows.held import HeldCase, lock_case, must_run
from ombud.workflows.office import Office
from ombud.workflows.refusals import CaseChanged, InvalidCommand, NotFound, OwnMatter, TaskGone
from ombud.workflows.submissions import say
from ombud.workflows.text import translate as _
from ombud.workflows.writing import write

LONGEST = 2_000
"""Characters of a reason: a few paragraphs; what is longer belongs into a document."""


def must_operate(session: Session, case_id: UUID, *, by: Actor, at: datetime) -> None:
    """Raises Forbidden for anybody but an operator, OwnMatter for one who has a conflict in the case."""
    permissions.require(session, by, permissions.OPERATORS, at=at)
    if by.person_id is not None and session.scalar(select(permissions.has_conflict(by.person_id, case_id))):
        raise OwnMatter()


def hold(
    session: Session,
    office: Office,
    case_id: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> HeldCase:
    """The case under its lock, for an operator who says why. Raises Forbidden, OwnMatter, InvalidCommand, NotFound."""
    must_operate(session, case_id, by=by, at=at)
    must_say_why(reason)
    return lock_case(session, office, case_id, by=by, at=at, request_key=request_key)


def must_say_why(reason: str) -> None:
    """Raises InvalidCommand for a reason that is empty or too long."""
    if not reason.strip():
        raise InvalidCommand(_("Say why."))
    if len(reason) > LONGEST:
        raise InvalidCommand(_("Shorten the reason to %(max)d characters.", max=LONGEST))


def is_done(session: Session, case_id: UUID, *, seen: int, request_key: str) -> bool:
    """Whether this very request was carried out already. Locks the case for the act that follows in the same unit of work.

    Raises CaseChanged where something happened in the case after its event number `seen`, which the operator was shown.
    """
    head = session.scalar(select(Case.head_seq).where(Case.id == case_id).with_for_update())
    if head is None:
        raise NotFound()
    if requests.is_repeat(session, case_id, request_key):
        return True
    if head != seen:
        raise CaseChanged()
    return False


def hand_over(
    session: Session,
    office: Office,
    task_id: UUID,
    *,
    to: UUID | None,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Gives any open task to a holder of its role, or back to all of them (`to` is None). Who has it now is told.

    Raises Forbidden, OwnMatter, TaskGone, CaseClosed, CaseSuspended, InvalidCommand for somebody without the role.
    """
    case_id = session.scalar(select(Task.case_id).where(Task.id == task_id))
    if case_id is None:
        raise NotFound()
    held = hold(session, office, case_id, reason=reason, by=by, at=at, request_key=request_key)
    task = session.get_one(Task, task_id, populate_existing=True)
    if task.status not in (TaskStatus.READY, TaskStatus.CLAIMED):
        raise TaskGone()
    must_run(held)
    _must_change(session, task, to, at=at)
    key = ElementKey(task.element, task.occurrence, task.item)
    commitment = say(held, {"reason": reason.strip()}, element=task.element, about="task.reassigned")
    assign(held, task_id, key, to, "task.reassigned", commitment=commitment)
    if to is not None:
        drafts.discard(session, task_id, but=to)
    write(held)


def _must_change(session: Session, task: Task, to: UUID | None, *, at: datetime) -> None:
    if to == task.assignee_id:
        raise InvalidCommand(_("It is there already."))
    if to is not None and to not in {person_id for person_id, _name in tasks.candidates(session, task.id, at=at)}:
        raise InvalidCommand(_("That person does not hold the role this task belongs to."))
