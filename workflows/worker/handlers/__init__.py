"""One module per kind of job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ombud.storage.jobs import JobKind
from ombud.workflows.worker.desk import Handler
from ombud.workflows.worker.handlers import (
    agenda,
    ballot,
    calendar,
    digest,
    draft,
    duty,
    letter,
    mail,
    notify,
    open_case,
    overdue,
    remind,
    retime,
    schedule,
    task,
    tick,
)

HANDLERS: Final[Mapping[JobKind, Handler]] = {
    JobKind.TICK: Handler(tick.apply),
    JobKind.REMIND: Handler(remind.apply),
    JobKind.OVERDUE: Handler(overdue.apply),
    JobKind.TASK: Handler(task.apply),
    JobKind.NOTIFY: Handler(notify.apply),
    JobKind.LETTER: Handler(letter.apply, prepare=letter.prepare),
    JobKind.MAIL: Handler(mail.apply, prepare=mail.prepare, gave_up=mail.gave_up),
    JobKind.DIGEST: Handler(digest.apply),
    JobKind.RETIME: Handler(retime.apply),
    JobKind.AGENDA: Handler(agenda.apply),
    JobKind.BALLOT: Handler(ballot.apply),
    JobKind.CALENDAR: Handler(calendar.apply),
    JobKind.DUTY: Handler(duty.apply),
    JobKind.DRAFT: Handler(draft.apply),
    JobKind.SCHEDULE: Handler(schedule.apply),
    JobKind.OPEN: Handler(open_case.apply),
}
