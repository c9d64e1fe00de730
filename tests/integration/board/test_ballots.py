"""A ballot from its opening to its end, and everything that is refused on the way."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from ombud.storage.ballots import BallotSeat, BallotStatus, VotedAs
from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.cases import Submission, TaskStatus
from ombud.storage.chain import verify_chain
from ombud.storage.events import SYSTEM_CHAIN
from ombud.storage.models import METADATA
from ombud.storage.session import unit_of_work
from ombud.storage.triggers import drop_triggers
from ombud.workflows import cases, proof
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import conflicts, meetings
from ombud.workflows.board.ballots import reading as pages
from ombud.workflows.board.ballots import voting
from ombud.workflows.board.ballots.proving import faults
from ombud.workflows.refusals import (
    BallotClosed,
    BallotOpen,
    BarredAlready,
    CaseClosed,
    CaseSuspended,
    Forbidden,
    InvalidCommand,
    NoQuorum,
    NotAllowedByRules,
    NotAMember,
    NotConfigured,
    NotFound,
    NotPresent,
    RecusedFromThis,
    Undecided,
    VoteChanged,
)
from ombud.workflows.rewind import undo
from ombud.workflows.submissions import read
from ombud.workflows.tasks import complete
from tests.integration.board.hall import MEETING, MEMBERS, MONDAY, Hall

HOUR = timedelta(hours=1)


@pytest.fixture
def hearing(hall: Hall) -> Hall:
    """An appeal on the day of the meeting; ada, ben, cas and dora are there, and the ballot is open."""
    hall.appeal()
    hall.at = MEETING
    hall.arrive("ada", "ben", "cas", "dora")
    hall.open()
    return hall


def proven(hall: Hall) -> list[str]:
    return hall.see(lambda s: proof.verify(s, hall.office, hall.case()))


def test_the_tally_completes_the_task_with_its_answers(hearing: Hall) -> None:
    for name, choice in {"ada": "overturned", "ben": "overturned", "cas": "abstain", "dora": "upheld"}.items():
        hearing.vote(name, choice)
    hearing.close()

    ballot, task = hearing.ballot(), hearing.task("hear")
    assert (ballot.status, ballot.resolution) == (BallotStatus.CLOSED, "PANEL-2026-001")
    assert ballot.result["counts"] == {"upheld": 1, "overturned": 2}
    assert (ballot.result["abstained"], ballot.result["recused"], ballot.result["not_voted"]) == (1, 0, 1)
    assert (task.status, task.completed_by, hearing.case().outcome) == (TaskStatus.COMPLETED, None, "heard")
    assert proven(hearing) == []

    key = hearing.office.vault.unwrap(hearing.case().data_key)
    sent = hearing.see(lambda s: s.scalars(select(Submission).where(Submission.element == "hear")).one())
    values, _labels = read(key, sent)
    counted = "It stands: 1; It goes: 2; abstained: 1"
    assert values == {"ruling": "overturned", "decided_on": "2026-04-08", "votes_counted": counted}
    completed = next(one for one in hearing.events() if one.element == "hear:1" and one.input)
    assert completed.body["ballot"] == str(ballot.id)
    assert completed.body["resolution"] == "PANEL-2026-001"
    assert "by_hand" not in completed.body


def test_whoever_is_barred_is_recused_at_the_opening_and_the_alternate_votes(hearing: Hall) -> None:
    dee = next(line for line in hearing.page("operator").seats if line.holder_id == hearing.people["dee"])
    assert (dee.recused, dee.out, dee.there) == (True, False, True)
    with pytest.raises(RecusedFromThis):
        hearing.vote("dee", "upheld")
    hearing.vote("dora", "upheld")
    assert [vote.voted_as for vote in hearing.votes()] == [VotedAs.ALTERNATE]
    with pytest.raises(NotFound):
        hearing.page("dee")
    seat = hearing.see(lambda s: s.scalars(select(BallotSeat).where(BallotSeat.recused_at.is_not(None))).one())
    key = hearing.office.vault.unwrap(hearing.ballot().data_key)
    place: dict[str, Any] = {"table": "ballot_seats", "column": "reason_sealed", "row_id": seat.id}
    assert key.open(seat.reason_sealed or b"", **place) == b"organisation"


def test_votes_that_are_refused_count_nothing(hearing: Hall) -> None:
    for name, refusal in (("pat", NotAMember), ("clerk", NotAMember), ("dee", RecusedFromThis), ("eve", NotPresent)):
        with pytest.raises(refusal):
            hearing.vote(name, "upheld", seen=0)
    with pytest.raises(NotAMember):
        hearing.vote("operator", "upheld", seen=0)
    with pytest.raises(InvalidCommand):
        hearing.vote("ada", "something else")
    with pytest.raises(NotFound):
        hearing.do(lambda s: voting.cast(s, hearing.office, uuid4(), "upheld", seen=0, by=OPERATOR, at=hearing.at))
    assert hearing.votes() == []
    for name in ("ada", "ben", "cas", "dora"):
        hearing.vote(name, "upheld")
    with pytest.raises(VoteChanged):
        hearing.vote("ada", "overturned", seen=0)
    hearing.close()
    with pytest.raises(BallotClosed):
        hearing.vote("ada", "overturned")
    assert len(hearing.votes()) == 4


def test_a_vote_can_be_changed_until_closing_and_all_stays_in_the_record(hearing: Hall) -> None:
    for choice in ("upheld", "overturned", "abstain"):
        hearing.vote("ada", choice)
    assert [vote.number for vote in hearing.votes()] == [1, 2, 3]
    kinds = [one.kind for one in hearing.events() if one.kind.startswith("vote.")]
    assert kinds == ["vote.cast", "vote.changed", "vote.changed"]
    for name in ("ben", "cas", "dora"):
        hearing.vote(name, "upheld")
    hearing.close()
    assert hearing.ballot().result["counts"] == {"upheld": 3, "overturned": 0}
    assert proven(hearing) == []


def test_a_double_click_is_one_vote_and_one_ballot(hearing: Hall) -> None:
    for _click in range(2):
        hearing.vote("ada", "upheld", seen=0, request_key="one click too many")
    assert len(hearing.votes()) == 1
    first = hearing.open_motion(meeting_id=hearing.meeting_id, request_key="open it")
    assert hearing.open_motion(meeting_id=hearing.meeting_id, request_key="open it") == first
    hearing.vote("ada", "for", request_key="on the system's chain")
    hearing.vote("ada", "for", seen=0, request_key="on the system's chain")
    assert len(hearing.votes()) == 1


def test_needs_my_vote_empties_when_one_has_voted(hearing: Hall) -> None:
    wanted = {name: bool(hearing.wanted(name)) for name in (*MEMBERS, "alma", "dora", "pat", "coco")}
    there = {"ada": True, "ben": True, "cas": True, "dora": True}
    assert wanted == dict.fromkeys(wanted, False) | there
    hearing.vote("ada", "abstain")
    hearing.recuse("ben")
    assert [bool(hearing.wanted(name)) for name in ("ada", "ben", "cas")] == [False, False, True]
    hearing.void()
    assert hearing.wanted("cas") == []


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


def test_nobody_presides_over_the_vote_on_their_own_matter(hearing: Hall) -> None:
    hearing.do(
        lambda s: conflicts.declare(
            s,
            hearing.office,
            hearing.case_id,
            person_id=hearing.people["coco"],
            kind=ConflictKind.DECLARED,
            reason="A cousin asks.",
            by=OPERATOR,
            at=hearing.at,
        )
    )
    for act in (hearing.close, hearing.void, partial(hearing.recuse, "ada", by="coco")):
        with pytest.raises(RecusedFromThis):
            act()


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


def test_a_recusal_takes_the_vote_back_and_bars_from_the_matter(hearing: Hall) -> None:
    for name in ("ada", "ben", "cas"):
        hearing.vote(name, "upheld")
    with pytest.raises(InvalidCommand):
        hearing.recuse("ben", reason=" ")
    with pytest.raises(Forbidden):
        hearing.recuse("ben", by="ada")
    hearing.recuse("ben")
    with pytest.raises(BarredAlready):
        hearing.recuse("ben")
    with pytest.raises(RecusedFromThis):
        hearing.vote("ben", "upheld")
    with pytest.raises(NotAMember):
        hearing.recuse("pat")
    hearing.recuse("cas", by="coco")
    rows = hearing.see(lambda s: s.scalars(select(Conflict)).all())
    kinds = {row.person_id: str(row.kind) for row in rows}
    assert kinds == {hearing.people["ben"]: "recused", hearing.people["cas"]: "declared"}
    with pytest.raises(NotFound):
        hearing.page("ben")
    hearing.vote("dora", "upheld")
    hearing.close()
    assert hearing.ballot().result["counts"] == {"upheld": 2, "overturned": 0}
    assert hearing.ballot().result["recused"] == 2
    assert proven(hearing) == []


def test_a_conflict_found_in_the_case_reaches_its_open_ballots(hearing: Hall) -> None:
    hearing.vote("ada", "upheld")
    hearing.do(
        lambda s: voting.bar(
            s,
            hearing.office,
            case_id=hearing.case_id,
            person_id=hearing.people["ada"],
            reason="A cousin asks.",
            by=OPERATOR,
            at=hearing.at,
        )
    )
    assert not any(line.voted for line in hearing.page("operator").seats)
    assert proven(hearing) == []


def test_a_proxy_votes_for_a_member_who_is_away(hearing: Hall) -> None:
    for name, to, refusal in (
        ("eve", "eve", InvalidCommand),
        ("eve", "pat", InvalidCommand),
        ("eve", "dee", InvalidCommand),
        ("pat", "ada", NotAMember),
        ("dora", "ada", NotAMember),
        ("dee", "ada", RecusedFromThis),
    ):
        with pytest.raises(refusal):
            hearing.give_proxy(name, to)
    hearing.give_proxy("eve", "ben")
    hearing.vote("ben", "overturned")
    (entrusted,) = [seat for seat in hearing.page("ben").mine if seat.voted_as is VotedAs.PROXY]
    assert hearing.wanted("ben")
    hearing.vote("ben", "upheld", seen=entrusted.seen, seat_id=entrusted.seat_id)
    assert hearing.wanted("ben") == []
    hearing.arrive("eve")
    hearing.at += HOUR
    with pytest.raises(NotAllowedByRules):
        hearing.vote("ben", "overturned", seen=1, seat_id=entrusted.seat_id)
    hearing.vote("eve", "abstain", seen=1)
    hearing.take_back_proxy("eve")
    given = [one.body["to"] for one in hearing.events() if one.kind == "ballot.proxy"]
    assert given == [str(hearing.people["ben"]), None]


def test_a_secret_ballot_shows_nobody_who_voted_what(hearing: Hall) -> None:
    hearing.void()
    hearing.at += HOUR
    hearing.open(secret=True)
    hearing.vote("ada", "upheld")
    for name in ("ada", "coco", "operator"):
        page = hearing.page(name)
        assert [line.choice for line in page.seats] == [""] * 5
        assert [line.voted for line in page.seats].count(True) == 1
        assert [seat.choice for seat in page.mine] in ([], [None])
    hearing.void()
    hearing.open()
    hearing.vote("ada", "upheld")
    assert [line.choice for line in hearing.page("ben").seats] == ["It stands", "", "", "", ""]


def test_the_database_holds_no_choice_in_the_clear(hearing: Hall) -> None:
    hearing.void()
    options = [("aardvark", "Yes"), ("zebra_of_another_length", "No")]
    hearing.open_motion(meeting_id=hearing.meeting_id, options=options, secret=True)
    hearing.vote("ada", "aardvark")
    hearing.vote("ben", "zebra_of_another_length")
    hearing.recuse("cas", reason="Quackenbush is my neighbour.")
    dump = {name: rows(hearing, name) for name in METADATA.tables}
    assert {name for name, found in dump.items() if "aardvark" in found or "zebra" in found} == {"ballots"}
    assert not [name for name, found in dump.items() if "Quackenbush" in found]
    assert len({len(vote.choice_sealed) for vote in hearing.votes()}) == 1


def rows(hall: Hall, table: str) -> str:
    def dumped(session: Session) -> str:
        found = session.execute(select(METADATA.tables[table])).all()
        return "\n".join(
            value.decode("latin-1") if isinstance(value, bytes) else str(value) for row in found for value in row
        )

    return hall.see(dumped)


def test_votes_that_were_tampered_with_are_found(hearing: Hall) -> None:
    hearing.vote("ada", "upheld")
    hearing.vote("ben", "overturned")
    assert proven(hearing) == []
    mine, other = hearing.votes()
    with unit_of_work(hearing.database) as session:
        drop_triggers(session.connection())
        session.execute(text("UPDATE votes SET number = 7 WHERE cast_by = :who"), {"who": uuid_of(hearing, mine)})
        vote = session.get_one(type(other), other.id)
        vote.choice_sealed = mine.choice_sealed
    said = proven(hearing)
    assert len(said) == 3
    assert any("is missing" in one for one in said)
    assert any("is not the one" in one for one in said)
    assert any("nobody cast it" in one for one in said)


def uuid_of(hall: Hall, vote: Any) -> str:
    return vote.cast_by.hex if hall.database.dialect == "sqlite" else str(vote.cast_by)


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
    assert proven(hall) == []


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
    assert proven(hearing) == []


def test_an_undo_voids_the_ballot_on_what_is_taken_back(hearing: Hall) -> None:
    def take_back() -> None:
        hearing.do(lambda s: undo(s, hearing.office, hearing.case_id, reason="By mistake.", by=OPERATOR, at=hearing.at))

    for name in ("ada", "ben", "cas", "dora"):
        hearing.vote(name, "upheld")
    hearing.close()
    take_back()
    assert hearing.ballot().status is BallotStatus.CLOSED
    assert hearing.task("hear").status is TaskStatus.READY
    hearing.open()
    take_back()
    assert hearing.ballot().status is BallotStatus.VOID
    assert hearing.task("hear").status is TaskStatus.CANCELLED
    assert proven(hearing) == []


def test_completing_where_ballots_decide_takes_no_more_statements(hearing: Hall) -> None:
    hearing.void()
    task_id, statements, by = hearing.task("hear").id, [], hearing.who("ada")
    event.listen(hearing.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    hearing.do(lambda s: complete(s, hearing.office, task_id, {"ruling": "upheld"}, by=by, at=hearing.at))
    assert len(statements) <= 8, "\n".join(statements)


def test_the_newest_or_open_ballot_of_a_task_is_found(hearing: Hall) -> None:
    task_id = hearing.task("hear").id
    hearing.void()
    hearing.at += HOUR
    second = hearing.open()
    found = hearing.see(lambda s: pages.ballot_for_task(s, task_id))
    assert found is not None
    assert found.id == second
    listed = hearing.see(
        lambda s: pages.ballots_of_meeting(s, hearing.office, hearing.meeting_id, hearing.who("ada"), at=hearing.at)
    )
    assert [page.status for page in listed] == ["void", "open"]
    assert hearing.see(lambda s: pages.ballot_for_task(s, uuid4())) is None


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
    hall.at = MONDAY + timedelta(days=7)
    hall.vote("ben", "upheld")
    hall.work()
    assert hall.ballot().result["counts"] == {"upheld": 3, "overturned": 0}
    assert (hall.case().outcome, hall.ballot().closed_by) == ("heard", None)
    assert proven(hall) == []


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
