"""Votes: who casts one, changing it, keeping it secret, and proving it afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ombud.storage.board import TermKind
from ombud.storage.models import METADATA
from ombud.storage.session import unit_of_work
from ombud.storage.triggers import drop_triggers
from ombud.workflows import inbox
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import seats
from ombud.workflows.board.ballots import voting
from ombud.workflows.days import day_of
from ombud.workflows.inbox import Box
from ombud.workflows.refusals import (
    BallotClosed,
    InvalidCommand,
    NotAMember,
    NotFound,
    NotPresent,
    RecusedFromThis,
    VoteChanged,
)
from tests.integration.board.by_ballot import MEMBERS
from tests.integration.board.hall import HOUR, Hall


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


def test_the_roster_is_that_of_the_opening(hall: Hall) -> None:
    hall.open_motion(closes_at=hall.at + timedelta(days=7))
    on = day_of(hall.at)
    roster = {seat.label: seat for seat in hall.see(lambda s: seats.roster(s, hall.body(), on=on))}
    ben, vacant = roster["Seat 2"].holder, roster["Seat 6"]
    assert ben is not None
    hall.do(lambda s: seats.end_term(s, ben.term_id, on=on, by=OPERATOR, at=hall.at))
    facts: dict[str, Any] = {
        "organisation_id": None,
        "kind": TermKind.HOLDER,
        "to_on": None,
        "appointed_by": "",
        "case_id": None,
    }
    facts |= {"person_id": hall.people["pat"], "from_on": on, "by": OPERATOR, "at": hall.at}
    hall.do(lambda s: seats.appoint(s, hall.office, vacant.seat_id, **facts))
    hall.at += timedelta(days=2)
    with pytest.raises(NotAMember):
        hall.vote("pat", "for", seen=0)
    assert (hall.wanted("pat"), bool(hall.wanted("ben"))) == ([], True)
    for name in ("ada", "ben", "cas", "dee", "eve"):
        hall.vote(name, "for")
    hall.close()
    assert (hall.ballot().result["counts"]["for"], hall.ballot().result["not_voted"]) == (5, 0)


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
    assert hearing.proven() == []


def test_needs_my_vote_empties_when_one_has_voted(hearing: Hall) -> None:
    wanted = {name: bool(hearing.wanted(name)) for name in (*MEMBERS, "alma", "dora", "pat", "coco")}
    there = {"ada": True, "ben": True, "cas": True, "dora": True}
    assert wanted == dict.fromkeys(wanted, False) | there
    hearing.vote("ada", "abstain")
    hearing.recuse("ben")
    assert [bool(hearing.wanted(name)) for name in ("ada", "ben", "cas")] == [False, False, True]
    hearing.void()
    assert hearing.wanted("cas") == []


def test_what_is_put_to_the_vote_is_in_no_inbox_once_one_has_voted(hearing: Hall) -> None:
    """The task itself waits for the others: nobody can complete it while its ballot is open."""

    def boxes(name: str) -> list[Box]:
        by, office, at = hearing.who(name), hearing.office, hearing.at
        return [box for box in Box if hearing.see(lambda s, box=box: inbox.read(s, office, by, box=box, at=at)).groups]

    hearing.vote("ada", "upheld")
    assert [boxes("ada"), boxes("ben"), hearing.wanted("ada")] == [[Box.WAITING], [Box.WAITING], []]
    hearing.void()
    assert boxes("ada") == [Box.GROUPS]


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
    assert hearing.proven() == []
    mine, other = hearing.votes()
    with unit_of_work(hearing.database) as session:
        drop_triggers(session.connection())
        session.execute(text("UPDATE votes SET number = 7 WHERE cast_by = :who"), {"who": uuid_of(hearing, mine)})
        vote = session.get_one(type(other), other.id)
        vote.choice_sealed = mine.choice_sealed
    said = hearing.proven()
    assert len(said) == 3
    assert any("is missing" in one for one in said)
    assert any("is not the one" in one for one in said)
    assert any("nobody cast it" in one for one in said)


def uuid_of(hall: Hall, vote: Any) -> str:
    return vote.cast_by.hex if hall.database.dialect == "sqlite" else str(vote.cast_by)
