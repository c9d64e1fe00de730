"""When a body meets regularly: a rule of RFC 5545 in local time. What is written is judged by dateutil. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from ombud.workflows.days import ZONE, start_of
from ombud.workflows.refusals import NotARecurrence
from ombud.workflows.text import translate as _

OFTEN: Final = ("WEEKLY", "MONTHLY", "YEARLY")
PARTS: Final = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST"))
"""What a rule of meetings may say; times of day stand beside it, not in it."""

LONGEST: Final = 200
COUNTS: Final = re.compile(r"[1-9]\d{0,2}")
CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule that was judged. `from_on` is the day it begins with: “every second month” is counted from it."""

    rule: str  # "FREQ=MONTHLY;BYDAY=4TH"
    from_on: date
    clock: time  # on the wall: changes of the clocks do not move a meeting

    def __str__(self) -> str:
        """As it is stored: two lines of RFC 5545."""
        return f"DTSTART:{self.from_on:%Y%m%d}\nRRULE:{self.rule}"

    def instants(self, *, after: datetime, until: datetime) -> list[datetime]:
        """The meetings after one instant, up to another."""
        found = _between(
            self.rule, datetime.combine(self.from_on, self.clock), _on_the_wall(after), _on_the_wall(until)
        )
        return [when.replace(tzinfo=ZONE).astimezone(UTC) for when in found]


def read(text: str, *, meets_at: str, from_on: date) -> Recurrence:
    """The rule that people wrote, with or without “RRULE:” before it. Raises NotARecurrence, saying what is wrong."""
    rule = text.strip().upper().removeprefix("RRULE:")
    _check(rule)
    recurrence = Recurrence(rule, from_on, _clock(meets_at))
    begins = start_of(from_on)
    try:
        recurrence.instants(after=begins, until=begins + relativedelta(years=1))
    except (ValueError, TypeError, LookupError, AttributeError):
        raise NotARecurrence(_like(_("“%(rule)s” cannot be computed.", rule=rule))) from None
    return recurrence


def stored(text: str, meets_at: str) -> Recurrence | None:
    """The rule of a body, from its columns; None where it has none."""
    lines = dict(line.partition(":")[::2] for line in text.splitlines())
    if "RRULE" not in lines:
        return None
    return Recurrence(lines["RRULE"], date.fromisoformat(lines["DTSTART"]), _clock(meets_at))


def _check(rule: str) -> None:
    """Only what a calendar of meetings can say, and nothing that would be computed forever."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    if len(rule) > LONGEST or not all(parts.values()) or not parts.keys() <= PARTS:
        raise NotARecurrence(_like(_("“%(rule)s” is not written as one.", rule=rule[:LONGEST])))
    if parts.get("FREQ") not in OFTEN:
        raise NotARecurrence(_like(_("It has to say how often: FREQ=WEEKLY, FREQ=MONTHLY or FREQ=YEARLY.")))
    if parts["FREQ"] == "WEEKLY" and "BYMONTHDAY" in parts:  # RFC 5545, 3.3.10; most of them would be searched forever
        raise NotARecurrence(_like(_("A weekly rule names days of the week, not of the month.")))
    for name in ("INTERVAL", "COUNT"):
        if name in parts and not COUNTS.fullmatch(parts[name]):
            raise NotARecurrence(_like(_("%(name)s is a number from 1 to 999.", name=name)))


def _clock(text: str) -> time:
    found = CLOCK.fullmatch(text.strip())
    if found is None:
        raise NotARecurrence(_("“%(text)s” is no time of day. Write it as 10:00.", text=text.strip()[:LONGEST]))
    return time(int(found[1]), int(found[2]))


@lru_cache(maxsize=16)
def _between(rule: str, begins: datetime, after: datetime, until: datetime) -> tuple[datetime, ...]:
    """Kept, because one page asks several times, and a rule that names no day is searched up to the year 9999: its
    UNTIL ends the search only where a day comes after it."""
    return tuple(rrulestr(f"RRULE:{rule}", dtstart=begins).between(after, until))


def _like(sentence: str) -> str:
    return f"{sentence} {_('The fourth Thursday of every month is FREQ=MONTHLY;BYDAY=4TH.')}"


def _on_the_wall(at: datetime) -> datetime:
    return at.astimezone(ZONE).replace(tzinfo=None)
