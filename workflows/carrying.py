"""What a form begins with: the answers that were given last at the same task, shown to be confirmed or changed.

A procedure names such tasks in `carries`. Earlier answers in the same case count first, then those of the organisation's
newest earlier case of the procedure. Sealed answers stay sealed: they are opened for a reader who works in that case too,
and in this one for whoever may read them there. What was confirmed in other words than the list has now is not carried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Submission
from ombud.storage.procedures import ProcedureVersion
from ombud.storage.sealing import SealBroken
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.finding import FoundTask, key_of
from ombud.workflows.casefile.said import readable
from ombud.workflows.days import day_of
from ombud.workflows.formspec import Choices
from ombud.workflows.office import Office
from ombud.workflows.said_last import said_last
from ombud.workflows.submissions import kept_words, read


@dataclass(frozen=True, slots=True)
class Carried:
    """Answers by question, and where they were given."""

    values: Mapping[str, Any]
    left: Mapping[str, Sequence[str]]  # of a list to be confirmed, what was not, where it still reads the same
    number: str
    sent_at: datetime


def carried(
    session: Session, office: Office, it: FoundTask, actor: Actor, choices: Choices, *, at: datetime
) -> Carried | None:
    """None for a task that carries nothing, where nothing was answered before, or where the reader may not read it.

    `choices` are the answers that the form offers now.
    """
    if it.task.element not in it.found.deployed.toml.carries:
        return None
    for case in _cases(session, it, actor, at=at):
        said, values, labels = _said_in(session, office, case, it)
        if said is None or (case.id == it.found.case.id and not _may_read(session, it, said, actor, at=at)):
            continue
        sources = {field.name: field.source for field in office.forms[it.task.form].fields}
        offered = {name: dict(choices.get(source, ())) for name, source in sources.items()}
        again = {
            name: _as_it_reads(value, kept_words(labels, name), offered.get(name, {}))
            for name, value in values.items()
            if _is_carried(value)
        }
        left = {name: _left(value, kept_words(labels, name), offered.get(name, {})) for name, value in values.items()}
        return Carried(again, left, case.number, said.sent_at)
    return None


def _cases(session: Session, it: FoundTask, actor: Actor, *, at: datetime) -> list[Case]:
    """This case, and the newest earlier one of its organisation in which the task was answered. Cases of nobody have
    nothing in common."""
    this, on = it.found.case, day_of(at)
    readable_there = (permissions.may_read_case(actor, on=on), permissions.works_on_case(actor, on=on))
    answered = exists().where(Submission.case_id == Case.id, Submission.element == it.task.element)
    own = session.scalars(select(Case).where(Case.id == this.id, answered)).all()
    if this.organisation_id is None:
        return list(own)
    earlier = (
        select(Case)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .where(ProcedureVersion.key == it.found.deployed.toml.key, Case.organisation_id == this.organisation_id)
        .where(Case.opened_at < this.opened_at, answered, *readable_there)
        .order_by(Case.opened_at.desc())
        .limit(1)
    )
    return [*own, *session.scalars(earlier)]


def _said_in(
    session: Session, office: Office, case: Case, it: FoundTask
) -> tuple[Submission | None, dict[str, Any], dict[str, str]]:
    """What was said last, with its values and labels; None and nothing where there is nothing to be read."""
    key = key_of(office, case)
    if key is None:
        return None, {}, {}
    try:
        said = said_last(session, key, case.id, element=it.task.element, form=it.task.form)
        return (said, *read(key, said)) if said is not None else (None, {}, {})
    except SealBroken:
        return None, {}, {}


def _may_read(session: Session, it: FoundTask, said: Submission, actor: Actor, *, at: datetime) -> bool:
    """In this case: two parties may have been asked the same, and neither reads what the other one sent."""
    theirs = readable(session, it.found, actor, at=at).where(Submission.id == said.id)
    return session.scalars(theirs).first() is not None


def _as_it_reads(value: Any, words: Mapping[str, str], offered: Mapping[str, str]) -> Any:
    """Of a list whose words were kept, only what reads today as it was confirmed."""
    if not words or not isinstance(value, list):
        return value
    return [one for one in value if one in words and words[one] == offered.get(one)]


def _left(value: Any, words: Mapping[str, str], offered: Mapping[str, str]) -> list[str]:
    if not isinstance(value, list):
        return []
    return [one for one, word in words.items() if one not in value and word == offered.get(one)]


def _is_carried(value: Any) -> bool:
    """What was written or chosen. A tick is given anew, and a file is of its own case."""
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
