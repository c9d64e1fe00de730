"""A case as a body reads it before it decides: whose it is as far as that may be known, what it stands on, what was sent
in. How to reach the people in it is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Party, Submission, Task
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.clauses import Clause, Manual
from ombud.workflows.casefile.finding import Found, case_by_id
from ombud.workflows.casefile.said import Answer, File, Said, Value, readable, said_in
from ombud.workflows.casefile.steps import clauses_of
from ombud.workflows.casefile.words import element_name, humanised, role_name
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.refusals import NotFound
from ombud.workflows.submissions import START, read
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    title: str
    at: datetime
    lines: tuple[Line, ...]
    lost: bool


@dataclass(frozen=True, slots=True)
class Matter:
    """`reads`: the reader may see what was sent in; else `sent` and `files` are empty."""

    number: str
    procedure: str
    policies: tuple[str, ...]
    origin: str  # the organisation it is from; without one, the part the person plays
    asked: str  # what the body is asked to do
    opened_at: datetime
    clauses: tuple[Clause, ...]
    reads: bool
    sent: tuple[Sent, ...]
    files: tuple[File, ...]


def matter_of(
    session: Session, office: Office, manual: Manual, case_id: UUID, task_id: UUID | None, actor: Actor, *, at: datetime
) -> Matter:
    """The case for one reader, whose verdict on it decides how much they get. The caller has seen that they are not
    barred from it."""
    case, task = session.get_one(Case, case_id), session.get(Task, task_id) if task_id else None
    found = _found(session, office, case, actor, at=at)
    said = said_in(session, office, found, actor, at=at)
    hidden = _contact_labels(session, found, actor, at=at)
    toml = found.deployed.toml
    return Matter(
        number=case.number,
        procedure=_(toml.title),
        policies=tuple(manual.policy(slug) for slug in toml.policies),
        origin=_origin(session, case),
        asked=element_name(found.deployed, task.element) if task else "",
        opened_at=case.opened_at,
        clauses=clauses_of(found, task.element, manual.clauses) if task else (),
        reads=found.reads,
        sent=tuple(_sent(one, hidden) for one in said),
        files=tuple(
            value for one in said for answer in one.answers for value in answer.values if isinstance(value, File)
        ),
    )


def _found(session: Session, office: Office, case: Case, actor: Actor, *, at: datetime) -> Found:
    """The case as the reader may see it; who reads the agenda without a part in the case learns its outline only. An
    identity that is sealed stays so on paper, also for the two to whom it is open."""
    try:
        found = case_by_id(session, office, actor, case.id, at=at)
    except NotFound:
        return Found(case, office.procedures.get(session, case.version_id), None, reads=False, sealed=True)
    return replace(found, sealed=found.deployed.toml.identity is not None)


def _origin(session: Session, case: Case) -> str:
    if case.organisation is not None:
        return case.organisation.name
    roles = session.scalars(select(Party.role).where(Party.case_id == case.id).distinct().order_by(Party.role))
    return ", ".join(role_name(role) for role in roles)


def _contact_labels(session: Session, found: Found, actor: Actor, *, at: datetime) -> frozenset[str]:
    """Under which labels the opening says how to reach somebody, as they stood when it was sent."""
    if found.key is None:
        return frozenset()
    contact = found.deployed.toml.start.contact
    opening = readable(session, found, actor, at=at).where(Submission.element == START)
    labels: set[str] = set()
    for row in session.scalars(opening):
        _values, known = read(found.key, row)
        labels |= {known.get(name) or humanised(name) for name in (contact.name, contact.email, contact.language)}
    return frozenset(labels)


def _sent(said: Said, hidden: frozenset[str]) -> Sent:
    lines = [Line(answer.label, _text(answer)) for answer in said.answers if answer.label not in hidden]
    return Sent(said.title, said.at, tuple(line for line in lines if line.text), said.lost)


def _text(answer: Answer) -> str:
    """Days in ISO 8601, which the paper puts into words; files are listed apart."""
    return "\n".join(word for value in answer.values if (word := _word(value)))


def _word(value: Value) -> str:
    match value:
        case File():
            return ""
        case datetime():
            return day_of(value).isoformat()
        case date():
            return value.isoformat()
        case text:
            return text
