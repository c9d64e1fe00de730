"""Days on which the office is closed. Only deadlines that count business days heed them.

The manual's days are calendar days (A77), so with the shipped procedures no date moves; another board may count otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.cases import Case, CaseStatus
from ombud.storage.chain import append_system_event
from ombud.storage.jobs import JobKind
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.meetings import Closure
from ombud.storage.procedures import ProcedureVersion
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.board.changes import Shift
from ombud.workflows.days import day_of
from ombud.workflows.deadlines.compute import by_days, kept
from ombud.workflows.jobs import queue
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.model import Counting, DeadlineRule
from ombud.workflows.refusals import ClosureHeeded, DayClosed, InvalidCommand, NotFound
from ombud.workflows.text import translate as _

MAX_NAME = 200


def days_closed(session: Session) -> frozenset[date]:
    return frozenset(session.scalars(select(Closure.on)))


def add(
    session: Session,
    office: Office,
    days: Mapping[date, str],
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Closes the office on days, each with what it is called; dates that count business days are computed anew.

    Raises Forbidden, DayClosed, ClosureHeeded for a day that has passed, InvalidCommand without a day or a name.
    """
    if _is_done(session, by, at, request_key):
        return
    must_suit(days, at=at)
    facts = {"on": sorted(day.isoformat() for day in days)}
    _tell(session, "closure.added", facts, by=by, at=at, request_key=request_key)
    if known := sorted(days_closed(session) & days.keys()):
        raise DayClosed(known[0].isoformat())
    stamp = {"recorded_at": at, "recorded_by": by.person_id}
    session.execute(insert(Closure), [{"on": day, "name": name.strip(), **stamp} for day, name in days.items()])
    _retime(session, office, at=at)


def remove(
    session: Session, office: Office, on: date, *, by: Actor, at: datetime, request_key: str | None = None
) -> None:
    """The office is open on that day after all. Raises Forbidden, NotFound, ClosureHeeded for a day that has passed."""
    if _is_done(session, by, at, request_key):
        return
    must_be_removable(session, on, at=at)
    _tell(session, "closure.removed", {"on": [on.isoformat()]}, by=by, at=at, request_key=request_key)
    session.execute(delete(Closure).where(Closure.on == on))
    _retime(session, office, at=at)


def must_be_removable(session: Session, on: date, *, at: datetime) -> None:
    if session.get(Closure, on) is None:
        raise NotFound()
    if on < day_of(at):
        raise ClosureHeeded()


def preview(session: Session, office: Office, closed: Set[date]) -> list[Shift]:
    """The dates that would move if the office were closed on exactly these days. Writes nothing."""
    found: dict[Shift, None] = {}
    for row, case, rule in _counted(session, office):
        days = case.settings.get(row.name, rule.days)
        becomes = kept(by_days(rule, anchored_at=row.anchored_at, days=days, closed=closed), row.computed).due_at
        if becomes != row.due_at:
            found[Shift(case.id, case.number, row.name, row.due_at, becomes)] = None
    return list(found)


def heeding(deployed: Deployed) -> dict[str, DeadlineRule]:
    """The deadlines of a version that count business days."""
    rules = deployed.toml.deadlines.items()
    return {name: rule for name, rule in rules if rule.counting is Counting.BUSINESS}


def _counted(session: Session, office: Office) -> list[tuple[Deadline, Case, DeadlineRule]]:
    """Every waiting date of an open case that counts business days."""
    found = []
    for version_id in _open_versions(session):
        rules = heeding(office.procedures.get(session, version_id))
        waiting = (
            select(Deadline, Case)
            .join(Case, Case.id == Deadline.case_id)
            .where(Case.version_id == version_id, Case.status != CaseStatus.CLOSED)
            .where(Deadline.status == DeadlineStatus.WAITING, Deadline.name.in_(rules))
            .order_by(Case.number)
        )
        if rules:
            found += [(row, case, rules[row.name]) for row, case in session.execute(waiting)]
    return found


def _open_versions(session: Session) -> list[UUID]:
    running = select(ProcedureVersion.id).join(Case, Case.version_id == ProcedureVersion.id)
    return list(session.scalars(running.where(Case.status != CaseStatus.CLOSED).distinct()))


def _is_done(session: Session, by: Actor, at: datetime, request_key: str | None) -> bool:
    """Whether this very request was carried out already; else the verdict on who sends it."""
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    if request_key is None:
        return False
    requests.hold(session, request_key)
    return requests.case_of(session, request_key) is not None


def must_suit(days: Mapping[date, str], *, at: datetime) -> None:
    """Raises InvalidCommand without a day or a name, ClosureHeeded for a day that has passed."""
    if not days:
        raise InvalidCommand(_("Name at least one day."))
    for day, name in days.items():
        if not 0 < len(name.strip()) <= MAX_NAME:
            raise InvalidCommand(_("Say what %(day)s is, in a few words.", day=day.isoformat()))
        if day < day_of(at):
            raise ClosureHeeded(day.isoformat())


def _tell(
    session: Session, kind: str, facts: dict[str, Any], *, by: Actor, at: datetime, request_key: str | None
) -> None:
    """Takes the lock of the system's chain too, so that two people change the days one after the other."""
    append_system_event(session, kind, facts, actor=str(by), actor_id=by.person_id, at=at, request_key=request_key)


def _retime(session: Session, office: Office, *, at: datetime) -> None:
    """One job per case with a date that counts business days."""
    change = str(new_id())
    cases = sorted({case.id for _row, case, _rule in _counted(session, office)})
    put = [
        queue.job_row(JobKind.RETIME, f"retime:{change}:{case_id}", case_id, {"change": change}, at)
        for case_id in cases
    ]
    queue.put(session, put)
