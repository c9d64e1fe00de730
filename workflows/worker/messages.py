"""Telling people of what reached their case from outside the procedure: a message that waits, a receipt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Case, Party, Submission, Task, TaskStatus
from ombud.storage.directory import Person, RoleScope
from ombud.storage.jobs import Job
from ombud.storage.letters import Letter
from ombud.workflows import actors, permissions
from ombud.workflows.days import day_of
from ombud.workflows.mail import outbox, wording
from ombud.workflows.mail.recipients import Recipient, of_task, once, resolve
from ombud.workflows.messages import SENT, Side
from ombud.workflows.office import Office
from ombud.workflows.opening import RECEIPT
from ombud.workflows.worker.telling import tell


def tell_of_message(session: Session, office: Office, case: Case, job: Job, *, at: datetime) -> None:
    """To whoever works on the case now, else who did last; or to the party. Where nobody is left, the operators hear."""
    message = session.get_one(Submission, UUID(job.payload["submission"]))
    if job.payload["to"] == Side.PARTY:
        reached = [one for one in _parties(session, office, case, at=at) if one.party_id == message.party_id]
        outbox.post(session, office, case, reached, notice=SENT, words=wording.message, at=at)
        return
    reached = [one for one in _at_work(session, office, case, at=at) if one.person_id != message.sent_by]
    tell(session, office, case, reached, notice=SENT, words=wording.message, at=at)


def send_receipt(session: Session, office: Office, case: Case, *, at: datetime) -> None:
    """To a party without an account that left an address: the case's number, and a link to it. Where the procedure
    acknowledges by a letter, the mail that announces it is enough."""
    letters = office.procedures.get(session, case.version_id).toml.letters
    issued = session.scalars(select(Letter.name).where(Letter.case_id == case.id)).all()
    written_to = {target for name in issued if name in letters for target in letters[name].to}
    parties = select(Party.id).where(Party.case_id == case.id, Party.role.not_in(_roles(written_to)))
    waiting = set(session.scalars(parties))
    reached = _parties(session, office, case, at=at)
    strangers = [one for one in reached if one.person_id is None and one.party_id in waiting]
    outbox.post(session, office, case, strangers, notice=RECEIPT, words=wording.receipt, at=at)


def _parties(session: Session, office: Office, case: Case, *, at: datetime) -> list[Recipient]:
    roles = session.scalars(select(Party.role).where(Party.case_id == case.id).distinct().order_by(Party.role))
    return resolve(session, office, [f"party:{role}" for role in roles], case, at=at)


def _roles(targets: Iterable[str]) -> list[str]:
    return [target.removeprefix("party:") for target in targets if target.startswith("party:")]


def _at_work(session: Session, office: Office, case: Case, *, at: datetime) -> list[Recipient]:
    of_roles = select(Task).where(Task.case_id == case.id, Task.scope != RoleScope.CASE)
    waiting = session.scalars(of_roles.where(Task.status.in_(OPEN_TASK)).order_by(Task.opened_at, Task.id)).all()
    if found := once(one for task in waiting for one in of_task(session, office, task, at=at)):
        return found
    done = of_roles.where(Task.status == TaskStatus.COMPLETED, Task.completed_by.is_not(None))
    newest = session.scalars(done.order_by(Task.ended_at.desc(), Task.id)).all()
    return list(_still_there(session, case, (task.completed_by for task in newest if task.completed_by), at=at))[:1]


def _still_there(session: Session, case: Case, people: Iterator[UUID], *, at: datetime) -> Iterator[Recipient]:
    for person_id in people:
        works = permissions.works_on_case(actors.person(person_id), on=day_of(at))
        still = select(Person).where(Person.id == person_id, exists().where(Case.id == case.id, works))
        if (person := session.scalar(still)) is not None:
            yield Recipient(person.name, person.email, person.language, person_id=person.id)
