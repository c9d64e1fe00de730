"""The dates of a case as others move them: a body's meetings, a deadline put off, paused or taken up again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from ombud.storage.board import Body
from ombud.storage.cases import Case
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.meetings import Meeting, MeetingKind, MeetingStatus
from ombud.storage.session import reading
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import meetings
from ombud.workflows.days import day_of
from ombud.workflows.deadlines import commands as deadlines
from tests.procedures.invariants import RUNNING
from tests.procedures.wanderer import Wanderer

MEETING_TIME = timedelta(hours=15)


def change_the_calendar(wanderer: Wanderer, _case: Case) -> None:
    with reading(wanderer.stage.database) as session:
        body = wanderer.draw(st.sampled_from(list(session.scalars(select(Body.key).order_by(Body.key)))))
        scheduled = (Meeting.status == MeetingStatus.SCHEDULED, Meeting.starts_at > wanderer.stage.now)
        coming = select(Meeting.id).join(Meeting.body).where(Body.key == body, *scheduled)
        known = list(session.scalars(coming.order_by(Meeting.starts_at)))
    if known and wanderer.draw(st.booleans()):
        meeting = wanderer.draw(st.sampled_from(known))
        how = {"reason": "Snow", "office": wanderer.stage.office, "by": OPERATOR, "at": wanderer.stage.now}
        wanderer.perform(lambda s: meetings.cancel(s, meeting, **how))
        return
    when = wanderer.stage.now + timedelta(days=wanderer.draw(st.integers(1, 90))) + MEETING_TIME
    kind = wanderer.draw(st.sampled_from(MeetingKind))
    wanderer.attempt(  # a day has one meeting
        lambda s: meetings.schedule(s, body, starts_at=when, kind=kind, by=OPERATOR, at=wanderer.stage.now)
    )


def change_a_date(wanderer: Wanderer, case: Case) -> None:
    with reading(wanderer.stage.database) as session:
        mine = select(Deadline).where(Deadline.case_id == wanderer.case_id, Deadline.status.in_(RUNNING))
        running = list(session.scalars(mine.order_by(Deadline.element, Deadline.timer)))
    if not running:
        return
    row = wanderer.draw(st.sampled_from(running))
    told: dict[str, Any] = {"reason": "By arrangement.", "by": OPERATOR, "at": wanderer.stage.now}
    if row.status is DeadlineStatus.PAUSED:
        wanderer.perform(lambda s: deadlines.resume(s, wanderer.stage.office, row.id, **told))
    elif row.due_at is not None and wanderer.draw(st.booleans()):
        until = day_of(row.due_at) + timedelta(days=wanderer.draw(st.integers(1, 30)))
        wanderer.attempt(  # some leave a range, and no later day
            lambda s: deadlines.extend(s, wanderer.stage.office, row.id, until=until, **told)
        )
    else:
        wanderer.perform(lambda s: deadlines.pause(s, wanderer.stage.office, row.id, **told))
