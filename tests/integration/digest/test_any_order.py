"""Whatever happens in whichever order, and whenever the worker works: each thing is said once to each whom it concerns,
and nothing is said of what was acted on."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Task
from ombud.storage.directory import Person
from ombud.storage.schema import migrate
from ombud.storage.session import Database
from ombud.workflows.days import day_of
from tests.integration.digest.place import COLLEAGUE, STAFF, Place, text_of
from tests.integration.worker.course import answer
from tests.integration.worker.world import AT, DAY

BEFORE_ANYTHING_IS_DUE = AT + 4 * DAY
LINK = re.compile(r"/tasks/([0-9a-f-]{36})")
BOTH = (STAFF, COLLEAGUE)

STEPS = st.one_of(
    st.tuples(st.just("ask")),
    st.tuples(st.just("work")),
    st.tuples(st.just("hours"), st.integers(1, 20)),
    st.tuples(st.sampled_from(["claim", "answer", "suspend", "resume"]), st.integers(0, 3), st.sampled_from(BOTH)),
    st.tuples(st.sampled_from(["at_once", "daily"]), st.sampled_from(BOTH)),
)


@dataclass
class Course:
    """What happens in a place, and what was said in it."""

    place: Place
    cases: list[UUID] = field(default_factory=list)
    read: int = 0

    def step(self, what: str, *how: object) -> None:
        place = self.place
        match what, *how:
            case "ask", *_:
                self.cases.append(place.ask())
            case "work", *_:
                self.work()
            case "hours", int(hours):
                place.clock.at = min(place.clock.at + timedelta(hours=hours), BEFORE_ANYTHING_IS_DUE)
            case "at_once" | "daily", str(email):
                place.wants_all_at_once(email, at_once=what == "at_once")
            case verb, int(number), str(email) if number < len(self.cases):
                self.act(str(verb), self.cases[number], email)

    def act(self, verb: str, case_id: UUID, email: str) -> None:
        """What the state of the case lets somebody do; nothing else."""
        status = self.place.each(lambda s: s.get_one(Case, case_id).status)
        task = self.place.each(lambda s: s.get_one(Task, self.place.task(case_id)))
        free = status is CaseStatus.OPEN and task.status in OPEN_TASK
        if verb == "claim" and free and task.assignee_id is None:
            self.place.claim(case_id, email)
        elif verb == "answer" and free and task.assignee_id in (None, self.place.person(STAFF).person_id):
            answer(self.place, case_id)
        elif (verb, status) in (("suspend", CaseStatus.OPEN), ("resume", CaseStatus.SUSPENDED)):
            self.place.turn(case_id, verb)

    def work(self) -> None:
        """Of what the mails that come now speak, none is done, or in the hands of somebody else."""
        self.place.work()
        new, self.read = self.place.mails[self.read :], len(self.place.mails)
        for mail in new:
            for task_id in map(UUID, LINK.findall(text_of(mail))):
                task = self.place.each(lambda s, key=task_id: s.get_one(Task, key))
                assert task.status in OPEN_TASK
                assert task.assignee_id is None or self.address(task.assignee_id) in str(mail["To"])

    def address(self, person_id: UUID) -> str:
        return str(self.place.each(lambda s: s.get_one(Person, person_id).email))

    def settle(self) -> None:
        """Every case goes on, and the mornings come."""
        for case_id in self.cases:
            self.act("resume", case_id, STAFF)
        self.work()
        for _morning in range(2):
            self.place.clock.at += DAY
            self.work()

    def said(self, email: str) -> Counter[UUID]:
        return Counter(UUID(key) for mail in self.place.to(email) for key in LINK.findall(text_of(mail)))


@settings(max_examples=max(6, settings.default.max_examples // 5))
@given(st.lists(STEPS, max_size=16))
def test_each_thing_is_said_once(steps: list[tuple[object, ...]]) -> None:
    database = Database("sqlite://")
    migrate(database)
    place = Place(database)
    place.office = replace(place.office, typeset=lambda html: html.encode())
    place.people()
    place.settle_in()
    course = Course(place)
    for what, *how in steps:
        course.step(str(what), *how)
    course.settle()
    for email in BOTH:
        said = course.said(email)
        assert set(said.values()) <= {1}
        assert said.keys() >= _theirs_to_take(place)
        days = Counter(day_of(mail["Date"].datetime) for mail in place.daily(email))
        assert set(days.values()) <= {1}
    assert place.waiting() == []
    assert len({str(mail["Message-ID"]) for mail in place.mails}) == len(place.mails)
    database.close()


def _theirs_to_take(place: Place) -> set[UUID]:
    """Tasks that wait for whoever takes them."""
    free = select(Task.id).where(Task.status.in_(OPEN_TASK), Task.assignee_id.is_(None), Task.role == "lead_staff")
    return set(place.each(lambda s: s.scalars(free).all()))
