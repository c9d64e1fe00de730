"""The tasks that are open: how many are overdue, and how long they have been waiting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Task
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.words import element_name, role_name
from ombud.workflows.days import day_of
from ombud.workflows.procedures.deployed import DeployedProcedures

AGES: Final = (7, 30, 90)
"""Where the classes of the picture end, in days. They make it readable and are no time limit of anything."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The open tasks of one name and role in one procedure."""

    procedure: str  # its key
    title: str
    task: str
    who: str
    open: int
    overdue: int
    undated: int  # no day is set for them
    ages: tuple[int, ...]  # how many have been open up to each of AGES, and longer than the last
    oldest: timedelta


@dataclass(frozen=True, slots=True)
class Ageing:
    """`kinds`: those with the most overdue first, then the oldest."""

    cases: int  # with an open task
    suspended: int  # of these: nothing of them is asked of anybody meanwhile, and their tasks are left out
    kinds: tuple[Kind, ...]


@dataclass(slots=True)
class _Pile:
    waits: list[timedelta] = field(default_factory=list)
    overdue: int = 0
    undated: int = 0


def ageing_of(session: Session, procedures: DeployedProcedures, actor: Actor, *, at: datetime) -> Ageing:
    """As things stand at `at`, in the cases the reader may see."""
    rows = session.execute(
        select(Case.id, Case.status, Case.version_id, Task.element, Task.role, Task.opened_at, Task.due_at)
        .join(Task, Task.case_id == Case.id)
        .where(Task.status.in_(OPEN_TASK), permissions.may_see_case(actor, on=day_of(at)))
    ).all()
    piles: dict[tuple[str, str, str, str], _Pile] = {}
    for _case_id, status, version_id, element, role, opened_at, due_at in rows:
        if status == CaseStatus.SUSPENDED:
            continue
        deployed = procedures.get(session, version_id)
        # by the words people read: a step that only changed its id is the same to them
        name = (deployed.toml.key, deployed.toml.title, element_name(deployed, element), role_name(role))
        pile = piles.setdefault(name, _Pile())
        pile.waits.append(at - opened_at)
        pile.overdue += due_at is not None and due_at < at
        pile.undated += due_at is None
    kinds = [_kind(name, pile) for name, pile in piles.items()]
    kinds.sort(key=lambda one: (-one.overdue, -one.oldest, one.procedure, one.task))
    suspended = {row.id for row in rows if row.status == CaseStatus.SUSPENDED}
    return Ageing(len({row.id for row in rows}), len(suspended), tuple(kinds))


def _kind(name: tuple[str, str, str, str], pile: _Pile) -> Kind:
    ages = [0] * (len(AGES) + 1)
    for wait in pile.waits:
        ages[sum(wait > timedelta(days=days) for days in AGES)] += 1
    return Kind(*name, len(pile.waits), pile.overdue, pile.undated, tuple(ages), max(pile.waits))
