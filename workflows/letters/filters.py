"""What a letter template may do to a value: dates as people write them, and text in paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from babel.dates import format_date, format_time
from markupsafe import Markup, escape

from ombud.workflows import text
from ombud.workflows.days import ZONE, day_of, instant, passed

BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def in_language(language: str) -> dict[str, Callable[..., Any]]:
    """The filters by the names templates know them by."""
    return {
        "day": partial(day, language=language),
        "time": partial(time, language=language),
        "after": partial(after, language=language),
        "paragraphs": paragraphs,
        "counted": partial(counted, language=language),
    }


def day(value: datetime | date | str, *, language: str) -> str:
    """“November 21, 2026”, as a day in the organisation's time zone. Takes ISO text too, as forms give it."""
    return format_date(_day(value), format="long", locale=language)


def time(value: datetime | str, *, language: str) -> str:
    """“2:05 PM”, in the organisation's time zone."""
    at = instant(value) if isinstance(value, str) else value
    return format_time(at.astimezone(ZONE), format="short", locale=language, tzinfo=ZONE).replace("\u202f", " ")


def after(value: datetime | str, since: datetime | str, *, language: str) -> str:
    """“1 hour 25 minutes”: how much later than `since`."""
    until, begun = (instant(at) if isinstance(at, str) else at for at in (value, since))
    return passed(until - begun, language=language)


def counted(value: str, *, language: str) -> str:
    """“For: 4; abstained: 1”, as Ombud writes down what was counted, in the letter's language; other words stay."""
    with text.in_language(language):
        return "; ".join(_count(part) for part in value.split("; "))


def _count(part: str) -> str:
    label, colon, count = part.rpartition(": ")
    if label == "abstained":
        return text.translate("abstained: %(count)s", count=count)
    return f"{text.translate(label)}{colon}{count}"


def paragraphs(value: str) -> Markup:
    """What somebody typed, as paragraphs; single line breaks stay."""
    parts = [part for part in BLANK_LINES.split(value.replace("\r\n", "\n").strip()) if part]
    broken = Markup("<br>")
    return Markup("").join(Markup("<p>{}</p>").format(broken.join(escape(part).split("\n"))) for part in parts)


def _day(value: datetime | date | str) -> date:
    if isinstance(value, str):
        value = instant(value) if "T" in value else date.fromisoformat(value)
    return day_of(value) if isinstance(value, datetime) else value
