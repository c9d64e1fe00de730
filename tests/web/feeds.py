"""Reading a calendar feed as a calendar program does, and strictly: RFC 5545, sections 3.1 and 3.2."""

from __future__ import annotations

import re
from dataclasses import dataclass

OCTETS = 75
NAME = re.compile(r"[A-Z0-9-]+")
ESCAPED = re.compile(r"\\([\\;,nN])")
Event = dict[str, str]


@dataclass(frozen=True)
class Calendar:
    properties: dict[str, str]
    events: list[Event]

    def of(self, words: str) -> list[Event]:
        return [event for event in self.events if words in event["SUMMARY"]]


def parse(content: bytes) -> Calendar:
    """Every line ends with CRLF and has at most 75 octets; unfolded, each is a name, parameters and a value."""
    assert content.endswith(b"\r\n")
    raw = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= OCTETS and b"\n" not in line and b"\r" not in line for line in raw)
    lines = content.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    properties: dict[str, str] = {}
    events: list[Event] = []
    current = properties
    for line in lines[1:-1]:
        head, colon, value = line.partition(":")
        name, *_parameters = head.split(";")
        assert colon
        assert NAME.fullmatch(name), line
        if line == "BEGIN:VEVENT":
            assert current is properties, "no event stands in another"
            current = {}
        elif line == "END:VEVENT":
            events.append(current)
            current = properties
        else:
            assert head not in current, f"{head} stands twice"
            current[head] = ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    assert current is properties
    assert {"VERSION", "PRODID"} <= properties.keys()
    assert all({"UID", "DTSTAMP", "SUMMARY", "SEQUENCE"} <= event.keys() for event in events)
    assert len({event["UID"] for event in events}) == len(events)
    return Calendar(properties, events)
