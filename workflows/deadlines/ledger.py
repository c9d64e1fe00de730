"""Ledger rows: a deadline begins when its task or timer does, and ends with it."""

from __future__ import annotations

from datetime import datetime

from ombud.storage.jobs import JobKind
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.workflows.days import TICK, days_in, later_on_the_wall
from ombud.workflows.deadlines.anchors import compute
from ombud.workflows.deadlines.compute import Computed
from ombud.workflows.engine.values import ElementKey
from ombud.workflows.held import HeldCase, Row
from ombud.workflows.jobs.queue import job_row
from ombud.workflows.procedures.model import DeadlineRule


def arm(
    held: HeldCase, key: ElementKey, name: str, *, timer: bool, variables: Row, armed_at: datetime | None = None
) -> Row:
    """The ledger row of a task or timer that began to wait (at `armed_at`, else now), with the jobs that watch it."""
    rule = held.deployed.toml.deadlines[name]
    armed_at = armed_at or held.at
    facts = held.facts(variables)
    computed = _known(held, name, rule, armed_at) or compute(held.connection, name, rule, facts, armed_at=armed_at)
    row = _row(held, key, name, rule, timer=timer) | {
        "armed_at": armed_at,
        "anchored_at": computed.anchored_at,
        "due_at": computed.due_at,
        "computed": computed.facts,
        "alarm": computed.alarm,
    }
    held.deadlines[key, name] = row
    held.jobs += follow(held, row)
    return row


def _known(held: HeldCase, name: str, rule: DeadlineRule, armed_at: datetime) -> Computed | None:
    """A task and the timer on it wait for the same meeting: the calendar is asked once."""
    if not rule.anchor.startswith("meeting:"):
        return None
    armed = (row for (_key, known), row in held.deadlines.items() if known == name and row["armed_at"] == armed_at)
    row = next((row for row in armed if row["computed"]), None)
    return Computed(row["due_at"], row["anchored_at"], row["alarm"], row["computed"]) if row else None


def follow(held: HeldCase, row: Row) -> list[Row]:
    """What is to be done about a date that stands so from now on: the jobs that watch it, or the alarm for want of it."""
    rule = held.deployed.toml.deadlines[row["name"]]
    return [*_watch(held, row, rule), *_sound_alarm(held, row, rule)]


def _sound_alarm(held: HeldCase, row: Row, rule: DeadlineRule) -> list[Row]:
    """The notice of a date that should be known and is not; a task's, not also that of the timer on it."""
    if row["alarm"] is None or row["timer"] or rule.alarm_notice is None:
        return []
    return [
        job_row(
            kind=JobKind.NOTIFY,
            key=f"alarm:{row['id']}:{held.case['head_seq']}",
            case_id=held.id,
            payload={
                "notice": rule.alarm_notice,
                "element": str(ElementKey(row["element"], row["occurrence"], row["item"])),
            },
            run_at=held.at,
        )
    ]


def end(held: HeldCase, key: ElementKey, status: DeadlineStatus) -> None:
    """Every ledger row of that task or timer has ended so."""
    element = held.deployed.definition.elements[key.element]
    if not element.deadline:
        return
    name = element.deadline
    row = held.deadlines.get((key, name)) or _row(
        held, key, name, held.deployed.toml.deadlines[name], timer=element.event == "timer"
    )
    held.deadlines[key, name] = row | {"status": status, "ended_at": held.at}


def _row(held: HeldCase, key: ElementKey, name: str, rule: DeadlineRule, *, timer: bool) -> Row:
    return {
        "id": held.row_id(f"deadline {name}", key),
        "case_id": held.id,
        "element": key.element,
        "occurrence": key.occurrence,
        "item": key.item,
        "name": name,
        "timer": timer,
        "status": DeadlineStatus.WAITING,
        "anchor": rule.anchor,
        "anchored_at": None,
        "due_at": None,
        "computed": {},
        "source": rule.source,
        "alarm": None,
        "armed_at": held.at,
        "ended_at": None,
    }


def _watch(held: HeldCase, row: Row, rule: DeadlineRule) -> list[Row]:
    """The jobs of a date: the tick that fires a timer; for a task, reminders before and the overdue notice after.

    A reminder whose time has passed is not sent late.
    """
    due_at = row["due_at"]
    if due_at is None:
        return []
    if row["timer"]:
        key = f"tick:{row['case_id']}:{due_at.isoformat()}"
        tick = job_row(kind=JobKind.TICK, key=key, case_id=row["case_id"], payload={}, run_at=due_at + TICK)
        return [_anew(held, tick)]
    before = (later_on_the_wall(due_at, -days_in(period)) for period in rule.remind)
    reminders = [_told(row, JobKind.REMIND, due_at, at) for at in before if at > held.at]
    return [_anew(held, _told(row, JobKind.OVERDUE, due_at, due_at + TICK)), *reminders]


def _anew(held: HeldCase, job: Row) -> Row:
    """A job of this very moment that was there before may have run already, and found nothing to do: it is another one.

    One whose time is yet to come still waits, and stays the same job.
    """
    return job if job["run_at"] > held.at else job | {"key": f"{job['key']}:{held.case['head_seq']}"}


def watch_again(held: HeldCase, deadline: Deadline) -> list[Row]:
    """The jobs of a deadline that waits once more after an undo."""
    row = {"id": deadline.id, "case_id": deadline.case_id, "timer": deadline.timer, "due_at": deadline.due_at}
    return _watch(held, row, held.deployed.toml.deadlines[deadline.name])


def _told(row: Row, kind: JobKind, due_at: datetime, run_at: datetime) -> Row:
    """A notice about a date; the job carries that date, and does nothing if the deadline has moved since."""
    return job_row(
        kind=kind,
        key=f"{kind}:{row['id']}:{run_at.isoformat()}",
        case_id=row["case_id"],
        payload={"deadline": str(row["id"]), "due_at": due_at.isoformat()},
        run_at=run_at,
    )
