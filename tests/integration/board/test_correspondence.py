"""Ballots by correspondence: members are asked, reminded, and counted when it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ombud.storage.ballots import BallotStatus
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import meetings
from ombud.workflows.refusals import (
    BallotClosed,
    NoQuorum,
    NotAllowedByRules,
)
from tests.integration.board.by_ballot import MEETING, MONDAY
from tests.integration.board.hall import HOUR, Hall


def test_by_correspondence_members_are_told_and_reminded_until_they_have_voted(hall: Hall) -> None:
    hall.appeal()
    hall.open(here=False, closes_at=MONDAY + timedelta(days=7))
    told = hall.work()
    assert set(told) == {"ada", "ben", "cas", "dora", "eve"}
    assert set(told.values()) == {"PER-2026-0001: your vote is wanted"}
    for name in ("ada", "dora"):
        hall.vote(name, "upheld")
    with pytest.raises(NotAllowedByRules):
        hall.give_proxy("eve", "ada")
    hall.at = MONDAY + timedelta(days=5, hours=1)  # the clocks change in between: two days before on the wall
    assert set(hall.work()) == {"ben", "cas", "eve"}
    hall.vote("ben", "overturned")
    hall.vote("ben", "upheld")
    hall.at = MONDAY + timedelta(days=7)  # the ballot takes votes until then, and none at that instant
    with pytest.raises(BallotClosed):
        hall.vote("ben", "overturned")
    hall.work()
    assert hall.ballot().result["counts"] == {"upheld": 3, "overturned": 0}
    assert (hall.case().outcome, hall.ballot().closed_by) == ("heard", None)
    assert hall.proven() == []


def test_by_correspondence_without_a_quorum_it_is_void_and_those_who_preside_are_told(hall: Hall) -> None:
    hall.open_motion(closes_at=hall.at + timedelta(days=1))
    assert set(hall.work()) == {"ada", "ben", "cas", "dee", "eve"}
    hall.vote("ada", "for")
    hall.vote("dee", "for")
    with pytest.raises(NoQuorum):
        hall.close()
    hall.at += timedelta(days=1, seconds=1)
    with pytest.raises(BallotClosed):
        hall.vote("eve", "for")
    assert set(hall.work()) == {"coco", "staff", "olu"}
    ballot = hall.ballot()
    assert (ballot.status, ballot.why_void) == (BallotStatus.VOID, "Too few had voted when it ended.")
    assert ballot.result["counts"]["for"] == 2


def test_by_correspondence_a_tie_waits_for_the_chair(hall: Hall) -> None:
    hall.rule("tie", "chair_decides")
    hall.at += HOUR
    hall.open_motion(closes_at=hall.at + timedelta(days=1))
    hall.work()
    for name, choice in {"ada": "for", "ben": "for", "cas": "against", "dee": "against"}.items():
        hall.vote(name, choice)
    hall.at += timedelta(days=1)
    assert set(hall.work().values()) == {"A ballot is tied"}
    hall.at += HOUR
    with pytest.raises(BallotClosed):
        hall.vote("eve", "for")
    hall.close(casting_vote="against")
    assert hall.ballot().result["outcome"] == "against"


def test_nobody_who_has_voted_is_reminded_of_the_task_either(hall: Hall) -> None:
    hall.appeal()
    hall.open(here=False, closes_at=MEETING + timedelta(days=7))
    hall.work()
    hall.vote("ada", "upheld")
    hall.vote("dora", "upheld")
    hall.at = MEETING + timedelta(days=1)  # the hearing was due on the day of the meeting
    told = hall.work()
    assert set(told) == {"ben", "cas", "eve"}
    assert set(told.values()) == {"PER-2026-0001: a task is overdue"}


def test_once_all_have_voted_a_late_task_is_told_to_those_who_close_the_ballot(hall: Hall) -> None:
    hall.appeal()
    hall.open(here=False, closes_at=MEETING + timedelta(days=7))
    hall.work()
    for name in ("ada", "ben", "cas", "dora", "eve"):
        hall.vote(name, "upheld")
    hall.at = MEETING + timedelta(days=1)
    assert set(hall.work()) == {"coco", "staff", "olu"}


def test_of_a_meeting_that_is_cancelled_those_who_have_voted_hear_nothing_of_the_task(hall: Hall) -> None:
    """Nothing more is wanted of them: the date of the task is another one, and the ballot on it has an end of its own."""
    hall.appeal()
    first = hall.meeting_id
    hall.new_meeting(28)
    hall.open(here=False, closes_at=MEETING + timedelta(days=7))
    hall.work()
    hall.vote("ada", "upheld")
    hall.do(lambda s: meetings.cancel(s, first, reason="Snow", office=hall.office, by=OPERATOR, at=hall.at))
    hall.work()
    moved = [mail for mail in hall.mailer.messages if "the date of a task has changed" in str(mail["Subject"])]
    assert {str(mail["To"].addresses[0].username) for mail in moved} == {"ben", "cas", "eve"}
