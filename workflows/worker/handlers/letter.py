"""LETTER: a frozen letter is set, kept, and sent on its way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.storage.letters import Letter
from ombud.storage.session import reading
from ombud.workflows.letters.context import Manuscript, manuscript
from ombud.workflows.letters.issue import issue
from ombud.workflows.letters.render import html, pdf_of_html
from ombud.workflows.office import Office
from ombud.workflows.worker.desk import Desk

Prepared = tuple[Manuscript, bytes]


def prepare(desk: Desk, job: Job) -> Prepared:
    """Sets the letter before any lock is taken: it takes a second, and what is set cannot change."""
    with reading(desk.database) as session:
        letter = session.get_one(Letter, _letter_id(job))
        found = manuscript(session, desk.office, letter, at=desk.clock())
    return found, (desk.office.typeset or pdf_of_html)(html(found))


def apply(session: Session, office: Office, job: Job, prepared: Prepared, at: datetime) -> None:
    issue(session, office, _letter_id(job), *prepared, at=at)


def _letter_id(job: Job) -> UUID:
    return UUID(job.payload["letter"])
