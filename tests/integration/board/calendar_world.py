"""A town whose panel keeps a calendar, and a worker in a process of its own that kills itself at its n-th statement."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from multiprocessing import get_context
from typing import Any
from uuid import UUID

from sqlalchemy import event, func, make_url, select, text, update
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.storage.ledger import Deadline
from ombud.storage.letters import OutboxMail
from ombud.storage.meetings import CalendarChange, Meeting, MeetingKind, MeetingStatus
from ombud.storage.sealing import KEY_BYTES, Vault
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows.actors import Actor
from ombud.workflows.board import calendar, changes, meetings
from ombud.workflows.days import day_of
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.office import Office
from ombud.workflows.opening import Opened
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.worker.drain import drain
from tests.support.permit import FORMS, MONDAY, Town, found_town

APPLICATION = "a worker that dies"
"""What PostgreSQL knows its connections by."""

KEY = b"c" * KEY_BYTES
APRIL, MAY = date(2026, 4, 8), date(2026, 5, 13)


@dataclass
class CalendarTown(Town):
    """The permit town with a chair who keeps the panel's calendar."""

    def appeal(self) -> Opened:
        asked = self.ask()
        self.refuse_permit(asked)
        self.complete(asked, "answer", self.stranger(asked), answer="appeal")
        return asked

    def do(self, command: Callable[[Session], Any]) -> Any:
        with unit_of_work(self.database) as session:
            return command(session)

    def see(self, query: Callable[[Session], Any]) -> Any:
        with reading(self.database) as session:
            return query(session)

    @property
    def panel(self) -> UUID:
        return UUID(str(self.see(lambda session: session.scalars(select(Body.id).where(Body.key == "panel")).one())))

    @property
    def presider(self) -> Actor:
        return self.who("chair")

    def meeting(self, day: date) -> UUID:
        noon = datetime(day.year, day.month, day.day, 17, tzinfo=MONDAY.tzinfo)
        found: UUID = self.see(lambda session: meetings.find(session, "panel", noon))
        return found

    def cancel(self, day: date, *, by: Actor | None = None) -> UUID:
        meeting_id, by = self.meeting(day), by or self.presider
        self.do(lambda s: meetings.cancel(s, meeting_id, reason="snow", office=self.office, by=by, at=self.at))
        return meeting_id

    def move(self, day: date, to: datetime) -> UUID:
        meeting_id = self.meeting(day)
        by = self.presider
        self.do(lambda s: meetings.move(s, meeting_id, starts_at=to, reason="the room is taken", by=by, at=self.at))
        return meeting_id

    def days(self) -> list[date]:
        """Of the panel's scheduled meetings."""
        found = select(Meeting.starts_at).where(
            Meeting.body_id == self.panel, Meeting.status == MeetingStatus.SCHEDULED
        )
        return self.see(lambda s: [day_of(at) for at in s.scalars(found.order_by(Meeting.starts_at))])

    def change(self, kind: str) -> CalendarChange:
        """The latest of a kind."""
        found = select(CalendarChange).where(CalendarChange.kind == kind).order_by(CalendarChange.at.desc())
        change: CalendarChange = self.see(lambda session: session.scalars(found).first())
        return change

    def hearing(self, asked: Opened) -> date | None:
        due = select(Deadline.due_at).where(Deadline.case_id == asked.case_id, Deadline.name == "hearing")
        due_at = self.see(lambda session: session.scalars(due.where(Deadline.timer.is_(False))).one())
        return day_of(due_at) if due_at else None

    def settle(self) -> None:
        """The worker does what is due; the letters of these cases are another test's."""
        letters = update(Job).where(Job.kind == JobKind.LETTER).values(status=JobStatus.DONE)
        self.do(lambda session: session.execute(letters))
        self.work()


def found_calendar_town(url: str) -> CalendarTown:
    town = found_town(url)
    office = replace(town.office, vault=Vault(KEY))
    with unit_of_work(town.database) as session:
        body_id = session.scalars(select(Body.id).where(Body.key == "panel")).one()
        chair = session.scalars(select(Person.id).where(Person.email.startswith("chair"))).one()
        session.add(
            RoleHolding(person_id=chair, role="chair", scope=RoleScope.BODY, scope_id=body_id, from_on=date(2020, 1, 1))
        )
    return CalendarTown(town.database, office)


JUNE = datetime(2026, 6, 10, 14, tzinfo=UTC)
FOURTH = {"rrule": "FREQ=MONTHLY;BYDAY=4TH", "meets_at": "10:00", "place": "Room 4"}


def schedule(
    town: CalendarTown, starts_at: datetime, kind: MeetingKind = MeetingKind.REGULAR, **more: object
) -> object:
    by = more.pop("by", town.presider)
    return town.do(
        lambda s: meetings.schedule(s, "panel", starts_at=starts_at, kind=kind, by=by, at=town.at, **more)  # type: ignore[arg-type]
    )


def set_rule(town: CalendarTown, **rule: object) -> None:
    panel, by = town.panel, town.presider
    town.do(lambda s: calendar.set_recurrence(s, town.office, panel, **(FOURTH | rule), by=by, at=town.at))  # type: ignore[arg-type]


def undo(town: CalendarTown, kind: str) -> None:
    change_id, by = town.change(kind).id, town.presider
    town.do(lambda s: changes.undo(s, town.office, change_id, by=by, at=town.at))


def told(town: CalendarTown) -> int:
    return int(town.see(lambda s: s.scalar(select(func.count()).where(OutboxMail.notice == "moved"))))


@dataclass(frozen=True)
class Errand:
    """What a process is sent to do: the worker's jobs, until it has run so many statements."""

    url: str
    at: datetime
    dies_at: int


def go(errand: Errand) -> None:
    """The whole life of such a process."""
    url = make_url(errand.url)
    if url.get_backend_name() == "postgresql":
        url = url.update_query_dict({"application_name": APPLICATION})
    database = Database(url)
    left = errand.dies_at

    def step(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "before_cursor_execute", step)
    event.listen(database.engine, "commit", step)
    office = Office(DeployedProcedures(), FORMS, Vault(KEY), sender="permits@town.example")
    drain(database, office, KeptMailer(), clock=lambda: errand.at, worker=f"dies at {errand.dies_at}")


def kill_at(town: CalendarTown, dies_at: int) -> bool:
    """Has a worker die at its n-th step; False when it had done everything before."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.integration.board.calendar_world"])
    url = town.database.url.render_as_string(hide_password=False)
    process = context.Process(target=go, args=(Errand(url, town.at, dies_at),))
    process.start()
    process.join()
    town.do(_bury)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def _bury(session: Session) -> None:
    """Waits until PostgreSQL has noticed that the process is gone, and let go of its locks."""
    if session.connection().dialect.name == "postgresql":
        end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = :name"
        session.execute(text(end), {"name": APPLICATION})
