"""Writes a held case back: one statement per table, whatever the step changed, the case row last."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table, Update, bindparam, case, exists, func, insert, null, select, update

from ombud.storage import prepared
from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.cases import OPEN_TASK, Attachment, Case, Submission, Task, TaskStatus
from ombud.storage.chain import chain_events
from ombud.storage.events import Event
from ombud.storage.inserting import insert_into
from ombud.storage.jobs import Job
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.letters import Letter
from ombud.storage.search import SearchWord
from ombud.workflows.held import HeldCase, Row, decided_by_ballot, table_of
from ombud.workflows.log import MIGRATED, UNDONE
from ombud.workflows.text import in_language, lazy

IDENTITY = {"id", "case_id", "element", "occurrence", "item", "name"}
LATER = {"assignee_id", "paused_at", "overdue_told_at"}
"""What happens to a row after it began; one that begins again, after an undo, has none of it."""
TASK_ENDS = frozenset({"status", "ended_at", "completed_by"})
DEADLINE_ENDS = frozenset({"status", "ended_at"})
TASK_GONE = lazy("What it would decide is not asked any more.")
TAKEN_BACK = lazy("An operator has taken the step back that it had decided.")


def write(held: HeldCase) -> None:
    """Everything the command changed, one statement per table, the case row last with its new chain head."""
    connection, dialect = held.connection, held.connection.dialect.name
    _insert(connection, _add(table_of(Submission)), held.submissions)
    _insert(connection, _add(table_of(Attachment)), held.attachments)
    _insert(connection, _add(table_of(SearchWord)), held.words)
    _insert(connection, _upsert(table_of(Task), dialect, TaskStatus.READY, TASK_ENDS), list(held.tasks.values()))
    _insert(
        connection,
        _upsert(table_of(Deadline), dialect, DeadlineStatus.WAITING, DEADLINE_ENDS),
        list(held.deadlines.values()),
    )
    _insert(connection, _add(table_of(Letter)), held.letters)
    _insert(connection, _new_jobs(dialect), held.jobs)
    _void_ballots(held)
    head = {"head_seq": held.case["head_seq"], "head_hash": held.case["head_hash"]}
    if held.events:
        rows = chain_events(head["head_seq"], head["head_hash"], [event | {"chain": held.id} for event in held.events])
        _insert(connection, _add(table_of(Event)), rows)
        head = {"head_seq": rows[-1]["seq"], "head_hash": rows[-1]["hash"]}
    _update_case(held, head)


def _void_ballots(held: HeldCase) -> None:
    """What would decide a task that was cancelled, or taken back by an undo, decides nothing any more; and what decided
    a task that an undo has opened again no longer stands."""
    cancelled = (row["element"] for row in held.tasks.values() if row["status"] is TaskStatus.CANCELLED)
    rewound = any(event["kind"] in (UNDONE, MIGRATED) for event in held.events)
    if not rewound and not any(decided_by_ballot(held, element) for element in cancelled):
        return
    waits = exists().where(Task.id == Ballot.task_id, Task.status.in_(OPEN_TASK))
    gone = update(Ballot).where(Ballot.case_id == held.id, Ballot.status == BallotStatus.OPEN, ~waits)
    with in_language("en"):
        ended = {"status": BallotStatus.VOID, "closed_at": held.at, "why_void": str(TASK_GONE)}
        taken_back = {"status": BallotStatus.VOID, "why_void": str(TAKEN_BACK)}
    for ballot_id in sorted(held.connection.scalars(gone.values(ended).returning(Ballot.id))):
        held.event("ballot.void", {"ballot": str(ballot_id)})
    if rewound:
        closed = (Ballot.case_id == held.id, Ballot.status == BallotStatus.CLOSED, waits)
        rows = held.connection.execute(select(Ballot.id, Ballot.result).where(*closed)).all()
        undecided = update(Ballot).where(Ballot.id.in_([row.id for row in rows if row.result["outcome"]]))
        undecided = undecided.values(taken_back)
        for row in sorted(held.connection.execute(undecided.returning(Ballot.id, Ballot.resolution))):
            held.event("ballot.taken_back", {"ballot": str(row.id), "resolution": row.resolution})


def _insert(connection: Connection, statement: Insert, rows: list[Row]) -> None:
    if rows:
        prepared.execute(connection, statement, rows)


@cache
def _add(table: Table) -> Insert:
    return insert(table)


@cache
def _upsert(table: Table, dialect: str, begins: str, ends: frozenset[str]) -> Insert:
    """Insert, or where the identity is known already: a row that begins (again, after an undo) replaces the old one, a
    row that ends changes only the columns of its end."""
    statement = insert_into(table, dialect)
    fresh = statement.excluded
    columns = {column.name for column in table.columns} - IDENTITY - ends
    values: dict[str, Any] = {name: fresh[name] for name in ends}
    for name in sorted(columns):
        first = null() if name in LATER else fresh[name]
        values[name] = case((fresh.status == begins, first), else_=table.c[name])
    return statement.on_conflict_do_update(index_elements=["id"], set_=values)


@cache
def _new_jobs(dialect: str) -> Insert:
    return insert_into(table_of(Job), dialect).on_conflict_do_nothing(index_elements=["key"])


def _update_case(held: HeldCase, head: Row) -> None:
    values = {"status": held.case["status"], "outcome": held.case["outcome"], "closed_at": held.case["closed_at"]}
    values |= {"tree": held.case["tree"], "variables": held.case["variables"], "version_id": held.case["version_id"]}
    values |= {"settings": held.case["settings"]}
    values |= held.changes | head
    prepared.execute(held.connection, _case_update(), [values | {"this": held.id}])


@cache
def _case_update() -> Update:
    """The case row after a command; its next due instant is the ledger's minimum."""
    cases, deadlines = table_of(Case), table_of(Deadline)
    waiting = (deadlines.c.case_id == cases.c.id, deadlines.c.timer, deadlines.c.status == DeadlineStatus.WAITING)
    soonest = select(func.min(deadlines.c.due_at)).where(*waiting).scalar_subquery()
    names = ("version_id", "settings", "status", "outcome", "closed_at", "tree", "variables", "head_seq", "head_hash")
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    return update(cases).where(cases.c.id == bindparam("this")).values(values | {"next_due_at": soonest})
