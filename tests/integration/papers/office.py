"""An office that keeps checklists and documents: an editor, an auditor and somebody from an agency."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from ombud.storage.base import new_id
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.registry import Possession
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows import checklists, registry
from ombud.workflows.actors import Actor, person
from ombud.workflows.checklists import Checklist, Item
from ombud.workflows.office import Office
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.deployed import DeployedProcedures

MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
PEOPLE = {"editor": "director", "second": "lead_staff", "auditor": "auditor", "agency": "hdc"}
EXHIBIT = "exhibit_a"
OFFICIAL = {"origin": "Exhibit A, January 2026", "official": True, "reason": "The Lead sent it."}


@dataclass
class PaperOffice:
    database: Database
    office: Office
    people: dict[str, Actor]
    at: datetime = MONDAY

    def publish(self, items: tuple[Item, ...], *, seen: int, by: str = "editor", key: str | None = None, of: str = EXHIBIT, **words: Any) -> int:  # fmt: skip
        said, actor, at = OFFICIAL | words, self.people[by], self.at
        with unit_of_work(self.database) as session:
            return checklists.publish(
                session, self.office, of, items=items, **said, seen=seen, by=actor, at=at, request_key=key
            )

    def current(self, key: str = EXHIBIT, *, ago: timedelta = timedelta()) -> Checklist:
        with reading(self.database) as session:
            return checklists.current(session, self.office, key, at=self.at - ago)

    def history(self, key: str = EXHIBIT) -> list[Checklist]:
        with reading(self.database) as session:
            return checklists.history(session, self.office, key)

    def record(self, key: str, possession: Possession = Possession.HAVE, *, by: str = "editor", request: str | None = None, **words: str) -> None:  # fmt: skip
        said = {"owner": "Office of the Lead", "link": "https://files.example.org/mou.pdf", "note": ""} | words
        actor, at = self.people[by], self.at
        with unit_of_work(self.database) as session:
            registry.record(
                session, self.office, key, possession=possession, **said, by=actor, at=at, request_key=request
            )

    def entry(self, key: str) -> registry.Entry:
        with reading(self.database) as session:
            return registry.entry(session, self.office, key, at=self.at)

    def records(self, key: str) -> list[registry.Record]:
        with reading(self.database) as session:
            return registry.history(session, self.office, key)

    def stands_in(self, key: str) -> str:
        with reading(self.database) as session:
            return registry.is_stand_in(session, self.office, key, at=self.at)

    def events(self, kind: str) -> list[Event]:
        with reading(self.database) as session:
            found = select(Event).where(Event.chain == SYSTEM_CHAIN, Event.kind == kind).order_by(Event.seq)
            return list(session.scalars(found))


def found_office(url: str) -> PaperOffice:
    database = Database(url)
    migrate(database)
    office = Office(DeployedProcedures(), {}, Vault(parse_key(new_key())))
    people = {name: person(new_id()) for name in PEOPLE}
    with unit_of_work(database) as session:
        for name in PEOPLE:
            key = people[name].person_id
            session.add(Person(id=key, email=f"{name}@office.example", name=name.title(), created_at=MONDAY))
        session.flush()
        for name, role in PEOPLE.items():
            held = {"scope": RoleScope.SYSTEM, "scope_id": SYSTEM_SCOPE, "from_on": date(2026, 1, 1)}
            session.add(RoleHolding(person_id=people[name].person_id, role=role, **held))
    return PaperOffice(database, office, people)


def reworded(items: tuple[Item, ...], text: str) -> tuple[Item, ...]:
    """The same list, its first item in other words."""
    return (replace(items[0], text=text), *items[1:])
