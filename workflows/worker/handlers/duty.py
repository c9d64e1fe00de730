"""DUTY: a standing duty is due soon, is late, or was never recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.workflows.board import duties
from ombud.workflows.board.duties import State, Status
from ombud.workflows.digest.waiting import About, put_aside
from ombud.workflows.letters import filters
from ombud.workflows.mail import links, outbox
from ombud.workflows.mail.recipients import OPERATORS, resolve
from ombud.workflows.mail.wording import Wording
from ombud.workflows.office import Office
from ombud.workflows.procedures.duties import Duty
from ombud.workflows.text import language
from ombud.workflows.text import translate as _


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    """Says nothing where the duty has been done since, or is none any more."""
    duty = office.duties.find(job.payload["duty"])
    if duty is None:
        return
    (now,) = duties.status(session, [duty], at=at)
    if not duty.every or duties.due_text(now) != job.payload["due"]:
        return
    recipients = resolve(session, office, _targets(office, duty), None, at=at)
    recipients = recipients or resolve(session, office, [OPERATORS], None, at=at)
    about = About(duty=duty.key, due_at=now.due_at)
    told = put_aside(session, office, None, recipients, notice="duty", about=about, at=at)
    outbox.post(session, office, None, told, notice="duty", words=_words(now), at=at, link=links.to_duties(office))
    if now.state in (State.OVERDUE, State.UNRECORDED):
        duties.chase(session, office.duties, duty, job.payload["due"], at=at)


def _targets(office: Office, duty: Duty) -> Sequence[str]:
    """Of the duty of a whole body those hear who chair it."""
    if duty.who.startswith("body:") and "/" not in duty.who:
        return [f"{duty.who}/{role}" for role in office.board.chairs.roles]
    return [duty.who]


def _words(one: Status) -> Wording:
    def words(_number: str) -> tuple[str, str]:
        what = _(one.duty.what)  # the register's own wording
        match one.state:
            case State.OVERDUE:
                text = _("A standing duty was due on %(day)s: %(what)s", day=_day(one), what=what)
                return _("A standing duty is overdue"), text
            case State.UNRECORDED:
                text = _("Nobody has recorded yet when this standing duty was last done: %(what)s", what=what)
                return _("A standing duty has no record"), text
        text = _("A standing duty is due on %(day)s: %(what)s", day=_day(one), what=what)
        return _("A standing duty is due soon"), text

    return words


def _day(one: Status) -> str:
    return filters.day(one.due_on, language=language()) if one.due_on else ""
