"""Somebody who does anything that anybody may do in a case, in any order, at any time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Party, ProcedureVersion, Task
from ombud.storage.directory import Organisation, Person, RoleHolding, RoleScope
from ombud.storage.letters import OutboxMail
from ombud.storage.scheduling import ScheduledCase
from ombud.storage.session import reading
from ombud.workflows import cases, engine, rewind, tasks
from ombud.workflows.actors import OPERATOR, STRANGER, Actor, party, person
from ombud.workflows.asking import Asking
from ombud.workflows.board.ballots import reminding
from ombud.workflows.choices import choices_for
from ombud.workflows.commands import perform
from ombud.workflows.days import day_of
from ombud.workflows.formspec import FormSpec
from ombud.workflows.log import history_of
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.acts import act
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage
from ombud.workflows.refusals import (
    AlreadyClaimed,
    BallotOpen,
    CaseClosed,
    CaseSuspended,
    InvalidCommand,
    Refusal,
    TaskGone,
)
from ombud.workflows.scheduling import calling
from ombud.workflows.scheduling.opening import open_scheduled
from ombud.workflows.scheduling.rounds import Round
from ombud.workflows.simulation.answering import NOTHING, NotTaken, answering, valid_answers
from ombud.workflows.terminating import terminate
from tests.procedures.answers import Draw, Drawn
from tests.procedures.engaging import engage
from tests.procedures.invariants import awaited

IN_ORDER = (Task.element, Task.occurrence, Task.item)


@dataclass
class Wanderer:
    stage: Stage
    procedure: str
    draw: Draw
    ahead: list[Step] = field(default_factory=list)  # how the story goes on that the walk begins in
    case_id: UUID = SYSTEM_SCOPE  # until it is opened

    def begin(self) -> None:
        """With a case of the story, the first that it opens from here on; else with a case of its own."""
        while not (known := self._known()) and self.ahead:
            self.follow()
        if known:
            self.case_id = self.draw(st.sampled_from(known))
        else:
            self.open()

    def _known(self) -> list[UUID]:
        """Cases of the procedure: those that are not over yet, where there are any. Those of a round have no order."""
        mine = select(Case).join(Case.version).where(ProcedureVersion.key == self.procedure)
        theirs = mine.outerjoin(Organisation, Organisation.id == Case.organisation_id)
        with reading(self.stage.database) as session:
            rows = list(session.scalars(theirs.order_by(Organisation.name, Case.number)))
        return [row.id for row in rows if row.status is not CaseStatus.CLOSED] or [row.id for row in rows]

    def follow(self, _case: Case | None = None) -> None:
        """The next step of the story, as far as it can still be done."""
        if self.ahead:
            with suppress(Refusal, ProcedureError):
                act(self.stage, self.ahead.pop(0))

    def open(self) -> None:
        with reading(self.stage.database) as session:
            deployed = self.stage.office.procedures.latest(session, self.procedure)
            scheduled = deployed.toml.schedule is not None
            if scheduled and not (deployed.toml.start.roles and self.draw(st.booleans())):
                self.case_id = self.perform(self._let_it_open)
                return
            by = self.draw(st.sampled_from(self._openers(session, deployed)))
        assert self._answering(deployed.toml.start.form, lambda answers: self._bring(answers, by)) is None

    def _bring(self, answers: dict[str, Any], by: Actor) -> Refusal | None:
        def bring(session: Session) -> None:
            opened = cases.open_case(session, self.stage.office, self.procedure, answers, by=by, at=self.stage.now)
            self.case_id = opened.case_id

        return self.attempt(bring)

    def _let_it_open(self, session: Session) -> UUID:
        """A round of today, and one of its cases; the worker opens the others."""
        known = calling.scheduled(session, self.stage.office.procedures, self.procedure, at=self.stage.now)
        assert known is not None
        today = Round(day_of(self.stage.now), str(self.stage.now.year))
        assert calling.call(session, known, today, by=OPERATOR, at=self.stage.now)
        theirs = select(ScheduledCase.id).outerjoin(Organisation, Organisation.id == ScheduledCase.scope_id)
        rows = theirs.where(ScheduledCase.procedure == self.procedure).order_by(Organisation.name)
        one = self.draw(st.sampled_from(session.scalars(rows).all()))
        case_id = open_scheduled(session, self.stage.office, one, at=self.stage.now)
        assert case_id is not None
        return case_id

    def complete(self, case: Case) -> None:
        with reading(self.stage.database) as session:
            known = list(session.scalars(select(Task).where(Task.case_id == self.case_id).order_by(*IN_ORDER)))
            if not known:
                # over before anybody had anything to do, or waiting for a date first
                assert case.status is CaseStatus.CLOSED or case.next_due_at is not None
                return
            chosen = [task for task in known if task.status in OPEN_TASK] or known
            task = self.draw(st.sampled_from(chosen))
            able = self.who_may(session, task)
        if not able:
            self.send_for_somebody(task.id)
            return
        by = self.draw(st.sampled_from(able))
        done = self._answering(
            task.form,
            lambda answers: self.attempt(
                lambda s: tasks.complete(s, self.stage.office, task.id, answers, by=by, at=self.stage.now)
            ),
        )
        late = case.next_due_at is not None and case.next_due_at < self.stage.now
        if late and isinstance(done, (TaskGone, CaseClosed)):  # a date that has passed beats a late click
            with reading(self.stage.database) as session:
                assert session.get_one(Task, task.id).status not in OPEN_TASK
            return
        if isinstance(done, (AlreadyClaimed, BallotOpen)):  # somebody has it in hand
            assert task.assignee_id not in (None, by.person_id) or self._on_ballot(task.id)
            return
        assert (done is None) == (task.status in OPEN_TASK and case.status is CaseStatus.OPEN), done

    def _on_ballot(self, task_id: UUID) -> bool:
        with reading(self.stage.database) as session:
            return reminding.open_on(session, task_id) is not None

    def send_for_somebody(self, task_id: UUID) -> None:
        """Nobody can do the task: the operators are told so, and whom they then give the role can."""
        self.stage.settle()
        with reading(self.stage.database) as session:
            case, task = session.get_one(Case, self.case_id), session.get_one(Task, task_id)
            if task.status not in OPEN_TASK or case.status is not CaseStatus.OPEN or self.who_may(session, task):
                return
            told = select(OutboxMail.id).where(OutboxMail.case_id == self.case_id, OutboxMail.notice == "nobody")
            assert session.scalars(told).all(), f"nobody can do {task.element}, and nobody knows"
        self.perform(lambda s: engage(s, self.stage.office, task, at=self.stage.now))
        with reading(self.stage.database) as session:
            assert self.who_may(session, task), f"nobody can be found who could do {task.element}"

    def withdraw(self, case: Case) -> None:
        with reading(self.stage.database) as session:
            deployed = self.stage.office.procedures.get(session, case.version_id)
            rule = deployed.toml.withdrawal
            if rule is None:
                return
            (by,), answers = self._parties(session, rule.by[0]), self._answers(session, rule.form)
        done = self.attempt(
            lambda s: cases.withdraw(s, self.stage.office, self.case_id, answers, by=by, at=self.stage.now)
        )
        expected = {CaseStatus.CLOSED: CaseClosed, CaseStatus.SUSPENDED: CaseSuspended}.get(case.status)
        if expected is None and rule.message not in awaited(deployed.definition, case):
            expected = engine.NotAwaited  # it is past that
        assert type(done) is (expected or type(None)), done

    def let_time_pass(self, _case: Case) -> None:
        """The worker does what falls due, each thing at its instant."""
        self.stage.advance(self.stage.now + timedelta(days=self.draw(st.integers(1, 70)), seconds=1))

    def sleep_in(self, _case: Case) -> None:
        """Time passes and the worker is away."""
        self.stage.now += timedelta(days=self.draw(st.integers(1, 70)))

    def work(self, _case: Case) -> None:
        self.stage.settle()

    def suspend_or_resume(self, case: Case) -> None:
        command = cases.resume if case.status is CaseStatus.SUSPENDED else cases.suspend
        done = self.attempt(
            lambda s: command(s, self.stage.office, self.case_id, reason="A test.", by=OPERATOR, at=self.stage.now)
        )
        assert type(done) is (CaseClosed if case.status is CaseStatus.CLOSED else type(None))

    def undo(self, _case: Case) -> None:
        with reading(self.stage.database) as session:
            log = history_of(session, self.case_id)
        done = self.attempt(
            lambda s: rewind.undo(s, self.stage.office, self.case_id, reason="A slip.", by=OPERATOR, at=self.stage.now)
        )
        assert type(done) is (type(None) if log.terminated or len(log.inputs) > 1 else InvalidCommand)

    def terminate(self, case: Case) -> None:
        told: dict[str, Any] = {"reason": "Opened twice.", "by": OPERATOR, "at": self.stage.now}
        done = self.attempt(lambda s: terminate(s, self.stage.office, self.case_id, **told))
        assert type(done) is (CaseClosed if case.status is CaseStatus.CLOSED else type(None))

    def perform(self, command: Callable[[Session], Any]) -> Any:
        return perform(self.stage.database, self.stage.office, command, at=self.stage.now)

    def attempt(self, command: Callable[[Session], Any]) -> Refusal | None:
        try:
            self.perform(command)
        except Refusal as refusal:
            return refusal
        return None

    def _answering(self, key: str, act: Callable[[dict[str, Any]], Refusal | None]) -> Refusal | None:
        def answers(but: NotTaken) -> dict[str, Any]:
            with reading(self.stage.database) as session:
                return self._answers(session, key, but=but)

        return answering(key, answers, act)

    def _answers(self, session: Session, key: str, *, but: NotTaken = NOTHING) -> dict[str, Any]:
        form: FormSpec = self.stage.office.forms[key]
        case = session.get(Case, self.case_id)  # none before it is opened
        asking = case and Asking(case.id, case.version.key, case.settings, case.organisation_id)
        choices = choices_for(session, form, at=self.stage.now, asking=asking)
        return valid_answers(Drawn(self.draw), form, choices, on=day_of(self.stage.now), but=but)

    def _openers(self, session: Session, deployed: Deployed) -> list[Actor]:
        start = deployed.toml.start
        theirs = RoleHolding.role.in_((*start.roles, *start.recorders))
        held = select(Person.id).join(RoleHolding, RoleHolding.person_id == Person.id).where(theirs)
        holders = [person(key) for key in session.scalars(held.distinct().order_by(Person.email))]
        return [STRANGER, *holders] if start.public else holders

    def who_may(self, session: Session, task: Task) -> list[Actor]:
        if task.scope == RoleScope.CASE:
            return self._parties(session, task.role)
        return [person(key) for key, _name in tasks.candidates(session, task.id, at=self.stage.now)]

    def _parties(self, session: Session, role: str) -> list[Actor]:
        """Whoever plays the part; nobody where the step that gave it to somebody was taken back."""
        theirs = session.scalars(select(Party).where(Party.case_id == self.case_id, Party.role == role)).all()
        return [person(one.person_id) if one.person_id else party(one.id, self.case_id) for one in theirs]
