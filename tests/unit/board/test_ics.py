"""Feeds as RFC 5545 has them: read back line by line."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ombud.workflows.board.ics import OCTETS, Entry, feed

AT = datetime(2026, 3, 2, 15, tzinfo=UTC)
MEETING = UUID("01234567-89ab-cdef-0123-456789abcdef")


def entry(summary: str = "The board", place: str = "", *, cancelled: bool = False, changes: int = 0) -> Entry:
    return Entry(MEETING, datetime(2026, 3, 26, 14, tzinfo=UTC), summary, place, cancelled, changes, None)


def lines(content: bytes) -> list[str]:
    """Unfolded as a reader does it: a line that begins with a space belongs to the one before."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= OCTETS for line in content.split(b"\r\n"))
    assert all(line.decode() is not None for line in content.split(b"\r\n"))
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def properties(content: bytes) -> dict[str, str]:
    """Those of the one event."""
    every = lines(content)
    inside = every[every.index("BEGIN:VEVENT") + 1 : every.index("END:VEVENT")]
    return dict(line.split(":", 1) for line in inside)


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), text)


def told(entries: list[Entry], name: str = "The board") -> bytes:
    return feed(name, entries, host="ombud.example", url="https://ombud.example/meetings", at=AT)


def test_an_empty_feed_is_a_calendar() -> None:
    assert lines(told([])) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Ombud//Meetings//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:The board",
        "END:VCALENDAR",
    ]


def test_a_meeting_says_when_where_and_which_one() -> None:
    assert properties(told([entry("Data Strategy Board: regular meeting", "Room 4", changes=2)])) == {
        "UID": f"{MEETING}@ombud.example",
        "DTSTAMP": "20260302T150000Z",
        "DTSTART": "20260326T140000Z",
        "SUMMARY": "Data Strategy Board: regular meeting",
        "LOCATION": "Room 4",
        "URL": "https://ombud.example/meetings",
        "SEQUENCE": "2",
        "STATUS": "CONFIRMED",
    }


def test_a_cancelled_one_says_so() -> None:
    assert properties(told([entry(cancelled=True)]))["STATUS"] == "CANCELLED"


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"]), min_size=1))
def test_any_text_survives_escaping_and_folding(text: str) -> None:
    found = properties(told([entry(text, f"{text}; {text},\n{text}\\")]))
    assert unescaped(found["SUMMARY"]) == text
    assert unescaped(found["LOCATION"]) == f"{text}; {text},\n{text}\\"


@given(st.text())
def test_nothing_typed_adds_a_line(text: str) -> None:
    content = told([entry(text.encode("utf-8", "ignore").decode() or "x")])
    assert [line.split(":")[0] for line in lines(content)].count("BEGIN") == 2
    assert set(properties(content)) == {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "URL", "SEQUENCE", "STATUS"}
