"""The procedures an actor may start, and what the start page of one of them shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask import url_for
from sqlalchemy.orm import Session

from ombud.webapp.desk import Desk
from ombud.webapp.idempotency import request_key
from ombud.workflows import drafts, permissions, settings
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.casefile.clauses import Clause, cited
from ombud.workflows.checklists import Item
from ombud.workflows.choices import choices_for
from ombud.workflows.drafts import Kept, OfProcedure
from ombud.workflows.formspec import Choices
from ombud.workflows.guidance.alike import Alike, others_like
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.model import Contact
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Offered:
    key: str
    title: str
    asks: str  # what its form is called, to whoever fills it in
    summary: str
    policies: tuple[str, ...]
    for_others: bool  # they record it for somebody without an account
    saved_at: datetime | None = None  # they began one, and have not sent it


@dataclass(frozen=True, slots=True)
class Starting:
    offered: Offered
    form_key: str
    choices: Choices
    clauses: tuple[Clause, ...]
    contact: Contact
    draft: Kept | None  # what the reader began before
    draft_days: int  # how long that is kept after its last change; 0 for whoever has no account
    alike: tuple[Alike, ...]
    final: bool  # whoever brings it cannot withdraw it
    items: ClassVar[Mapping[str, Mapping[str, Item]]] = {}
    may_act: ClassVar = True
    impartial: ClassVar = False
    carried: ClassVar = None

    @property
    def id(self) -> str:
        return self.offered.key

    @property
    def called(self) -> str:
        return self.offered.title

    @property
    def subject(self) -> OfProcedure:
        """With the key under which this very page, sent, opens a case."""
        return OfProcedure(self.id, request_key(to=url_for("cases.open_case", key=self.id)))


def startable(session: Session, desk: Desk, actor: Actor, *, at: datetime) -> list[Offered]:
    """By title. The roles are read once for all procedures; a stranger opens what is public."""
    procedures = desk.office.procedures.all_latest(session)
    if actor.kind is ActorKind.PARTY:
        return _sorted(_offer(desk, one, as_party=True) for one in procedures if one.toml.start.public)
    roles = permissions.counted_roles(session, actor, at=at)
    parts = ((one, permissions.starts_as(one.toml.start, roles)) for one in procedures)
    theirs = [(one, as_party) for one, as_party in parts if as_party is not None]
    begun = drafts.begun_by(session, actor) if theirs else {}
    return _sorted(_offer(desk, one, as_party=as_party, saved_at=begun.get(one.toml.key)) for one, as_party in theirs)


def starting(session: Session, desk: Desk, actor: Actor, key: str, *, at: datetime) -> Starting:
    """Raises NotFound for an unknown procedure, NotYours for one that others start."""
    deployed = desk.office.procedures.latest(session, key)
    offered = _offered(session, desk, deployed, actor, at)
    form_key = deployed.toml.start.form
    rows = [row for event in deployed.definition.of_type("startEvent") for row in event.cites]
    choices = choices_for(session, desk.office.forms[form_key], at=at)
    return Starting(
        offered=offered,
        form_key=form_key,
        choices=choices,
        clauses=cited(desk.manual.clauses, rows),
        contact=deployed.toml.start.contact,
        draft=drafts.begun(session, desk.office, key, actor),
        draft_days=settings.of_accounts(session, desk.office, at=at)[drafts.DAYS] if actor.person_id else 0,
        final=not (deployed.toml.withdrawal and deployed.toml.start.party in deployed.toml.withdrawal.by),
        alike=others_like(key, desk.office.procedures.all_latest(session)),
    )


def _offered(session: Session, desk: Desk, deployed: Deployed, actor: Actor, at: datetime) -> Offered:
    return _offer(desk, deployed, as_party=permissions.may_start(session, deployed.toml.start, by=actor, at=at))


def _offer(desk: Desk, deployed: Deployed, *, as_party: bool, saved_at: datetime | None = None) -> Offered:
    toml = deployed.toml
    asks = str(desk.office.forms[toml.start.form].title) or _(toml.title)
    return Offered(toml.key, _(toml.title), asks, _(toml.summary), toml.policies, not as_party, saved_at)


def _sorted(offered: Iterable[Offered]) -> list[Offered]:
    return sorted(offered, key=lambda one: one.title)
