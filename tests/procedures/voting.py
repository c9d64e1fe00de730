"""Ballots on the tasks of a case, as a walk holds them: opened, voted in, closed or void."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.cases import OPEN_TASK, Case, Task
from ombud.storage.session import reading
from ombud.workflows.actors import OPERATOR, person
from ombud.workflows.board.ballots import closing, opening, voting
from ombud.workflows.board.ballots.standing import standing_of
from ombud.workflows.board.ballots.tally import ABSTAIN
from ombud.workflows.refusals import BallotClosed, CaseSuspended
from tests.procedures.wanderer import Wanderer


def vote(wanderer: Wanderer, case: Case) -> None:
    """A member votes, or whoever operates ends it; without a ballot one is opened where a body decides."""
    with reading(wanderer.stage.database) as session:
        mine = (Ballot.case_id == wanderer.case_id, Ballot.status == BallotStatus.OPEN)
        ballot = session.scalars(select(Ballot).where(*mine).order_by(Ballot.opened_at, Ballot.id)).first()
    if ballot is None:
        _open(wanderer, case)
        return
    wanderer.draw(st.sampled_from((_cast, _cast, _cast, _close, _void)))(wanderer, ballot)
    with reading(wanderer.stage.database) as session:
        after = session.get_one(Ballot, ballot.id)
        task = session.get_one(Task, after.task_id) if after.task_id else None
    if after.status is BallotStatus.OPEN and task is not None:
        assert task.status in OPEN_TASK  # only an open task waits for votes


def _open(wanderer: Wanderer, case: Case) -> None:
    with reading(wanderer.stage.database) as session:
        toml = wanderer.stage.office.procedures.get(session, case.version_id).toml
        put = {ballot.task for ballot in toml.ballots.values()}
        waits = (Task.case_id == wanderer.case_id, Task.element.in_(put), Task.status.in_(OPEN_TASK))
        found = session.scalars(select(Task.id).where(*waits).order_by(Task.element)).all()
    if not found:
        return
    task_id = wanderer.draw(st.sampled_from(found))
    told: dict[str, Any] = {"meeting_id": None, "closes_at": wanderer.stage.now + timedelta(days=14)}
    told |= {"by": OPERATOR, "at": wanderer.stage.now}
    wanderer.attempt(  # not every body decides by correspondence
        lambda s: opening.open_for_task(s, wanderer.stage.office, task_id, **told)
    )


def _cast(wanderer: Wanderer, ballot: Ballot) -> None:
    with reading(wanderer.stage.database) as session:
        standing = standing_of(session, wanderer.stage.office, ballot, at=wanderer.stage.now)
    seat = wanderer.draw(st.sampled_from(standing.seats))
    choice = wanderer.draw(st.sampled_from([*(value for value, _label in ballot.options), ABSTAIN]))
    voter = standing.franchise.voter(seat)
    by = person(voter[0] if voter else seat.holder_id)
    told: dict[str, Any] = {"seen": standing.seen(seat), "seat_id": seat.id, "by": by, "at": wanderer.stage.now}
    act = wanderer.attempt(lambda s: voting.cast(s, wanderer.stage.office, ballot.id, choice, **told))
    if voter is not None:
        assert act is None or isinstance(act, (BallotClosed, CaseSuspended)), act
    else:
        assert act is not None


def _close(wanderer: Wanderer, ballot: Ballot) -> None:
    def close(session: Session) -> None:
        closing.close(session, wanderer.stage.office, ballot.id, by=OPERATOR, at=wanderer.stage.now)

    wanderer.attempt(close)  # votes may be out, or too few


def _void(wanderer: Wanderer, ballot: Ballot) -> None:
    def void(session: Session) -> None:
        closing.void(session, wanderer.stage.office, ballot.id, reason="A slip.", by=OPERATOR, at=wanderer.stage.now)

    act = wanderer.attempt(void)
    assert act is None or isinstance(act, CaseSuspended), act
