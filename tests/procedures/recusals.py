"""Somebody steps aside in a case, or is found to have a conflict; and comes back where that is lifted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotSeat, BallotStatus
from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Party, Task
from ombud.storage.directory import Person, RoleHolding
from ombud.storage.letters import OutboxMail
from ombud.storage.session import reading
from ombud.workflows import permissions, tasks
from ombud.workflows.actors import OPERATOR, person
from ombud.workflows.board import conflicts
from ombud.workflows.board.ballots import voting
from ombud.workflows.board.ballots.tally import ABSTAIN
from ombud.workflows.days import day_of
from ombud.workflows.refusals import BarredAlready, CaseClosed, NotAMember, NotFound, NotYourTask, RecusedFromThis
from tests.procedures.wanderer import Wanderer

FOUND = (ConflictKind.RECUSED, ConflictKind.DECLARED)
"""By themselves, or by whoever operates."""


def recuse(wanderer: Wanderer, case: Case) -> None:
    """Somebody who could do a task of the case, or votes in it, is out of it: no task, no vote, no look."""
    with reading(wanderer.stage.database) as session:
        concerned = _concerned(wanderer, session)
        barred = set(session.scalars(_in_force(wanderer).with_only_columns(Conflict.person_id)))
    if not concerned:
        return
    who, kind = wanderer.draw(st.sampled_from(concerned)), wanderer.draw(st.sampled_from(FOUND))
    if wanderer.draw(st.booleans()):
        _claim(wanderer, who)
    before = _tasks_of_nobody(wanderer)
    told: dict[str, Any] = {"person_id": who, "kind": kind, "reason": "A cousin asks.", "at": wanderer.stage.now}
    by = person(who) if kind is ConflictKind.RECUSED else OPERATOR
    sees = kind is ConflictKind.DECLARED or _sees(wanderer, who)
    act = wanderer.attempt(lambda s: conflicts.declare(s, wanderer.stage.office, wanderer.case_id, by=by, **told))
    if not sees:
        assert isinstance(act, NotFound)
    elif case.status is CaseStatus.CLOSED:
        assert isinstance(act, CaseClosed)
    elif who in barred:
        assert isinstance(act, BarredAlready)
    else:
        assert act is None, act
        _is_out(wanderer, who)
        _operators_hear(wanderer, case, before)


def lift(wanderer: Wanderer, case: Case) -> None:
    """It turns out that there is no conflict: who is barred by nothing else can do again what their role can."""
    with reading(wanderer.stage.database) as session:
        known = list(session.scalars(_in_force(wanderer).order_by(Conflict.declared_at, Conflict.id)))
    if not known:
        return
    one = wanderer.draw(st.sampled_from(known))
    told: dict[str, Any] = {"reason": "Another one of that name.", "by": OPERATOR, "at": wanderer.stage.now}
    act = wanderer.attempt(lambda s: conflicts.lift(s, wanderer.stage.office, one.id, **told))
    assert type(act) is (CaseClosed if case.status is CaseStatus.CLOSED else type(None))
    if act is not None:
        return
    with reading(wanderer.stage.database) as session:
        for task in _open(wanderer, session):
            barred = permissions.barred_from(one.person_id, wanderer.case_id, element=task.element)
            if _holds(wanderer, session, one.person_id, task) and not session.scalar(select(barred)):
                assert one.person_id in _able(wanderer, session, task)


def _concerned(wanderer: Wanderer, session: Session) -> list[UUID]:
    """Whoever could do an open task, and all of the roster of an open ballot."""
    able = {who for task in _open(wanderer, session) for who in _able(wanderer, session, task)}
    on_it = (BallotSeat.ballot_id == Ballot.id, Ballot.case_id == wanderer.case_id, Ballot.status == BallotStatus.OPEN)
    for seat in session.scalars(select(BallotSeat).join(Ballot, on_it[0]).where(*on_it[1:])):
        able |= {who for who in (seat.holder_id, seat.alternate_id) if who}
    return list(session.scalars(select(Person.id).where(Person.id.in_(able)).order_by(Person.email)))


def _open(wanderer: Wanderer, session: Session) -> list[Task]:
    mine = select(Task).where(Task.case_id == wanderer.case_id, Task.status.in_(OPEN_TASK))
    return list(session.scalars(mine.order_by(Task.element, Task.occurrence, Task.item)))


def _able(wanderer: Wanderer, session: Session, task: Task) -> set[UUID]:
    return {who.person_id for who in wanderer.who_may(session, task) if who.person_id}


def _in_force(wanderer: Wanderer) -> Any:
    return select(Conflict).where(Conflict.case_id == wanderer.case_id, Conflict.lifted_at.is_(None))


def _claim(wanderer: Wanderer, who: UUID) -> None:
    """They have one in hand when it turns out."""
    with reading(wanderer.stage.database) as session:
        theirs = [task.id for task in _open(wanderer, session) if who in _able(wanderer, session, task)]
    if theirs:
        task_id = wanderer.draw(st.sampled_from(theirs))
        wanderer.attempt(
            lambda s: tasks.claim(s, wanderer.stage.office, task_id, by=person(who), at=wanderer.stage.now)
        )


def _tasks_of_nobody(wanderer: Wanderer) -> set[UUID]:
    with reading(wanderer.stage.database) as session:
        return {task.id for task in _open(wanderer, session) if not wanderer.who_may(session, task)}


def _is_out(wanderer: Wanderer, who: UUID) -> None:
    """They do no task that decides, see none and vote on none; the case only as somebody else than who decides."""
    told: dict[str, Any] = {"by": person(who), "at": wanderer.stage.now}
    with reading(wanderer.stage.database) as session:
        decided = [task for task in _open(wanderer, session) if task.impartial]
        acts = permissions.may_act_on_task(person(who), on=day_of(wanderer.stage.now))
        shown = set(session.scalars(select(Task.id).where(Task.case_id == wanderer.case_id, acts)))
        for task in decided:
            assert who not in _able(wanderer, session, task)
            assert task.assignee_id != who
            assert task.id not in shown
        voted = (Ballot.case_id == wanderer.case_id, Ballot.status == BallotStatus.OPEN)
        ballots = session.scalars(select(Ballot.id).where(*voted)).all()
        expected = _looks_on(wanderer, session, who)
    assert _sees(wanderer, who) == expected
    for task in decided:
        act = wanderer.attempt(lambda s, one=task.id: tasks.complete(s, wanderer.stage.office, one, {}, **told))
        assert isinstance(act, NotYourTask if expected else NotFound), act
    for ballot in ballots:
        act = wanderer.attempt(
            lambda s, one=ballot: voting.cast(s, wanderer.stage.office, one, ABSTAIN, seen=0, **told)
        )
        assert isinstance(act, (RecusedFromThis, NotAMember, NotFound)), act


def _sees(wanderer: Wanderer, who: UUID) -> bool:
    with reading(wanderer.stage.database) as session:
        sees = permissions.may_see_case(person(who), on=day_of(wanderer.stage.now))
        return session.scalar(select(Case.id).where(Case.id == wanderer.case_id, sees)) is not None


def _looks_on(wanderer: Wanderer, session: Session, who: UUID) -> bool:
    """They are its party, oversee all cases, or have a task in it that decides nothing."""
    party = select(Party.id).where(Party.case_id == wanderer.case_id, Party.person_id == who)
    if session.scalars(party).first() or session.scalar(
        select(permissions.oversees(person(who), on=day_of(wanderer.stage.now)))
    ):
        return True
    helps = select(Task).where(Task.case_id == wanderer.case_id, Task.impartial.is_(False))
    return any(_holds(wanderer, session, who, task) for task in session.scalars(helps))


def _holds(wanderer: Wanderer, session: Session, who: UUID, task: Task) -> bool:
    theirs = permissions.holds_role_of(who, day_of(wanderer.stage.now), Task)
    return session.scalars(select(RoleHolding.id).join(Task, theirs).where(Task.id == task.id)).first() is not None


def _operators_hear(wanderer: Wanderer, case: Case, before: set[UUID]) -> None:
    """Of each task that was somebody's and now is nobody's: there is a notice more, and somebody can be found."""
    emptied = _tasks_of_nobody(wanderer) - before
    if not emptied or case.status is not CaseStatus.OPEN:
        return
    notices = select(func.count()).where(OutboxMail.case_id == wanderer.case_id, OutboxMail.notice == "nobody")
    with reading(wanderer.stage.database) as session:
        known = session.scalars(notices).one()
    wanderer.stage.settle()
    left = sorted(emptied & _tasks_of_nobody(wanderer))
    with reading(wanderer.stage.database) as session:
        assert not left or session.scalars(notices).one() > known, "the last one stepped aside, and nobody knows"
    for task_id in left:
        wanderer.send_for_somebody(task_id)
