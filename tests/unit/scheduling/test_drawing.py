"""A draw by lot: whoever has the snapshot and the seed comes to the same selection."""

from __future__ import annotations

from math import ceil
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.workflows.scheduling.drawing import Entered, Lottery, read, written

AGENCIES = st.lists(st.tuples(st.uuids(), st.booleans()), max_size=60, unique_by=lambda one: one[0])


def lottery(entered: list[tuple[UUID, bool]], *, seed: str = "a", percent: int = 25, rounding: str = "up") -> Lottery:
    agencies = tuple(Entered(key, f"Agency {n}", rests) for n, (key, rests) in enumerate(entered))
    return Lottery(seed, percent, rounding, 3, agencies)


@given(entered=AGENCIES, seed=st.text(max_size=40), shuffled=st.randoms())
def test_the_same_snapshot_and_seed_give_the_same_selection(entered, seed, shuffled) -> None:  # type: ignore[no-untyped-def]
    again = list(entered)
    shuffled.shuffle(again)  # nor does it matter in which order they are listed
    assert lottery(entered, seed=seed).selected == lottery(again, seed=seed).selected


@given(entered=AGENCIES, seed=st.text(max_size=40))
def test_what_the_event_keeps_is_enough_to_draw_again(entered: list[tuple[UUID, bool]], seed: str) -> None:
    drawn = lottery(entered, seed=seed)
    kept = orjson.loads(orjson.dumps(written(drawn)))
    assert read(kept) == drawn
    assert kept["selected"] == [str(one) for one in read(kept).selected]


@given(entered=AGENCIES, percent=st.integers(0, 100))
def test_a_share_is_rounded_up_and_nobody_is_drawn_twice(entered: list[tuple[UUID, bool]], percent: int) -> None:
    selected = lottery(entered, percent=percent).selected
    assert len(selected) == len(set(selected)) == ceil(len(entered) * percent / 100)
    assert set(selected) <= {key for key, _rests in entered}


@given(entered=AGENCIES)
def test_nobody_who_rests_is_drawn_before_the_others(entered: list[tuple[UUID, bool]]) -> None:
    selected, resting = set(lottery(entered).selected), {key for key, rests in entered if rests}
    fresh = {key for key, _rests in entered} - resting
    assert not selected & resting or fresh <= selected


@pytest.mark.parametrize(("number", "up", "down"), [(0, 0, 0), (1, 1, 0), (4, 1, 1), (5, 2, 1), (153, 39, 38)])
def test_a_quarter_of_the_agencies(number: int, up: int, down: int) -> None:
    entered = [(UUID(int=n), False) for n in range(number)]
    assert lottery(entered).quota == up
    assert lottery(entered, rounding="down").quota == down


def test_another_seed_is_another_draw() -> None:
    entered = [(UUID(int=n), False) for n in range(40)]
    assert len({tuple(lottery(entered, seed=seed).selected) for seed in "abcdefgh"}) == 8
