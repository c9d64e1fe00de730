"""What of the things put aside is still to be said when the daily mail is written: nothing of what is done, has gone to
somebody else, was voted on, or has another date by now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import exists, not_, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.board import Body
from ombud.storage.cases import Case, CaseStatus, Party, Task
from ombud.storage.directory import Person
from ombud.storage.notices import DigestItem
from ombud.workflows import actors, permissions
from ombud.workflows.board import duties
from ombud.workflows.board.ballots import reminding
from ombud.workflows.board.ballots.standing import standing_of
from ombud.workflows.casefile.words import element_name
from ombud.workflows.days import day_of
from ombud.workflows.mail import links
from ombud.workflows.mail.recipients import Recipient
from ombud.workflows.office import Office
from ombud.workflows.text import translate as _


class Section(StrEnum):
    """The parts of the mail, in their order."""

    BALLOTS = "ballots"
    SOON = "soon"
    NEW = "new"
    MOVED = "moved"
    DUTIES = "duties"
    PROGRESS = "progress"


SECTIONS = {
    "task": Section.NEW,
    "reminder": Section.SOON,
    "moved": Section.MOVED,
    "ballot.opened": Section.BALLOTS,
    "ballot.reminder": Section.BALLOTS,
    "duty": Section.DUTIES,
    "progress": Section.PROGRESS,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One matter: which case, what is asked, by when, and where. `said` is called in the reader's language."""

    section: Section
    number: str
    said: Callable[[], str]
    due_at: datetime | None
    link: str


@dataclass(frozen=True, slots=True)
class Left:
    """What is still to be said; of a suspended case nothing is said before it is resumed, and `later` waits for that."""

    lines: tuple[Line, ...]
    said: frozenset[UUID]  # ids of the items
    later: frozenset[UUID]


def left_of(session: Session, office: Office, person: Person, items: Sequence[DigestItem], *, at: datetime) -> Left:
    """Each matter once, however often it came up: what came up last counts. That a case has moved on is not said where the
    mail says anyway what it waits for."""
    reader = _Reader(session, office, person, at)
    cases = reader.cases({item.case_id for item in items if item.case_id})
    later = {item.id for item in items if item.case_id and cases[item.case_id].status is CaseStatus.SUSPENDED}
    now = [item for item in items if item.id not in later]
    lines = reader.lines(now, cases)
    by_matter = {line.link: line for _item, line in lines}
    asked = {line.number for line in by_matter.values() if line.section is not Section.PROGRESS}
    told = [one for one in by_matter.values() if one.section is not Section.PROGRESS or one.number not in asked]
    return Left(tuple(told), frozenset(item.id for item, _line in lines), frozenset(later))


@dataclass(frozen=True, slots=True)
class _Reader:
    session: Session
    office: Office
    person: Person
    at: datetime

    def cases(self, ids: Iterable[UUID]) -> dict[UUID, Case]:
        fresh = {"populate_existing": True}
        found = self.session.scalars(select(Case).where(Case.id.in_(set(ids))), execution_options=fresh)
        return {case.id: case for case in found}

    def lines(self, items: Sequence[DigestItem], cases: dict[UUID, Case]) -> list[tuple[DigestItem, Line]]:
        tasks = self._tasks({item.task_id for item in items if item.task_id and not item.ballot_id})
        ballots = self._ballots({item.ballot_id for item in items if item.ballot_id})
        mine = self._own(set(cases))
        found = []
        for item in items:
            case = cases.get(item.case_id) if item.case_id else None
            line: Line | None = None
            if item.ballot_id is not None:
                line = self._of_ballot(item, ballots.get(item.ballot_id), case)
            elif item.task_id is not None:
                line = self._of_task(item, tasks.get(item.task_id), case)
            elif item.duty is not None:
                line = self._of_duty(item)
            elif case is not None and case.id in mine:
                line = self._of_case(item, case)
            if line is not None:
                found.append((item, line))
        return found

    def _tasks(self, ids: set[UUID]) -> dict[UUID, Task]:
        """Those that wait for the reader still: by the rule of the inbox."""
        if not ids:
            return {}
        acts = permissions.may_act_on_task(actors.person(self.person.id), on=day_of(self.at))
        put_to_the_vote = exists().where(Ballot.task_id == Task.id, Ballot.status == BallotStatus.OPEN)
        found = select(Task).join(Case, Case.id == Task.case_id).where(Task.id.in_(ids), acts, not_(put_to_the_vote))
        fresh = {"populate_existing": True}
        return {task.id: task for task in self.session.scalars(found, execution_options=fresh)}

    def _ballots(self, ids: set[UUID]) -> dict[UUID, Ballot]:
        still_open = select(Ballot).where(Ballot.id.in_(ids), Ballot.status == BallotStatus.OPEN)
        return {ballot.id: ballot for ballot in self.session.scalars(still_open)} if ids else {}

    def _own(self, ids: set[UUID]) -> set[UUID]:
        """Of these cases those that are the reader's own."""
        theirs = select(Party.case_id).where(Party.case_id.in_(ids), Party.person_id == self.person.id)
        return set(self.session.scalars(theirs)) if ids else set()

    def _of_task(self, item: DigestItem, task: Task | None, case: Case | None) -> Line | None:
        """A reminder of a date that has moved reminds of nothing."""
        if task is None or case is None or (item.notice == "reminder" and task.due_at != item.due_at):
            return None
        link = links.to_task(self.office, task.id)
        return Line(SECTIONS[item.notice], case.number, self._asked(case, task.element), task.due_at, link)

    def _asked(self, case: Case, element: str) -> Callable[[], str]:
        deployed = self.office.procedures.get(self.session, case.version_id)
        return lambda: f"{_(deployed.toml.title)}: {element_name(deployed, element)}"

    def _of_ballot(self, item: DigestItem, ballot: Ballot | None, case: Case | None) -> Line | None:
        if ballot is None or not self._is_asked(item, ballot):
            return None
        body = self.session.get_one(Body, ballot.body_id).name
        link = links.to_ballot(self.office, ballot.id)
        number = case.number if case else ""
        return Line(
            Section.BALLOTS, number, lambda: _("%(body)s: your vote is wanted", body=body), ballot.closes_at, link
        )

    def _is_asked(self, item: DigestItem, ballot: Ballot) -> bool:
        """Their vote is wanted; of a task on which a ballot is open, whoever the reminder of it would go to now."""
        if item.task_id is None:
            wanted = reminding.wanted_of(standing_of(self.session, self.office, ballot, at=self.at))
            return self.person.id in wanted
        reader = [Recipient(self.person.name, self.person.email, person_id=self.person.id)]
        asked = reminding.still_asked(self.session, self.office, ballot, reader, at=self.at)
        return any(one.person_id == self.person.id for one in asked)

    def _of_duty(self, item: DigestItem) -> Line | None:
        """Nothing where it has been done since, or is none any more."""
        duty = self.office.duties.find(item.duty or "")
        if duty is None:
            return None
        (now,) = duties.status(self.session, [duty], at=self.at)
        if now.due_at != item.due_at:
            return None
        return Line(Section.DUTIES, "", lambda: _(duty.what), now.due_at, links.to_duty(self.office, duty.key))

    def _of_case(self, item: DigestItem, case: Case) -> Line:
        deployed = self.office.procedures.get(self.session, case.version_id)
        title = deployed.toml.title
        return Line(Section.PROGRESS, case.number, lambda: _(title), None, links.to_case(self.office, case.number))
