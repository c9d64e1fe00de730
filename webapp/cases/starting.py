"""The procedures an actor may start, and what the start page of one of them shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ombud.webapp.desk import Desk
from ombud.workflows import cases, permissions
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.casefile.clauses import Clause, cited
from ombud.workflows.choices import choices_for
from ombud.workflows.formspec import Choices
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


@dataclass(frozen=True, slots=True)
class Starting:
    offered: Offered
    form_key: str
    choices: Choices
    clauses: tuple[Clause, ...]
    contact: Contact


def startable(session: Session, desk: Desk, actor: Actor, *, at: datetime) -> list[Offered]:
    """By title. The roles are read once for all procedures; a stranger opens what is public."""
    procedures = desk.office.procedures.all_latest(session)
    if actor.kind is ActorKind.PARTY:
        return _sorted(_offer(desk, one, as_party=True) for one in procedures if one.toml.start.public)
    roles = permissions.counted_roles(session, actor, at=at)
    parts = ((one, cases.starts_as(one.toml.start, roles)) for one in procedures)
    return _sorted(_offer(desk, one, as_party=as_party) for one, as_party in parts if as_party is not None)


def starting(session: Session, desk: Desk, actor: Actor, key: str, *, at: datetime) -> Starting:
    """Raises NotFound for an unknown procedure, NotYours for one that others start."""
    deployed = desk.office.procedures.latest(session, key)
    offered = _offered(session, desk, deployed, actor, at)
    form_key = deployed.toml.start.form
    rows = [row for event in deployed.definition.of_type("startEvent") for row in event.cites]
    choices = choices_for(session, desk.office.forms[form_key], at=at)
    return Starting(offered, form_key, choices, cited(desk.manual.clauses, rows), deployed.toml.start.contact)


def _offered(session: Session, desk: Desk, deployed: Deployed, actor: Actor, at: datetime) -> Offered:
    return _offer(desk, deployed, as_party=cases.may_start(session, deployed.toml.start, by=actor, at=at))


def _offer(desk: Desk, deployed: Deployed, *, as_party: bool) -> Offered:
    toml = deployed.toml
    asks = str(desk.office.forms[toml.start.form].title) or _(toml.title)
    return Offered(toml.key, _(toml.title), asks, _(toml.summary), toml.policies, not as_party)


def _sorted(offered: Iterable[Offered]) -> list[Offered]:
    return sorted(offered, key=lambda one: one.title)
