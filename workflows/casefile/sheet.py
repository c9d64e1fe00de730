"""The case page and the task page, each as one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import CaseStatus, Party
from ombud.workflows import engine
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.clauses import Clauses
from ombud.workflows.casefile.dates import Dated, Elapsed, dates_of, elapsed_in
from ombud.workflows.casefile.decided import Decided, decided_in
from ombud.workflows.casefile.documents import Document, being_made, documents_of
from ombud.workflows.casefile.finding import Found
from ombud.workflows.casefile.path import path_of
from ombud.workflows.casefile.people import brought_by, joined, whose
from ombud.workflows.casefile.relations import Relations, relations_of
from ombud.workflows.casefile.said import Said, said_in
from ombud.workflows.casefile.steps import Marks, Step, marks_of, steps_of
from ombud.workflows.casefile.timeline import Happened, timeline_of
from ombud.workflows.casefile.words import outcome_name
from ombud.workflows.cases import is_party
from ombud.workflows.identity.reading import Seal, seal_of
from ombud.workflows.office import Office
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top of every page about a case."""

    number: str
    key: str  # of the procedure
    procedure: str
    form: str  # the key of the one it was opened with
    policies: tuple[str, ...]
    whose: str
    brought_by: str
    joined: tuple[str, ...]  # who takes part besides, with their role
    status: CaseStatus
    outcome: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseSheet:
    head: Head
    steps: tuple[Step, ...]
    marks: Marks
    dates: tuple[Dated, ...]
    elapsed: tuple[Elapsed, ...]
    documents: tuple[Document, ...]
    making: bool  # letters are issued that are not rendered yet, whether or not the reader will see them
    said: tuple[Said, ...]
    decided: tuple[Decided, ...]  # for overseers, who read nothing else
    reads: bool
    timeline: tuple[Happened, ...]
    may_withdraw: bool
    seal: Seal | None  # of who brought it, where the procedure has one
    relations: Relations | None


def head_of(session: Session, found: Found) -> Head:
    case, toml = found.case, found.deployed.toml
    parties = list(session.scalars(select(Party).where(Party.case_id == case.id)))
    return Head(
        number=case.number,
        key=toml.key,
        procedure=_(toml.title),
        form=toml.start.form,
        policies=toml.policies,
        whose=whose(case, parties, found.key, sealed=found.sealed),
        brought_by=brought_by(case, parties, found.key, sealed=found.sealed, role=toml.start.party),
        joined=joined(parties, found.key, sealed=found.sealed, role=toml.start.party),
        status=case.status,
        outcome=outcome_name(found.deployed, case.outcome),
        opened_at=case.opened_at,
        closed_at=case.closed_at,
    )


def sheet_of(
    session: Session, office: Office, found: Found, actor: Actor, clauses: Clauses, *, at: datetime
) -> CaseSheet:
    steps, making = steps_of(session, found, actor, clauses, at=at), being_made(session, found)
    return CaseSheet(
        head=head_of(session, found),
        steps=steps,
        marks=marks_of(steps, path_of(session, found)),
        dates=dates_of(session, found, clauses, at=at),
        elapsed=elapsed_in(session, found, making),
        documents=documents_of(session, found, actor, at=at),
        making=bool(making),
        said=said_in(session, office, found, actor, at=at),
        decided=decided_in(session, office, found, actor, at=at),
        reads=found.reads,
        timeline=timeline_of(session, found),
        may_withdraw=may_withdraw(session, found, actor),
        seal=seal_of(session, office, found.case, actor, at=at),
        relations=relations_of(session, office, found, actor, at=at),
    )


def may_withdraw(session: Session, found: Found, actor: Actor) -> bool:
    """Whether the actor is somebody who may withdraw the matter, and it is still at a step that can be taken back."""
    case, rule = found.case, found.deployed.toml.withdrawal
    if rule is None or case.tree is None or case.status is not CaseStatus.OPEN:
        return False
    if not is_party(session, case.id, actor, rule.by):
        return False
    state = engine.State(case.tree, case.variables)
    return any(one.message == rule.message for one in engine.awaited_messages(found.deployed.definition, state))
