"""What a scenario expects to be true now, compared with what is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Case, Task
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.letters import Delivery, Letter, OutboxMail
from ombud.storage.session import reading
from ombud.workflows.days import day_of
from ombud.workflows.identity.sight import may_see_identity
from ombud.workflows.mail.outbox import key_of, recipient_of
from ombud.workflows.procedures.scenarios.board import agendas, ballots, barred
from ombud.workflows.procedures.scenarios.model import Expect, ExpectedTask, Step, fits, told
from ombud.workflows.procedures.scenarios.stage import Stage


def unmet(stage: Stage, step: Step) -> list[str]:
    """A sentence for everything expected that is not so; empty when all is as expected."""
    expect = step.expect or Expect()
    with reading(stage.database) as session:
        found = [*_scheduled(stage, expect)]
        if step.case is None and not stage.cases and not expect.of_a_case:
            return [*found, *_mail(stage, session, expect), *agendas(stage, session, expect)]
        case = stage.case(session, step.case)
        deadlines = list(session.scalars(select(Deadline).where(Deadline.case_id == case.id)))
        open_tasks = list(session.scalars(select(Task).where(Task.case_id == case.id, Task.status.in_(OPEN_TASK))))
        return [
            *found,
            *_case(expect, case),
            *_tasks(expect, open_tasks, stage.now),
            *_deadlines(expect, deadlines, stage.now),
            *_mail(stage, session, expect),
            *_letters(stage, session, expect, case.id),
            *ballots(session, expect, case.id),
            *agendas(stage, session, expect),
            *barred(session, expect, case.id),
            *_identity(stage, session, expect, case),
            *_led_to(session, expect, case.id),
        ]


def _scheduled(stage: Stage, expect: Expect) -> Iterator[str]:
    known = stage.scheduled
    yield from (f"{name} was not opened; opened: {_list(known)}" for name in expect.scheduled if name not in known)
    yield from (f"{name} was opened and should not be" for name in expect.absent.scheduled if name in known)


def _case(expect: Expect, case: Case) -> Iterator[str]:
    if expect.status is not None and case.status != expect.status:
        yield f"status is {case.status}, not {expect.status}"
    if expect.outcome is not None and case.outcome != expect.outcome:
        yield f"outcome is {case.outcome}, not {expect.outcome}"


def _tasks(expect: Expect, tasks: list[Task], now: datetime) -> Iterator[str]:
    seen = ", ".join(f"{task.element} ({task.role}, due {_day(task.due_at)})" for task in tasks) or "none"
    for wanted in expect.tasks:
        if not any(_is_task(wanted, task, now) for task in tasks):
            yield f"no open task like {told(wanted)}; open: {seen}"
    for name in expect.absent.tasks:
        if any(task.element == name for task in tasks):
            yield f"the task {name} is open and should not be"


def _is_task(wanted: ExpectedTask, task: Task, now: datetime) -> bool:
    facts = {
        "task": task.element,
        "role": task.role,
        "due": _day(task.due_at),
        "assignee": task.assignee.email if task.assignee else None,
        "overdue": task.due_at is not None and task.due_at < now,
    }
    return fits(wanted, facts)


def _deadlines(expect: Expect, deadlines: list[Deadline], now: datetime) -> Iterator[str]:
    shown = [(d, _deadline_facts(d, now)) for d in deadlines]
    seen = ", ".join(f"{facts['name']} due {facts['due']} {facts['status']}" for _d, facts in shown) or "none"
    for wanted in expect.deadlines:
        if not any(fits(wanted, facts) for _d, facts in shown):
            yield f"no deadline like {told(wanted)}; there are: {seen}"
    in_force = {d.name for d in deadlines if d.status == DeadlineStatus.WAITING and d.due_at is not None}
    alarms = {d.name for d in deadlines if d.status == DeadlineStatus.WAITING and d.alarm}
    yield from (
        f"the deadline {name} is running and should not be" for name in expect.absent.deadlines if name in in_force
    )
    yield from (f"no alarm for {name}; alarms: {_list(alarms)}" for name in expect.alarms if name not in alarms)
    yield from (f"there is an alarm for {name} and should not be" for name in expect.absent.alarms if name in alarms)


def _deadline_facts(deadline: Deadline, now: datetime) -> dict[str, Any]:
    ended = deadline.ended_at or now
    overdue = deadline.due_at is not None and deadline.due_at < ended
    return {"name": deadline.name, "due": _day(deadline.due_at), "overdue": overdue, "status": str(deadline.status)}


def _mail(stage: Stage, session: Session, expect: Expect) -> Iterator[str]:
    rows = list(session.scalars(select(OutboxMail).order_by(OutboxMail.created_at, OutboxMail.id)))
    known = stage.seen_mail
    new = [(row, _address(session, stage, row)) for row in rows if row.id not in known]
    told = {address for _row, address in new}
    stage.seen_mail = {row.id for row in rows}
    yield from (
        f"{address} was not notified; notified: {_list(told)}" for address in expect.notified if address not in told
    )
    yield from (f"{address} was notified and should not be" for address in expect.absent.notified if address in told)
    yield from _told(session, expect, new)


def _told(session: Session, expect: Expect, new: list[tuple[OutboxMail, str]]) -> Iterator[str]:
    """Which notice or letter went to whom: by address alone, one mail stands for another that was sent beside it."""
    if not expect.told:
        return
    letters = select(Delivery.id, Letter.name).join(Letter, Letter.id == Delivery.letter_id)
    found = letters.where(Delivery.id.in_([row.delivery_id for row, _address in new if row.delivery_id]))
    names = {row.id: row.name for row in session.execute(found)}
    for name, addresses in expect.told.items():
        went = {address for row, address in new if name in (row.notice, names.get(row.delivery_id))}
        yield from (
            f"{name} did not go to {address}; it went to: {_list(went)}" for address in addresses if address not in went
        )


def _address(session: Session, stage: Stage, row: OutboxMail) -> str:
    return recipient_of(key_of(session, stage.office, row), row)["email"]


def _letters(stage: Stage, session: Session, expect: Expect, case_id: UUID) -> Iterator[str]:
    rows = list(session.scalars(select(Letter).where(Letter.case_id == case_id)))
    issued = {row.name for row in rows if row.id not in stage.seen_letters}
    stage.seen_letters |= {row.id for row in rows}
    yield from (
        f"the letter {name} was not issued; issued: {_list(issued)}" for name in expect.letters if name not in issued
    )
    yield from (f"the letter {name} was issued and should not be" for name in expect.absent.letters if name in issued)


def _identity(stage: Stage, session: Session, expect: Expect, case: Case) -> Iterator[str]:
    """To whom it is open who brought the case; to everybody where the procedure seals nothing."""
    deployed = stage.office.procedures.get(session, case.version_id)

    def known_to(email: str) -> bool:
        return may_see_identity(session, deployed, case.id, stage.actor(session, email, case.id), at=stage.now)

    yield from (f"who brought the case is sealed to {email}" for email in expect.identity if not known_to(email))
    absent = expect.absent.identity
    yield from (f"{email} may see who brought the case and should not" for email in absent if known_to(email))


def _led_to(session: Session, expect: Expect, case_id: UUID) -> Iterator[str]:
    if expect.led_to is None:
        return
    opened = select(Case).where(Case.parent_id == case_id).order_by(Case.opened_at, Case.number)
    seen = tuple(case.version.key for case in session.scalars(opened))
    if seen != expect.led_to:
        yield f"it led to {', '.join(seen) or 'no other case'}, not to {', '.join(expect.led_to) or 'none'}"


def _day(at: datetime | None) -> date | None:
    return day_of(at) if at else None


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
