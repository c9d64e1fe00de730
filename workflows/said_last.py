"""What was said last at a step, as the case's history has it: two answers may be of one instant."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Submission
from ombud.storage.sealing import CaseKey, keeps_commitment
from ombud.workflows.log import history_of
from ombud.workflows.submissions import reveal


def said_last(
    session: Session, key: CaseKey, case_id: UUID, *, element: str, form: str | None = None, up_to: int | None = None
) -> Submission | None:
    """The last submission of an element, of one form where that is given, that the case's history commits to: up to its
    event number `up_to`, else until now. What was taken back is not said."""
    sent = select(Submission).where(Submission.case_id == case_id, Submission.element == element)
    if form is not None:
        sent = sent.where(Submission.form == form)
    candidates = session.scalars(sent).all()
    revealed = [(submission, *reveal(key, submission)) for submission in candidates]
    for commitment in reversed(history_of(session, case_id, up_to=up_to).commitments if candidates else []):
        for submission, salt, plain in revealed:
            if keeps_commitment(plain, salt=salt, commitment=commitment):
                return submission
    return None
