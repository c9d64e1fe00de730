"""NOTIFY: a task opened, or the diagram asks that people be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.workflows.engine import ElementKey
from ombud.workflows.mail import wording
from ombud.workflows.mail.recipients import resolve
from ombud.workflows.office import Office
from ombud.workflows.worker import subject
from ombud.workflows.worker.telling import tell, tell_of_task

TASK = "task"
"""The notice of a new task; every other name is one of procedure.toml."""


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    case, name = subject.lock(session, job), job.payload["notice"]
    if name == TASK:
        task = subject.open_task(session, case, ElementKey.parse(job.payload["element"]))
        if task is not None:
            tell_of_task(session, office, case, task, notice=TASK, words=wording.task, at=at)
        return
    notice = office.procedures.get(session, case.version_id).toml.notices[name]
    recipients = resolve(session, office, notice.to, case, at=at)
    tell(session, office, case, recipients, notice=name, words=wording.of_notice(notice), at=at)
