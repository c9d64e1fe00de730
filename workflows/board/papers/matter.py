"""A case as a body reads it before it decides: whose it is as far as that may be known, what it stands on, what was sent
in. How to reach the people in it is left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.cases import Case, Party, Submission, Task
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.clauses import Clause, Manual
from ombud.workflows.casefile.finding import Found, key_of
from ombud.workflows.casefile.people import parties_of, whose
from ombud.workflows.casefile.said import Answer, File, Said, readable_in, said_in_each, words_of
from ombud.workflows.casefile.steps import clauses_of
from ombud.workflows.casefile.words import element_name, humanised, role_name
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.submissions import START
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Line:
    """An answer: each of its texts, days and instants. Files are listed apart."""

    label: str
    values: tuple[str | date | datetime, ...]


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
    origin: str  # whose case it is; to who may not read it, the organisation, or the part the person plays
    asked: str  # what the body is asked to do
    opened_at: datetime
    clauses: tuple[Clause, ...]
    reads: bool
    sent: tuple[Sent, ...]
    files: tuple[File, ...]


Asked = tuple[UUID, UUID | None]
"""A case and the task in it that a body is asked to do."""


def matters_of(
    session: Session, office: Office, manual: Manual, asked: Collection[Asked], actor: Actor, *, at: datetime
) -> dict[Asked, Matter]:
    """For one reader, whose verdict on each case decides how much they get of it. The caller has seen that they are not
    barred from any. The statements it takes do not grow with the cases."""
    if not asked:
        return {}
    cases = {
        found.case.id: found for found in _found(session, office, {case_id for case_id, _task in asked}, actor, at=at)
    }
    sent, files = _sent_in(session, office, [*cases.values()], actor, at=at)
    parties, elements = parties_of(session, cases), _elements(session, asked)
    return {
        (case_id, task_id): _matter(
            cases[case_id],
            manual,
            asked=elements.get(task_id, ""),
            origin=_origin(cases[case_id], parties.get(case_id, [])),
            sent=sent[case_id],
            files=files[case_id],
        )
        for case_id, task_id in asked
    }


def _matter(
    found: Found, manual: Manual, *, asked: str, origin: str, sent: tuple[Sent, ...], files: tuple[File, ...]
) -> Matter:
    case, toml = found.case, found.deployed.toml
    return Matter(
        number=case.number,
        procedure=_(toml.title),
        policies=tuple(manual.policy(slug) for slug in toml.policies),
        origin=origin,
        asked=element_name(found.deployed, asked) if asked else "",
        opened_at=case.opened_at,
        clauses=clauses_of(found, asked, manual.clauses) if asked else (),
        reads=found.reads,
        sent=sent,
        files=files,
    )


def _sent_in(
    session: Session, office: Office, cases: Sequence[Found], actor: Actor, *, at: datetime
) -> tuple[dict[UUID, tuple[Sent, ...]], dict[UUID, tuple[File, ...]]]:
    """By case: the words, and the files beside them."""
    said = said_in_each(session, office, cases, actor, at=at)
    hidden = _contact_labels(session, cases, actor, at=at)
    words = {key: tuple(_sent(one, hidden.get(key, frozenset())) for one in each) for key, each in said.items()}
    return words, {key: tuple(_files(each)) for key, each in said.items()}


def _elements(session: Session, asked: Collection[Asked]) -> dict[UUID | None, str]:
    wanted = [task_id for _case, task_id in asked if task_id is not None]
    return dict(session.execute(select(Task.id, Task.element).where(Task.id.in_(wanted))).all())


def _found(session: Session, office: Office, case_ids: Collection[UUID], actor: Actor, *, at: datetime) -> list[Found]:
    """The cases as the reader may see them; who reads the agenda without a part in a case learns its outline only. An
    identity that is sealed stays so on paper, also for the two to whom it is open."""
    on = day_of(at)
    follows, reads = permissions.may_see_case(actor, on=on), permissions.may_read_case(actor, on=on)
    rows = session.execute(
        select(Case, follows.label("follows"), and_(follows, reads).label("reads"))
        .where(Case.id.in_(case_ids))
        .options(joinedload(Case.organisation))
    )
    found = []
    for case, sees, opens in rows:
        deployed, key = office.procedures.get(session, case.version_id), key_of(office, case) if opens else None
        sealed = deployed.toml.identity is not None
        found.append(Found(case, deployed, key, reads=bool(opens), sealed=sealed, follows=bool(sees)))
    return found


def _origin(found: Found, parties: list[Party]) -> str:
    if found.reads:
        return whose(found.case, parties, found.key, sealed=found.sealed)
    if found.case.organisation is not None:
        return found.case.organisation.name
    return ", ".join(sorted({role_name(party.role) for party in parties}))


def _contact_labels(
    session: Session, cases: Sequence[Found], actor: Actor, *, at: datetime
) -> dict[UUID, frozenset[str]]:
    """By case, under which labels its opening says how to reach somebody, as they stood when it was sent."""
    of = {found.case.id: found for found in cases}
    labels: dict[UUID, frozenset[str]] = {}
    for row in session.scalars(readable_in(session, cases, actor, at=at).where(Submission.element == START)):
        found = of[row.case_id]
        _values, known = words_of(found, row)
        contact = found.deployed.toml.start.contact
        names = {known.get(name) or humanised(name) for name in (contact.name, contact.email, contact.language)}
        labels[row.case_id] = labels.get(row.case_id, frozenset()) | names
    return labels


def _files(sent: Sequence[Said]) -> Iterator[File]:
    values = (value for said in sent for answer in said.answers for value in answer.values)
    return (value for value in values if isinstance(value, File))


def _sent(said: Said, hidden: frozenset[str]) -> Sent:
    lines = [Line(answer.label, _texts(answer)) for answer in said.answers if answer.label not in hidden]
    return Sent(said.title, said.at, tuple(line for line in lines if line.values), said.lost)


def _texts(answer: Answer) -> tuple[str | date | datetime, ...]:
    return tuple(value for value in answer.values if not isinstance(value, File) and value != "")
