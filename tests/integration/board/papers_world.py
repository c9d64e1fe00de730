"""A panel that hears petitions: somebody brings one, it is put on the agenda of the panel's next regular meeting, and may
be withdrawn. Five members, one of them from the agency that brings petitions; a chair and the board's staff preside."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotSeat, BallotStatus, Vote, VotedAs
from ombud.storage.base import new_id
from ombud.storage.board import Body, Seat
from ombud.storage.cases import OPEN_TASK, Case, Party, Task
from ombud.storage.directory import Organisation, Person
from ombud.storage.meetings import AgendaItem, Meeting
from ombud.storage.procedures import ProcedureVersion
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows import cases, tasks
from ombud.workflows.actors import OPERATOR, STRANGER, Actor, party, person
from ombud.workflows.board import agenda, attendance, meetings, minutes, packet
from ombud.workflows.board.agenda import Agenda
from ombud.workflows.casefile.documents import Download
from ombud.workflows.commands import perform
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.directory import load_directory
from ombud.workflows.worker.drain import drain
from tests.integration.board.petition import BPMN, DIRECTORY, FORMS, MANUAL, MONDAY, TOML, WISH
from tests.support import pdf


@dataclass
class Panel:
    """The office over one database, and the verbs of a test's story. `at` is the story's clock."""

    database: Database
    office: Office
    at: datetime = MONDAY
    mailer: KeptMailer = field(default_factory=KeptMailer)

    def who(self, name: str) -> Actor:
        with reading(self.database) as session:
            return person(session.scalars(select(Person.id).where(Person.email.startswith(f"{name}@"))).one())

    def do(self, command: Any) -> Any:
        return perform(self.database, self.office, command, at=self.at)

    def work(self) -> int:
        return drain(self.database, self.office, self.mailer, clock=lambda: self.at)

    def until(self, at: datetime) -> None:
        self.at = at
        self.work()

    def petition(self, agency: str = "Elm Street Shelter", *, place: bool = True, wish: str = WISH) -> UUID:
        """A case that the panel has to hear; unless `place` is false, the worker has put it on an agenda."""
        with reading(self.database) as session:
            agency_id = session.scalars(select(Organisation.id).where(Organisation.name == agency)).one()
        said = {
            "contact_name": "Rosa Delgado", "contact_email": "rosa@elm.example", "agency": str(agency_id),
            "wish": wish, "happened_on": "2026-02-17",
        }  # fmt: skip
        opened = self.do(lambda s: cases.open_case(s, self.office, "petition", said, by=STRANGER, at=self.at))
        if place:
            self.work()
        return UUID(str(opened.case_id))

    def hear(self, case_id: UUID, by: str = "abena", ruling: str = "granted") -> None:
        task_id, actor = self.task(case_id).id, self.who(by)
        given = {"ruling": ruling, "reasons": "It was left out."}
        self.do(lambda s: tasks.complete(s, self.office, task_id, given, by=actor, at=self.at))

    def withdraw(self, case_id: UUID) -> None:
        with reading(self.database) as session:
            by = party(session.scalars(select(Party.id).where(Party.case_id == case_id)).one(), case_id)
        self.do(lambda s: cases.withdraw(s, self.office, case_id, {"why": "Settled."}, by=by, at=self.at))

    def task(self, case_id: UUID) -> Task:
        with reading(self.database) as session:
            found = select(Task).where(Task.case_id == case_id, Task.element == "hear", Task.status.in_(OPEN_TASK))
            return session.scalars(found).one()

    def number(self, case_id: UUID) -> str:
        with reading(self.database) as session:
            return session.get_one(Case, case_id).number

    def meeting(self, starts_at: datetime, body: str = "panel") -> UUID:
        with reading(self.database) as session:
            found = select(Meeting.id).join(Meeting.body).where(Meeting.starts_at == starts_at, Body.key == body)
            return session.scalars(found).one()

    def agenda(self, starts_at: datetime, by: str = "chair") -> Agenda:
        with reading(self.database) as session:
            return agenda.agenda_of(session, self.office, self.meeting(starts_at), self.who(by), at=self.at)

    def seen(self, starts_at: datetime, by: str = "chair") -> list[str]:
        """Number and title of every item, as one reader sees them."""
        return [f"{item.number} {item.case_number or item.title}" for item in self.agenda(starts_at, by).items]

    def item_of(self, case_id: UUID) -> AgendaItem:
        with reading(self.database) as session:
            return session.scalars(select(AgendaItem).where(AgendaItem.case_id == case_id)).one()

    def add(self, starts_at: datetime, title: str, *, by: str = "chair", **more: Any) -> UUID:
        meeting_id, actor = self.meeting(starts_at), self.who(by)
        seen = self.agenda(starts_at, by).version
        return UUID(
            str(
                self.do(
                    lambda s: agenda.add_item(
                        s, self.office, meeting_id, title=title, seen=seen, by=actor, at=self.at, **more
                    )
                )
            )
        )

    def order(self, starts_at: datetime, item_ids: list[UUID], *, seen: int, by: str = "chair") -> None:
        meeting_id, actor = self.meeting(starts_at), self.who(by)
        self.do(lambda s: agenda.order(s, self.office, meeting_id, item_ids, seen=seen, by=actor, at=self.at))

    def defer(self, item_id: UUID, *, seen: int, to: datetime | None = None, by: str = "chair") -> UUID | None:
        target, actor = self.meeting(to) if to else None, self.who(by)
        found: UUID | None = self.do(
            lambda s: agenda.defer(s, self.office, item_id, to_meeting_id=target, seen=seen, by=actor, at=self.at)
        )
        return found

    def cancel(self, starts_at: datetime) -> None:
        meeting_id = self.meeting(starts_at)
        self.do(lambda s: meetings.cancel(s, meeting_id, reason="Snow", office=self.office, by=OPERATOR, at=self.at))

    def hold(self, starts_at: datetime, *present: str) -> None:
        """Calls a meeting to order at its hour, with those present."""
        self.until(starts_at)
        meeting_id, chair = self.meeting(starts_at), self.who("chair")
        self.do(lambda s: meetings.open_(s, meeting_id, by=chair, at=self.at))
        for name in present:
            who = self.who(name).person_id
            self.do(lambda s, who=who: attendance.arrive(s, meeting_id, who, by=chair, at=self.at))

    def adjourn(self, starts_at: datetime, *, after: timedelta = timedelta(hours=2)) -> None:
        self.at += after
        meeting_id, chair = self.meeting(starts_at), self.who("chair")
        self.do(lambda s: meetings.adjourn(s, meeting_id, by=chair, at=self.at))

    def draft(self, starts_at: datetime, remarks: str = "", *, by: str = "staff") -> None:
        made = minutes.typeset(self.manuscript(starts_at, remarks, by=by))
        self.do(lambda s: minutes.draft(s, self.office, made, by=self.who(by), at=self.at))

    def manuscript(self, starts_at: datetime, remarks: str = "", *, by: str = "staff") -> minutes.Manuscript:
        meeting_id, actor = self.meeting(starts_at), self.who(by)
        with reading(self.database) as session:
            return minutes.manuscript_of(session, self.office, meeting_id, remarks=remarks, by=actor, at=self.at)

    def approve(self, starts_at: datetime, *, in_: datetime, by: str = "chair") -> None:
        meeting_id, in_id, actor = self.meeting(starts_at), self.meeting(in_), self.who(by)
        self.do(lambda s: minutes.approve(s, self.office, meeting_id, in_meeting_id=in_id, by=actor, at=self.at))

    def packet(self, starts_at: datetime, by: str) -> Download:
        meeting_id, actor = self.meeting(starts_at), self.who(by)
        with reading(self.database) as session:
            made = packet.packet_of(session, self.office, MANUAL, meeting_id, actor, at=self.at)
        self.do(lambda s: packet.log_read(s, meeting_id, by=actor, at=self.at))
        return packet.set_packet(made)

    def minutes(self, starts_at: datetime, by: str = "abena") -> Download:
        with reading(self.database) as session:
            paper = minutes.paper_of(session, self.office, self.meeting(starts_at), self.who(by), at=self.at)
        return minutes.printed(paper)


def text_of(made: Download) -> str:
    """The words of a PDF, line breaks as blanks."""
    assert made.media_type == "application/pdf"
    return pdf.text_of(made.content)


def a_ballot(session: Session, panel: Panel, *, secret: bool = False, **columns: Any) -> Ballot:
    """A ballot with three seats as it stands in the tables: opened on a meeting, without its votes."""
    body_id = session.scalars(select(Body.id).where(Body.key == "panel")).one()
    _key, wrapped = panel.office.vault.new_case_key()
    given = {
        "motion": "Is the petition granted?", "options": [["granted", "The petition is granted"], ["denied", "The petition is denied"]],
        "rules": {}, "status": BallotStatus.OPEN, "opened_at": panel.at, "data_key": wrapped, "secret": secret,
    }  # fmt: skip
    ballot = Ballot(id=new_id(), body_id=body_id, **(given | columns))
    session.add(ballot)
    session.flush()
    for label, name in (("First seat", "abena"), ("Second seat", "bruno"), ("Third seat", "harbor")):
        seat = session.scalar(select(Seat).where(Seat.body_id == body_id, Seat.label == label))
        if seat is None:
            seat = Seat(
                id=new_id(), body_id=body_id, group="member", label=label, voting=True, opened_on=date(2020, 1, 1)
            )
            session.add(seat)
            session.flush()
        holder = session.scalars(select(Person.id).where(Person.email.startswith(f"{name}@"))).one()
        session.add(BallotSeat(id=new_id(), ballot_id=ballot.id, seat_id=seat.id, label=label, holder_id=holder))
    session.flush()
    return ballot


def stand_aside(session: Session, ballot: Ballot, label: str, *, alternate: UUID | None, at: datetime) -> None:
    """The holder of a seat is barred; its alternate votes instead, if there is one."""
    seat = session.scalars(select(BallotSeat).where(BallotSeat.ballot_id == ballot.id, BallotSeat.label == label)).one()
    seat.recused_at, seat.alternate_id = at, alternate
    if alternate is not None:
        vote = Vote(
            id=new_id(), ballot_seat_id=seat.id, number=1, choice_sealed=b"", voted_as=VotedAs.ALTERNATE,
            cast_by=alternate, cast_at=at,
        )  # fmt: skip
        session.add(vote)
    session.flush()


def found_panel(url: str) -> Panel:
    database = Database(url)
    migrate(database)
    office = Office(DeployedProcedures(), FORMS, Vault(parse_key(new_key())))
    with unit_of_work(database) as session:
        load_directory(session, DIRECTORY, at=MONDAY)
        session.add(
            ProcedureVersion(
                key="petition",
                version=1,
                digest="petition-1",
                files={"procedure.toml": TOML, "petition.bpmn": BPMN},
                letters={},
                routing_schema={},
                deployed_at=MONDAY,
            )
        )
    return Panel(database, office)
