"""What the daily mail says: of each matter the case's number, the procedure, what is asked, by when, and where. No names,
nothing of what anybody wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from ombud.workflows.days import day_of, end_of
from ombud.workflows.digest.standing import Line, Section
from ombud.workflows.letters import filters
from ombud.workflows.mail.wording import Wording
from ombud.workflows.text import language, lazy, ngettext
from ombud.workflows.text import translate as _

LISTED: Final = 100
"""Matters in one mail; whatever is more stands in the inbox."""

HEADINGS: Final = {
    Section.BALLOTS: lazy("Your vote is wanted"),
    Section.SOON: lazy("Due soon"),
    Section.NEW: lazy("New for you or your group"),
    Section.MOVED: lazy("With another date"),
    Section.DUTIES: lazy("Standing duties"),
    Section.PROGRESS: lazy("Your own cases have moved on"),
}


def daily(lines: Sequence[Line], *, account: str) -> Wording:
    """`account` is the page on which one chooses to hear of everything at once."""

    def words(_number: str) -> tuple[str, str]:
        subject = ngettext("%(num)d matter for you", "%(num)d matters for you", len(lines))
        left = len(lines) - LISTED
        parts = list(_parts(lines[:LISTED]))
        if left > 0:
            parts.append(_("And %(num)d more, in your inbox.", num=left))
        parts.append(
            _(
                "This mail comes once a day, when there is something to say. What is urgent comes by itself. To hear of "
                "everything at once, choose so in your account: %(link)s",
                link=account,
            )
        )
        return subject, "\n\n".join(parts)

    return words


def _parts(lines: Sequence[Line]) -> Iterator[str]:
    for section in Section:
        of_section = [line for line in lines if line.section is section]
        if of_section:
            yield f"{HEADINGS[section]}:"
            yield from map(_of_line, of_section)


def _of_line(line: Line) -> str:
    said = line.said()
    if line.number:
        said = f"{line.number}, {said}"
    if line.due_at is not None:
        said = _("%(what)s. Due: %(day)s", what=said, day=_when(line.due_at))
    return f"- {said}\n  {line.link}"


def _when(due_at: datetime) -> str:
    """The day, and the time where it is due before the day is over."""
    spoken = language()
    day = filters.day(due_at, language=spoken)
    if due_at == end_of(day_of(due_at)):
        return day
    return _("%(day)s, %(time)s", day=day, time=filters.time(due_at, language=spoken))
