"""The small world of the worker, with accounts: whoever works there gets a daily mail of what can wait."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account
from ombud.storage.cases import Task
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.storage.notices import DigestItem
from ombud.workflows import cases, tasks
from ombud.workflows.actors import Actor
from ombud.workflows.permissions import SYSTEM_SCOPE
from tests.integration.worker.world import AT, World, add_person

STAFF = "lead_staff@nutmeg.example"
COLLEAGUE = "colleague@nutmeg.example"
DIRECTOR = "director@nutmeg.example"
MORNING = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
"""Seven o'clock in New York on the day after the world begins."""


class Place(World):
    def settle_in(self) -> None:
        """A colleague beside the member of staff, and an account for each of the three who work on cases."""

        def furnish(session: Session) -> None:
            add_person(session, COLLEAGUE, "lead_staff", name="The colleague")
            for email in (STAFF, COLLEAGUE, DIRECTOR):
                person_id = session.scalars(select(Person.id).where(Person.email == email)).one()
                session.add(Account(person_id=person_id, password_hash="none", created_at=AT))  # none

        self.each(furnish)

    def settle(self, email: str, role: str) -> Actor:
        """Somebody more with a role and an account."""

        def furnish(session: Session) -> None:
            person = add_person(session, email, role, name=f"Another {role}")
            session.add(Account(person_id=person.id, password_hash="none", created_at=AT))

        self.each(furnish)
        return self.person(email)

    def ask_as(self, by: Actor, *, roles: Sequence[str] = ()) -> UUID:
        """Opens a case as a party with an account, who is first given `roles` by which one may."""
        said, since = {"question": "When?"}, AT.date()
        here = {"scope": RoleScope.SYSTEM, "scope_id": SYSTEM_SCOPE, "from_on": since}
        held = [RoleHolding(person_id=by.person_id, role=role, **here) for role in roles]
        self.each(lambda s: s.add_all(held))
        opened = self.each(lambda s: cases.open_case(s, self.office, "inquiry", said, by=by, at=self.clock()))
        return opened.case_id  # type: ignore[no-any-return]

    def wants_all_at_once(self, email: str, *, at_once: bool = True) -> None:
        mine = select(Person.id).where(Person.email == email).scalar_subquery()
        self.each(lambda s: s.execute(update(Account).where(Account.person_id == mine).values(all_at_once=at_once)))

    def until(self, at: datetime) -> None:
        """The clock moves on, and the worker works."""
        self.clock.at = at
        self.work()

    def to(self, email: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if email in str(mail["To"])]

    def daily(self, email: str) -> list[EmailMessage]:
        """The daily mails somebody got."""
        return [mail for mail in self.to(email) if re.fullmatch(r"\d+ matters? for you", str(mail["Subject"]))]

    def task(self, case_id: UUID, element: str = "answer") -> UUID:
        found = select(Task.id).where(Task.case_id == case_id, Task.element == element)
        return self.each(lambda s: s.scalars(found).one())

    def claim(self, case_id: UUID, email: str, element: str = "answer") -> None:
        by, task_id = self.person(email), self.task(case_id, element)
        self.each(lambda s: tasks.claim(s, self.office, task_id, by=by, at=self.clock()))

    def turn(self, case_id: UUID, verb: str) -> None:
        """Suspends or resumes a case."""
        act, by = getattr(cases, verb), self.person("operator@nutmeg.example")
        self.each(lambda s: act(s, self.office, case_id, reason="A court looks into it.", by=by, at=self.clock()))

    def waiting(self) -> Sequence[DigestItem]:
        return self.each(lambda s: s.scalars(select(DigestItem).where(DigestItem.ended_at.is_(None))).all())


def morning(days: int) -> datetime:
    """Of the day that many days after the first one on which a daily mail goes out."""
    return MORNING + timedelta(days=days)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
