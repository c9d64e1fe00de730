"""How a case begins: its number, its key, its party, the settings it will run under."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.cases import Case, CaseNumber, CaseStatus, Party
from ombud.storage.directory import Person
from ombud.storage.inserting import insert_into
from ombud.storage.jobs import JobKind
from ombud.storage.sealing import CaseKey
from ombud.storage.search import SearchKind
from ombud.workflows import codes, settings
from ombud.workflows.actors import Actor, ActorKind, person
from ombud.workflows.days import day_of
from ombud.workflows.formspec import Answers
from ombud.workflows.held import HeldCase
from ombud.workflows.jobs.queue import job_row
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.search.index import name_in, rows_of

RECEIPT = "case.receipt"
"""The job that writes to a party without an account that its matter has arrived."""

CODE_BYTES = 20
"""160 bits: a tracking code cannot be guessed (CHECKLIST S9 asks for 128)."""


@dataclass(frozen=True, slots=True)
class Opened:
    case_id: UUID
    number: str
    tracking_code: str | None  # shown once, to whoever has no account
    repeated: bool = field(default=False, compare=False)  # the same request had opened it before


@dataclass(frozen=True, slots=True)
class Origin:
    """Of a case that another one opens: its own id, which follows from that pass, and where it came from."""

    case_id: UUID
    parent_id: UUID
    step: str
    person_id: UUID | None = None  # who becomes its party, where that is somebody with an account


def begin(
    session: Session,
    office: Office,
    deployed: Deployed,
    answers: Answers,
    *,
    by: Actor,
    at: datetime,
    request_key: str | None,
    as_party: bool,
    origin: Origin | None = None,
) -> tuple[HeldCase, UUID, str | None]:
    """Adds the case row and its party; returns the held case, the party's id and a tracking code if they need one."""
    toml = deployed.toml
    whose = person(origin.person_id) if origin and origin.person_id else by
    organisation_id = _organisation(session, office, deployed, answers, whose, as_party=as_party)
    held = add_case(
        session, office, deployed, organisation_id=organisation_id, by=by, at=at, request_key=request_key, origin=origin
    )
    party_id, code = _party(held, deployed, answers, request_key, whose=whose, as_party=as_party)
    if code and answers.values.get(toml.start.contact.email):
        held.jobs.append(job_row(JobKind.NOTIFY, f"{RECEIPT}:{held.id}", held.id, {"notice": RECEIPT}, at))
    if by.kind is ActorKind.PARTY:
        held.by = Actor(ActorKind.PARTY, party_id=party_id, case_id=held.id)
    return held, party_id, code


def add_case(
    session: Session,
    office: Office,
    deployed: Deployed,
    *,
    organisation_id: UUID | None,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
    origin: Origin | None = None,
) -> HeldCase:
    """Adds the case row alone, with its number, its key and the settings it will run under."""
    key, wrapped = office.vault.new_case_key()
    case = {
        "id": origin.case_id if origin else new_id(),
        "number": _next_number(session, deployed.toml.prefix, day_of(at).year),
        "version_id": deployed.id,
        "status": CaseStatus.OPEN,
        "outcome": None,
        "opened_at": at,
        "closed_at": None,
        "opened_by": by.person_id,
        "organisation_id": organisation_id,
        "tree": None,
        "variables": b"{}",
        "settings": settings.snapshot(session, deployed.toml, at=at),
        "next_due_at": None,
        "data_key": wrapped,
        "head_seq": 0,
        "head_hash": b"",
        "parent_id": origin.parent_id if origin else None,
        "opened_from": origin.step if origin else None,
    }
    session.connection().execute(insert(Case), case)
    return HeldCase(session.connection(), office, case, deployed, by, at, request_key, _key=key)


def again(session: Session, office: Office, case_id: UUID, request_key: str) -> Opened:
    """What a repeated request is answered: the case it opened the first time, with the same code."""
    case = session.get_one(Case, case_id)
    coded = select(Party.id).where(Party.case_id == case_id, Party.tracking_hash.is_not(None))
    code = tracking_code(office, request_key) if session.scalar(coded.limit(1)) else None
    return Opened(case.id, case.number, code, repeated=True)


def tracking_code(office: Office, request_key: str | None) -> str:
    """A code in groups that can be read aloud; the same for the same request, so a double click shows it again."""
    random = office.vault.code_for(f"tracking {request_key}") if request_key else secrets.token_bytes(CODE_BYTES)
    return codes.typed(random[:CODE_BYTES])


def contact_of(key: CaseKey, party: Party) -> dict[str, str]:
    """Name, e-mail and language of a party without an account; empty when there is none."""
    if party.contact_sealed is None:
        return {}
    opened = key.open(party.contact_sealed, table="parties", column="contact_sealed", row_id=party.id)
    contact: dict[str, str] = orjson.loads(opened)
    return contact


def _party(
    held: HeldCase, deployed: Deployed, answers: Answers, request_key: str | None, *, whose: Actor, as_party: bool
) -> tuple[UUID, str | None]:
    start, party_id = deployed.toml.start, new_id()
    has_account = as_party and whose.person_id is not None
    code = None if has_account else tracking_code(held.office, request_key)
    contact = {} if has_account else _contact(deployed, answers)
    held.words += rows_of(held.office.vault, SearchKind.PARTY, held.id, party_id, name_in(contact))
    row = {
        "id": party_id,
        "case_id": held.id,
        "role": start.party,
        "own_matter": start.own_matter,
        "person_id": whose.person_id if has_account else None,
        "organisation_id": held.case["organisation_id"],
        "contact_sealed": _seal_contact(held.key, party_id, contact) if contact else None,
        "tracking_hash": codes.hash_of_code(code) if code else None,
    }
    held.connection.execute(insert(Party), row)
    return party_id, code


def _contact(deployed: Deployed, answers: Answers) -> dict[str, str]:
    fields = deployed.toml.start.contact
    return {
        "name": answers.values.get(fields.name) or "",
        "email": answers.values.get(fields.email) or "",
        "language": answers.values.get(fields.language) or "en",
    }


def _seal_contact(key: CaseKey, party_id: UUID, contact: dict[str, str]) -> bytes:
    return key.seal(orjson.dumps(contact), table="parties", column="contact_sealed", row_id=party_id)


def _organisation(
    session: Session, office: Office, deployed: Deployed, answers: Answers, by: Actor, *, as_party: bool
) -> UUID | None:
    """The organisation the case is from: as answered, that of a person who was named, else of who opens it for themselves."""
    start = deployed.toml.start
    field = next((name for name in start.organisation if answers.values.get(name)), None)
    if field is not None:
        answered = UUID(str(answers.values[field]))
        if _names_persons(office, start.form, field):
            return session.scalar(select(Person.organisation_id).where(Person.id == answered))
        return answered
    if as_party and by.person_id is not None and deployed.toml.start.own_matter:
        return session.scalar(select(Person.organisation_id).where(Person.id == by.person_id))
    return None


def _names_persons(office: Office, form: str, field: str) -> bool:
    return any(asked.source.startswith("persons.") for asked in office.forms[form].fields if asked.name == field)


def _next_number(session: Session, prefix: str, year: int) -> str:
    connection = session.connection()
    statement = insert_into(CaseNumber, connection).values(prefix=prefix, year=year, last=1)
    statement = statement.on_conflict_do_update(index_elements=["prefix", "year"], set_={"last": CaseNumber.last + 1})
    last = connection.execute(statement.returning(CaseNumber.last)).scalar_one()
    return f"{prefix}-{year}-{last:04d}"
