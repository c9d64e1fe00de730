"""A meeting is adjourned once its ballots are over: a ballot at a meeting counts those who are there."""

from __future__ import annotations

import pytest

from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import meetings
from ombud.workflows.refusals import BallotStillOpen
from tests.integration.board.hall import Hall


def adjourn(hall: Hall) -> None:
    meeting_id = hall.meeting_id
    hall.do(lambda s: meetings.adjourn(s, meeting_id, by=OPERATOR, at=hall.at))


def test_votes_that_are_in_are_not_lost_by_adjourning(hearing: Hall) -> None:
    meeting_id = hearing.meeting_id
    hearing.do(lambda s: meetings.open_(s, meeting_id, by=OPERATOR, at=hearing.at))
    for name in ("ada", "ben", "cas", "dora"):
        hearing.vote(name, "upheld")
    with pytest.raises(BallotStillOpen, match="Close it or declare it void"):
        adjourn(hearing)
    hearing.close()
    adjourn(hearing)
    assert hearing.ballot().result["counts"]["upheld"] == 4


def test_a_ballot_that_is_void_holds_nobody_up(hearing: Hall) -> None:
    meeting_id = hearing.meeting_id
    hearing.do(lambda s: meetings.open_(s, meeting_id, by=OPERATOR, at=hearing.at))
    hearing.void()
    adjourn(hearing)
