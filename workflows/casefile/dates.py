"""The dates of a case and how each was computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ombud.storage.ledger import ChangeKind, Deadline, DeadlineChange, DeadlineStatus
from ombud.storage.sealing import SealBroken
from ombud.workflows.casefile.clauses import Clause, Clauses, cited
from ombud.workflows.casefile.documents import title_of
from ombud.workflows.casefile.finding import Found
from ombud.workflows.casefile.people import person_names
from ombud.workflows.casefile.words import element_name
from ombud.workflows.days import passed
from ombud.workflows.deadlines.anchors import CaseFacts, happened_at
from ombud.workflows.deadlines.compute import explain
from ombud.workflows.procedures.model import Counting, ElapsedRule
from ombud.workflows.text import language
from ombud.workflows.text import translate as _

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Change:
    what: str
    at: datetime
    by: str
    reason: str  # empty for readers who may not read what people wrote
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dated:
    """`local`: a local target, `law`: a citation; neither is shown as policy. `alarm`: there should be a date and is none."""

    name: str
    status: DeadlineStatus
    due_at: datetime | None
    overdue: bool
    missed: bool  # it was done, after it was due
    computed: tuple[str, ...]
    clause: Clause | None
    local: bool
    law: str
    timer: bool  # something happens by itself then, unless it was done before
    moment: bool  # due at a time of day, not at the end of the day
    alarm: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Elapsed:
    title: str
    since: datetime
    until: datetime | None  # None: it has not happened yet
    words: str
    local: bool
    being_made: bool  # it has not, and the letter that ends it is issued and not rendered yet


def dates_of(session: Session, found: Found, clauses: Clauses, *, at: datetime) -> tuple[Dated, ...]:
    """Waiting ones first, then by date. A local target that is switched off is no date."""
    every = select(Deadline).where(Deadline.case_id == found.case.id).options(selectinload(Deadline.changes))
    rows = [row for row in session.scalars(every) if not row.computed.get("off")]
    names = person_names(session, (change.by for row in rows for change in row.changes))
    rows.sort(key=lambda row: (not _runs(row), row.due_at is None, row.due_at or row.armed_at, row.timer))
    return tuple(_dated(row, found, clauses, names, at) for row in rows)


def elapsed_in(session: Session, found: Found, making: frozenset[str]) -> tuple[Elapsed, ...]:
    """The times that passed, as `[elapsed]` of the procedure wants them; none while the case has not begun to count.
    `making`: the names of the letters that are not rendered yet."""
    case = found.case
    facts = CaseFacts(case.id, case.opened_at, dict(orjson.loads(case.variables)), case.settings)
    at = partial(happened_at, session.connection(), case=facts)
    rules = found.deployed.toml.elapsed.values()
    begun = ((rule, since) for rule in rules if (since := at(rule.since)))
    return tuple(_elapsed(rule, since, [at(end) for end in rule.until], making) for rule, since in begun)


def _elapsed(rule: ElapsedRule, since: datetime, ends: Sequence[datetime | None], making: frozenset[str]) -> Elapsed:
    until = min((end for end in ends if end is not None), default=None)
    words = passed(until - since, language=language()) if until else ""
    written = until is None and any(f"delivered:{name}" in rule.until for name in making)
    return Elapsed(_(rule.title), since, until, words, local=rule.source == LOCAL, being_made=written)


def _dated(row: Deadline, found: Found, clauses: Clauses, names: dict[UUID, str], at: datetime) -> Dated:
    local = row.source == LOCAL
    return Dated(
        name=element_name(found.deployed, row.element),
        status=row.status,
        due_at=row.due_at,
        overdue=_runs(row) and row.due_at is not None and row.due_at < at,
        missed=row.status is DeadlineStatus.MET and _ended_late(row),
        computed=tuple(explain(row.computed | {"anchor": _anchor_words(found, row.anchor)})),
        clause=None if local else next(iter(cited(clauses, [row.source])), None),
        local=local,
        law=found.deployed.toml.deadlines[row.name].law,
        timer=row.timer,
        moment=row.computed.get("counting") == Counting.MOMENT,
        alarm=alarm_words(row.alarm),
        changes=tuple(_change(change, found, names) for change in row.changes),
    )


def _anchor_words(found: Found, anchor: str) -> str:
    """What a date is counted from, as people say it."""
    kind, _colon, reference = anchor.partition(":")
    match kind:
        case "opened":
            return _("when the case was opened")
        case "completed":
            return _("when this was done: %(task)s", task=element_name(found.deployed, reference))
        case "delivered":
            return _("when this letter had arrived: %(letter)s", letter=title_of(found, reference))
        case "answer":
            return _("the day given in the form")
        case _other:
            return _("when this step began")


def alarm_words(alarm: str | None) -> str:
    match alarm:
        case None | "":
            return ""
        case "no_meeting":
            return _("No meeting is scheduled, so there is no date. The chairs have to schedule one.")
        case "no_body":
            return _("The body that has to meet is not in the directory, so there is no date.")
        case _other:
            return _("There should be a date and it could not be computed.")


def _runs(row: Deadline) -> bool:
    return row.status in (DeadlineStatus.WAITING, DeadlineStatus.PAUSED)


def _ended_late(row: Deadline) -> bool:
    return row.due_at is not None and row.ended_at is not None and row.due_at < row.ended_at


def _change(change: DeadlineChange, found: Found, names: dict[UUID, str]) -> Change:
    words = {
        ChangeKind.EXTEND: _("Extended"),
        ChangeKind.PAUSE: _("Paused"),
        ChangeKind.RESUME: _("Resumed"),
        ChangeKind.RETIME: _("Computed anew, because what it counts from has moved"),
    }
    by = names.get(change.by, "") if change.by else ""
    return Change(words[change.kind], change.at, by, _reason(change, found), change.due_at)


def _reason(change: DeadlineChange, found: Found) -> str:
    if found.key is None:
        return ""
    place = {"table": "deadline_changes", "column": "reason_sealed", "row_id": change.id}
    try:
        return found.key.open(change.reason_sealed, **place).decode()  # type: ignore[arg-type]
    except SealBroken:
        return ""
