"""A calendar as an iCalendar feed (RFC 5545): text escaped, lines folded at 75 octets, ended by CRLF. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

OCTETS: Final = 75
PRODUCT: Final = "-//Ombud//Meetings//EN"


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting, or what is due, in a feed. `changes` counts how often it was changed: readers take the higher number for
    the newer. What has a `day` fills none of its hours; `url` is its own page, where that is another one than the feed's.
    """

    id: UUID
    starts_at: datetime
    summary: str
    place: str
    cancelled: bool
    changes: int
    changed_at: datetime | None
    day: date | None = None
    url: str = ""


def feed(name: str, entries: Iterable[Entry], *, host: str, url: str, at: datetime, refresh: str = "") -> bytes:
    """The whole feed. `host` makes the entries' ids worldwide ones, `url` is the page they stand on. `refresh` says after
    how long ("PT1H") a calendar program is to read it again: in the words of RFC 7986, and in those of older ones."""
    again = (f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}", f"X-PUBLISHED-TTL:{refresh}") if refresh else ()
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        *again,
        *(line for entry in entries for line in _event(entry, host=host, url=url, at=at)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event(entry: Entry, *, host: str, url: str, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.id}@{host}"
    yield f"DTSTAMP:{_instant(at)}"
    if entry.day is None:
        yield f"DTSTART:{_instant(entry.starts_at)}"
    else:
        yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{_text(entry.summary)}"
    if entry.place:
        yield f"LOCATION:{_text(entry.place)}"
    yield f"URL:{entry.url or url}"
    yield f"SEQUENCE:{entry.changes}"
    if entry.changed_at is not None:
        yield f"LAST-MODIFIED:{_instant(entry.changed_at)}"
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """TEXT of RFC 5545: backslash, semicolon, comma and line ends escaped; other control characters have no place."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = escaped.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\\n".join("".join(c for c in line if c.isprintable() or c == "\t") for line in lines)


def _folded(line: str) -> bytes:
    """No line is longer than 75 octets, and no character is torn."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
