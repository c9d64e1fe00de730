"""A case under its lock: read once, changed in memory, written back once.

The command path uses SQLAlchemy Core and few statements: with one client on PostgreSQL, round trips are the cost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID, uuid5

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Table,
    Uuid,
    bindparam,
    exists,
    null,
    select,
    true,
)
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session
from sqlalchemy.types import Date

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.base import Base
from ombud.storage.board import Delegation
from ombud.storage.cases import Case, CaseStatus, Task
from ombud.storage.directory import RoleHolding, Substitute
from ombud.storage.letters import LetterText
from ombud.storage.sealing import CaseKey
from ombud.workflows import engine, permissions
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.asking import Asking
from ombud.workflows.days import day_of
from ombud.workflows.deadlines.anchors import CaseFacts
from ombud.workflows.letters.stamp import stamp
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.refusals import CaseClosed, CaseSuspended, NotFound

Row = dict[str, Any]


def table_of(model: type[Base]) -> Table:
    """A model's table, for the command path's Core statements."""
    return cast(Table, model.__table__)


CASES, TASKS = table_of(Case), table_of(Task)


class DeadlineFirst(Exception):
    """A deadline of this case has passed: it is ticked in a transaction of its own before anything else is judged."""

    def __init__(self, case_id: UUID) -> None:
        self.case_id = case_id
        super().__init__(str(case_id))


@dataclass
class HeldCase:
    """What is known of a locked case, and the rows this command adds. `record.write` turns them into statements."""

    connection: Connection
    office: Office
    case: RowMapping | Row
    deployed: Deployed
    by: Actor
    at: datetime
    request_key: str | None = None
    changes: Row = field(default_factory=dict)  # columns of the case row
    tasks: dict[engine.ElementKey, Row] = field(default_factory=dict)
    deadlines: dict[tuple[engine.ElementKey, str], Row] = field(default_factory=dict)
    submissions: list[Row] = field(default_factory=list)
    attachments: list[Row] = field(default_factory=list)
    words: list[Row] = field(default_factory=list)  # of sealed names, for the search
    letters: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    jobs: list[Row] = field(default_factory=list)
    _key: CaseKey | None = None

    @property
    def id(self) -> UUID:
        case_id: UUID = self.case["id"]
        return case_id

    @property
    def key(self) -> CaseKey:
        """The case's own key, unwrapped when something is first sealed or opened."""
        if self._key is None:
            self._key = self.office.vault.unwrap(self.case["data_key"])
        return self._key

    @property
    def state(self) -> engine.State:
        return engine.State(
            tree=self.changes.get("tree", self.case["tree"]),
            variables=self.changes.get("variables", self.case["variables"]),
        )

    @property
    def steering(self) -> Row:
        """The settings the diagram reads, by name: given to the engine with each input, so that its log holds them."""
        settings, rules = self.case["settings"], self.deployed.toml.settings
        return {name: settings[name] for name, rule in rules.items() if rule.routes}

    @property
    def asking(self) -> Asking:
        return Asking(self.id, self.deployed.toml.key, self.case["settings"], self.case["organisation_id"])

    def row_id(self, what: str, key: engine.ElementKey) -> UUID:
        """The id of a row that belongs to one pass through an element: the same whenever that pass is written."""
        return uuid5(self.id, f"{what} {key}")

    def facts(self, variables: dict[str, Any]) -> CaseFacts:
        return CaseFacts(self.id, self.case["opened_at"], variables, self.case["settings"])

    def event(self, kind: str, body: Row, *, element: engine.ElementKey | None = None, **columns: Any) -> None:
        """Adds an event of this command. The request key stands on the first one only: it is unique."""
        self.events.append(
            {
                "kind": kind,
                "at": self.at,
                "actor_id": self.by.person_id,
                "actor": str(self.by),
                "element": str(element) if element else None,
                "body": body,
                "input": columns.get("input"),
                "commitment": columns.get("commitment"),
                "request_key": self.request_key if not self.events else None,
            }
        )


def lock_case(
    session: Session, office: Office, case_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None
) -> HeldCase:
    """Takes the lock on a case. Raises NotFound for one the actor may not see."""
    visible = permissions.may_see_case(by, on=day_of(at))
    return _lock(session, office, case_id, visible, by=by, at=at, request_key=request_key)


def lock_unjudged(
    session: Session, office: Office, case_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None
) -> HeldCase:
    """Takes the lock on a case for a command that takes its own verdict: a vote is a seat's, whoever sees the case."""
    return _lock(session, office, case_id, true(), by=by, at=at, request_key=request_key)


def _lock(
    session: Session,
    office: Office,
    case_id: UUID,
    visible: ColumnElement[bool],
    *,
    by: Actor,
    at: datetime,
    request_key: str | None,
) -> HeldCase:
    connection = session.connection()
    statement = select(CASES, stamp(at)).where(CASES.c.id == case_id, visible)
    case = connection.execute(statement.with_for_update(of=CASES)).mappings().one_or_none()
    if case is None:
        raise NotFound()
    return HeldCase(connection, office, case, office.procedures.get(session, case["version_id"]), by, at, request_key)


