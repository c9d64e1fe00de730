"""What ends a ballot without a result, and what stands still while it is open."""

from __future__ import annotations

import pytest

from ombud.storage.ballots import BallotStatus
from ombud.storage.cases import TaskStatus
from ombud.workflows import cases
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import meetings
from ombud.workflows.refusals import (
    BallotClosed,
    BallotOpen,
    CaseSuspended,
)
from ombud.workflows.rewind import undo
from tests.integration.board.hall import Hall


def test_with_its_meeting_a_ballot_is_void(hall: Hall) -> None:
    hall.appeal()
    hall.open()
    first = hall.ballot_id
    hall.open_motion(meeting_id=hall.meeting_id)
    hall.do(lambda s: meetings.cancel(s, hall.meeting_id, reason="Snow.", by=OPERATOR, at=hall.at, office=hall.office))
    for ballot_id in (first, hall.ballot_id):
        hall.ballot_id = ballot_id
        assert (hall.ballot().status, hall.ballot().why_void) == (BallotStatus.VOID, "Snow.")
    assert hall.task("hear").status is TaskStatus.READY
    assert hall.proven() == []


def test_nothing_moves_while_the_case_is_suspended(hearing: Hall) -> None:
    hearing.do(lambda s: cases.suspend(s, hearing.office, hearing.case_id, reason="Wait.", by=OPERATOR, at=hearing.at))
    with pytest.raises(CaseSuspended):
        hearing.vote("ada", "upheld")
    with pytest.raises(CaseSuspended):
        hearing.close()


def test_a_task_with_an_open_ballot_is_not_completed_by_hand(hearing: Hall) -> None:
    with pytest.raises(BallotOpen):
        hearing.complete("hear", "ada", ruling="upheld")
    hearing.void()
    hearing.complete("hear", "ada", ruling="upheld")
    (completed,) = [one for one in hearing.events() if one.body.get("by_hand")]
    assert completed.element == "hear:1"
    assert "ballot" not in completed.body


def test_a_withdrawal_voids_the_ballot(hearing: Hall) -> None:
    hearing.vote("ada", "upheld")
    hearing.withdraw()
    ballot = hearing.ballot()
    assert (ballot.status, hearing.case().outcome) == (BallotStatus.VOID, "gone")
    assert ballot.why_void
    assert [one.kind for one in hearing.events()][-1] == "ballot.void"
    with pytest.raises(BallotClosed):
        hearing.vote("ben", "upheld")
    assert hearing.proven() == []


def test_an_undo_voids_the_ballot_on_what_is_taken_back(hearing: Hall) -> None:
    def take_back() -> None:
        hearing.do(lambda s: undo(s, hearing.office, hearing.case_id, reason="By mistake.", by=OPERATOR, at=hearing.at))

    for name in ("ada", "ben", "cas", "dora"):
        hearing.vote(name, "upheld")
    hearing.close()
    take_back()
    assert hearing.ballot().status is BallotStatus.VOID
    assert hearing.task("hear").status is TaskStatus.READY
    hearing.open()
    take_back()
    assert hearing.ballot().status is BallotStatus.VOID
    assert hearing.task("hear").status is TaskStatus.CANCELLED
    assert hearing.proven() == []
