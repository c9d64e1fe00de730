"""The procedure that fills a vacancy: what its effects write, and that it goes when the step is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body, Conflict, ConflictKind, SeatTerm
from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Task
from ombud.storage.directory import Organisation, Person
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, reading, unit_of_work
from ombud.webapp.cli import environment
from ombud.workflows import cases, permissions, rewind, tasks
from ombud.workflows.actors import OPERATOR, Actor, person
from ombud.workflows.board import cochairs, conflicts, seats
from ombud.workflows.commands import perform
from ombud.workflows.office import Office
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.directory import load_directory, read_directory
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.refusals import NotFound, SameOrganisation

AT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
T = TypeVar("T")


@dataclass
class Chamber:
    database: Database
    office: Office

    def perform(self, command: Callable[[Session], T]) -> T:
        return perform(self.database, self.office, command, at=AT)

    def look(self, question: Callable[[Session], T]) -> T:
        with reading(self.database) as session:
            return question(session)

    def who(self, email: str) -> Actor:
        return person(self.look(lambda s: s.scalars(select(Person.id).where(Person.email == email)).one()))

    def open(self, **answers: Any) -> UUID:
        staff, said = self.who("staff@dsb.example"), {"language": "en"} | answers
        return self.perform(
            lambda s: cases.open_case(s, self.office, "board_appointment", said, by=staff, at=AT)
        ).case_id

    def open_for_seat(self, label: str) -> UUID:
        entity = {"contact_name": "The association", "contact_email": "office@association.example"}
        return self.open(stage="seat", seat=label, **entity)

    def complete(self, case_id: UUID, element: str, by: str, **answers: Any) -> None:
        task = select(Task.id).where(Task.case_id == case_id, Task.element == element, Task.status.in_(OPEN_TASK))
        task_id, actor = self.look(lambda s: s.scalars(task).one()), self.who(by)
        self.perform(lambda s: tasks.complete(s, self.office, task_id, answers, by=actor, at=AT))

    def name(self, case_id: UUID, who: str, **answers: Any) -> None:
        said = {"stage": "named", "appointee": who, "considered": "Knowledge of the HMIS."} | answers
        self.complete(case_id, "record_candidate", "staff@dsb.example", **said)

    def appoint(self, case_id: UUID) -> None:
        days = {"decided_on": TODAY.isoformat(), "begins_on": TODAY.isoformat()}
        said = {"stage": "appointed", "considered": "As before."} | days
        self.complete(case_id, "record_designation", "cochair@dsb.example", **said)

    def undo(self, case_id: UUID) -> None:
        self.perform(lambda s: rewind.undo(s, self.office, case_id, reason="A slip.", by=OPERATOR, at=AT))

    def status(self, case_id: UUID) -> CaseStatus:
        return self.look(lambda s: s.get_one(Case, case_id).status)

    def holder(self, label: str) -> str | None:
        body = select(Body.id).where(Body.key == "dsb")
        roster = self.look(lambda s: seats.roster(s, s.scalars(body).one(), on=TODAY))
        (holder,) = (seat.holder for seat in roster if seat.label == label)
        return holder.name if holder else None

    def roles(self, email: str) -> list[str]:
        person_id = self.who(email).person_id
        assert person_id is not None
        return self.look(lambda s: [held.role for held in permissions.roles_of(s, person_id, at=AT)])


@pytest.fixture
def chamber(database_url: str) -> Iterator[Chamber]:
    database = Database(database_url)
    migrate(database)
    office = environment.office(Vault(parse_key(new_key())))
    with unit_of_work(database) as session:
        load_directory(session, read_directory(BPMN / "directory.toml"), at=AT)
        deploy(session, load_procedure(BPMN / "board_appointment"), office.forms, by=OPERATOR, at=AT)
    yield Chamber(database, office)
    database.close()


def test_whoever_is_appointed_sits_and_the_term_names_its_case(chamber: Chamber) -> None:
    case_id = chamber.open_for_seat("Provider representative 4")
    chamber.name(case_id, "Greta Lindholm", organisation="Elm Street Shelter")
    assert chamber.holder("Provider representative 4") is None
    chamber.appoint(case_id)
    assert chamber.holder("Provider representative 4") == "Greta Lindholm"
    assert chamber.roles("greta@elm.example") == ["member"]
    term = chamber.look(lambda s: s.scalars(select(SeatTerm).where(SeatTerm.case_id == case_id)).one())
    assert (term.from_on, term.to_on, term.appointed_by) == (TODAY, None, "Provider agencies")
    assert chamber.status(case_id) is CaseStatus.CLOSED


def test_a_step_that_is_taken_back_takes_the_term_with_it(chamber: Chamber) -> None:
    case_id = chamber.open_for_seat("Provider representative 4")
    chamber.name(case_id, "Greta Lindholm")
    chamber.appoint(case_id)
    chamber.undo(case_id)
    assert chamber.holder("Provider representative 4") is None
    assert chamber.roles("greta@elm.example") == []
    chamber.undo(case_id)
    chamber.name(case_id, "Walter Finch")
    chamber.appoint(case_id)
    assert chamber.holder("Provider representative 4") == "Walter Finch"


def test_a_refused_appointment_leaves_everything_as_it_was(chamber: Chamber) -> None:
    """Two seats of the Continuums of Care never represent the same one (P102-f)."""
    seat = "Designated by the Shoreline Continuum of Care"

    def empty(session: Session) -> None:
        body_id = session.scalars(select(Body.id).where(Body.key == "dsb")).one()
        (held,) = (one.holder for one in seats.roster(session, body_id, on=TODAY) if one.label == seat)
        assert held is not None
        seats.end_term(session, held.term_id, on=date(2026, 3, 1), by=OPERATOR, at=AT)

    chamber.perform(empty)
    case_id = chamber.open_for_seat(seat)
    chamber.name(case_id, "Walter Finch", organisation="Inland Continuum of Care")
    with pytest.raises(SameOrganisation):
        chamber.appoint(case_id)
    assert chamber.holder(seat) is None
    assert chamber.status(case_id) is CaseStatus.OPEN
    shoreline = select(Organisation.name).where(Organisation.name.startswith("Shoreline"))
    chamber.complete(case_id, "record_designation", "cochair@dsb.example", stage="another")
    chamber.name(case_id, "Walter Finch", organisation=chamber.look(lambda s: s.scalars(shoreline).one()))
    chamber.appoint(case_id)
    assert chamber.holder(seat) == "Walter Finch"


def test_a_cochair_takes_over_when_the_first_term_ends(chamber: Chamber) -> None:
    case_id = chamber.open(stage="cochair")
    chamber.complete(case_id, "name_cochair", "cochair@dsb.example", stage="proposed", nominee="Nora Baptiste")
    vote = {"stage": "designated", "decided_on": TODAY.isoformat()}
    chamber.complete(case_id, "board_designates", "theo@dsb.example", **vote)

    def last() -> tuple[str, date, date | None]:
        terms = chamber.look(lambda s: cochairs.terms(s, chamber.office.board, on=TODAY))
        return (terms[-1].name, terms[-1].from_on, terms[-1].to_on)

    assert last() == ("Nora Baptiste", date(2028, 1, 22), date(2030, 1, 21))
    chamber.undo(case_id)
    assert last()[0] == "Marcus Doyle"
    chamber.complete(case_id, "board_designates", "theo@dsb.example", **vote)
    assert last()[0] == "Nora Baptiste"


def test_whoever_is_proposed_does_not_decide_until_somebody_else_is(chamber: Chamber) -> None:
    case_id, proposed = chamber.open(stage="cochair"), {"stage": "proposed"}
    vote = {"stage": "not_designated", "decided_on": TODAY.isoformat()}
    chamber.complete(case_id, "name_cochair", "cochair@dsb.example", nominee="Nora Baptiste", **proposed)
    with pytest.raises(NotFound):
        chamber.complete(case_id, "board_designates", "nora@dsb.example", **vote)
    chamber.undo(case_id)
    chamber.complete(case_id, "name_cochair", "cochair@dsb.example", nominee="Theo Marchetti", **proposed)
    with pytest.raises(NotFound):
        chamber.complete(case_id, "board_designates", "theo@dsb.example", **vote)
    chamber.complete(case_id, "board_designates", "nora@dsb.example", **vote)


def test_what_a_chair_declared_by_hand_outlasts_the_step_that_barred_the_same_person(chamber: Chamber) -> None:
    case_id, nora = chamber.open(stage="cochair"), chamber.who("nora@dsb.example").person_id
    assert nora is not None
    why = {"kind": ConflictKind.SUBJECT, "reason": "She applied for it herself."}
    chamber.perform(
        lambda s: conflicts.declare(s, chamber.office, case_id, person_id=nora, by=OPERATOR, at=AT, **why)  # type: ignore[arg-type]
    )
    chamber.complete(case_id, "name_cochair", "cochair@dsb.example", stage="proposed", nominee="Nora Baptiste")

    def in_force() -> list[UUID | None]:
        barred = select(Conflict.declared_by).where(Conflict.case_id == case_id, Conflict.lifted_at.is_(None))
        return chamber.look(lambda s: list(s.scalars(barred.order_by(Conflict.declared_at))))

    assert len(in_force()) == 2
    chamber.undo(case_id)
    assert len(in_force()) == 1
    chamber.complete(case_id, "name_cochair", "cochair@dsb.example", stage="proposed", nominee="Nora Baptiste")
    chamber.undo(case_id)
    known = chamber.look(lambda s: conflicts.of_case(s, chamber.office, case_id, OPERATOR, at=AT))
    assert [one.declaration.reason for one in known.barred if one.declaration] == ["She applied for it herself."]
