"""A board with nobody on it, people and organisations to fill it with, and the verbs of a test's story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body, TermKind
from ombud.storage.directory import Organisation, OrganisationKind, Person, RoleHolding
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows.actors import OPERATOR, Actor, person
from ombud.workflows.board import cochairs, seats
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.directory import Directory, load_directory

AT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
PEOPLE = ("ada", "ben", "cleo", "dan", "eve", "finn", "gus")

DIRECTORY = Directory.model_validate(
    {
        "organisations": [
            {"name": "The Lead", "kind": "lead"},
            {"name": "The Administrator", "kind": "system_administrator"},
            {"name": "North Network", "kind": "can"},
            {"name": "South Network", "kind": "can"},
        ],
        "bodies": [
            {
                "key": "dsb",
                "name": "Data Board",
                "aliases": [
                    "DB",
                    {"name": "Steering Group", "to": date(2024, 9, 30)},
                    {"name": "Board of Data", "from": date(2027, 1, 1)},
                ],
            },
            {"key": "hearings", "name": "Hearings", "parent": "dsb"},
        ],
        "persons": [
            *({"email": f"{name}@board.example", "name": name.title()} for name in PEOPLE),
            {"email": "staff@board.example", "name": "Sam Staff", "roles": [{"role": "dsb_staff"}]},
            {"email": "chair@board.example", "name": "Cy Chair", "roles": [{"role": "chair", "body": "hearings"}]},
        ],
    }
)

T = TypeVar("T")


@dataclass
class World:
    database: Database
    office: Office = field(default_factory=lambda: Office(DeployedProcedures(), {}, Vault(parse_key(new_key()))))

    def do(self, command: Callable[[Session], T]) -> T:
        with unit_of_work(self.database) as session:
            return command(session)

    def look(self, question: Callable[[Session], T]) -> T:
        with reading(self.database) as session:
            return question(session)

    def body(self, key: str = "dsb") -> UUID:
        return self.look(lambda s: s.scalars(select(Body.id).where(Body.key == key)).one())

    def person(self, name: str) -> UUID:
        return self.look(lambda s: s.scalars(select(Person.id).where(Person.email == f"{name}@board.example")).one())

    def who(self, name: str) -> Actor:
        return person(self.person(name))

    def organisation(self, name: str) -> UUID:
        return self.look(lambda s: s.scalars(select(Organisation.id).where(Organisation.name == name)).one())

    def open_seat(self, group: str, *, body: str = "dsb", from_on: date = TODAY, by: Actor = OPERATOR) -> UUID:
        body_id, label = self.body(body), f"A seat of {group}"
        return self.do(
            lambda s: seats.open_seat(s, self.office, body_id, group=group, label=label, from_on=from_on, by=by, at=AT)
        )

    def appoint(self, seat_id: UUID, name: str, **differs: Any) -> UUID:
        given: dict[str, Any] = {
            "organisation_id": None,
            "kind": TermKind.HOLDER,
            "from_on": TODAY,
            "to_on": None,
            "appointed_by": "",
            "case_id": None,
            "by": OPERATOR,
            "at": AT,
        } | differs
        person_id = self.person(name)
        return self.do(lambda s: seats.appoint(s, self.office, seat_id, person_id=person_id, **given))

    def designate(self, name: str, from_on: date, *, by: Actor = OPERATOR) -> UUID:
        person_id = self.person(name)
        return self.do(lambda s: cochairs.designate(s, self.office, person_id, from_on=from_on, by=by, at=AT))

    def roster(self, *, body: str = "dsb", on: date = TODAY) -> list[seats.SeatOn]:
        body_id = self.body(body)
        return self.look(lambda s: seats.roster(s, body_id, on=on))

    def roles(self, name: str) -> list[tuple[str, date, date | None]]:
        """The roles somebody holds or held: role, first and last day."""
        person_id = self.person(name)
        held = select(RoleHolding).where(RoleHolding.person_id == person_id)
        ordered = held.order_by(RoleHolding.from_on, RoleHolding.role)
        return self.look(lambda s: [(row.role, row.from_on, row.to_on) for row in s.scalars(ordered)])

    def told(self) -> list[tuple[str, dict[str, Any]]]:
        """The system's events: kind and facts."""
        events = select(Event.kind, Event.body).where(Event.chain == SYSTEM_CHAIN).order_by(Event.seq)
        return self.look(lambda s: [(kind, body) for kind, body in s.execute(events)])

    def merge_administrator_into_lead(self) -> None:
        def merge(session: Session) -> None:
            kind = Organisation.kind == OrganisationKind.SYSTEM_ADMINISTRATOR
            for found in session.scalars(select(Organisation).where(kind)):
                found.kind = OrganisationKind.OTHER

        self.do(merge)


def found_world(url: str) -> World:
    database = Database(url)
    migrate(database)
    with unit_of_work(database) as session:
        load_directory(session, DIRECTORY, at=AT)
    return World(database)
