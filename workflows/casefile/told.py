"""What the newest letter to a reader says, for a page of ours: the same words as its PDF, of the same sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from markupsafe import Markup
from sqlalchemy.orm import Session

from ombud.storage.cases import CaseStatus
from ombud.storage.letters import Letter
from ombud.storage.sealing import SealBroken
from ombud.workflows.casefile.documents import Document
from ombud.workflows.casefile.finding import Found
from ombud.workflows.letters.context import Manuscript, manuscript
from ombud.workflows.letters.render import words
from ombud.workflows.office import Office


@dataclass(frozen=True, slots=True)
class Told:
    """`html` has headings of the fourth level and below. `decided`: what the ballot of a closed case came to, in the
    reader's words, where the letter quotes it."""

    letter_id: UUID
    language: str
    html: Markup
    decided: str


def told_last(
    session: Session, office: Office, found: Found, documents: tuple[Document, ...], *, at: datetime
) -> Told | None:
    """Of the `documents` a reader may see, oldest first; None before there is one, and once its words are destroyed."""
    newest = next((one.id for one in reversed(documents) if one.ready), None)
    if newest is None or found.key is None:
        return None
    letter = session.get_one(Letter, newest)
    try:
        sheet = manuscript(session, office, letter, at=at)
    except SealBroken:
        return None
    decided = ". ".join(_decided(office, found, letter, sheet)) if found.case.status is CaseStatus.CLOSED else ""
    return Told(newest, sheet.language, words(sheet), decided)


def _decided(office: Office, found: Found, letter: Letter, sheet: Manuscript) -> Iterator[str]:
    declared = found.deployed.toml.letters.get(letter.name)
    by_task = {ballot.task: ballot.field for ballot in found.deployed.toml.ballots.values()}
    for name, task in (declared.quotes if declared else {}).items():
        if task in by_task and (quoted := sheet.values[name]) is not None:
            form = office.forms[found.deployed.definition.elements[task].form]
            choices = next((dict(one.choices) for one in form.fields if one.name == by_task[task]), {})
            answer = getattr(quoted.answers, by_task[task], None)
            if answer in choices:
                yield str(choices[answer])
