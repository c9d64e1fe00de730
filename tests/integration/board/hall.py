"""A panel that decides appeals by ballot, and the verbs of a test's story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotSeat, Vote
from ombud.storage.base import new_id
from ombud.storage.board import Body
from ombud.storage.cases import Case, Task
from ombud.storage.directory import Organisation, Person
from ombud.storage.events import Event
from ombud.storage.meetings import Meeting, MeetingKind, MeetingStatus
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, reading
from ombud.storage.session import unit_of_work as unit
from ombud.workflows import cases, proof, tasks
from ombud.workflows.actors import OPERATOR, Actor, person
from ombud.workflows.board import attendance, rules
from ombud.workflows.board.ballots import closing, opening, voting
from ombud.workflows.board.ballots import reading as pages
from ombud.workflows.commands import perform
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.office import Office
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.directory import load_directory
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.worker.drain import drain
from tests.integration.board.by_ballot import ASK, DIRECTORY, HEAR, MEETING, MONDAY, by_ballot
from tests.support.permit import FORMS, permit_in

Result = TypeVar("Result")

NOWHERE = UUID(int=0)
HOUR = timedelta(hours=1)

OPTIONS = (("for", "For"), ("against", "Against"), ("later", "Later"))


@dataclass
class Hall:
    """The story's clock is `at`; `case_id`, `ballot_id` and `meeting_id` are what it is about."""

    database: Database
    office: Office
    at: datetime = MONDAY
    mailer: KeptMailer = field(default_factory=KeptMailer)
    case_id: UUID = NOWHERE
    ballot_id: UUID = NOWHERE
    people: dict[str, UUID] = field(default_factory=dict)

    def who(self, name: str) -> Actor:
        return OPERATOR if name == "operator" else person(self.people[name])

    def do(self, command: Callable[[Session], Result]) -> Result:
        return perform(self.database, self.office, command, at=self.at)

    def see(self, look: Callable[[Session], Result]) -> Result:
        with reading(self.database) as session:
            return look(session)

    def body(self, key: str = "panel") -> UUID:
        return self.see(lambda s: s.scalars(select(Body.id).where(Body.key == key)).one())

    @property
    def meeting_id(self) -> UUID:
        return self.meeting_of("panel")

    def meeting_of(self, key: str) -> UUID:
        body_id = self.body(key)
        return self.see(lambda s: s.scalars(select(Meeting.id).where(Meeting.body_id == body_id)).one())

    def new_meeting(self, days: int) -> UUID:
        """Another meeting of the panel, that many days after its first."""
        meeting_id, starts_at, body_id = new_id(), MEETING + timedelta(days=days), self.body()
        facts = {"kind": MeetingKind.REGULAR, "status": MeetingStatus.SCHEDULED, "reason": ""}
        with unit(self.database) as session:
            session.add(Meeting(id=meeting_id, body_id=body_id, starts_at=starts_at, **facts))
        return meeting_id

    def ask(self) -> UUID:
        """A case from dee's agency."""
        agency = self.see(lambda s: s.scalars(select(Organisation.id)).one())
        said = {"wish": "A kiosk", "agency": str(agency)}
        opened = self.do(lambda s: cases.open_case(s, self.office, "permit", said, by=self.who("asker"), at=self.at))
        self.case_id = opened.case_id
        return self.case_id

    def appeal(self) -> UUID:
        """One that the panel has to hear."""
        self.ask()
        self.complete("decide", "clerk", decision="refused", reasons="No room.")
        self.work()
        self.complete("answer", "asker", answer="appeal")
        self.work()
        return self.case_id

    def complete(self, element: str, name: str, **answers: Any) -> None:
        task_id, by = self.task(element).id, self.who(name)
        self.do(lambda s: tasks.complete(s, self.office, task_id, answers, by=by, at=self.at))

    def withdraw(self) -> None:
        by = self.who("asker")
        self.do(lambda s: cases.withdraw(s, self.office, self.case_id, {"why": ""}, by=by, at=self.at))

    def open(self, by: str = "coco", *, here: bool = True, **more: Any) -> UUID:
        """The ballot on the appeal, at the meeting or by correspondence."""
        task_id, meeting_id = self.task("hear").id, self.meeting_id if here else None
        self.ballot_id = self.do(
            lambda s: opening.open_for_task(
                s, self.office, task_id, meeting_id=meeting_id, by=self.who(by), at=self.at, **more
            )
        )
        return self.ballot_id

    def open_motion(self, by: str = "coco", *, body: str = "panel", **more: Any) -> UUID:
        given: dict[str, Any] = {"motion": "Shall we meet on Mondays?", "options": OPTIONS, "meeting_id": None} | more
        body_id = self.body(body)
        self.ballot_id = self.do(
            lambda s: opening.open_motion(s, self.office, body_id, by=self.who(by), at=self.at, **given)
        )
        return self.ballot_id

    def arrive(self, *names: str, meeting_id: UUID | None = None) -> None:
        meeting_id = meeting_id or self.meeting_id
        for name in names:
            self.do(lambda s, who=name: attendance.arrive(s, meeting_id, self.people[who], by=OPERATOR, at=self.at))  # type: ignore[misc]

    def leave(self, *names: str, meeting_id: UUID | None = None) -> None:
        meeting_id = meeting_id or self.meeting_id
        for name in names:
            self.do(lambda s, who=name: attendance.leave(s, meeting_id, self.people[who], by=OPERATOR, at=self.at))  # type: ignore[misc]

    def vote(self, name: str, choice: str, *, seen: int | None = None, **more: Any) -> None:
        """From a page just read, unless `seen` says otherwise."""
        number = self.seen(name) if seen is None else seen
        by = self.who(name)
        self.do(lambda s: voting.cast(s, self.office, self.ballot_id, choice, seen=number, by=by, at=self.at, **more))

    def seen(self, name: str) -> int:
        page = self.page("operator")
        own = next((line.id for line in page.seats if line.holder_id == self.people[name]), None)
        return max([vote.number for vote in self.votes() if vote.ballot_seat_id == own], default=0)

    def recuse(self, name: str, *, by: str | None = None, reason: str = "We are neighbours.") -> None:
        person_id, actor = self.people[name], self.who(by or name)
        self.do(
            lambda s: voting.recuse(
                s, self.office, self.ballot_id, person_id=person_id, reason=reason, by=actor, at=self.at
            )
        )

    def give_proxy(self, name: str, to: str) -> None:
        self.do(
            lambda s: voting.give_proxy(
                s, self.office, self.ballot_id, to=self.people[to], by=self.who(name), at=self.at
            )
        )

    def take_back_proxy(self, name: str) -> None:
        self.do(lambda s: voting.take_back_proxy(s, self.office, self.ballot_id, by=self.who(name), at=self.at))

    def close(self, by: str = "coco", **more: Any) -> None:
        self.do(lambda s: closing.close(s, self.office, self.ballot_id, by=self.who(by), at=self.at, **more))

    def void(self, by: str = "coco", reason: str = "The motion was put wrongly.") -> None:
        self.do(lambda s: closing.void(s, self.office, self.ballot_id, reason=reason, by=self.who(by), at=self.at))

    def rule(self, name: str, value: Any) -> None:
        """A rule of the panel from now on."""
        self.do(
            lambda s: rules.set_rules(
                s, self.office.board, "panel", {name: value}, reason="By-laws", by=OPERATOR, at=self.at
            )
        )

    def page(self, name: str) -> pages.BallotPage:
        return self.see(lambda s: pages.ballot_of(s, self.office, self.ballot_id, self.who(name), at=self.at))

    def wanted(self, name: str) -> list[UUID]:
        return [
            one.ballot_id for one in self.see(lambda s: pages.needs_my_vote(s, self.office, self.who(name), at=self.at))
        ]

    def ballot(self) -> Ballot:
        return self.see(lambda s: s.get_one(Ballot, self.ballot_id))

    def votes(self) -> list[Vote]:
        cast = select(Vote).join(BallotSeat).where(BallotSeat.ballot_id == self.ballot_id)
        return list(self.see(lambda s: s.scalars(cast.order_by(Vote.cast_at, Vote.number)).all()))

    def case(self) -> Case:
        return self.see(lambda s: s.get_one(Case, self.case_id))

    def task(self, element: str) -> Task:
        found = select(Task).where(Task.case_id == self.case_id, Task.element == element)
        task = self.see(lambda s: s.scalars(found.order_by(Task.occurrence.desc())).first())
        assert task is not None
        return task

    def events(self, chain: UUID | None = None) -> list[Event]:
        mine = select(Event).where(Event.chain == (chain or self.case_id)).order_by(Event.seq)
        return list(self.see(lambda s: s.scalars(mine).all()))

    def proven(self) -> list[str]:
        """What the proof of its case finds wrong."""
        return self.see(lambda s: proof.verify(s, self.office, self.case()))

    def work(self) -> dict[str, str]:
        """The worker does what is due; gives the subjects it wrote by the name of whoever they went to."""
        before = len(self.mailer.messages)
        drain(self.database, self.office, self.mailer, clock=lambda: self.at)
        return {
            str(message["To"].addresses[0].username): str(message["Subject"])
            for message in self.mailer.messages[before:]
        }


def found_hall(url: str, folder: Path) -> Hall:
    database = Database(url)
    migrate(database)
    forms = FORMS | {"permit.ask": ASK, "permit.hear": HEAR}
    office = Office(DeployedProcedures(), forms, Vault(parse_key(new_key())), sender="permits@town.example")
    with unit(database) as session:
        load_directory(session, DIRECTORY, at=MONDAY)
        deploy(session, load_procedure(permit_in(folder, by_ballot)), office.forms, by=OPERATOR, at=MONDAY)
    with reading(database) as session:
        people = {email.partition("@")[0]: key for email, key in session.execute(select(Person.email, Person.id))}
    return Hall(database, office, people=people)
