"""A checklist as people paste it: understood line by line, whatever it holds, and printed so that it reads the same."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.workflows.checklists.matching import merged, suggested
from ombud.workflows.checklists.text import LARGEST, LONGEST, Line, new_id, printed, understand
from ombud.workflows.checklists.values import Item, besides, difference

PASTED = """\
Exhibit A

1. PEOPLE:
   1.1  The HDC is appointed.
   1.2) The ASC is appointed.
# 2. Access
• Each user has an agreement
[ ] 24-hour access is logged
(a) Users who left are deactivated
--------
12\tPasswords are 12 characters long
"""

texts = st.text(max_size=400) | st.lists(
    st.sampled_from(["1.", "a) ", "• ", "# ", ":", "\t", " ", "\n", "\r\n", "\u202e", "\ufffd", "word", "Wörter", "٣", "iv.", "[x]", "-"]),
    max_size=60,
).map("".join)  # fmt: skip


def test_numbers_and_bullets_go_and_headings_are_seen() -> None:
    understood = understand(PASTED)
    assert understood.wrong == ()
    assert [(line.heading, line.text) for line in understood.lines] == [
        ("", "Exhibit A"),
        ("PEOPLE", "The HDC is appointed."),
        ("PEOPLE", "The ASC is appointed."),
        ("Access", "Each user has an agreement"),
        ("Access", "24-hour access is logged"),
        ("Access", "Users who left are deactivated"),
        ("Access", "Passwords are 12 characters long"),
    ]
    assert understood.lines[1].number == 4


@pytest.mark.parametrize("text", ["3.5 percent of users are trained", "24/7 access", "2FA is used", "Mix. and match"])
def test_what_only_looks_like_a_number_stays(text: str) -> None:
    assert [line.text for line in understand(text).lines] == [text]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no item"),
        ("# Only a heading\n---", "no item"),
        ("One\nTwo\n1) one!", "Line 3 says the same as line 1"),
        ("Good\nBro\ufffden", "Line 2: some letters were damaged"),
        ("x" * (LONGEST + 1), f"Line 1 is {LONGEST + 1} characters long"),
        ("# " + "x" * (LONGEST + 1) + "\nOne", "Line 1 is"),
        ("\n".join(f"Item {n}" for n in range(5000)), f"There are 5000 items. A checklist has at most {LARGEST}"),
        ("PK\x00\x03", "This is not text"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(text: str, told: str) -> None:
    assert told in " ".join(understand(text).wrong)


def test_a_flood_of_mistakes_is_told_in_part() -> None:
    wrong = understand("\n".join(["Same"] * 200)).wrong
    assert len(wrong) == 11
    assert wrong[-1] == "And 189 more."


def test_a_long_line_of_numbers_takes_no_time() -> None:
    """Stripping one number after the other from a megabyte would."""
    assert "characters long" in understand("1. " * 400_000).wrong[0]
    assert "characters long" in understand("#-" * 400_000).wrong[0]


def test_what_nobody_sees_is_left_out() -> None:
    (line,) = understand("\ufeffPay\u202e the\u200b a\u00adgency\uf0b7 \x07now").lines
    assert line.text == "Pay the agency now"


@given(texts)
def test_it_never_raises_and_what_is_printed_is_understood_the_same(text: str) -> None:
    first = understand(text)
    again = understand(printed(first.lines))
    assert [(line.heading, line.text) for line in again.lines] == [(line.heading, line.text) for line in first.lines]
    hidden = {unicodedata.category(c) for line in first.lines for c in line.text + line.heading} & {"Cc", "Cs", "Co"}
    assert hidden == set()


@given(st.lists(st.text(min_size=1, max_size=40), max_size=30))
def test_ids_are_unique_and_follow_from_the_text_alone(words: list[str]) -> None:
    lines = understand("\n".join(words)).lines
    once = merged(lines, [""] * len(lines), {})
    assert len({item.id for item in once}) == len(once)
    assert all(item.id.isascii() and item.id for item in once)
    backwards = merged(lines[::-1], [""] * len(lines), {})
    if not understand("\n".join(words)).wrong:
        assert {item.id: item.text for item in backwards} == {item.id: item.text for item in once}


def test_an_id_that_is_taken_is_not_given_again() -> None:
    first = new_id("The HDC is appointed", taken=())
    assert first.startswith("the_hdc_is_appointed_")
    second = new_id("The HDC is appointed", taken={first})
    assert second != first
    assert new_id("任命了协调员", taken=()).isascii()


OLD = (
    Item("hdc", "The agency has one HMIS Data Coordinator (HDC)", "People", help="One person", cites=("P107-a",)),
    Item("asc", "The agency has one Agency Security Coordinator (ASC)", "People", cites=("P108-a",)),
    Item("lock", "Screens lock by themselves", "Devices", only_if="has_screens"),
)


def lines(*words: str) -> list[Line]:
    return [Line(number, text, "New heading") for number, text in enumerate(words, 1)]


def test_close_words_suggest_the_item_they_continue_and_none_is_suggested_twice() -> None:
    new = lines(
        "SCREENS LOCK, by themselves!",
        "One Agency Security Coordinator is appointed",
        "The agency has one Agency Security Coordinator",
        "Something else altogether",
    )
    assert suggested(new, OLD) == ("lock", "", "asc", "")


def test_a_continued_item_keeps_its_id_and_its_reasons() -> None:
    new = lines("Screens lock after five minutes", "Paper is shredded")
    items = merged(new, ["lock", ""], {item.id: item for item in OLD})
    assert items[0] == Item("lock", "Screens lock after five minutes", "New heading", only_if="has_screens")
    assert items[1].cites == ()
    change = difference(OLD, items)
    assert [item.id for item in change.removed] == ["hdc", "asc"]
    assert [(old.text, new.text) for old, new in change.reworded] == [
        ("Screens lock by themselves", "Screens lock after five minutes")
    ]
    assert [item.text for item in change.added] == ["Paper is shredded"]
    assert not difference(OLD, OLD)


@pytest.mark.parametrize(
    ("new", "besides_words", "reordered"),
    [
        ((replace(OLD[0], heading="Staff"), *OLD[1:]), [("heading", "People", "Staff")], False),
        ((replace(OLD[0], cites=("P107-b", "P107-c")), *OLD[1:]), [("cites", "P107-a", "P107-b, P107-c")], False),
        ((replace(OLD[0], help=""), *OLD[1:]), [("help", "One person", "")], False),
        ((*OLD[:2], replace(OLD[2], only_if="")), [("only_if", "has_screens", "")], False),
        ((OLD[1], OLD[0], OLD[2]), [], True),
        ((Item("new", "Something else"), *OLD[:2]), [], False),
    ],
)
def test_a_change_of_anything_but_the_words_is_a_difference_too(
    new: tuple[Item, ...], besides_words: list[tuple[str, str, str]], reordered: bool
) -> None:
    change = difference(OLD, new)
    assert change
    assert change.reworded == ()
    assert [one for was, now in change.changed for one in besides(was, now)] == besides_words
    assert change.reordered is reordered


def test_the_longest_lists_are_matched_while_somebody_waits() -> None:
    """Two hundred items against two hundred others, as long as they may be: a fraction of a second."""
    words = [" ".join(f"word{(place * 7 + n) % 997}" for n in range(LONGEST // 9)) for place in range(LARGEST)]
    old = [Item(f"item{place}", text) for place, text in enumerate(words)]
    begun = perf_counter()
    assert suggested(lines(*words[::-1]), old) == tuple(item.id for item in old[::-1])
    assert perf_counter() - begun < 2  # seconds; folding both texts of every pair took 20
