"""What a search finds: cases with the documents that were found in them, and procedures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.cases import Attachment, Case, CaseStatus
from ombud.storage.directory import RoleHolding
from ombud.storage.letters import Letter, LetterStatus
from ombud.storage.sealing import CaseKey, SealBroken
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.people import parties_of, whose
from ombud.workflows.casefile.words import humanised, outcome_name
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.search.matching import Search, begin_all, search_for
from ombud.workflows.search.sight import theirs, to_them
from ombud.workflows.text import translate as _

MOST: Final = 50
"""Cases shown; who finds more adds a word."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter or an attachment by its name; `letter` says which."""

    id: UUID
    name: str
    letter: bool
    ready: bool  # there is something to download


@dataclass(frozen=True, slots=True)
class FoundCase:
    number: str
    procedure: str
    whose: str
    status: CaseStatus
    outcome: str
    opened_at: datetime
    papers: tuple[Paper, ...]  # in whose names words stand


@dataclass(frozen=True, slots=True)
class FoundProcedure:
    key: str
    title: str
    summary: str
    starts: bool  # the searcher may open a case of it


@dataclass(frozen=True, slots=True)
class Found:
    cases: tuple[FoundCase, ...]
    more: bool  # there are others
    procedures: tuple[FoundProcedure, ...]


def find(session: Session, office: Office, words: Sequence[str], actor: Actor, *, at: datetime) -> Found:
    """Cases in which each of the words stands, newest first, and procedures; as many statements whatever is found."""
    search = search_for(session, office, words, actor, on=day_of(at))
    seen = search.seen.c
    statement = select(Case, seen.reads, seen.works, seen.named).join(search.seen, seen.id == Case.id)
    statement = statement.where(search.holds_all()).order_by(Case.opened_at.desc(), Case.number.desc())
    rows = session.execute(statement.options(joinedload(Case.organisation)).limit(MOST + 1)).all()
    cases = _cases(session, office, search, rows[:MOST])
    return Found(cases, len(rows) > MOST, _procedures(session, search, actor, at=at))


def _cases(session: Session, office: Office, search: Search, rows: Sequence[Row[Any]]) -> tuple[FoundCase, ...]:
    if not rows:
        return ()
    keys = {row.Case.id: _key(office, row.Case) if row.reads else None for row in rows}
    parties, papers = parties_of(session, keys), _papers(session, office, search, rows, keys)
    return tuple(
        _case(
            office.procedures.get(session, row.Case.version_id),
            row.Case,
            whose(row.Case, parties.get(row.Case.id, []), keys[row.Case.id], sealed=not row.named),
            tuple(papers.get(row.Case.id, ())),
        )
        for row in rows
    )


def _case(deployed: Deployed, case: Case, whose_: str, papers: tuple[Paper, ...]) -> FoundCase:
    return FoundCase(
        number=case.number,
        procedure=_(deployed.toml.title),
        whose=whose_,
        status=case.status,
        outcome=outcome_name(deployed, case.outcome),
        opened_at=case.opened_at,
        papers=papers,
    )


def _papers(
    session: Session, office: Office, search: Search, rows: Sequence[Row[Any]], keys: dict[UUID, CaseKey | None]
) -> dict[UUID, list[Paper]]:
    """By case, the letters and files the searcher may read with one of the words in their names."""
    worked, read = [row.Case.id for row in rows if row.works], [row.Case.id for row in rows if row.reads]
    letters = search.letters(search.words).where(
        or_(Letter.case_id.in_(worked), and_(Letter.case_id.in_(list(keys)), to_them(search.actor)))
    )
    files = search.files(search.words).where(
        or_(Attachment.case_id.in_(worked), and_(Attachment.case_id.in_(read), theirs(search.actor)))
    )
    versions = {row.Case.id: office.procedures.get(session, row.Case.version_id) for row in rows}
    found: dict[UUID, list[Paper]] = {}
    for letter in session.scalars(letters.order_by(Letter.issued_at, Letter.id)):
        title = _title(versions[letter.case_id], letter.name)
        paper = Paper(letter.id, title, letter=True, ready=letter.status is LetterStatus.RENDERED)
        found.setdefault(letter.case_id, []).append(paper)
    columns = files.with_only_columns(Attachment.id, Attachment.case_id, Attachment.name_sealed)
    for row in session.execute(columns.order_by(Attachment.added_at, Attachment.id)):
        if name := _name(keys[row.case_id], row.id, row.name_sealed):
            found.setdefault(row.case_id, []).append(Paper(row.id, name, letter=False, ready=True))
    return found


def _title(deployed: Deployed, name: str) -> str:
    declared = deployed.toml.letters.get(name)
    return _(declared.title) if declared else humanised(name)


def _name(key: CaseKey | None, attachment_id: UUID, sealed: bytes) -> str:
    if key is None:
        return ""
    try:
        return key.open(sealed, table="attachments", column="name_sealed", row_id=attachment_id).decode()
    except SealBroken:
        return ""


def _key(office: Office, case: Case) -> CaseKey | None:
    try:
        return office.vault.unwrap(case.data_key)
    except SealBroken:
        return None


def _procedures(session: Session, search: Search, actor: Actor, *, at: datetime) -> tuple[FoundProcedure, ...]:
    newest = {one.toml.key: one for one in sorted(search.versions, key=lambda one: one.version)}
    found = [one for one in newest.values() if begin_all((one.toml.title, one.toml.summary), search.words)]
    starts = _starts(session, found, actor, at=at)
    offered = (
        FoundProcedure(one.toml.key, _(one.toml.title), _(one.toml.summary), one.toml.key in starts) for one in found
    )
    return tuple(sorted(offered, key=lambda one: one.title))


def _starts(session: Session, found: Sequence[Deployed], actor: Actor, *, at: datetime) -> set[str]:
    """Which of these the searcher may open a case of, in one statement."""
    opened = [one.toml for one in found if one.toml.start.form and actor.person_id is not None]
    if not opened or actor.person_id is None:
        return set()
    on = day_of(at)
    held = select(RoleHolding.id).where(permissions.holds(actor.person_id, on=on))
    asked = ((*toml.start.roles, *toml.start.recorders) for toml in opened)
    row = session.execute(select(*(held.where(permissions.of_roles(roles, on=on)).exists() for roles in asked))).one()
    return {toml.key for toml, may in zip(opened, row, strict=True) if may}
