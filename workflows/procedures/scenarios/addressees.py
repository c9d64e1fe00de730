"""What holds at the end of every scenario: whoever a letter is addressed to can open it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case
from ombud.storage.directory import Person
from ombud.storage.letters import Delivery, Letter, LetterStatus
from ombud.workflows import actors
from ombud.workflows.casefile.documents import pdf_of
from ombud.workflows.casefile.finding import case_or_letter
from ombud.workflows.office import Office
from ombud.workflows.refusals import NotFound


def shut_out(session: Session, office: Office, *, at: datetime) -> Iterator[str]:
    """A sentence for each letter that was delivered to somebody with an account who finds nothing there."""
    rows = (
        select(Letter, Case, Person)
        .join(Delivery, Delivery.letter_id == Letter.id)
        .join(Case, Case.id == Letter.case_id)
        .join(Person, Person.id == Delivery.person_id)
        .where(Letter.status == LetterStatus.RENDERED, Person.active)
    )
    for letter, case, person in session.execute(rows.order_by(Case.number, Letter.name, Person.email)):
        actor = actors.person(person.id)
        try:
            found = case_or_letter(session, office, actor, case.number, at=at)
            pdf_of(session, office, found, actor, letter.id, at=at)
        except NotFound:
            yield f"the letter {letter.name} of {case.number} is addressed to {person.email}, who cannot open it"
