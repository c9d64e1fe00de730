"""Closing a ballot: the quorum, votes that could still change the result, and ties."""

from __future__ import annotations

import pytest

from ombud.storage.ballots import BallotStatus
from ombud.storage.cases import TaskStatus
from ombud.workflows.refusals import (
    InvalidCommand,
    NoQuorum,
    NotAllowedByRules,
    Undecided,
)
from tests.integration.board.hall import HOUR, Hall


def test_the_quorum_is_lost_and_regained(hearing: Hall) -> None:
    for name in ("ada", "ben", "cas", "dora"):
        hearing.vote(name, "upheld")
    hearing.at += HOUR
    hearing.leave("ada", "ben")
    hearing.at += HOUR
    with pytest.raises(NoQuorum, match="2 of 5"):
        hearing.close()
    assert hearing.ballot().status is BallotStatus.OPEN
    hearing.arrive("alma")
    hearing.close()
    assert hearing.ballot().result["counts"]["upheld"] == 4


def test_closing_waits_for_votes_that_could_change_the_result(hearing: Hall) -> None:
    hearing.vote("ada", "upheld")
    hearing.vote("ben", "upheld")
    with pytest.raises(NotAllowedByRules, match=r"Not voted yet: 2\. That could still change"):
        hearing.close()
    hearing.vote("cas", "upheld")
    hearing.close()
    assert hearing.ballot().result["not_voted"] == 2


def test_without_the_rule_closing_waits_for_everybody_who_is_there(hearing: Hall) -> None:
    hearing.void()
    hearing.rule("close_early", False)
    hearing.at += HOUR
    hearing.open()
    for name in ("ada", "ben", "cas"):
        hearing.vote(name, "upheld")
    with pytest.raises(NotAllowedByRules, match="Not voted yet: 1"):
        hearing.close()
    hearing.leave("dora")
    hearing.at += HOUR
    hearing.close()


def test_a_tie_decides_nothing_and_the_task_stays_open(hearing: Hall) -> None:
    for name, choice in {"ada": "upheld", "ben": "upheld", "cas": "overturned", "dora": "overturned"}.items():
        hearing.vote(name, choice)
    with pytest.raises(NotAllowedByRules):
        hearing.close(casting_vote="upheld")
    hearing.close()
    ballot = hearing.ballot()
    assert (ballot.result["tied"], ballot.result["outcome"], ballot.resolution) == (True, None, None)
    assert hearing.task("hear").status is TaskStatus.READY
    hearing.open()


def test_the_chair_decides_a_tie(hearing: Hall) -> None:
    hearing.void()
    hearing.rule("tie", "chair_decides")
    hearing.at += HOUR
    hearing.open()
    votes = {"ada": "upheld", "ben": "upheld", "cas": "overturned", "dora": "overturned"}
    for name, choice in votes.items():
        hearing.vote(name, choice)
    with pytest.raises(Undecided):
        hearing.close()
    assert hearing.page("coco").tied
    with pytest.raises(InvalidCommand):
        hearing.close(casting_vote="abstain")
    hearing.close(casting_vote="overturned")
    assert hearing.ballot().result["reason"] == "casting_vote"
    assert hearing.case().outcome == "heard"


def test_a_casting_vote_where_nothing_is_tied_is_refused(hearing: Hall) -> None:
    hearing.void()
    hearing.rule("tie", "chair_decides")
    hearing.at += HOUR
    hearing.open()
    for name in ("ada", "ben", "cas", "dora"):
        hearing.vote(name, "upheld")
    with pytest.raises(InvalidCommand):
        hearing.close(casting_vote="upheld")
