"""What the pages of cases and tasks say of the board: on which agenda a case is, and the ballots that decide its tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.board import Body
from ombud.storage.cases import OPEN_TASK
from ombud.storage.meetings import AgendaItem, Meeting, MeetingStatus
from ombud.webapp.board.opening_page import ballot_rule
from ombud.webapp.board.sight import agenda_for
from ombud.workflows.actors import Actor
from ombud.workflows.board import rules
from ombud.workflows.board.agenda import sight
from ombud.workflows.board.ballots.reading import MyBallot, my_ballots
from ombud.workflows.board.presiding import presides
from ombud.workflows.casefile.finding import Found, FoundTask
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class OnAgenda:
    """`number` is the item's place as this reader sees the agenda; None where the agenda is not theirs."""

    meeting_id: UUID | None  # None: no meeting is scheduled
    starts_at: datetime | None
    body: str
    number: int | None
    task_id: UUID | None  # to open a ballot on, for who presides


@dataclass(frozen=True, slots=True)
class OnBallot:
    id: UUID
    motion: str
    open: bool
    resolution: str


@dataclass(frozen=True, slots=True)
class BoardBlock:
    agendas: tuple[OnAgenda, ...]
    ballots: tuple[OnBallot, ...]
    mine: tuple[MyBallot, ...]  # those the reader votes in

    def __bool__(self) -> bool:
        return bool(self.agendas or self.ballots)


@dataclass(frozen=True, slots=True)
class TaskBallot:
    """How a task is decided by ballot: `ballot_id` is the open one, `last_met` when a meeting of the body was last called
    to order."""

    body: Body
    ballot_id: UUID | None
    missing: bool
    may_open: bool
    last_met: datetime | None


def board_of_case(session: Session, office: Office, found: Found, actor: Actor, *, at: datetime) -> BoardBlock:
    """Empty for who is barred from deciding in the case: nothing of its item or its ballot reaches them."""
    mine = sight.visible(actor, on=day_of(at))
    items = select(AgendaItem).where(AgendaItem.case_id == found.case.id, AgendaItem.removed_at.is_(None), mine)
    rows = list(session.scalars(items.options(joinedload(AgendaItem.meeting), joinedload(AgendaItem.task))))
    ballots = tuple(_ballots(session, found.case.id, actor, at=at))
    running = any(one.open for one in ballots)
    return BoardBlock(
        agendas=tuple(_on_agenda(session, office, found, row, actor, at=at) for row in rows if _stands(row)),
        ballots=ballots,
        mine=tuple(my_ballots(session, office, actor, Ballot.case_id == found.case.id, at=at)) if running else (),
    )


def ballot_on(session: Session, office: Office, it: FoundTask, actor: Actor, *, at: datetime) -> TaskBallot | None:
    """None for a task that no ballot decides, or that is over."""
    rule = ballot_rule(it.found.deployed, it.task.element)
    if rule is None or not it.open:
        return None
    body = session.scalar(select(Body).where(Body.key == rule.body))
    if body is None:
        return None
    open_ballot = select(Ballot.id).where(Ballot.task_id == it.task.id, Ballot.status == BallotStatus.OPEN)
    values = rules.values(session, office.board, body.key, at=at)
    return TaskBallot(
        body=body,
        ballot_id=session.scalar(open_ballot.limit(1)),
        missing=bool(rules.missing(office.board, values)),
        may_open=presides(session, body.id, actor, at=at),
        last_met=_last_met(session, body),
    )


def _last_met(session: Session, body: Body) -> datetime | None:
    met = select(Meeting.starts_at).where(Meeting.body_id == (body.calendar_of_id or body.id))
    met = met.where(Meeting.opened_at.is_not(None), Meeting.status != MeetingStatus.CANCELLED)
    return session.scalar(met.order_by(Meeting.starts_at.desc()).limit(1))


def _stands(row: AgendaItem) -> bool:
    """To be taken up, or decided at that meeting."""
    return row.task is None or row.task.status in OPEN_TASK or row.meeting_id is not None


def _on_agenda(
    session: Session, office: Office, found: Found, row: AgendaItem, actor: Actor, *, at: datetime
) -> OnAgenda:
    meeting = row.meeting
    body = session.get_one(Body, meeting.body_id if meeting else row.body_id)
    return OnAgenda(
        meeting_id=meeting.id if meeting else None,
        starts_at=meeting.starts_at if meeting else None,
        body=body.name,
        number=_number(session, office, meeting, row.id, actor, at=at) if meeting else None,
        task_id=_to_decide(session, found, row, actor, at=at),
    )


def _number(
    session: Session, office: Office, meeting: Meeting, item_id: UUID, actor: Actor, *, at: datetime
) -> int | None:
    shown = agenda_for(session, office, meeting.id, actor, at=at)
    return next((item.number for item in shown.items if item.id == item_id), None) if shown else None


def _to_decide(session: Session, found: Found, row: AgendaItem, actor: Actor, *, at: datetime) -> UUID | None:
    """The item's task, where a ballot decides it, none is open, and the actor could open one."""
    task = row.task
    if task is None or task.status not in OPEN_TASK or ballot_rule(found.deployed, task.element) is None:
        return None
    is_open = select(Ballot.id).where(Ballot.task_id == task.id, Ballot.status == BallotStatus.OPEN)
    if session.scalar(is_open.limit(1)) is not None or not presides(session, row.body_id, actor, at=at):
        return None
    return task.id


def _ballots(session: Session, case_id: UUID, actor: Actor, *, at: datetime) -> list[OnBallot]:
    """Those that decide or decided something in the case: at a meeting or not, whether it stands on an agenda or not."""
    mine = (Ballot.case_id == case_id, Ballot.status != BallotStatus.VOID, sight.sees_ballot(actor, on=day_of(at)))
    return [
        OnBallot(one.id, _(one.motion), one.status is BallotStatus.OPEN, one.resolution or "")
        for one in session.scalars(select(Ballot).where(*mine).order_by(Ballot.opened_at))
    ]
