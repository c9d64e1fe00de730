"""Deeds about ballots. A ballot is found by its case, or by its body where its motion stands alone: the newest one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotSeat, BallotStatus, VotedAs
from ombud.storage.cases import OPEN_TASK, Task
from ombud.storage.meetings import AgendaItem, Meeting
from ombud.workflows.actors import Actor
from ombud.workflows.board.ballots import closing, opening, voting
from ombud.workflows.board.ballots.standing import Standing, standing_of
from ombud.workflows.days import day_of, end_of
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.deeds.given import (
    Deed,
    body_of,
    day,
    meeting_of,
    person_of,
    reason,
    somebody,
)
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _open(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    """On a task of the case, or on a `motion` of its own with `options`."""
    given, closes_at = step.with_, _closes_at(step)
    secret = bool(given.get("secret", False))
    if "motion" in given:
        opening.open_motion(
            session,
            stage.office,
            body_of(session, given["body"]).id,
            motion=given["motion"],
            options=[(str(value), str(label)) for value, label in given["options"]],
            meeting_id=None if closes_at else meeting_of(stage, session, given, "meeting"),
            secret=secret,
            closes_at=closes_at,
            by=by,
            at=stage.now,
        )
        return
    task = _task(stage, session, step)
    meeting_id = None if closes_at else _meeting(stage, session, step, task)
    opening.open_for_task(
        session, stage.office, task.id, meeting_id=meeting_id, secret=secret, closes_at=closes_at, by=by, at=stage.now
    )


def _closes_at(step: Step) -> datetime | None:
    """By correspondence: votes count until the end of the day `closes`."""
    return end_of(day(step.with_, "closes")) if "closes" in step.with_ else None


def _task(stage: Stage, session: Session, step: Step) -> Task:
    case_id, element = stage.case_id(step.case), step.with_["task"]
    found = select(Task).where(Task.case_id == case_id, Task.element == element).order_by(Task.occurrence)
    rows = list(session.scalars(found))
    if not rows:
        raise ProcedureError(f"the case has had no task {element} yet.")
    return next((row for row in rows if row.status in OPEN_TASK), rows[-1])


def _meeting(stage: Stage, session: Session, step: Step, task: Task) -> UUID | None:
    """The meeting the step names by its day, else today's of the body, else the one of the task's agenda item."""
    case = stage.case(session, step.case)
    toml = stage.office.procedures.get(session, case.version_id).toml
    body = next((ballot.body for ballot in toml.ballots.values() if ballot.task == task.element), "")
    if "meeting" in step.with_:
        return meeting_of(stage, session, {"body": body, **step.with_}, "meeting")
    held = select(Meeting).join(Meeting.body).where(Meeting.body_id == body_of(session, body).id)
    today = [row.id for row in session.scalars(held) if day_of(row.starts_at) == day_of(stage.now)]
    return today[0] if today else session.scalar(select(AgendaItem.meeting_id).where(AgendaItem.task_id == task.id))


def ballot_of(stage: Stage, session: Session, step: Step) -> Ballot:
    """The open ballot of the step's case or body, else its last one: an act on that is refused as on a page."""
    found = select(Ballot).order_by(Ballot.opened_at.desc(), Ballot.id.desc())
    if "body" in step.with_:
        found = found.where(Ballot.body_id == body_of(session, step.with_["body"]).id, Ballot.task_id.is_(None))
    else:
        found = found.where(Ballot.case_id == stage.case_id(step.case))
    rows = list(session.scalars(found))
    if not rows:
        raise ProcedureError("no ballot was opened on it.")
    return next((row for row in rows if row.status is BallotStatus.OPEN), rows[0])


def _vote(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    """For their own seat, or for that of the holder `for` whose alternate or proxy they are."""
    ballot = ballot_of(stage, session, step)
    standing = standing_of(session, stage.office, ballot, at=stage.now)
    seat = _seat(session, step, standing, by)
    shown = standing.seen(seat) if seat else 0
    voting.cast(
        session,
        stage.office,
        ballot.id,
        step.with_["choice"],
        seen=int(step.with_.get("seen", shown)),
        seat_id=seat.id if seat else None,
        by=by,
        at=stage.now,
    )


def _seat(session: Session, step: Step, standing: Standing, by: Actor) -> BallotSeat | None:
    """The seat that the person's page would show first; None where it shows none, and the vote is refused."""
    if "for" in step.with_:
        holder_id = person_of(session, step.with_["for"])
        return next((seat for seat in standing.seats if seat.holder_id == holder_id), None)
    mine = standing.franchise.seats_of(by.person_id) if by.person_id else []
    own = [seat for seat, voted_as in mine if voted_as is VotedAs.HOLDER]
    open_ones = [seat for seat, _as in mine if standing.vote(seat) is None]
    return next(iter(own or open_ones or [seat for seat, _as in mine]), None)


def _recuse(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    ballot, person_id = ballot_of(stage, session, step), somebody(session, step, by)
    voting.recuse(session, stage.office, ballot.id, person_id=person_id, reason=reason(step), by=by, at=stage.now)


def _proxy(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    """Gives the vote to the member `to`; without one it is taken back."""
    ballot = ballot_of(stage, session, step)
    if "to" not in step.with_:
        voting.take_back_proxy(session, stage.office, ballot.id, by=by, at=stage.now)
        return
    to = person_of(session, step.with_["to"])
    voting.give_proxy(session, stage.office, ballot.id, to=to, by=by, at=stage.now)


def _close(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    ballot, casting = ballot_of(stage, session, step), step.with_.get("casting_vote")
    closing.close(session, stage.office, ballot.id, casting_vote=casting, by=by, at=stage.now)


def _void(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    ballot = ballot_of(stage, session, step)
    closing.void(session, stage.office, ballot.id, reason=reason(step), by=by, at=stage.now)


DEEDS: dict[str, Deed] = {
    "ballot.open": _open,
    "ballot.vote": _vote,
    "ballot.recuse": _recuse,
    "ballot.proxy": _proxy,
    "ballot.close": _close,
    "ballot.void": _void,
}
