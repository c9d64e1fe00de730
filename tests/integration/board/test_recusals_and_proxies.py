"""Who does not vote themself: recused, barred, represented by an alternate or by proxy."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from ombud.storage.ballots import BallotSeat, VotedAs
from ombud.storage.board import Conflict, ConflictKind
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import conflicts
from ombud.workflows.refusals import (
    BarredAlready,
    Forbidden,
    InvalidCommand,
    NotAllowedByRules,
    NotAMember,
    NotFound,
    RecusedFromThis,
)
from tests.integration.board.hall import HOUR, Hall


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
    assert hearing.proven() == []


def test_a_conflict_found_in_the_case_reaches_its_open_ballots(hearing: Hall) -> None:
    hearing.vote("ada", "upheld")
    hearing.do(
        lambda s: conflicts.declare(
            s,
            hearing.office,
            hearing.case_id,
            person_id=hearing.people["ada"],
            kind=ConflictKind.DECLARED,
            reason="A cousin asks.",
            by=OPERATOR,
            at=hearing.at,
        )
    )
    assert not any(line.voted for line in hearing.page("operator").seats)
    assert hearing.proven() == []


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
