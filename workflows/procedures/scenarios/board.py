"""What a scenario expects of ballots and agendas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.board import Body
from ombud.storage.cases import OPEN_TASK, Task
from ombud.storage.directory import Person
from ombud.storage.meetings import AgendaItem, Meeting, MeetingStatus
from ombud.workflows import permissions
from ombud.workflows.days import day_of
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.model import Expect, ExpectedAgenda, ExpectedBallot, told
from ombud.workflows.procedures.scenarios.stage import Stage


def ballots(session: Session, expect: Expect, case_id: UUID) -> Iterator[str]:
    """Compared with the ballots of a case, and with those on motions that are no case's."""
    if not expect.ballots and not expect.absent.ballots:
        return
    rows = session.execute(
        select(Ballot, Task.element)
        .outerjoin(Task, Task.id == Ballot.task_id)
        .where((Ballot.case_id == case_id) | Ballot.case_id.is_(None))
        .order_by(Ballot.opened_at)
    )
    shown = [facts_of(ballot, element) for ballot, element in rows]
    seen = "; ".join(_described(facts) for facts in shown) or "none"
    for wanted in expect.ballots:
        if not any(_is_ballot(wanted, facts) for facts in shown):
            yield f"no ballot like {told(wanted)}; there are: {seen}"
    open_on = {facts["task"] for facts in shown if facts["status"] == BallotStatus.OPEN}
    yield from (f"the ballot on {name} is open and should not be" for name in expect.absent.ballots if name in open_on)


def facts_of(ballot: Ballot, element: str | None) -> dict[str, Any]:
    """A ballot as a scenario speaks of it. A figure is None until it is closed."""
    result = ballot.result or {}
    return {
        "task": element,
        "motion": ballot.motion,
        "status": str(ballot.status),
        "outcome": (result.get("outcome") or "") if ballot.result else None,
        "tally": result.get("counts"),
        **{name: result.get(name) for name in ("abstained", "recused", "not_voted", "tied")},
        "resolution": ballot.resolution is not None,
    }


def _is_ballot(wanted: ExpectedBallot, facts: dict[str, Any]) -> bool:
    expected = wanted.model_dump(exclude_none=True)
    tally = expected.pop("tally", {})
    counted = facts["tally"] or {}
    return all(facts[name] == value for name, value in expected.items()) and all(
        counted.get(option) == count for option, count in tally.items()
    )


def _described(facts: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items() if value not in (None, False))


def agendas(stage: Stage, session: Session, expect: Expect) -> Iterator[str]:
    for wanted in expect.agenda:
        there = list(_items(stage, session, wanted))
        if there != list(wanted.cases):
            yield f"the agenda of {wanted.body} on {wanted.date} is {_list(there)}, not {_list(wanted.cases)}"


def barred(session: Session, expect: Expect, case_id: UUID) -> Iterator[str]:
    """Who may not decide in a case: recused, its subject or party, of its organisation, or decided in it before."""
    if not expect.barred and not expect.absent.barred:
        return
    conflicted = select(Person.email).where(permissions.barred_from(Person.id, literal(case_id)))
    emails = set(session.scalars(conflicted))
    yield from (f"{email} is not barred" for email in expect.barred if email not in emails)
    yield from (f"{email} is barred and should not be" for email in expect.absent.barred if email in emails)


def _items(stage: Stage, session: Session, wanted: ExpectedAgenda) -> Iterator[str]:
    """What a meeting still takes up: an item whose task was withdrawn, or that was taken off, is gone."""
    names = {case_id: name for name, case_id in (stage.scheduled | stage.cases).items()}
    rows = session.execute(
        select(AgendaItem, Task.status)
        .outerjoin(Task, Task.id == AgendaItem.task_id)
        .where(AgendaItem.meeting_id == _meeting(session, wanted).id, AgendaItem.removed_at.is_(None))
        .order_by(AgendaItem.position)
    )
    for item, status in rows:
        if status is None or status in OPEN_TASK:
            yield item.title if item.case_id is None else names.get(item.case_id, "another case")


def _meeting(session: Session, wanted: ExpectedAgenda) -> Meeting:
    held = select(Meeting).join(Meeting.body).where(Body.key == wanted.body)
    rows = [row for row in session.scalars(held) if day_of(row.starts_at) == wanted.date]
    if not rows:
        raise ProcedureError(f"{wanted.body} has no meeting on {wanted.date}.")
    return min(rows, key=lambda row: row.status is MeetingStatus.CANCELLED)


def _list(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names) or "empty"
