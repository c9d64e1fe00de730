"""Everybody of a simulated year: who could do what waits, who does it when, who brings something new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Party, Task
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.storage.session import reading
from ombud.workflows import cases, rewind, tasks
from ombud.workflows.actors import OPERATOR, STRANGER, Actor, party, person
from ombud.workflows.asking import Asking
from ombud.workflows.choices import choices_for
from ombud.workflows.commands import perform
from ombud.workflows.days import day_of
from ombud.workflows.people import persons, roles
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.scenarios.stage import Stage
from ombud.workflows.refusals import Refusal
from ombud.workflows.simulation.answering import NoAnswerLeft, NotTaken, answering, valid_answers
from ombud.workflows.simulation.chance import Lots
from ombud.workflows.simulation.plan import Plan, Temper

NEVER = date.max

PEOPLE = "persons.of_agencies"
"""The source of choices that offers everybody of every agency."""


@dataclass
class Town:
    """`promised`: the day on which somebody does each open task. `hurried`: nobody puts anything off any more."""

    stage: Stage
    plan: Plan
    lots: Lots
    promised: dict[UUID, date] = field(default_factory=dict)
    hurried: bool = False
    refusals: dict[str, int] = field(default_factory=dict)  # what was refused, by its name

    @property
    def today(self) -> date:
        return day_of(self.stage.now)

    # ---- bringing something new

    def bring(self, procedure: str) -> None:
        """Somebody who may opens a case."""
        with reading(self.stage.database) as session:
            deployed = self.stage.office.procedures.latest(session, procedure)
            by = self.lots.one_of(f"{procedure} opens", self._openers(session, deployed))
        form = deployed.toml.start.form
        self._fill(form, lambda s, given: cases.open_case(s, self.stage.office, procedure, given, by=by, at=self.now))

    def _openers(self, session: Session, deployed: Deployed) -> list[Actor]:
        start = deployed.toml.start
        theirs = RoleHolding.role.in_((*start.roles, *start.recorders))
        held = select(Person.id).join(RoleHolding, RoleHolding.person_id == Person.id).where(theirs)
        holders = [person(key) for key in session.scalars(held.distinct().order_by(Person.email))]
        return [STRANGER, *holders] if start.public else holders

    # ---- doing what waits

    def look_round(self) -> None:
        """Everybody who finds a new task decides when to do it."""
        for task in self.waiting():
            if task.id not in self.promised:
                self.promised[task.id] = self._promise(task)

    def waiting(self) -> list[Task]:
        """Every open task, the oldest case first."""
        with reading(self.stage.database) as session:
            open_ones = select(Task).join(Case, Case.id == Task.case_id).where(Task.status.in_(OPEN_TASK))
            running = open_ones.where(Case.status == CaseStatus.OPEN)
            in_order = running.order_by(Case.opened_at, Case.number, Task.element, Task.occurrence, Task.item)
            return list(session.scalars(in_order))

    def is_put_to_a_body(self, session: Session, task: Task) -> bool:
        case = session.get_one(Case, task.case_id)
        toml = self.stage.office.procedures.get(session, case.version_id).toml
        return any(ballot.task == task.element for ballot in toml.ballots.values())

    def _promise(self, task: Task) -> date:
        if self.hurried:
            return self.today
        with reading(self.stage.database) as session:
            if self.is_put_to_a_body(session, task):
                return NEVER  # it is for a meeting
        weights = {name: temper.weight for name, temper in self.plan.tempers.items()}
        return self._on(self.plan.tempers[self.lots.weighed(f"{task.form} waits", weights)], task)

    def _on(self, temper: Temper, task: Task) -> date:
        if temper.days is None:
            return NEVER
        late = temper.of_due and task.due_at is not None
        begin = day_of(task.due_at) if late and task.due_at is not None else self.today
        return begin + timedelta(days=self.lots.days(temper.days))

    def do_what_is_promised(self) -> None:
        """Every task whose day has come, once; one that is refused is tried again another day."""
        for task in self.waiting():
            if self.promised.get(task.id, NEVER) <= self.today:
                self.do(task.id)

    def do(self, task_id: UUID) -> None:
        with reading(self.stage.database) as session:
            task = session.get_one(Task, task_id)
            case = session.get_one(Case, task.case_id)
            asking = Asking(case.id, case.version.key, case.settings, case.organisation_id)
            able = self.who_may(session, task)
        asleep = case.status is CaseStatus.SUSPENDED
        if task.status not in OPEN_TASK:
            self.promised.pop(task_id, None)
        elif able and not asleep:
            by = self.lots.one_of(f"{task.form} by", able)
            self._complete(task, by, asking)
        elif not asleep:
            self._engage(task)

    def _complete(self, task: Task, by: Actor, asking: Asking) -> None:
        refused = self._fill(
            task.form,
            lambda s, given: tasks.complete(s, self.stage.office, task.id, given, by=by, at=self.now),
            asking=asking,
        )
        if refused is None:
            self.promised.pop(task.id, None)
        else:
            self.promised[task.id] = self.today + timedelta(days=1)

    def _engage(self, task: Task) -> None:
        """Nobody could do it: an operator, who was told, gives somebody new the role."""
        where = task.scope_id if task.scope == RoleScope.ORGANISATION else None
        who: dict[str, Any] = {"email": f"new.{task.id}@walk.example", "name": "Noor Newcomer", "language": "en"}
        told: dict[str, Any] = {"by": OPERATOR, "at": self.now}
        days: dict[str, Any] = {"from_on": self.today, "to_on": None, "replaces": True}
        within: dict[str, Any] = {"role": task.role, "scope": task.scope, "scope_id": task.scope_id}

        def engage(session: Session) -> None:
            newcomer = persons.add(session, organisation_id=where, **who, **told)
            roles.grant(session, self.stage.office, newcomer, **within, **days, **told)

        if task.scope != RoleScope.CASE:
            self.attempt(engage)

    def who_may(self, session: Session, task: Task) -> list[Actor]:
        if task.scope == RoleScope.CASE:
            theirs = select(Party).where(Party.case_id == task.case_id, Party.role == task.role).order_by(Party.id)
            return [_actor(one) for one in session.scalars(theirs)]
        return [person(key) for key, _name in tasks.candidates(session, task.id, at=self.now)]

    # ---- changing one's mind

    def change_minds(self) -> None:
        """Parties withdraw, operators take a step back, or put a case to sleep and wake it again."""
        with reading(self.stage.database) as session:
            running = select(Case.id, Case.number, Case.status).where(Case.status != CaseStatus.CLOSED)
            known = session.execute(running.order_by(Case.number)).all()
        minds = self.plan.minds
        told: dict[str, Any] = {"reason": "A slip.", "by": OPERATOR}
        for case_id, number, status in known:
            if status is CaseStatus.SUSPENDED:
                if self.lots.happens(1 / 7):
                    self.attempt(cases.resume, self.stage.office, case_id, at=self.now, **told)
            elif self.lots.happens(minds.withdrawn, f"{number.partition('-')[0]} withdrawn"):
                self._withdraw(case_id)
            elif self.lots.happens(minds.undone):
                self.attempt(rewind.undo, self.stage.office, case_id, at=self.now, **told)
            elif self.lots.happens(minds.suspended):
                self.attempt(cases.suspend, self.stage.office, case_id, at=self.now, **told)

    def wake_all(self) -> None:
        """What sleeps when the year is over is woken."""
        with reading(self.stage.database) as session:
            asleep = session.scalars(select(Case.id).where(Case.status == CaseStatus.SUSPENDED)).all()
        told: dict[str, Any] = {"reason": "The year is over.", "by": OPERATOR, "at": self.now}
        for case_id in asleep:
            self.attempt(cases.resume, self.stage.office, case_id, **told)

    def _withdraw(self, case_id: UUID) -> None:
        with reading(self.stage.database) as session:
            case = session.get_one(Case, case_id)
            rule = self.stage.office.procedures.get(session, case.version_id).toml.withdrawal
            theirs = select(Party).where(Party.case_id == case_id).order_by(Party.id)
            able = [_actor(one) for one in session.scalars(theirs) if rule and one.role in rule.by]
        if rule is not None and able:
            self._fill(
                rule.form,
                lambda s, given: cases.withdraw(s, self.stage.office, case_id, given, by=able[0], at=self.now),
            )

    # ---- how

    @property
    def now(self) -> Any:
        return self.stage.now

    def attempt(self, command: Callable[..., Any], *given: Any, **told: Any) -> Refusal | None:
        """What everybody may try: `command` is called with a session, then with what it is given. A refusal is counted
        and changes nothing."""
        try:
            perform(
                self.stage.database, self.stage.office, lambda session: command(session, *given, **told), at=self.now
            )
        except Refusal as refusal:
            self._count(type(refusal).__name__)
            return refusal
        return None

    def _fill(
        self, key: str, act: Callable[[Session, dict[str, Any]], Any], *, asking: Asking | None = None
    ) -> Refusal | NoAnswerLeft | None:
        """Acts with answers to a form, other ones where the first are not taken; None once they are."""

        def answers(but: NotTaken) -> dict[str, Any]:
            form = self.stage.office.forms[key]
            with reading(self.stage.database) as session:
                choices = choices_for(session, form, at=self.now, asking=asking)
                if asking is not None and PEOPLE in choices:
                    choices = {**choices, PEOPLE: _own_people(session, asking, choices[PEOPLE], but)}
            with self.lots.form(len(form.fields)):
                return valid_answers(self.lots, form, choices, on=self.today, but=but)

        try:
            return answering(key, answers, lambda given: self.attempt(act, given))
        except NoAnswerLeft as nothing:  # no seat is vacant, say: nobody has anything to bring
            self._count(nothing.question)
            return nothing

    def _count(self, refused: str) -> None:
        self.refusals[refused] = self.refusals.get(refused, 0) + 1


def _own_people(
    session: Session, asking: Asking, everybody: list[tuple[str, str]], but: NotTaken
) -> list[tuple[str, str]]:
    """Of whoever may be named, those of the agency a case is of, while there is one who was not refused."""
    of_agency = select(Person.id).where(Person.organisation_id == asking.organisation_id)
    own = {str(key) for key in session.scalars(of_agency)}
    refused = {answer for answers in but.values() for answer in answers if isinstance(answer, str)}
    return [(key, name) for key, name in everybody if key in own - refused] or everybody


def _actor(one: Party) -> Actor:
    return person(one.person_id) if one.person_id else party(one.id, one.case_id)
