"""A small directory for the stories of people: two agencies, a continuum, the Lead, somebody of each, two operators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account
from ombud.storage.board import Body
from ombud.storage.directory import Organisation, Person, RoleHolding, RoleScope
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows.actors import OPERATOR, Actor, person
from ombud.workflows.office import Office
from ombud.workflows.people import roles
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.directory import Directory, load_directory
from ombud.workflows.procedures.load import load_procedure
from tests.support.permit import FORMS, LIBRARY

MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)

Result = TypeVar("Result")

HARBOR, ELM = "Harbor House", "Elm Street Shelter"

DIRECTORY = Directory.model_validate(
    {
        "organisations": [
            {"name": HARBOR, "participation": "participating"},
            {"name": ELM, "participation": "participating"},
            {"name": "Inland Continuum", "kind": "coc"},
            {"name": "Town Hall", "kind": "lead"},
        ],
        "bodies": [{"key": "panel", "name": "Panel"}],
        "persons": [
            {
                "email": "hdc@harbor.example",
                "name": "Tomas Berg",
                "organisation": HARBOR,
                "roles": [{"role": "hdc", "organisation": HARBOR}],
            },
            {"email": "new@harbor.example", "name": "Nia Novak", "organisation": HARBOR},
            {"email": "clerk@town.example", "name": "Cleo Clerk", "roles": [{"role": "clerk"}]},
            {"email": "member@panel.example", "name": "Mo Member", "roles": [{"role": "member", "body": "panel"}]},
            {"email": "operator@town.example", "name": "Olu Operator", "roles": [{"role": "operator"}]},
            {"email": "second@town.example", "name": "Sia Second", "roles": [{"role": "operator"}]},
            {"email": "auditor@town.example", "name": "Aud Auditor", "roles": [{"role": "auditor"}]},
        ],
    }
)


@dataclass
class Quarter:
    database: Database
    office: Office
    at: datetime = MONDAY

    def id_of(self, name: str) -> UUID:
        """Somebody by the part of their address before the @."""
        with reading(self.database) as session:
            return session.scalars(select(Person.id).where(Person.email.startswith(f"{name}@"))).one()

    def who(self, name: str) -> Actor:
        return person(self.id_of(name)) if name else OPERATOR

    def organisation(self, name: str) -> UUID:
        with reading(self.database) as session:
            return session.scalars(select(Organisation.id).where(Organisation.name == name)).one()

    def do(self, command: Callable[[Session], Result]) -> Result:
        with unit_of_work(self.database) as session:
            return command(session)

    def grant(self, name: str, role: str, within: str = "", *, by: str = "operator", **said: Any) -> UUID:
        """`within` names an organisation, or a body by its key."""
        person_id, actor = self.id_of(name), self.who(by)
        held: dict[str, Any] = {"role": role, "scope": RoleScope.SYSTEM, "scope_id": SYSTEM_SCOPE}
        if within == "panel":
            with reading(self.database) as session:
                held |= {"scope": RoleScope.BODY, "scope_id": session.scalars(select(Body.id)).one()}
        elif within:
            held |= {"scope": RoleScope.ORGANISATION, "scope_id": self.organisation(within)}
        held |= {"from_on": TODAY, "to_on": None} | said
        return self.do(lambda s: roles.grant(s, self.office, person_id, by=actor, at=self.at, **held))

    def end(self, holding_id: UUID, to_on: date, *, by: str = "operator") -> None:
        actor = self.who(by)
        self.do(lambda s: roles.end(s, holding_id, to_on=to_on, by=actor, at=self.at))

    def take_back(self, holding_id: UUID, *, by: str = "operator") -> None:
        actor = self.who(by)
        self.do(lambda s: roles.take_back(s, holding_id, by=actor, at=self.at))

    def holding(self, name: str, role: str) -> RoleHolding:
        with reading(self.database) as session:
            held = select(RoleHolding).join(Person, Person.id == RoleHolding.person_id)
            found = held.where(Person.email.startswith(f"{name}@"), RoleHolding.role == role)
            return session.scalars(found.order_by(RoleHolding.from_on.desc())).first() or _nothing(name, role)

    def days(self, name: str, role: str) -> list[tuple[date, date | None]]:
        with reading(self.database) as session:
            held = select(RoleHolding).join(Person, Person.id == RoleHolding.person_id)
            found = held.where(Person.email.startswith(f"{name}@"), RoleHolding.role == role)
            return [(one.from_on, one.to_on) for one in session.scalars(found.order_by(RoleHolding.from_on))]

    def told(self, kind: str) -> list[Event]:
        """The events of a kind in the system's chain."""
        with reading(self.database) as session:
            events = select(Event).where(Event.chain == SYSTEM_CHAIN, Event.kind == kind).order_by(Event.seq)
            return list(session.scalars(events))


def _nothing(name: str, role: str) -> RoleHolding:
    raise AssertionError(f"{name} does not hold {role}")


def found_quarter(url: str) -> Quarter:
    database = Database(url)
    migrate(database)
    office = Office(DeployedProcedures(), FORMS, Vault(parse_key(new_key())))
    with unit_of_work(database) as session:
        load_directory(session, DIRECTORY, at=MONDAY)
        deploy(session, load_procedure(LIBRARY / "v1" / "permit"), FORMS, by=OPERATOR, at=MONDAY)
        for person_id in session.scalars(select(Person.id).where(~Person.email.startswith("new@"))).all():
            session.add(Account(person_id=person_id, password_hash="none", created_at=MONDAY))
    return Quarter(database, office)
