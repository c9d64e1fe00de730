"""Counting: what is carried, what is a tie, what a quorum is of, and when no vote that is out can change the result."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.workflows.board.ballots.tally import ABSTAIN, Place, Reason, Roll, Tally, cannot_change, count
from ombud.workflows.board.rules import Base, Rules, Share, Tie

HALF = Share(part=Fraction(1, 2), strict=True)
OPTIONS = ("for", "against", "later")


def rules(**given: Any) -> Rules:
    plain = Rules(HALF, Base.FILLED_SEATS, HALF, Base.VOTES, Tie.UNDECIDED, False, False, False, False, False)
    return replace(plain, **given)


def roll(*choices: str | None, out: int = 0, vacant: int = 0, away: int = 0, **more: Any) -> Roll:
    """Seats with these choices, all of them there; besides, seats that are out, and seats whose holder is away."""
    there = [Place(may_vote=True, choice=choice) for choice in choices]
    places = (*there, *[Place(out=True)] * out, *[Place()] * away)
    return Roll(OPTIONS, places, len(places) + vacant, **more)


def result(tally: Tally) -> tuple[str | None, Reason]:
    return tally.outcome, tally.reason


def test_what_has_most_and_the_majority_is_carried() -> None:
    tally = count(roll("for", "for", "against", ABSTAIN, None), rules())
    assert result(tally) == ("for", Reason.CARRIED)
    assert tally.counts == {"for": 2, "against": 1, "later": 0}
    assert (tally.abstained, tally.not_voted, tally.waiting, tally.present) == (1, 1, 1, 5)


@pytest.mark.parametrize(
    ("of", "expected"), [(Base.VOTES, "for"), (Base.VOTES_AND_ABSTENTIONS, None), (Base.SEATS, None)]
)
def test_the_majority_is_a_share_of_what_the_rules_say(of: Base, expected: str | None) -> None:
    tally = count(roll("for", "for", "against", ABSTAIN, ABSTAIN, None), rules(majority_of=of))
    assert tally.outcome == expected


def test_a_majority_can_be_a_number() -> None:
    seven = rules(majority=Share(number=3))
    assert count(roll("for", "for", None), seven).outcome is None
    assert count(roll("for", "for", "for"), seven).outcome == "for"


def test_nobody_votes_and_nothing_is_carried_even_by_at_least_a_share() -> None:
    at_least = rules(majority=Share(part=Fraction(1, 2)))
    assert result(count(roll(ABSTAIN, ABSTAIN), at_least)) == (None, Reason.NOT_CARRIED)


def test_a_tie_is_undecided_until_there_is_a_casting_vote_for_a_leader() -> None:
    tied = roll("for", "for", "against", "against", ABSTAIN)
    assert result(count(tied, rules())) == (None, Reason.TIED)
    assert result(count(tied, rules(), casting_vote="later")) == (None, Reason.TIED)
    decided = count(tied, rules(), casting_vote="against")
    assert (result(decided), decided.tied) == (("against", Reason.CASTING_VOTE), True)


def test_a_tie_that_one_more_vote_would_not_break_is_none() -> None:
    spread = roll("for", "for", "against", "against", "later")
    assert result(count(spread, rules())) == (None, Reason.NOT_CARRIED)
    two_thirds = rules(majority=Share(part=Fraction(2, 3)))
    assert result(count(roll("for", "for", "against", "against"), two_thirds)) == (None, Reason.NOT_CARRIED)


def test_a_seat_that_is_out_counts_neither_above_nor_below_the_line() -> None:
    there = roll("for", "for", out=3)
    assert count(there, rules()).quorum_met
    assert count(there, rules(majority_of=Base.SEATS)).outcome == "for"
    assert count(there, rules()).recused == 3
    assert not count(there, rules(quorum_of=Base.ALL_SEATS)).quorum_met


def test_a_vacant_seat_counts_only_where_the_quorum_is_of_all_seats() -> None:
    there = roll("for", "for", vacant=2)
    assert count(there, rules()).quorum_met
    assert result(count(there, rules(quorum_of=Base.ALL_SEATS))) == (None, Reason.NO_QUORUM)


def test_at_a_meeting_the_quorum_is_of_who_is_there_and_by_correspondence_of_who_took_part() -> None:
    assert count(roll(None, None, away=1), rules()).quorum_met
    assert not count(roll("for", away=2), rules()).quorum_met
    assert not count(roll("for", None, None, by_correspondence=True), rules()).quorum_met
    assert count(roll("for", ABSTAIN, None, by_correspondence=True), rules()).quorum_met


def test_a_vote_of_somebody_who_has_left_counts_though_they_are_not_there() -> None:
    left = Place(may_vote=False, choice="for")
    tally = count(Roll(OPTIONS, (left, *roll("for", "against").places), 3), rules())
    assert (tally.counts["for"], tally.present, tally.not_voted) == (2, 2, 0)


def test_what_the_record_keeps_is_plain() -> None:
    facts = count(roll("for"), rules()).facts()
    assert facts["counts"] == {"for": 1, "against": 0, "later": 0}
    assert facts["reason"] == "carried"


shares = st.one_of(
    st.builds(Share, part=st.sampled_from([Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(1)]),
              strict=st.booleans()),
    st.builds(Share, number=st.integers(1, 6)),
)  # fmt: skip
any_rules = st.builds(
    rules,
    majority=shares,
    majority_of=st.sampled_from([Base.VOTES, Base.VOTES_AND_ABSTENTIONS, Base.SEATS]),
    quorum=st.just(Share(number=1)),
)
choices = st.sampled_from([None, *OPTIONS, ABSTAIN])
rolls = st.builds(
    lambda cast, out, options: Roll(
        OPTIONS[:options],
        tuple(Place(may_vote=True, choice=c if c in (None, ABSTAIN, *OPTIONS[:options]) else None) for c in cast)
        + (Place(out=True),) * out,
        len(cast) + out,
    ),
    st.lists(choices, min_size=1, max_size=6),
    st.integers(0, 2),
    st.integers(1, 3),
)


def futures(given: Roll, by: Rules) -> set[tuple[str | None, bool]]:
    """Every result that the votes which are out could still bring about."""
    waiting = [number for number, place in enumerate(given.places) if place.may_vote and place.choice is None]
    found = set()
    for cast in itertools.product([None, ABSTAIN, *given.options], repeat=len(waiting)):
        places = list(given.places)
        for number, choice in zip(waiting, cast, strict=True):
            places[number] = Place(may_vote=True, choice=choice)
        tally = count(replace(given, places=tuple(places)), by)
        found.add((tally.outcome, tally.tied))
    return found


@given(rolls, any_rules)
def test_where_nothing_can_change_every_future_has_the_same_result(given: Roll, by: Rules) -> None:
    if cannot_change(given, by):
        assert len(futures(given, by)) == 1


@given(rolls, any_rules)
def test_a_carried_option_that_nothing_can_overtake_is_known_to_be_safe(given: Roll, by: Rules) -> None:
    if len(futures(given, by)) == 1 and count(given, by).outcome is not None:
        assert cannot_change(given, by)


@given(rolls, any_rules)
def test_every_seat_is_counted_once(given: Roll, by: Rules) -> None:
    tally = count(given, by)
    assert sum(tally.counts.values()) + tally.abstained + tally.recused + tally.not_voted == len(given.places)
    if tally.outcome is not None:
        assert tally.counts[tally.outcome] == max(tally.counts.values()) > 0


@given(st.lists(st.sampled_from([*OPTIONS, ABSTAIN]), max_size=8), any_rules, st.randoms())
def test_the_order_of_seats_makes_no_difference(cast: list[str], by: Rules, chance: Any) -> None:
    shuffled = chance.sample(cast, len(cast))
    assert count(roll(*cast), by) == count(roll(*shuffled), by)
