"""Somebody who does anything that anybody may do in a case, in any order, at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Party, Task
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.letters import OutboxMail
from ombud.storage.meetings import Meeting, MeetingKind, MeetingStatus
from ombud.storage.scheduling import ScheduledCase
from ombud.storage.session import reading
from ombud.workflows import cases, rewind, tasks
from ombud.workflows.actors import OPERATOR, STRANGER, Actor, party, person
from ombud.workflows.asking import Asking
from ombud.workflows.board import meetings
from ombud.workflows.choices import choices_for
from ombud.workflows.commands import perform
from ombud.workflows.days import day_of
from ombud.workflows.deadlines import commands as deadlines
from ombud.workflows.formspec import FormSpec
from ombud.workflows.log import history_of
from ombud.workflows.people import persons, roles
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.scenarios.stage import Stage
from ombud.workflows.refusals import CaseClosed, CaseSuspended, InvalidCommand, Refusal, TaskGone
from ombud.workflows.scheduling import calling, entering
from ombud.workflows.scheduling.opening import open_scheduled
from ombud.workflows.scheduling.rounds import Round
from ombud.workflows.simulation.answering import NOTHING, NotTaken, answering, valid_answers
from ombud.workflows.terminating import terminate
from tests.procedures.answers import Draw, Drawn
from tests.procedures.invariants import RUNNING, check

MEETING_TIME = timedelta(hours=15)


@dataclass
class Wanderer:
    stage: Stage
    procedure: str
    draw: Draw
    case_id: UUID = SYSTEM_SCOPE  # until it is opened

    def open(self) -> None:
        with reading(self.stage.database) as session:
            deployed = self.stage.office.procedures.latest(session, self.procedure)
            scheduled = deployed.toml.schedule is not None
            if scheduled and not (deployed.toml.start.roles and self.draw(st.booleans())):
                self.case_id = self._perform(self._let_it_open)
                return
            by = self.draw(st.sampled_from(self._openers(session, deployed)))
        assert self._answering(deployed.toml.start.form, lambda answers: self._bring(answers, by)) is None

    def _bring(self, answers: dict[str, Any], by: Actor) -> Refusal | None:
        def bring(session: Session) -> None:
            opened = cases.open_case(session, self.stage.office, self.procedure, answers, by=by, at=self.stage.now)
            self.case_id = opened.case_id

        return self._attempt(bring)

    def _let_it_open(self, session: Session) -> UUID:
        """A round of today, and one of its cases; the worker opens the others."""
        known = calling.scheduled(session, self.stage.office.procedures, self.procedure, at=self.stage.now)
        assert known is not None
        today = Round(day_of(self.stage.now), str(self.stage.now.year))
        with pytest.MonkeyPatch.context() as chance:
            chance.setattr(entering, "new_seed", lambda: "walk")  # who is drawn by lot is the same in every run
            assert calling.call(session, known, today, by=OPERATOR, at=self.stage.now)
        rows = select(ScheduledCase.id).where(ScheduledCase.procedure == self.procedure).order_by(ScheduledCase.id)
        one = self.draw(st.sampled_from(session.scalars(rows).all()))
        case_id = open_scheduled(session, self.stage.office, one, at=self.stage.now)
        assert case_id is not None
        return case_id

    def wander(self, moves: int) -> None:
        """Each move is one that is possible now, or one that has to be refused; either way the case stays in order."""
        self.open()
        before = check(self.stage.database, self.stage.office, self.case_id)
        for _move in range(moves):
            move = self.draw(st.sampled_from(MOVES))
            move(self, before)
            after = check(self.stage.database, self.stage.office, self.case_id)
            if before.status is CaseStatus.CLOSED and move is not Wanderer.undo:
                assert _ending(after) == _ending(before)
            if before.status is CaseStatus.SUSPENDED and move not in TURNS:
                assert after.status is CaseStatus.SUSPENDED
            if after.status is CaseStatus.OPEN and move in WORKED:
                assert after.next_due_at is None or after.next_due_at >= self.stage.now
            before = after

    def complete(self, case: Case) -> None:
        with reading(self.stage.database) as session:
            known = list(session.scalars(select(Task).where(Task.case_id == self.case_id).order_by(Task.element)))
            if not known:
                assert case.status is CaseStatus.CLOSED  # over before anybody had anything to do
                return
            chosen = [task for task in known if task.status in OPEN_TASK] or known
            task = self.draw(st.sampled_from(chosen))
            able = self._who_may(session, task)
        if not able:
            self._send_for_somebody(task.id)
            return
        by = self.draw(st.sampled_from(able))
        act = self._answering(
            task.form,
            lambda answers: self._attempt(
                lambda s: tasks.complete(s, self.stage.office, task.id, answers, by=by, at=self.stage.now)
            ),
        )
        late = case.next_due_at is not None and case.next_due_at < self.stage.now
        if late and isinstance(act, (TaskGone, CaseClosed)):  # a date that has passed beats a late click
            with reading(self.stage.database) as session:
                assert session.get_one(Task, task.id).status not in OPEN_TASK
            return
        assert (act is None) == (task.status in OPEN_TASK and case.status is CaseStatus.OPEN), act

    def _send_for_somebody(self, task_id: UUID) -> None:
        """Nobody can do the task: the operators are told so, and whom they then give the role can."""
        self.stage.settle()
        with reading(self.stage.database) as session:
            case, task = session.get_one(Case, self.case_id), session.get_one(Task, task_id)
            if task.status not in OPEN_TASK or case.status is not CaseStatus.OPEN or self._who_may(session, task):
                return
            told = select(OutboxMail.id).where(OutboxMail.case_id == self.case_id, OutboxMail.notice == "nobody")
            assert session.scalars(told).all(), f"nobody can do {task.element}, and nobody knows"
        self._perform(lambda s: self._engage(s, task))
        with reading(self.stage.database) as session:
            assert self._who_may(session, task), f"nobody can be found who could do {task.element}"

    def _engage(self, session: Session, task: Task) -> None:
        """Somebody new is given the role the task waits for."""
        where = task.scope_id if task.scope == RoleScope.ORGANISATION else None
        who: dict[str, Any] = {"email": f"new.{task.id}@walk.example", "name": "Noor Newcomer", "language": "en"}
        told: dict[str, Any] = {"by": OPERATOR, "at": self.stage.now}
        newcomer = persons.add(session, organisation_id=where, **who, **told)
        within: dict[str, Any] = {"scope": task.scope, "scope_id": task.scope_id}
        days: dict[str, Any] = {"from_on": day_of(self.stage.now), "to_on": None, "replaces": True}
        roles.grant(session, self.stage.office, newcomer, role=task.role, **within, **days, **told)

    def withdraw(self, case: Case) -> None:
        with reading(self.stage.database) as session:
            rule = self.stage.office.procedures.get(session, case.version_id).toml.withdrawal
            if rule is None:
                return
            (by,), answers = self._parties(session, rule.by[0]), self._answers(session, rule.form)
        act = self._attempt(
            lambda s: cases.withdraw(s, self.stage.office, self.case_id, answers, by=by, at=self.stage.now)
        )
        expected = {CaseStatus.CLOSED: CaseClosed, CaseStatus.SUSPENDED: CaseSuspended}.get(case.status)
        assert type(act) is (expected or type(None))

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
        act = self._attempt(
            lambda s: command(s, self.stage.office, self.case_id, reason="A test.", by=OPERATOR, at=self.stage.now)
        )
        assert type(act) is (CaseClosed if case.status is CaseStatus.CLOSED else type(None))

    def undo(self, _case: Case) -> None:
        with reading(self.stage.database) as session:
            log = history_of(session, self.case_id)
        act = self._attempt(
            lambda s: rewind.undo(s, self.stage.office, self.case_id, reason="A slip.", by=OPERATOR, at=self.stage.now)
        )
        assert type(act) is (type(None) if log.terminated or len(log.inputs) > 1 else InvalidCommand)

    def terminate(self, case: Case) -> None:
        told: dict[str, Any] = {"reason": "Opened twice.", "by": OPERATOR, "at": self.stage.now}
        act = self._attempt(lambda s: terminate(s, self.stage.office, self.case_id, **told))
        assert type(act) is (CaseClosed if case.status is CaseStatus.CLOSED else type(None))

    def change_the_calendar(self, _case: Case) -> None:
        with reading(self.stage.database) as session:
            body = self.draw(st.sampled_from(list(session.scalars(select(Body.key).order_by(Body.key)))))
            scheduled = (Meeting.status == MeetingStatus.SCHEDULED, Meeting.starts_at > self.stage.now)
            coming = session.execute(select(Meeting.id).join(Meeting.body).where(Body.key == body, *scheduled))
            known = sorted(coming.scalars())
        if known and self.draw(st.booleans()):
            meeting = self.draw(st.sampled_from(known))
            how = {"reason": "Snow", "office": self.stage.office, "by": OPERATOR, "at": self.stage.now}
            self._perform(lambda s: meetings.cancel(s, meeting, **how))
            return
        when = self.stage.now + timedelta(days=self.draw(st.integers(1, 90))) + MEETING_TIME
        kind = self.draw(st.sampled_from(MeetingKind))
        self._attempt(  # a day has one meeting
            lambda s: meetings.schedule(s, body, starts_at=when, kind=kind, by=OPERATOR, at=self.stage.now)
        )

    def change_a_date(self, case: Case) -> None:
        with reading(self.stage.database) as session:
            mine = select(Deadline).where(Deadline.case_id == self.case_id, Deadline.status.in_(RUNNING))
            running = list(session.scalars(mine.order_by(Deadline.element, Deadline.timer)))
        if not running:
            return
        row = self.draw(st.sampled_from(running))
        told: dict[str, Any] = {"reason": "By arrangement.", "by": OPERATOR, "at": self.stage.now}
        if row.status is DeadlineStatus.PAUSED:
            self._perform(lambda s: deadlines.resume(s, self.stage.office, row.id, **told))
        elif row.due_at is not None and self.draw(st.booleans()):
            until = day_of(row.due_at) + timedelta(days=self.draw(st.integers(1, 30)))
            self._attempt(  # some leave a range, and no later day
                lambda s: deadlines.extend(s, self.stage.office, row.id, until=until, **told)
            )
        else:
            self._perform(lambda s: deadlines.pause(s, self.stage.office, row.id, **told))

    def _perform(self, command: Callable[[Session], Any]) -> Any:
        return perform(self.stage.database, self.stage.office, command, at=self.stage.now)

    def _attempt(self, command: Callable[[Session], Any]) -> Refusal | None:
        try:
            self._perform(command)
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

    def _who_may(self, session: Session, task: Task) -> list[Actor]:
        if task.scope == RoleScope.CASE:
            return self._parties(session, task.role)
        return [person(key) for key, _name in tasks.candidates(session, task.id, at=self.stage.now)]

    def _parties(self, session: Session, role: str) -> list[Actor]:
        """Whoever plays the part; nobody where the step that gave it to somebody was taken back."""
        theirs = session.scalars(select(Party).where(Party.case_id == self.case_id, Party.role == role)).all()
        return [person(one.person_id) if one.person_id else party(one.id, self.case_id) for one in theirs]


MOVES = (
    *(Wanderer.complete,) * 5,
    Wanderer.withdraw,
    Wanderer.let_time_pass,
    Wanderer.sleep_in,
    Wanderer.work,
    Wanderer.suspend_or_resume,
    Wanderer.undo,
    Wanderer.terminate,
    Wanderer.change_the_calendar,
    Wanderer.change_a_date,
)
"""Completing is the likeliest, else few walks would see an appeal."""

TURNS = (Wanderer.suspend_or_resume, Wanderer.terminate)
"""What changes a suspended case."""

WORKED = (Wanderer.let_time_pass, Wanderer.work)
"""After these nothing is left that was due."""


def _ending(case: Case) -> tuple[Any, ...]:
    return case.status, case.outcome, case.closed_at
