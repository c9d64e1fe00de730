"""The procedures an actor may start, and what the start page of one of them shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ombud.webapp.desk import Desk
from ombud.workflows import cases
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.clauses import Clause, cited
from ombud.workflows.choices import choices_for
from ombud.workflows.formspec import Choices
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.model import Contact
from ombud.workflows.refusals import NotYours
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Offered:
    key: str
    title: str
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
    found = []
    for deployed in desk.office.procedures.all_latest(session):
        try:
            found.append(_offered(session, deployed, actor, at))
        except NotYours:
            continue
    return sorted(found, key=lambda offered: offered.title)


def starting(session: Session, desk: Desk, actor: Actor, key: str, *, at: datetime) -> Starting:
    """Raises NotFound for an unknown procedure, NotYours for one that others start."""
    deployed = desk.office.procedures.latest(session, key)
    offered = _offered(session, deployed, actor, at)
    form_key = deployed.toml.start.form
    rows = [row for event in deployed.definition.of_type("startEvent") for row in event.cites]
    choices = choices_for(session, desk.office.forms[form_key], at=at)
    return Starting(offered, form_key, choices, cited(desk.manual.clauses, rows), deployed.toml.start.contact)


def _offered(session: Session, deployed: Deployed, actor: Actor, at: datetime) -> Offered:
    toml = deployed.toml
    as_party = cases.may_start(session, toml.start, by=actor, at=at)
    return Offered(toml.key, _(toml.title), _(toml.summary), toml.policies, not as_party)
