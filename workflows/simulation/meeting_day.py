"""A day on which bodies meet: people arrive or stay away, vote, recuse themselves, and sometimes nothing is decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from ombud.storage.ballots import Ballot, BallotSeat, BallotStatus
from ombud.storage.board import Body
from ombud.storage.cases import OPEN_TASK, Task
from ombud.storage.meetings import AgendaItem, Meeting, MeetingStatus
from ombud.storage.session import reading
from ombud.workflows.actors import OPERATOR, person
from ombud.workflows.board import attendance, calendar, meetings
from ombud.workflows.board.ballots import closing, opening, voiding, voting
from ombud.workflows.board.ballots.tally import ABSTAIN
from ombud.workflows.board.seats import roster
from ombud.workflows.days import day_of
from ombud.workflows.simulation.town import Town


def lay_out_calendars(town: Town) -> None:
    """A body without any meeting gets the plan's rule, as its own people would set one."""
    how: dict[str, Any] = {"rrule": town.plan.meetings.rule, "meets_at": town.plan.meetings.meets_at, "place": ""}
    with reading(town.stage.database) as session:
        meets = exists().where(Meeting.body_id == Body.id, Meeting.status == MeetingStatus.SCHEDULED)
        without = select(Body.id).where(Body.recurrence == "", Body.calendar_of_id.is_(None), ~meets)
        own = session.scalars(without.order_by(Body.key)).all()
    for body_id in own:
        town.attempt(calendar.set_recurrence, town.stage.office, body_id, **how, by=OPERATOR, at=town.now)


def todays_meetings(town: Town) -> list[tuple[UUID, UUID]]:
    """Meeting and body, of those that take place today."""
    with reading(town.stage.database) as session:
        rows = session.scalars(select(Meeting).where(Meeting.status == MeetingStatus.SCHEDULED)).all()
        today = [row for row in rows if day_of(row.starts_at) == town.today and row.opened_at is None]
        return [(row.id, row.body_id) for row in sorted(today, key=lambda each: (each.starts_at, each.id))]


def call_off(town: Town) -> None:
    """In the morning some of the day's meetings are cancelled; later it would be too late."""
    for meeting_id, _body_id in todays_meetings(town):
        if town.lots.happens(town.plan.meetings.cancelled):
            how: dict[str, Any] = {"reason": "Snow", "office": town.stage.office, "by": OPERATOR, "at": town.now}
            town.attempt(meetings.cancel, meeting_id, **how)


def meet(town: Town) -> None:
    for meeting_id, body_id in todays_meetings(town):
        _hold(town, meeting_id, body_id)
    town.stage.settle()


def _hold(town: Town, meeting_id: UUID, body_id: UUID) -> None:
    now: dict[str, Any] = {"by": OPERATOR, "at": town.now}
    if town.attempt(meetings.open_, meeting_id, **now) is not None:
        return
    with reading(town.stage.database) as session:
        members = [seat.holder.person_id for seat in roster(session, body_id, on=town.today) if seat.holder]
    for member in members:
        if town.lots.happens(town.plan.meetings.present):
            town.attempt(attendance.arrive, meeting_id, member, **now)
    for task_id, form in _on_the_agenda(town, meeting_id):
        if not town.lots.happens(town.plan.meetings.not_reached, f"{form} is not reached"):
            _decide(town, task_id, meeting_id)
    town.attempt(meetings.adjourn, meeting_id, **now)


def _on_the_agenda(town: Town, meeting_id: UUID) -> list[tuple[UUID, str]]:
    """The open tasks of its agenda that a body decides, and their forms."""
    with reading(town.stage.database) as session:
        items = select(Task).join(AgendaItem, AgendaItem.task_id == Task.id).where(Task.status.in_(OPEN_TASK))
        there = items.where(AgendaItem.meeting_id == meeting_id, AgendaItem.removed_at.is_(None))
        rows = session.scalars(there.order_by(AgendaItem.position)).all()
        return [(task.id, task.form) for task in rows if town.is_put_to_a_body(session, task)]


def _decide(town: Town, task_id: UUID, meeting_id: UUID) -> None:
    """By a ballot, or recorded by hand; so it is also where no rule says how they decide, or where a quarterly item came
    to another meeting."""
    now: dict[str, Any] = {"by": OPERATOR, "at": town.now}
    by_ballot = town.lots.happens(town.plan.meetings.by_ballot)
    opens = opening.open_for_task
    if by_ballot and town.attempt(opens, town.stage.office, task_id, meeting_id=meeting_id, **now) is None:
        _vote_on(town, task_id)
    else:
        town.do(task_id)


def _vote_on(town: Town, task_id: UUID) -> None:
    office = town.stage.office
    now: dict[str, Any] = {"by": OPERATOR, "at": town.now}
    with reading(town.stage.database) as session:
        ballot = session.scalars(
            select(Ballot).where(Ballot.task_id == task_id, Ballot.status == BallotStatus.OPEN)
        ).one()
        form = session.get_one(Task, task_id).form
        options = [value for value, _label in ballot.options]
        seats = select(BallotSeat.holder_id).where(BallotSeat.ballot_id == ballot.id)
        voters = session.scalars(seats.order_by(BallotSeat.label)).all()
    _cast(town, ballot.id, town.lots.one_of(f"{form} in the room", options), options, voters)
    if town.attempt(closing.close, office, ballot.id, **now) is not None:
        town.attempt(voiding.void, office, ballot.id, reason="It could not be decided.", **now)


def _cast(town: Town, ballot_id: UUID, mood: str, options: list[str], voters: Iterable[UUID]) -> None:
    """Most vote with the room; who has a conflict says so."""
    office, chances = town.stage.office, town.plan.meetings
    for voter in voters:
        by: dict[str, Any] = {"by": person(voter), "at": town.now}
        if town.lots.happens(chances.recused):
            town.attempt(voting.recuse, office, ballot_id, person_id=voter, reason="I work there.", **by)
            continue
        choice = ABSTAIN if town.lots.happens(chances.abstains) else mood
        choice = choice if town.lots.happens(chances.of_one_mind) else town.lots.random.choice(options)
        town.attempt(voting.cast, office, ballot_id, choice, seen=0, **by)
