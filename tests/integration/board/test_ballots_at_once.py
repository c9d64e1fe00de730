"""Two at the same instant: one vote counts once, and a vote and a close give one well-defined result."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from ombud.storage.ballots import BallotStatus
from ombud.workflows.refusals import BallotClosed, BallotOpen, CaseClosed, VoteChanged
from tests.integration.board.by_ballot import MEETING, MEMBERS
from tests.integration.board.hall import Hall
from tests.support.together import together

pytestmark = pytest.mark.both_databases

OPTIONS = (("upheld", "It stands"), ("overturned", "It goes"))


def test_two_votes_of_one_member_at_once_count_once(hall: Hall) -> None:
    hall.appeal()
    hall.at = MEETING
    hall.arrive(*MEMBERS, "dora")
    acts = [partial(hall.vote, "ada", choice, seen=0) for choice in ("upheld", "overturned", "upheld")]
    for on_a_case in (True, False):
        if on_a_case:
            hall.open()
        else:
            hall.open_motion(meeting_id=hall.meeting_id, options=OPTIONS)
        outcomes = together(*acts)
        assert Counter(outcomes) == Counter([None, VoteChanged, VoteChanged])
        assert len(hall.votes()) == 1


def test_a_vote_and_a_close_at_once_come_one_after_the_other(hall: Hall) -> None:
    hall.at = MEETING
    hall.arrive(*MEMBERS)
    for _round in range(4):
        hall.open_motion(meeting_id=hall.meeting_id)
        for name in ("ada", "ben", "cas", "dee"):
            hall.vote(name, "for")
        voted, closed = together(lambda: hall.vote("eve", "against", seen=0), hall.close)
        assert (closed, hall.ballot().status) == (None, BallotStatus.CLOSED)
        assert voted in (None, BallotClosed)
        assert hall.ballot().result["counts"]["against"] == len(hall.votes()) - 4 == (voted is None)


def test_two_closes_at_once_are_one_resolution(hall: Hall) -> None:
    hall.appeal()
    hall.at = MEETING
    hall.arrive("ada", "ben", "cas")
    hall.open()
    for name in ("ada", "ben", "cas"):
        hall.vote(name, "upheld")
    assert {*together(hall.close, hall.close)} == {None, BallotClosed}
    assert hall.ballot().resolution == "PANEL-2026-001"


def test_two_ballots_on_one_task_at_once_are_one(hall: Hall) -> None:
    hall.appeal()
    assert {*together(hall.open, hall.open)} == {hall.ballot_id, BallotOpen}


def test_a_ballot_and_a_decision_by_hand_at_once_are_one_of_them(hall: Hall) -> None:
    hall.appeal()
    opened, decided = together(hall.open, lambda: hall.complete("hear", "ada", ruling="upheld"))
    assert (opened, decided) in ((hall.ballot_id, BallotOpen), (CaseClosed, None))


def test_a_vote_and_a_withdrawal_at_once_leave_nothing_half_done(hall: Hall) -> None:
    hall.appeal()
    hall.at = MEETING
    hall.arrive("ada", "ben", "cas")
    hall.open()
    voted, withdrawn = together(lambda: hall.vote("ada", "upheld", seen=0), hall.withdraw)
    assert withdrawn is None
    assert voted in (None, BallotClosed)
    assert hall.ballot().status is BallotStatus.VOID
