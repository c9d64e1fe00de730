"""Who a case is from and who did something in it, by the name they may be called."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.cases import Case, Party
from ombud.storage.directory import Person
from ombud.storage.sealing import CaseKey, SealBroken
from ombud.workflows.casefile.words import role_name
from ombud.workflows.opening import contact_of
from ombud.workflows.text import translate as _


def person_names(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {key for key in ids if key is not None}
    if not wanted:
        return {}
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted))).all())


def party_name(party: Party, key: CaseKey | None, *, sealed: bool) -> str:
    """The name a party gave; their role where their identity is sealed to the reader, for readers without the case's
    key, or once it is destroyed."""
    if sealed:
        return role_name(party.role)
    if party.person is not None:
        return party.person.name
    if key is None:
        return role_name(party.role)
    try:
        return contact_of(key, party).get("name") or role_name(party.role)
    except SealBroken:
        return role_name(party.role)


def whose(case: Case, parties: list[Party], key: CaseKey | None, *, sealed: bool) -> str:
    """In one short phrase, whose matter it is: the person and the organisation they speak for."""
    people = [party_name(party, key, sealed=sealed) for party in parties]
    names = [*people, case.organisation.name] if case.organisation else people
    return ", ".join(dict.fromkeys(name for name in names if name)) or (
        _("Nobody named") if parties else _("Opened by itself")
    )


def brought_by(case: Case, parties: list[Party], key: CaseKey | None, *, sealed: bool, role: str) -> str:
    """Whoever holds the `role` a case is from. Where others take part, the organisation may be theirs: it is left out."""
    from_them = [party for party in parties if party.role == role]
    if len(from_them) == len(parties):
        return whose(case, parties, key, sealed=sealed)
    names = (party_name(party, key, sealed=sealed) for party in from_them)
    return ", ".join(names) or whose(case, [], key, sealed=sealed)


def joined(parties: list[Party], key: CaseKey | None, *, sealed: bool, role: str) -> tuple[str, ...]:
    """Who takes part besides, each with their role in the case."""
    others = [party for party in parties if party.role != role]
    return tuple(f"{party_name(one, key, sealed=sealed)} ({role_name(one.role)})" for one in others)


def parties_of(session: Session, case_ids: Iterable[UUID]) -> dict[UUID, list[Party]]:
    found: dict[UUID, list[Party]] = {}
    wanted = select(Party).where(Party.case_id.in_(set(case_ids))).options(joinedload(Party.person))
    for party in session.scalars(wanted):
        found.setdefault(party.case_id, []).append(party)
    return found
