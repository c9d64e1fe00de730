"""Each item of a list has a key of its own, whatever the items are called."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from ombud.workflows.engine.activities import keyed

NAMES = st.text("a#123", max_size=4) | st.integers(0, 4)
ITEMS = st.lists(NAMES | st.booleans() | st.none() | st.fixed_dictionaries({"id": NAMES}), max_size=8)


@given(ITEMS)
@example(["a", "a#3", "a"])
def test_none_is_lost_and_the_order_stays(items: list[Any]) -> None:
    found = keyed(items)
    assert [item for _key, item in found] == items
    assert len({key for key, _item in found}) == len(items)


def test_a_key_met_before_gets_its_place() -> None:
    assert [key for key, _item in keyed(["a", "a", "b"])] == ["a", "a#2", "b"]
