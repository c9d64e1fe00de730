"""A ballot from its opening to its end: who opens one on what, and what it completes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ombud.storage.ballots import BallotStatus
from ombud.storage.cases import Submission, TaskStatus
from ombud.storage.chain import verify_chain
from ombud.storage.events import SYSTEM_CHAIN
from ombud.workflows.board.ballots.proving import faults
from ombud.workflows.refusals import (
    BallotOpen,
    CaseClosed,
    Forbidden,
    InvalidCommand,
    NotAllowedByRules,
    NotConfigured,
    NotFound,
)
from ombud.workflows.submissions import read
from ombud.workflows.tasks import complete
from tests.integration.board.by_ballot import MEETING, MEMBERS
from tests.integration.board.hall import HOUR, Hall
from tests.support.statements import statements


def test_the_tally_completes_the_task_with_its_answers(hearing: Hall) -> None:
    for name, choice in {"ada": "overturned", "ben": "overturned", "cas": "abstain", "dora": "upheld"}.items():
        hearing.vote(name, choice)
    hearing.close()

    ballot, task = hearing.ballot(), hearing.task("hear")
    assert (ballot.status, ballot.resolution) == (BallotStatus.CLOSED, "PANEL-2026-001")
    assert ballot.result["counts"] == {"upheld": 1, "overturned": 2}
    assert (ballot.result["abstained"], ballot.result["recused"], ballot.result["not_voted"]) == (1, 0, 1)
    assert (task.status, task.completed_by, hearing.case().outcome) == (TaskStatus.COMPLETED, None, "heard")
    assert hearing.proven() == []

    key = hearing.office.vault.unwrap(hearing.case().data_key)
    sent = hearing.see(lambda s: s.scalars(select(Submission).where(Submission.element == "hear")).one())
    values, _labels = read(key, sent)
    counted = "It stands: 1; It goes: 2; abstained: 1"
    assert values == {"ruling": "overturned", "decided_on": "2026-04-08", "votes_counted": counted}
    completed = next(one for one in hearing.events() if one.element == "hear:1" and one.input)
    assert completed.body["ballot"] == str(ballot.id)
    assert completed.body["resolution"] == "PANEL-2026-001"
    assert "by_hand" not in completed.body


def test_a_double_click_is_one_vote_and_one_ballot(hearing: Hall) -> None:
    for _click in range(2):
        hearing.vote("ada", "upheld", seen=0, request_key="one click too many")
    assert len(hearing.votes()) == 1
    first = hearing.open_motion(meeting_id=hearing.meeting_id, request_key="open it")
    assert hearing.open_motion(meeting_id=hearing.meeting_id, request_key="open it") == first
    hearing.vote("ada", "for", request_key="on the system's chain")
    hearing.vote("ada", "for", seen=0, request_key="on the system's chain")
    assert len(hearing.votes()) == 1


def test_no_ballot_without_a_roster_or_rules(hall: Hall) -> None:
    with pytest.raises(NotConfigured, match="Nobody sits in a voting seat of Empty body"):
        hall.open_motion("other_chair", body="empty", closes_at=hall.at + HOUR)
    hall.rule("tie", None)
    hall.rule("quorum", None)
    with pytest.raises(NotConfigured, match=r"Panel has not set: .*take part.*What a tie means"):
        hall.open_motion(closes_at=hall.at + HOUR)


def test_who_opens_and_closes(hearing: Hall) -> None:
    for name in ("ada", "pat", "other_chair", "clerk"):
        with pytest.raises(Forbidden):
            hearing.open_motion(name, meeting_id=hearing.meeting_id)
        with pytest.raises(Forbidden):
            hearing.close(name)
    with pytest.raises(Forbidden):
        hearing.void("ada")
    for name in ("coco", "staff", "operator", "olu"):
        hearing.open_motion(name, meeting_id=hearing.meeting_id)
        hearing.void(name)


def test_what_a_ballot_cannot_be(hall: Hall) -> None:
    hall.appeal()
    for more in (
        {"meeting_id": hall.meeting_id, "closes_at": hall.at + HOUR},
        {},
        {"closes_at": hall.at},
        {"closes_at": hall.at + HOUR, "motion": " "},
        {"closes_at": hall.at + HOUR, "options": [("for", "For")]},
        {"closes_at": hall.at + HOUR, "options": [("for", "For"), ("for", "Again")]},
        {"closes_at": hall.at + HOUR, "options": [("for", "For"), ("abstain", "Abstain")]},
        {"closes_at": hall.at + HOUR, "options": [("for", "For"), ("against", " ")]},
    ):
        with pytest.raises(InvalidCommand):
            hall.open_motion(**more)
    with pytest.raises(NotFound):
        hall.open_motion(meeting_id=hall.meeting_of("board"))
    for name in ("secret", "correspondence"):
        hall.rule(name, False)
    hall.at += HOUR
    with pytest.raises(NotAllowedByRules):
        hall.open(secret=True)
    with pytest.raises(NotAllowedByRules):
        hall.open(here=False, closes_at=hall.at + HOUR)
    hall.open()
    with pytest.raises(BallotOpen):
        hall.open()
    hall.void()
    hall.complete("hear", "ada", ruling="upheld")
    with pytest.raises(CaseClosed):
        hall.open()


def test_a_motion_of_the_bodys_own_is_proven_on_the_systems_chain(hall: Hall) -> None:
    hall.at = MEETING
    hall.arrive(*MEMBERS)
    hall.open_motion(meeting_id=hall.meeting_id)
    for name in MEMBERS:
        hall.vote(name, "for")
    hall.close()
    assert hall.ballot().resolution == "PANEL-2026-001"
    kinds = [one.kind for one in hall.events(SYSTEM_CHAIN)]
    assert kinds[-7:] == ["ballot.opened", *["vote.cast"] * 5, "ballot.closed"]
    assert hall.see(lambda s: verify_chain(s, SYSTEM_CHAIN)).ok
    assert hall.see(lambda s: list(faults(s, hall.office.vault, SYSTEM_CHAIN, None))) == []


def test_completing_where_ballots_decide_takes_no_more_statements(hearing: Hall) -> None:
    hearing.void()
    task_id, by = hearing.task("hear").id, hearing.who("ada")
    with statements(hearing.database) as ran:
        hearing.do(lambda s: complete(s, hearing.office, task_id, {"ruling": "upheld"}, by=by, at=hearing.at))
    assert 0 < len(ran) <= 8, "\n".join(ran)