def lock_task(
    session: Session, office: Office, task_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None
) -> tuple[HeldCase, RowMapping]:
    """Locks a task's case and the task with it, in one statement that also takes the verdict.

    Both rows are locked: PostgreSQL then re-reads both after waiting, so a loser sees what the winner did.
    The task's columns are prefixed `task_`; `visible`, `role_held` and `claim_stands` are the verdict's facts,
    `mirror_id` the role holding by which the actor acts for somebody else, if they do.
    """
    connection = session.connection()
    values = {
        "task_id": task_id,
        "person_id": by.person_id,
        "party_id": by.party_id,
        "case_id": by.case_id,
        "on": day_of(at),
        "at": at,
    }
    row = connection.execute(_task_lock(by.kind), values).mappings().one_or_none()
    if row is None:
        raise NotFound()
    deployed = office.procedures.get(session, row["version_id"])
    return HeldCase(connection, office, row, deployed, by, at, request_key), row


def ballot_is_open(held: HeldCase, task: RowMapping) -> bool:
    """Whether a ballot is to answer a locked task; asks nothing where its procedure has none on it.

    A statement of its own: one that waited for the lock sees the rows it locked as they are, and all others as they
    were before it waited.
    """
    if not decided_by_ballot(held, task["task_element"]):
        return False
    waits = exists().where(Ballot.task_id == task["task_id"], Ballot.status == BallotStatus.OPEN)
    return bool(held.connection.scalar(select(waits)))


def decided_by_ballot(held: HeldCase, element: str) -> bool:
    return any(rule.task == element for rule in held.deployed.toml.ballots.values())


@cache
def _task_lock(kind: ActorKind) -> Select[Any]:
    """The statement of `lock_task`, built once per kind of actor."""
    actor = Actor(
        kind,
        person_id=bindparam("person_id", type_=Uuid()) if kind is ActorKind.PERSON else None,  # type: ignore[arg-type]
        party_id=bindparam("party_id", type_=Uuid()),  # type: ignore[arg-type]
        case_id=bindparam("case_id", type_=Uuid()),  # type: ignore[arg-type]
    )
    on = bindparam("on", type_=Date())
    return (
        select(
            CASES,
            *(column.label(f"task_{column.name}") for column in TASKS.c),
            permissions.may_see_case(actor, on=on).label("visible"),
            permissions.holds_task_role(actor, on=on).label("role_held"),
            permissions.claim_stands(on=on).label("claim_stands"),
            _mirror(actor, on=on).label("mirror_id"),
            stamp(bindparam("at", type_=LetterText.from_at.type)),
        )
        .join_from(CASES, TASKS, TASKS.c.case_id == CASES.c.id)
        .where(TASKS.c.id == bindparam("task_id", type_=Uuid()))
        .with_for_update(of=[CASES, TASKS])
    )


def _mirror(actor: Actor, *, on: permissions.Day) -> ColumnElement[Any]:
    """On Task: the role holding by which the actor acts for somebody else; null where the role is their own."""
    if actor.person_id is None:
        return null()
    for_another = RoleHolding.on_behalf_of.is_not(None)
    by_which = select(sql_case((for_another, RoleHolding.id))).where(
        permissions.holds_role_of(actor.person_id, on, Task)
    )
    return by_which.order_by(for_another).limit(1).correlate_except(RoleHolding).scalar_subquery()


def acted_under(held: HeldCase, task: RowMapping) -> dict[str, str]:
    """What whoever acts on a locked task cites: the delegation (P103-d), or that they are a substitute.

    Asks nothing where the role is their own.
    """
    if task["mirror_id"] is None:
        return {}
    return cited_by(held.connection, task["mirror_id"], on=day_of(held.at))


def cited_by(connection: Connection, mirror_id: UUID, *, on: date) -> dict[str, str]:
    """What is cited by whoever acts by a role holding that mirrors another one."""
    mirror = select(RoleHolding.person_id, RoleHolding.on_behalf_of).where(RoleHolding.id == mirror_id).subquery()
    passed_on = select(Delegation.id).where(Delegation.holding_id == mirror_id)
    if delegation := connection.scalar(passed_on.limit(1)):
        return {"delegation": str(delegation)}
    stands_in = select(Substitute.id).where(
        Substitute.substitute_id == mirror.c.person_id,
        Substitute.person_id == mirror.c.on_behalf_of,
        Substitute.accepted_at.is_not(None),
        Substitute.ended_at.is_(None),
        Substitute.from_on <= on,
        Substitute.to_on >= on,
    )
    substitute = connection.scalar(stands_in.limit(1))
    return {"substitute": str(substitute)} if substitute else {}


def must_run(held: HeldCase) -> None:
    """Raises CaseClosed or CaseSuspended, or DeadlineFirst when a passed deadline has to fire before this command."""
    if held.case["status"] == CaseStatus.CLOSED:
        raise CaseClosed()
    if held.case["status"] == CaseStatus.SUSPENDED:
        raise CaseSuspended()
    next_due_at = held.case["next_due_at"]
    if next_due_at is not None and next_due_at < held.at:
        raise DeadlineFirst(held.id)
