"""Telling people: whoever a task or a notice concerns; where that is nobody, the operators hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Task
from ombud.storage.directory import RoleScope
from ombud.workflows.board.ballots import reminding
from ombud.workflows.digest.waiting import About, put_aside
from ombud.workflows.mail import links, outbox, wording
from ombud.workflows.mail.recipients import OPERATORS, Recipient, of_task, resolve
from ombud.workflows.mail.wording import Wording
from ombud.workflows.office import Office


def tell_of_task(
    session: Session, office: Office, case: Case, task: Task, *, notice: str, words: Wording, at: datetime
) -> None:
    """A mail to whoever claimed the task, or to all who could."""
    asked, link = of_task(session, office, task, at=at), links.to_task(office, task.id)
    tell(session, office, case, asked, notice=notice, words=words, at=at, link=link, about=_about(task))


def remind_of_task(
    session: Session, office: Office, case: Case, task: Task, *, notice: str, words: Wording, at: datetime
) -> None:
    """The same for a date that is near, past or another one; while a ballot on the task is open, not to those who have voted in it."""
    ballot = reminding.open_on(session, task.id)
    if ballot is None:
        tell_of_task(session, office, case, task, notice=notice, words=words, at=at)
        return
    asked = reminding.still_asked(session, office, ballot, of_task(session, office, task, at=at), at=at)
    link, about = links.to_ballot(office, ballot.id), About(task.id, ballot.id, due_at=task.due_at)
    tell(session, office, case, asked, notice=notice, words=words, at=at, link=link, about=about)


def tell(
    session: Session,
    office: Office,
    case: Case,
    recipients: Sequence[Recipient],
    *,
    notice: str,
    words: Wording,
    at: datetime,
    link: str = "",
    about: About | None = None,
) -> None:
    """At once; or, where it says what it is `about`, in the daily mail of those of whom that can wait."""
    if not recipients:
        recipients = resolve(session, office, [OPERATORS], case, at=at)
        notice, words, about = "nobody", wording.nobody, None
    if about is not None:
        recipients = put_aside(session, office, case, recipients, notice=notice, about=about, at=at)
    outbox.post(session, office, case, recipients, notice=notice, words=words, at=at, link=link)


def _about(task: Task) -> About | None:
    """Nothing of a party's own task waits."""
    return None if task.scope is RoleScope.CASE else About(task.id, due_at=task.due_at)
