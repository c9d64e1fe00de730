"""Who does something: a person with an account, a party with a tracking code, the worker, an operator."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    PERSON = "person"
    PARTY = "party"  # without an account; acts in one case by code
    WORKER = "worker"
    OPERATOR = "operator"  # at the command line


@dataclass(frozen=True, slots=True)
class Actor:
    kind: ActorKind
    person_id: UUID | None = None
    party_id: UUID | None = None
    case_id: UUID | None = None  # the one case a party acts in

    def __str__(self) -> str:
        return str(self.kind)


WORKER = Actor(ActorKind.WORKER)
OPERATOR = Actor(ActorKind.OPERATOR)
STRANGER = Actor(ActorKind.PARTY)  # opens a case at a public form, before there is a party


def person(person_id: UUID) -> Actor:
    return Actor(ActorKind.PERSON, person_id=person_id)


def party(party_id: UUID, case_id: UUID) -> Actor:
    return Actor(ActorKind.PARTY, party_id=party_id, case_id=case_id)
