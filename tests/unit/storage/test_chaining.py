from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.storage.chain import COLUMNS, canonical, chain_events, hash_after

CHAIN = UUID(int=7)
AT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)

plain_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
events = st.fixed_dictionaries(
    {
        "chain": st.just(CHAIN),
        "kind": st.text(max_size=10),
        "at": st.datetimes(timezones=st.just(UTC)),
        "actor": st.sampled_from(["person", "party", "worker"]),
        "body": plain_json,
    },
    optional={
        "actor_id": st.uuids(),
        "element": st.text(max_size=10),
        "input": plain_json,
        "commitment": st.binary(min_size=32, max_size=32),
        "request_key": st.text(max_size=10),
    },
)


def an_event(**changes: Any) -> dict[str, Any]:
    return {"chain": CHAIN, "kind": "opened", "at": AT, "actor": "person", "body": {"form": "complaint"}} | changes


@given(batch=st.lists(events, max_size=6), cut=st.integers(0, 6))
def test_a_chain_grows_the_same_in_one_batch_or_in_two(batch: list[dict[str, Any]], cut: int) -> None:
    whole = chain_events(0, b"", batch)
    first = chain_events(0, b"", batch[:cut])
    seq, head = (first[-1]["seq"], first[-1]["hash"]) if first else (0, b"")
    assert first + chain_events(seq, head, batch[cut:]) == whole
    assert [row["seq"] for row in whole] == list(range(1, len(batch) + 1))


@given(batch=st.lists(events, min_size=1, max_size=4))
def test_events_are_not_changed_and_every_row_has_every_column(batch: list[dict[str, Any]]) -> None:
    before = [dict(event) for event in batch]
    rows = chain_events(3, b"head", batch)
    assert batch == before
    assert all(set(row) == {*COLUMNS, "hash"} for row in rows)


@given(event=events)
def test_a_trip_through_json_changes_no_hash(event: dict[str, Any]) -> None:
    (row,) = chain_events(0, b"", [event])
    again = row | {"body": orjson.loads(orjson.dumps(row["body"])), "input": orjson.loads(orjson.dumps(row["input"]))}
    assert hash_after(b"", again) == row["hash"]


@given(batch=st.lists(events, min_size=1, max_size=4), changed=events, column=st.sampled_from(COLUMNS), data=st.data())
def test_any_edit_changes_the_hash(
    batch: list[dict[str, Any]], changed: dict[str, Any], column: str, data: st.DataObject
) -> None:
    rows = chain_events(0, b"", batch)
    place = data.draw(st.integers(0, len(rows) - 1))
    previous = rows[place - 1]["hash"] if place else b""
    edited = rows[place] | {column: changed.get(column)}
    if canonical(edited) != canonical(rows[place]):
        assert hash_after(previous, edited) != rows[place]["hash"]
    assert hash_after(previous, rows[place]) == rows[place]["hash"]


@given(batch=st.lists(events, min_size=2, max_size=5, unique_by=canonical), data=st.data())
def test_another_order_gives_another_head(batch: list[dict[str, Any]], data: st.DataObject) -> None:
    order = data.draw(st.permutations(batch))
    same = [canonical(event) for event in order] == [canonical(event) for event in batch]
    assert (chain_events(0, b"", order)[-1]["hash"] == chain_events(0, b"", batch)[-1]["hash"]) is same


def test_no_text_can_slide_from_one_column_into_the_next() -> None:
    one = canonical(an_event(kind="opened", actor="person"))
    other = canonical(an_event(kind='opened","person', actor=""))
    assert one != other


def test_an_instant_counts_not_the_zone_it_was_written_in() -> None:
    new_york = AT.astimezone(timezone(timedelta(hours=-5)))
    assert canonical(an_event(at=new_york)) == canonical(an_event(at=AT))


@pytest.mark.parametrize("column", ["body", "input"])
def test_the_order_of_keys_is_part_of_what_was_written(column: str) -> None:
    one = canonical(an_event(**{column: {"a": 1, "b": 2}}))
    assert one != canonical(an_event(**{column: {"b": 2, "a": 1}}))
