"""Everything the page of a meeting shows, read in one go. Its day and place are everybody's; the rest is its body's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.cases import Case, Task
from ombud.storage.meetings import Meeting, MeetingStatus
from ombud.webapp.board.attending import Attending, attending_of
from ombud.webapp.board.ballot_lines import BallotLine, of_meeting
from ombud.webapp.board.body_page import missing_of
from ombud.webapp.board.opening_page import ballot_rule
from ombud.webapp.board.sight import agenda_for, meeting_by_id
from ombud.webapp.words import day_words
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.board import changes, minutes, rules
from ombud.workflows.board.agenda import Agenda, Gap, Item, unscheduled
from ombud.workflows.board.agenda.whose import whose_of
from ombud.workflows.board.minutes import MinutesPage
from ombud.workflows.board.presiding import presides
from ombud.workflows.days import day_of
from ombud.workflows.office import Office

DEFER_TO = 12
"""Coming meetings that an item can be put off to by name."""


class Stage(StrEnum):
    """Where a meeting is, as people see it."""

    COMING = "coming"
    TODAY = "today"  # not called to order yet
    PASSED = "passed"  # its day went by, and nobody called it to order
    SITTING = "sitting"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class MeetingPage:
    meeting: Meeting
    body: Body
    stage: Stage
    agenda: Agenda | None  # None: not the reader's to see
    waiting: tuple[Item, ...]  # items without a meeting, for who orders agendas
    whose: Mapping[UUID, str]  # by the case, of those whose page the reader may open
    moved_from: datetime | None  # when it was first to be, where that is another time
    ahead: bool  # it can still be moved
    ballots: Mapping[UUID | None, Sequence[BallotLine]]  # by item; None: on none of the items shown
    attending: Attending | None
    missing: tuple[str, ...]
    minutes: MinutesPage | None  # once it is adjourned
    others: tuple[tuple[str, str], ...]
    being_retimed: int
    may_preside: bool
    may_set_rules: bool
    ballot_tasks: frozenset[UUID]  # tasks on the agenda that a ballot decides

    @property
    def listed(self) -> list[tuple[int, Item | None, Gap | None]]:
        """Every number of the agenda, with the item or why it is not shown."""
        assert self.agenda is not None
        shown = [(item.number, item, None) for item in self.agenda.items]
        return sorted([*shown, *((gap.number, None, gap) for gap in self.agenda.gaps)], key=lambda each: each[0])

    def neighbours(self, item: Item) -> tuple[bool, bool]:
        """Whether there are items before and after it that the reader is shown."""
        assert self.agenda is not None
        return item != self.agenda.items[0], item != self.agenda.items[-1]

    @property
    def may_move(self) -> bool:
        """Who keeps its calendar, while it can still be changed."""
        return self.may_preside and self.ahead

    def may_open_on(self, item: Item) -> bool:
        return item.task_id is None or item.task_id in self.ballot_tasks

    def has_open_ballot(self, item_id: UUID) -> bool:
        return any(line.open for line in self.ballots.get(item_id, ()))

    @property
    def may_order(self) -> bool:
        return self.agenda is not None and self.agenda.may_order and self.stage is not Stage.CANCELLED


def page_of(session: Session, office: Office, actor: Actor, meeting_id: UUID, *, at: datetime) -> MeetingPage:
    """Raises NotFound."""
    meeting = meeting_by_id(session, meeting_id)
    body, may_preside = meeting.body, presides(session, meeting.body_id, actor, at=at)
    agenda = agenda_for(session, office, meeting_id, actor, at=at)
    items = agenda.items if agenda else ()
    found = rules.values(session, office.board, body.key, at=at)
    over = meeting.adjourned_at is not None
    waits = may_preside and agenda is not None and agenda.may_order
    return MeetingPage(
        meeting=meeting,
        body=body,
        stage=stage_of(meeting, at=at),
        agenda=agenda,
        waiting=unscheduled(session, office, body.id, actor, at=at) if waits else (),
        whose=whose_of(session, office, {item.case_id for item in items if item.case_id}, actor, at=at),
        moved_from=changes.moved_from(session, meeting),
        ahead=meeting.starts_at > at and meeting.opened_at is None and meeting.status is MeetingStatus.SCHEDULED,
        ballots=of_meeting(session, meeting_id, items, actor, at=at) if agenda else {},
        attending=attending_of(session, meeting, found) if agenda else None,
        missing=missing_of(office.board, found),
        minutes=minutes.minutes_of(session, office, meeting_id, actor, at=at) if agenda and over else None,
        others=tuple(coming_meetings(session, body.id, but=meeting_id, at=at)) if may_preside else (),
        being_retimed=changes.pending(session, meeting_id),
        may_preside=may_preside,
        may_set_rules=presides(session, body.id, actor, at=at, roles=permissions.RULE_SETTERS),
        ballot_tasks=_decided_by_ballot(session, office, items) if may_preside else frozenset(),
    )


def stage_of(meeting: Meeting, *, at: datetime) -> Stage:
    if meeting.status is MeetingStatus.CANCELLED:
        return Stage.CANCELLED
    if meeting.adjourned_at is not None:
        return Stage.OVER
    if meeting.opened_at is not None:
        return Stage.SITTING
    day, today = day_of(meeting.starts_at), day_of(at)
    if day == today:
        return Stage.TODAY
    return Stage.COMING if day > today else Stage.PASSED


def coming_meetings(session: Session, body_id: UUID, *, but: UUID | None, at: datetime) -> list[tuple[str, str]]:
    """Ids and days of a body's meetings from today on, to choose from."""
    ahead = select(Meeting).where(Meeting.body_id == body_id, Meeting.status == MeetingStatus.SCHEDULED)
    rows = session.scalars(ahead.where(Meeting.adjourned_at.is_(None)).order_by(Meeting.starts_at))
    coming = [meeting for meeting in rows if day_of(meeting.starts_at) >= day_of(at) and meeting.id != but]
    return [(str(meeting.id), day_words(day_of(meeting.starts_at))) for meeting in coming[:DEFER_TO]]


def _decided_by_ballot(session: Session, office: Office, items: Sequence[Item]) -> frozenset[UUID]:
    wanted = {item.task_id for item in items if item.task_id is not None}
    rows = session.execute(select(Task.id, Task.element, Case.version_id).join(Case).where(Task.id.in_(wanted)))
    return frozenset(
        task_id
        for task_id, element, version_id in rows
        if ballot_rule(office.procedures.get(session, version_id), element) is not None
    )
