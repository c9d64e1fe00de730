"""Shares as people write them, and who may vote for which seat."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.storage.ballots import BallotSeat, Vote, VotedAs
from ombud.storage.sealing import SealBroken, Vault, new_key, parse_key
from ombud.workflows.board.ballots import envelope
from ombud.workflows.board.ballots.franchise import Franchise, franchise
from ombud.workflows.board.rules import Base, Rules, Share, Tie, fits, missing, of, share
from ombud.workflows.procedures.board import read_board
from ombud.workflows.refusals import NotAllowedByRules, NotAMember, NotConfigured, NotPresent, RecusedFromThis, Refusal

AT = datetime(2026, 3, 2, 14, tzinfo=UTC)
ADA, BEN, CAS, ALMA, PAT = (uuid4() for _person in range(5))
HALF = Share(part=Fraction(1, 2), strict=True)
PLAIN = Rules(HALF, Base.FILLED_SEATS, HALF, Base.VOTES, Tie.UNDECIDED, True, True, True, False, False)
SET = {
    "quorum": "more than 1/2",
    "quorum_of": "filled_seats",
    "majority": "7",
    "majority_of": "votes",
    "tie": "chair_decides",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", Share(number=7)),
        ("more than 1/2", HALF),
        (" At least  2/3 ", Share(part=Fraction(2, 3))),
        ("at least 1/1", Share(part=Fraction(1))),
    ],
)
def test_a_share_is_read_as_it_is_written(text: str, expected: Share) -> None:
    assert share(text) == expected


@pytest.mark.parametrize("text", ["0", "-1", "1/2", "more than 0/2", "at least 3/2", "at least 1/0", "half", "1.5"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        share(text)
    assert not fits(read_board().rules["quorum"], text)


@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 30))
def test_more_than_and_at_least_differ_exactly_at_the_share(part: int, whole: int, seats: int) -> None:
    fraction = Fraction(min(part, whole), whole)
    at_least, more_than = Share(part=fraction), Share(part=fraction, strict=True)
    for votes in range(seats + 1):
        assert at_least.met(votes, seats) == (votes >= fraction * seats)
        assert at_least.met(votes, seats) or not more_than.met(votes, seats)
        assert (at_least.met(votes, seats) != more_than.met(votes, seats)) == (votes == fraction * seats)


def test_a_rule_that_is_missing_is_named() -> None:
    board = read_board()
    values = {name: rule.default for name, rule in board.rules.items()} | SET
    assert of(board, values, body="Board").majority == Share(number=7)
    with pytest.raises(NotConfigured, match="What a tie means"):
        of(board, values | {"tie": None}, body="Board")
    assert len(missing(board, dict.fromkeys(values))) == 5


def seat(
    holder: UUID, alternate: UUID | None = None, proxy: UUID | None = None, *, barred: str = "", label: str = "1"
) -> BallotSeat:
    return BallotSeat(
        id=uuid4(),
        label=label,
        holder_id=holder,
        alternate_id=alternate,
        proxy_id=proxy,
        recused_at=AT if "holder" in barred else None,
        alternate_recused_at=AT if "alternate" in barred else None,
    )


def at_meeting(*seats: BallotSeat, present: set[UUID], **rules: bool) -> Franchise:
    return franchise(replace(PLAIN, **rules), seats, present)  # type: ignore[arg-type]


def test_the_holder_votes_and_the_alternate_while_they_are_away() -> None:
    place = seat(ADA, ALMA)
    assert at_meeting(place, present={ADA, ALMA}).voter(place) == (ADA, VotedAs.HOLDER)
    assert at_meeting(place, present={ALMA}).voter(place) == (ALMA, VotedAs.ALTERNATE)
    assert at_meeting(place, present={ALMA}, alternates=False).voter(place) is None
    assert at_meeting(place, present=set()).voter(place) is None


def test_the_alternate_stands_in_for_a_holder_who_is_barred() -> None:
    place = seat(ADA, ALMA, barred="holder")
    there = at_meeting(place, present={ADA, ALMA})
    assert there.voter(place) == (ALMA, VotedAs.ALTERNATE)
    assert not there.is_out(place)
    assert at_meeting(place, present={ADA, ALMA}, alternates=False).is_out(place)
    assert franchise(PLAIN, [place], None).voter(place) == (ALMA, VotedAs.ALTERNATE)
    both = seat(ADA, ALMA, barred="holder alternate")
    assert at_meeting(both, present={ADA, ALMA}).is_out(both)


def test_by_correspondence_nobody_is_away() -> None:
    place = seat(ADA, ALMA, BEN)
    assert franchise(PLAIN, [place, seat(BEN)], None).voter(place) == (ADA, VotedAs.HOLDER)


def test_a_proxy_votes_before_the_alternate_while_they_are_there_and_free() -> None:
    place, own = seat(ADA, ALMA, BEN), seat(BEN, label="2")
    assert at_meeting(place, own, present={ALMA, BEN}).voter(place) == (BEN, VotedAs.PROXY)
    assert at_meeting(place, own, present={ALMA}).voter(place) == (ALMA, VotedAs.ALTERNATE)
    assert at_meeting(place, own, present={ALMA, BEN}, proxies=False).voter(place) == (ALMA, VotedAs.ALTERNATE)
    barred = seat(BEN, barred="holder", label="2")
    assert at_meeting(place, barred, present={BEN}).voter(place) is None
    assert [as_ for _seat, as_ in at_meeting(place, own, present={BEN}).seats_of(BEN)] == ["holder", "proxy"]


def test_nobody_speaks_for_a_holder_who_is_barred_but_the_alternate() -> None:
    place, own = seat(ADA, None, BEN, barred="holder"), seat(BEN, label="2")
    assert at_meeting(place, own, present={BEN}).voter(place) is None


def test_a_vote_counts_until_whoever_cast_it_is_barred() -> None:
    def vote(by: UUID, as_: VotedAs) -> Vote:
        return Vote(cast_by=by, voted_as=as_)

    free, barred = seat(ADA, ALMA), seat(ADA, ALMA, barred="holder")
    by_holder, by_alternate = vote(ADA, VotedAs.HOLDER), vote(ALMA, VotedAs.ALTERNATE)
    assert at_meeting(free, present=set()).counts(free, by_holder)
    assert not at_meeting(barred, present={ADA}).counts(barred, by_holder)
    assert at_meeting(barred, present=set()).counts(barred, by_alternate)
    assert not at_meeting(barred, present=set()).counts(barred, vote(BEN, VotedAs.PROXY))
    assert not at_meeting(free, seat(BEN, barred="holder"), present=set()).counts(free, vote(BEN, VotedAs.PROXY))
    assert not at_meeting(free, present=set()).counts(free, None)


def test_each_refusal_says_why() -> None:
    seats = seat(ADA, ALMA), seat(BEN, barred="holder", label="2")
    expected: list[tuple[UUID | None, set[UUID], dict[str, bool], type[Refusal]]] = [
        (None, set(), {}, NotAMember),
        (PAT, {PAT}, {}, NotAMember),
        (BEN, {BEN}, {}, RecusedFromThis),
        (ADA, set(), {}, NotPresent),
        (ALMA, {ALMA}, {"alternates": False}, NotAllowedByRules),
        (ALMA, {ADA, ALMA}, {}, NotAllowedByRules),
    ]
    for person_id, present, rules, refusal in expected:
        with pytest.raises(refusal):
            at_meeting(*seats, present=present, **rules).refuse(person_id)


@given(
    st.sets(st.sampled_from([ADA, BEN, CAS, ALMA])),
    st.lists(st.sampled_from(["", "holder", "alternate", "holder alternate"]), min_size=3, max_size=3),
    st.sampled_from([None, BEN, CAS]),
)
def test_one_voter_a_seat_never_barred_never_absent(present: set[UUID], barred: list[str], proxy: UUID | None) -> None:
    seats = [
        seat(ADA, ALMA, proxy, barred=barred[0]),
        seat(BEN, barred=barred[1], label="2"),
        seat(CAS, barred=barred[2], label="3"),
    ]
    for alternates, proxies in product([True, False], repeat=2):
        found = at_meeting(*seats, present=present, alternates=alternates, proxies=proxies)
        for place in seats:
            voter = found.voter(place)
            if voter is None:
                continue
            assert voter[0] in present - found.barred
            assert not found.is_out(place)
            assert alternates or voter[1] is not VotedAs.ALTERNATE
            assert proxies or voter[1] is not VotedAs.PROXY


def test_sealed_choices_are_all_of_one_length_and_open_only_in_their_place() -> None:
    key, _wrapped = Vault(parse_key(new_key())).new_case_key()
    options = ["y", "n" * 60, "défèré"]
    lengths = set()
    for choice in (*options, "abstain"):
        vote = Vote(id=uuid4())
        vote.choice_sealed, commitment = envelope.seal(key, vote.id, choice, options)
        lengths.add(len(vote.choice_sealed))
        assert envelope.choice_of(key, vote) == choice
        assert envelope.keeps(key, vote, commitment)
        assert not envelope.keeps(key, vote, envelope.seal(key, vote.id, choice, options)[1])
        with pytest.raises(SealBroken):
            envelope.choice_of(key, Vote(id=uuid4(), choice_sealed=vote.choice_sealed))
    assert len(lengths) == 1
