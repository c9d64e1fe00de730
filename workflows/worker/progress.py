"""Telling whoever a case is from, where they have an account, that it has moved on. Somebody without one has the letters
and notices of the procedure, and the page their tracking code opens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, not_, select
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account
from ombud.storage.cases import Case, Party, Task
from ombud.storage.directory import Person, RoleScope
from ombud.workflows.digest.waiting import About, put_aside
from ombud.workflows.mail import outbox, wording
from ombud.workflows.mail.recipients import Recipient
from ombud.workflows.office import Office

NOTICE = "progress"


def tell_of_progress(session: Session, office: Office, case: Case, task: Task, *, at: datetime) -> None:
    """A step was taken, and this task is what follows. Nobody hears of the step with which they brought the case, of one
    they took themselves, or of a task that is theirs."""
    if task.opened_at == case.opened_at or task.scope is RoleScope.CASE:
        return
    theirs = exists().where(Party.person_id == Person.id, Party.case_id == case.id)
    took_it = exists().where(Task.case_id == case.id, Task.completed_by == Person.id, Task.ended_at == task.opened_at)
    people = select(Person).join(Account, Account.person_id == Person.id).where(Person.active, theirs, not_(took_it))
    told = [
        Recipient(person.name, person.email, person.language, person_id=person.id)
        for person in session.scalars(people.order_by(Person.email))
    ]
    told = put_aside(session, office, case, told, notice=NOTICE, about=About(), at=at)
    outbox.post(session, office, case, told, notice=NOTICE, words=wording.progress, at=at)
