"""A procedure as anybody may read about it before it begins: how it starts, its steps, its dates, its letters, its rules.

Made from the version that new cases run on; nothing of any case is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from sqlalchemy.orm import Session

from ombud.workflows import settings
from ombud.workflows.casefile.appeals import WayToAppeal
from ombud.workflows.casefile.clauses import Clause, Clauses, cited
from ombud.workflows.casefile.words import humanised, role_name
from ombud.workflows.engine import Definition, Element
from ombud.workflows.guidance import beginnings
from ombud.workflows.guidance.addressed import Who, body_names
from ombud.workflows.guidance.alike import Alike, others_like
from ombud.workflows.guidance.beginnings import Beginning
from ombud.workflows.guidance.limits import Ground, Limit, limits_of
from ombud.workflows.guidance.steps import Paper, Step, papers_of, steps_of
from ombud.workflows.office import Office
from ombud.workflows.procedures.appeals import read_appeals
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.outline import Kind, outline_of
from ombud.workflows.text import spoken
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds throughout, without a step of its own: the clause, and how it is kept, with the language that is in."""

    clause: Clause
    kept: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Who may take the matter back, and what has to be going on still, by the names of those steps."""

    by: tuple[str, ...]
    during: str


@dataclass(frozen=True, slots=True)
class Place:
    """What the drawing calls an element or a way, and the step it is told at: of a way, where it leads away from."""

    name: str
    step: Step | None
    cites: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class About:
    """`sealed`: the roles of which two open who brought the case; empty where that is not hidden. `works`: who has steps
    in it, each with theirs."""

    key: str
    title: str
    summary: str
    version: int
    policies: tuple[str, ...]
    begins: Beginning
    steps: tuple[Step, ...]
    endings: tuple[Step, ...]  # how the case may be closed, where that is only sorted out after all the steps,
    sorted_at: str  # beginning with this choice
    works: tuple[tuple[Who, tuple[Step, ...]], ...]
    limits: tuple[Limit, ...]
    papers: tuple[Paper, ...]
    withdrawal: Withdrawal | None
    appeal: WayToAppeal | None
    sealed: tuple[str, ...]
    rules: tuple[Rule, ...]
    alike: tuple[Alike, ...]
    places: Mapping[str, Place]  # every element and way of the drawing


def about(session: Session, office: Office, key: str, clauses: Clauses, *, at: datetime) -> About:
    """Raises NotFound for a procedure that is not deployed."""
    deployed = office.procedures.latest(session, key)
    others = office.procedures.all_latest(session)
    in_force = settings.snapshot(session, deployed.toml, at=at)
    ground = Ground(deployed, in_force, office.forms, body_names(session), clauses)
    return _told(ground, others)


def titles(session: Session, office: Office, *, under: str = "") -> list[tuple[str, str]]:
    """Key and title of every procedure that is deployed, or of those `under` a policy by its slug, by title."""
    deployed = (one for one in office.procedures.all_latest(session) if not under or under in one.toml.policies)
    return sorted(((one.toml.key, _(one.toml.title)) for one in deployed), key=lambda one: one[1])


def _told(ground: Ground, others: Sequence[Deployed]) -> About:
    deployed, toml = ground.deployed, ground.deployed.toml
    outline, limits, papers = outline_of(deployed.definition), limits_of(ground), papers_of(ground)
    told = steps_of(outline, ground, limits, papers, {one.toml.key: _(one.toml.title) for one in others})
    steps, sorting = _parted(told)
    return About(
        key=toml.key,
        title=_(toml.title),
        summary=_(toml.summary),
        version=deployed.version,
        policies=toml.policies,
        begins=beginnings.of(ground, outline.starts, others),
        steps=steps,
        endings=tuple(way.end for step in sorting for way in step.ways if way.end is not None),
        sorted_at=sorting[0].element if sorting else "",
        works=tuple(_works(steps)),
        limits=limits,
        papers=tuple(dict.fromkeys(papers[told.element.id] for told in outline.every() if told.element.id in papers)),
        withdrawal=_withdrawal(deployed),
        appeal=_appeal(toml.key, ground.clauses),
        sealed=tuple(role_name(role) for role in toml.identity.openers) if toml.identity else (),
        rules=tuple(_rules(toml.rules, ground.clauses)),
        alike=others_like(toml.key, others),
        places=_places(deployed.definition, told, ground.clauses),
    )


def every(steps: Iterable[Step]) -> Iterator[Step]:
    """Each step, with what stands at its edge, where it ends and what is inside it."""
    for step in steps:
        yield step
        yield from every(step.edges)
        yield from every(way.end for way in step.ways if way.end is not None)
        yield from every(step.inside)


def _parted(steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The steps, and the choices after them that only sort out how it ended, once a part that holds all else is over."""
    if not any(step.kind is Kind.PART for step in steps):
        return steps, ()
    sorting = tuple(takewhile(lambda step: step.kind is Kind.CHOICE, reversed(steps)))[::-1]
    return steps[: len(steps) - len(sorting)], sorting


def _works(steps: Iterable[Step]) -> Iterator[tuple[Who, tuple[Step, ...]]]:
    """Who does what, in the order in which they first come in."""
    found: dict[Who, list[Step]] = {}
    for step in every(steps):
        if step.kind is Kind.TASK and step.who is not None:
            found.setdefault(step.who, []).append(step)
    yield from ((who, tuple(theirs)) for who, theirs in found.items())


def _withdrawal(deployed: Deployed) -> Withdrawal | None:
    rule, elements = deployed.toml.withdrawal, deployed.definition.elements
    if rule is None:
        return None
    hosts = (elements[one.host] for one in elements.values() if one.host and one.message == rule.message)
    return Withdrawal(tuple(role_name(role) for role in rule.by), ", ".join(_named(host) for host in hosts))


def _appeal(key: str, clauses: Clauses) -> WayToAppeal | None:
    appeal = read_appeals().of(key, None)
    return WayToAppeal(_(appeal.text), next(iter(cited(clauses, [appeal.source])), None)) if appeal else None


def _rules(rules: Mapping[str, str], clauses: Clauses) -> Iterator[Rule]:
    for row, why in rules.items():
        yield Rule(next(iter(cited(clauses, [row]))), spoken(why))


def _places(definition: Definition, told: Iterable[Step], clauses: Clauses) -> Mapping[str, Place]:
    steps = {step.element: step for step in every(told)}
    found = {
        element.id: Place(_named(element), steps.get(element.id), cited(clauses, element.cites))
        for element in definition.elements.values()
    }
    return found | {
        flow.id: Place(_(flow.name) or _named(definition.elements[flow.target]), steps.get(flow.source), ())
        for flow in definition.flows
    }


def _named(element: Element) -> str:
    return _(element.name) if element.name else humanised(element.id)
