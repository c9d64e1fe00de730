"""Counting, as values: a roll of seats and a body's rules in, a tally out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ombud.workflows.board.rules import Base, Rules

ABSTAIN: Final = "abstain"
"""A vote for none of the options; it counts as taking part."""


class Reason(StrEnum):
    CARRIED = "carried"
    CASTING_VOTE = "casting_vote"
    TIED = "tied"
    NOT_CARRIED = "not_carried"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True, slots=True)
class Place:
    """A seat of the roster at the moment of counting."""

    out: bool = False  # its holder is barred and nobody stands in
    may_vote: bool = False  # somebody could vote for it now; always so by correspondence
    choice: str | None = None  # its countable vote: an option or ABSTAIN


@dataclass(frozen=True, slots=True)
class Roll:
    options: tuple[str, ...]
    places: tuple[Place, ...]
    all_seats: int  # the body's open voting seats when the ballot opened, vacant ones included
    by_correspondence: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """`not_voted` are all seats that could have; `waiting` those of them for which somebody could vote right now."""

    counts: Mapping[str, int]
    abstained: int
    recused: int
    not_voted: int
    waiting: int
    present: int
    quorum_met: bool
    outcome: str | None
    tied: bool
    reason: Reason

    @property
    def leaders(self) -> tuple[str, ...]:
        """The options with the most votes: those that are tied, where it is a tie."""
        top = max(self.counts.values(), default=0)
        return tuple(option for option, votes in self.counts.items() if votes == top)

    def facts(self) -> dict[str, Any]:
        """What the record keeps; by seats, never by name."""
        return {
            "counts": dict(self.counts),
            "abstained": self.abstained,
            "recused": self.recused,
            "not_voted": self.not_voted,
            "present": self.present,
            "quorum_met": self.quorum_met,
            "outcome": self.outcome,
            "tied": self.tied,
            "reason": str(self.reason),
        }


def count(roll: Roll, rules: Rules, *, casting_vote: str | None = None) -> Tally:
    """Barred seats without a stand-in count nowhere, except among all of the body's seats where its quorum is of those.

    Present are, at a meeting, seats for which somebody could vote now; by correspondence, seats that took part.
    """
    seats = [place for place in roll.places if not place.out]
    choices = [place.choice for place in seats]
    counts = {option: choices.count(option) for option in roll.options}
    abstained = choices.count(ABSTAIN)
    voted = sum(counts.values()) + abstained
    present = voted if roll.by_correspondence else sum(place.may_vote for place in seats)
    quorum_met = rules.quorum.met(present, roll.all_seats if rules.quorum_of is Base.ALL_SEATS else len(seats))
    outcome, reason = _result(counts, abstained, len(seats), rules, casting_vote)
    return Tally(
        counts=counts,
        abstained=abstained,
        recused=len(roll.places) - len(seats),
        not_voted=len(seats) - voted,
        waiting=_waiting(roll),
        present=present,
        quorum_met=quorum_met,
        outcome=outcome if quorum_met else None,
        tied=reason in (Reason.TIED, Reason.CASTING_VOTE),
        reason=reason if quorum_met else Reason.NO_QUORUM,
    )


def cannot_change(roll: Roll, rules: Rules) -> bool:
    """Whether the result stands however those vote who could and have not: also if they abstain, or never vote.

    An option that is carried is at worst overtaken by its best rival, which takes all of them. Where none is carried,
    none must come near the majority even with all of them and a casting vote.
    """
    left = _waiting(roll)
    if not left:
        return True
    tally = count(roll, rules)
    counts, seats = dict(tally.counts), len(roll.places) - tally.recused
    outcome, _reason = _result(counts, tally.abstained, seats, rules, None)
    if outcome is None:
        whole = _whole(counts, tally.abstained, seats, rules) + _added(left + 1, rules)
        return not any(rules.majority.met(votes + left + 1, whole) for votes in counts.values())
    rivals = [option for option in counts if option != outcome]
    abstained = tally.abstained
    if rivals:
        counts[max(rivals, key=lambda option: counts[option])] += left
    else:
        abstained += left
    return _result(counts, abstained, seats, rules, None)[0] == outcome


def _waiting(roll: Roll) -> int:
    return sum(place.may_vote and place.choice is None and not place.out for place in roll.places)


def _result(
    counts: Mapping[str, int], abstained: int, seats: int, rules: Rules, casting_vote: str | None
) -> tuple[str | None, Reason]:
    """Carried is what has strictly the most votes and the majority. It is a tie only where one more vote would carry."""
    top = max(counts.values(), default=0)
    leaders = [option for option, votes in counts.items() if votes == top]
    whole = _whole(counts, abstained, seats, rules)
    if not top:
        return None, Reason.NOT_CARRIED
    if len(leaders) == 1:
        carried = rules.majority.met(top, whole)
        return (leaders[0], Reason.CARRIED) if carried else (None, Reason.NOT_CARRIED)
    if not rules.majority.met(top + 1, whole + _added(1, rules)):
        return None, Reason.NOT_CARRIED
    return (casting_vote, Reason.CASTING_VOTE) if casting_vote in leaders else (None, Reason.TIED)


def _whole(counts: Mapping[str, int], abstained: int, seats: int, rules: Rules) -> int:
    """What the majority is a share of."""
    if rules.majority_of is Base.SEATS:
        return seats
    return sum(counts.values()) + (abstained if rules.majority_of is Base.VOTES_AND_ABSTENTIONS else 0)


def _added(votes: int, rules: Rules) -> int:
    """By how much that many more votes make the whole larger."""
    return 0 if rules.majority_of is Base.SEATS else votes
