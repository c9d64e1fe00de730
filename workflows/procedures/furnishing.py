"""The rows of a directory: each verb adds one entry, found by name where another entry speaks of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.board import Body, BodyAlias, Seat, SeatTerm, TermKind
from ombud.storage.directory import Organisation, Person, RoleHolding, RoleScope
from ombud.storage.meetings import Meeting, MeetingKind, MeetingStatus
from ombud.storage.organisations import folded
from ombud.storage.procedures import Setting
from ombud.workflows.board import rules
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.board import BoardToml
from ombud.workflows.procedures.errors import ProcedureError

MIRRORED = {TermKind.HOLDER: "member", TermKind.ALTERNATE: "alternate"}
"""The role within the body that goes with a term."""


@dataclass
class Furnishing:
    """What the directory has defined so far, by name. Every verb raises ProcedureError for a name it has not."""

    session: Session
    board: BoardToml
    at: datetime
    organisations: dict[str, UUID] = field(default_factory=dict)
    bodies: dict[str, UUID] = field(default_factory=dict)
    persons: dict[str, UUID] = field(default_factory=dict)  # by e-mail

    def organisation(self, name: str, **columns: Any) -> None:
        key = self.organisations[name] = new_id()
        self.session.add(Organisation(id=key, name=name, sort_name=folded(name), created_at=self.at, **columns))

    def name_body(self, key: str) -> None:
        """Bodies speak of each other, so all are named before the first is added."""
        self.bodies[key] = new_id()

    def body(self, key: str, name: str, *, parent: str | None, calendar_of: str | None, place: str) -> None:
        above = {"parent_id": self._body(parent), "calendar_of_id": self._body(calendar_of)}
        self.session.add(Body(id=self.bodies[key], key=key, name=name, place=place, **above))

    def alias(self, body: str, name: str, *, from_on: date | None, to_on: date | None) -> None:
        self.session.add(BodyAlias(name=name, body_id=self._body(body), from_on=from_on, to_on=to_on))

    def meeting(self, body: str, *, starts_at: datetime, kind: MeetingKind, quarterly: bool, place: str) -> None:
        facts = {"starts_at": starts_at, "kind": kind, "quarterly": quarterly, "place": place}
        self.session.add(Meeting(body_id=self._body(body), status=MeetingStatus.SCHEDULED, reason="", **facts))

    def person(self, email: str, name: str, *, organisation: str | None, language: str) -> None:
        key = self.persons[email.lower()] = new_id()
        self.session.add(
            Person(
                id=key,
                email=email.lower(),
                name=name,
                language=language,
                organisation_id=self._organisation(organisation),
                active=True,
                created_at=self.at,
            )
        )

    def role(
        self, email: str, role: str, *, organisation: str | None, body: str | None, from_on: date, to_on: date | None
    ) -> None:
        scope, scope_id = RoleScope.SYSTEM, SYSTEM_SCOPE
        if organisation_id := self._organisation(organisation):
            scope, scope_id = RoleScope.ORGANISATION, organisation_id
        elif body_id := self._body(body):
            scope, scope_id = RoleScope.BODY, body_id
        self._holding(self.persons[email.lower()], role, scope, scope_id, from_on, to_on)

    def seat(
        self,
        body: str,
        group: str,
        label: str,
        *,
        holder: str | None,
        organisation: str | None,
        alternate: str | None,
        from_on: date,
        to_on: date | None,
    ) -> None:
        """A seat of a group of board.toml, with the terms of whoever sits in it."""
        known = next((one for one in self.board.groups_of(body) if one.key == group), None)
        if known is None:
            raise ProcedureError(f'the directory gives {body} a seat of the group "{group}", which board.toml has not.')
        body_id, key = _must(self.bodies, body, "body"), new_id()
        self.session.add(
            Seat(id=key, body_id=body_id, group=group, label=label, voting=known.voting, opened_on=from_on)
        )
        for kind, email in ((TermKind.HOLDER, holder), (TermKind.ALTERNATE, alternate)):
            if email is not None:
                person_id = _must(self.persons, email.lower(), "person")
                self.session.add(
                    SeatTerm(
                        seat_id=key,
                        person_id=person_id,
                        organisation_id=self._organisation(organisation),
                        kind=kind,
                        from_on=from_on,
                        to_on=to_on,
                        appointed_by=known.appointed_by,
                        holding_id=self._holding(person_id, MIRRORED[kind], RoleScope.BODY, body_id, from_on, to_on),
                    )
                )

    def body_rule(self, body: str, name: str, value: Any, *, from_on: date) -> None:
        """A rule of board.toml as the body sets it."""
        rule = self.board.rules.get(name)
        if rule is None or not rules.fits(rule, value):
            raise ProcedureError(f'the directory sets {body}.{name} to "{value}", which board.toml does not allow.')
        _must(self.bodies, body, "body")
        from_at = datetime.combine(from_on, time(), UTC)
        self.session.add(Setting(name=f"body.{body}.{name}", value=value, from_at=from_at, reason="Demonstration"))

    def _holding(
        self, person_id: UUID, role: str, scope: RoleScope, scope_id: UUID, from_on: date, to_on: date | None
    ) -> UUID:
        key = new_id()
        self.session.add(
            RoleHolding(
                id=key, person_id=person_id, role=role, scope=scope, scope_id=scope_id, from_on=from_on, to_on=to_on
            )
        )
        self.session.flush()
        return key

    def _organisation(self, name: str | None) -> UUID | None:
        return _must(self.organisations, name, "organisation") if name else None

    def _body(self, key: str | None) -> UUID | None:
        return _must(self.bodies, key, "body") if key else None


def _must(known: dict[str, UUID], name: str, what: str) -> UUID:
    if name not in known:
        raise ProcedureError(f'the directory names the {what} "{name}", which it does not define.')
    return known[name]
