"""Whatever happens in a ballot in whatever order, its tally is that of the countable votes of a model kept beside it."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ombud.storage.ballots import BallotStatus
from ombud.storage.session import reading
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import meetings
from ombud.workflows.board.ballots import reading as pages
from ombud.workflows.refusals import BallotClosed, NoQuorum, NotAllowedByRules, Refusal
from tests.integration.board.by_ballot import ALTERNATES, MEETING, MEMBERS
from tests.integration.board.hall import Hall

pytestmark = pytest.mark.both_databases

PEOPLE = (*MEMBERS, *ALTERNATES.values(), "pat")
CHOICES = ("for", "against", "later", "abstain")
MINUTE = timedelta(minutes=1)


class Ballots(RuleBasedStateMachine):
    """The model: who is there, who is barred, who has given their vote to whom, and each seat's newest vote."""

    hall: Hall
    days: Any

    @initialize()
    def open(self) -> None:
        self.there: set[str] = set()
        self.barred: set[str] = set()
        self.proxies: dict[str, str] = {}
        self.votes: dict[str, tuple[int, str, str]] = {}  # seat by holder -> number, who cast it, choice
        self.over = False
        self.hall.at = MEETING - timedelta(days=1)
        self.meeting_id = self.hall.new_meeting(next(self.days))
        self.hall.open_motion(meeting_id=self.meeting_id)
        names = {key: name for name, key in self.hall.people.items()}
        self.seat_ids = {names[line.holder_id]: line.id for line in self.hall.page("operator").seats}

    def teardown(self) -> None:
        """The next story begins with no ballot open."""
        if self.hall.ballot().status is BallotStatus.OPEN:
            self.hall.void()

    def voter(self, seat: str) -> str | None:
        def acts(name: str | None) -> bool:
            return name is not None and name in self.there and name not in self.barred

        alternate = ALTERNATES.get(seat)
        if acts(seat):
            return seat
        if seat not in self.barred and acts(self.proxies.get(seat)):
            return self.proxies[seat]
        return alternate if acts(alternate) else None

    def out(self, seat: str) -> bool:
        return seat in self.barred and (ALTERNATES.get(seat) is None or ALTERNATES[seat] in self.barred)

    def countable(self) -> dict[str, str]:
        """The choices that count, by seat: not of whoever was barred since, nor in the name of a barred holder but by
        the alternate."""
        return {
            seat: choice
            for seat, (_number, by, choice) in self.votes.items()
            if by not in self.barred and (seat not in self.barred or by == ALTERNATES.get(seat))
        }

    def present(self) -> int:
        return sum(self.voter(seat) is not None for seat in MEMBERS if not self.out(seat))

    def quorum(self) -> bool:
        return 2 * self.present() > sum(not self.out(seat) for seat in MEMBERS)

    @rule(name=st.sampled_from(PEOPLE))
    def arrive(self, name: str) -> None:
        if not self.over:
            self.hall.at += MINUTE
            self.hall.arrive(name, meeting_id=self.meeting_id)
            self.there.add(name)

    @precondition(lambda self: self.there and not self.over)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.there)))
        self.hall.at += MINUTE
        self.hall.leave(name, meeting_id=self.meeting_id)
        self.there.remove(name)

    @rule(name=st.sampled_from(PEOPLE), by_chair=st.booleans())
    def recuse(self, name: str, by_chair: bool) -> None:
        allowed = not self.over and name != "pat" and name not in self.barred
        self.expect(allowed, lambda: self.hall.recuse(name, by="coco" if by_chair else None))
        if allowed:
            self.barred.add(name)

    @rule(name=st.sampled_from(MEMBERS), to=st.sampled_from(PEOPLE))
    def give_proxy(self, name: str, to: str) -> None:
        free = name not in self.barred and to not in self.barred
        allowed = not self.over and free and to in MEMBERS and to != name
        self.expect(allowed, lambda: self.hall.give_proxy(name, to))
        if allowed:
            self.proxies[name] = to

    @rule(name=st.sampled_from(MEMBERS))
    def take_back_proxy(self, name: str) -> None:
        allowed = not self.over and name not in self.barred
        self.expect(allowed, lambda: self.hall.take_back_proxy(name))
        if allowed:
            self.proxies.pop(name, None)

    @rule(
        name=st.sampled_from(PEOPLE),
        seat=st.sampled_from(MEMBERS),
        choice=st.sampled_from(CHOICES),
        stale=st.booleans(),
    )
    def vote(self, name: str, seat: str, choice: str, stale: bool) -> None:
        """For any seat, theirs or not, from a page just read or from an old one."""
        number = self.votes[seat][0] if seat in self.votes else 0
        allowed = not self.over and self.voter(seat) == name and not stale
        seen, seat_id = number + stale, self.seat_ids[seat]
        self.expect(allowed, lambda: self.hall.vote(name, choice, seen=seen, seat_id=seat_id))
        if allowed:
            self.votes[seat] = (number + 1, name, choice)

    @rule()
    def close(self) -> None:
        """Never without a quorum; before all have voted only where nothing can change."""
        try:
            self.hall.close()
        except NoQuorum:
            assert not self.quorum()
        except NotAllowedByRules:
            assert any(self.voter(seat) and seat not in self.countable() for seat in MEMBERS)
        except BallotClosed:
            assert self.over
        else:
            assert self.quorum()
            assert not self.over
            self.over = True
            self.ended(BallotStatus.CLOSED)

    @precondition(lambda self: not self.over)
    @rule()
    def cancel_the_meeting(self) -> None:
        if self.hall.ballot().opened_at + 12 * MINUTE < self.hall.at:  # not as the first thing of every story
            self.hall.do(
                lambda s: meetings.cancel(
                    s, self.meeting_id, reason="Snow.", by=OPERATOR, at=self.hall.at, office=self.hall.office
                )
            )
            self.over = True
            self.ended(BallotStatus.VOID)

    def ended(self, status: BallotStatus) -> None:
        ballot = self.hall.ballot()
        assert ballot.status is status
        if status is BallotStatus.CLOSED:
            cast = list(self.countable().values())
            assert ballot.result["counts"] == {option: cast.count(option) for option in CHOICES[:3]}
            assert ballot.result["abstained"] == cast.count("abstain")
            assert ballot.result["recused"] == sum(self.out(seat) for seat in MEMBERS)
            assert ballot.result["not_voted"] + ballot.result["recused"] + len(cast) == len(MEMBERS)
            if outcome := ballot.result["outcome"]:
                assert all(cast.count(outcome) > cast.count(other) for other in CHOICES[:3] if other != outcome)

    def expect(self, allowed: bool, act: Any) -> None:
        if allowed:
            act()
            return
        with pytest.raises(Refusal):
            act()

    @invariant()
    def the_page_shows_the_countable_votes(self) -> None:
        page = self.hall.page("operator")
        names = {key: name for name, key in self.hall.people.items()}
        words = {"For": "for", "Against": "against", "Later": "later", "Abstained": "abstain"}
        shown = {names[line.holder_id]: words[line.choice] for line in page.seats if line.voted}
        assert shown == self.countable()
        if not self.over:
            assert (page.present, page.quorum_met) == (self.present(), self.quorum())

    @invariant()
    def only_who_can_vote_and_has_not_is_asked_to(self) -> None:
        hall, counted = self.hall, self.countable()
        asked = set() if self.over else {self.voter(seat) for seat in MEMBERS if seat not in counted} - {None}
        with reading(hall.database) as session:
            wanted = {
                name: [one.ballot_id for one in pages.needs_my_vote(session, hall.office, hall.who(name), at=hall.at)]
                for name in PEOPLE
            }
        assert {name for name, ballots in wanted.items() if hall.ballot_id in ballots} == asked


def play(hall: Hall, *, examples: int, steps: int) -> None:
    class OfThisHall(Ballots):
        pass

    OfThisHall.hall, OfThisHall.days = hall, itertools.count(1)
    quietly = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        OfThisHall,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=quietly
        ),
    )


def test_a_few_stories(hall: Hall) -> None:
    play(hall, examples=4, steps=25)


@pytest.mark.long
@pytest.mark.timeout(1_200)
def test_many_stories(hall: Hall) -> None:
    play(hall, examples=30, steps=40)
