"""The pictures of cases and tasks: by procedure, along one drawing, by age, by agency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from ombud.webapp.overview.shape import Bar, Bars, Picture, Row, Table, in_days
from ombud.workflows.days import day_of
from ombud.workflows.overview.ageing import AGES, Ageing, Kind
from ombud.workflows.overview.heat import Heat, Stop
from ombud.workflows.overview.reading import Counted
from ombud.workflows.overview.standings import Stand, Standing, Standings
from ombud.workflows.text import translate

LEVELS: Final = 4
"""Shades of the drawing; each element has its numbers too."""

STANDS: Final[dict[Stand, Any]] = {
    Stand.PAST: lazy_gettext("Past the last day for putting things right"),
    Stand.REMEDY: lazy_gettext("Something is being put right"),
    Stand.UNANSWERED: lazy_gettext("Not answered yet"),
    Stand.ANSWERED: lazy_gettext("Answered, and being looked at"),
    Stand.ENDED: lazy_gettext("Ended otherwise"),
    Stand.DONE: lazy_gettext("Done"),
    Stand.COMING: lazy_gettext("About to be opened"),
    Stand.ABSENT: lazy_gettext("Has no case in this round"),
}


def counted(cases: int) -> str:
    return str(
        ngettext(
            "This counts the %(num)d case that you may see.", "This counts the %(num)d cases that you may see.", cases
        )
    )


def by_procedure(found: Sequence[Counted]) -> Picture:
    shown = sorted((one for one in found if one.cases), key=lambda one: (-one.open, translate(one.deployed.toml.title)))
    rows = [
        Row(
            (translate(one.deployed.toml.title), one.open, one.closed, one.cases),
            url_for("overview.heat", key=one.deployed.toml.key),
        )
        for one in shown
    ]
    bars = [Bar(str(row.cells[0]), (one.open, one.closed), row.href) for one, row in zip(shown, rows, strict=True)]
    return Picture(
        "cases",
        _("Cases by procedure"),
        _("Each procedure with its drawing: where its cases stand, and how long its tasks take."),
        counted(sum(one.cases for one in found)),
        Table((_("Procedure"), _("Open"), _("Closed"), _("All")), tuple(rows)),
        Bars((_("open"), _("closed")), tuple(bars)),
        _("There is no case yet that you may see. As soon as one is opened, its procedure stands here."),
        timed=False,
    )


def heat(found: Heat) -> Picture:
    rows = [_stop(one) for one in found.stops]
    bars = [Bar(one.name, (one.now, one.passed)) for one in found.stops if one.now or one.passed]
    title = translate(found.deployed.toml.title)
    return Picture(
        found.deployed.toml.key,
        _("Where the cases are: %(procedure)s", procedure=title),
        _(
            "What cases passed within the period, which way they went, where they stand today, and how long each task takes."
        ),
        counted(found.cases),
        Table(
            (
                _("Step"),
                _("Asked of"),
                _("Cases that stand here today"),
                _("Longest wait today, in days"),
                _("Cases that passed it"),
                _("Times in all"),
                _("Takes, as the median, in days"),
                _("Longest, in days"),
            ),
            tuple(rows) if found.cases else (),
        ),
        Bars((_("stand here today"), _("passed it")), tuple(bars)),
        _(
            "No case of this procedure has been opened yet that you may see. With the first one, each step shows its count."
        ),
    )


def _stop(one: Stop) -> Row:
    name = one.name if one.drawn else _("%(step)s (not in the newest drawing)", step=one.name)
    times = in_days(one.waiting), one.passed, one.times, in_days(one.median), in_days(one.longest)
    return Row((name, one.who, one.now, *times))


def marks(found: Heat) -> list[tuple[str, int, int, int]]:
    """(element, shade from 0, cases that stand there, cases that passed) for the drawing."""
    return [
        (one.element, -(-LEVELS * (one.now + one.passed) // max(found.most, 1)), one.now, one.passed)
        for one in found.stops
        if one.drawn
    ]


def ageing(found: Ageing) -> Picture:
    columns = (
        _("Procedure"),
        _("Task"),
        _("Asked of"),
        _("Open"),
        _("Overdue"),
        _("Without a day"),
        *_ages(),
        _("Oldest, in days"),
    )
    rows = [_kind(one) for one in found.kinds]
    notes = []
    if found.suspended:
        notes = [
            ngettext(
                "%(num)d case is suspended: nothing of it is asked of anybody, and its tasks are left out.",
                "%(num)d cases are suspended: nothing of them is asked of anybody, and their tasks are left out.",
                found.suspended,
            )
        ]
    return Picture(
        "tasks",
        _("Open tasks by age"),
        _("What is asked of people today, how long it has been waiting, and what is overdue."),
        counted(found.cases),
        Table(columns, tuple(rows)),
        Bars(tuple(_ages()), tuple(_by_procedure(found.kinds))),
        _("No task is open in a case that you may see. As soon as somebody is asked for something, it stands here."),
        notes,
        timed=False,
    )


def _ages() -> list[str]:
    edges = [0, *AGES]
    closed = [_("%(first)d to %(last)d days", first=a + bool(a), last=b) for a, b in zip(edges, AGES, strict=False)]
    return [*closed, _("more than %(days)d days", days=AGES[-1])]


def _kind(one: Kind) -> Row:
    counts = (one.open, one.overdue, one.undated, *one.ages, in_days(one.oldest))
    href = url_for("overview.heat", key=one.procedure)
    return Row((translate(one.title), one.task, one.who, *counts), href, late=bool(one.overdue))


def _by_procedure(kinds: Sequence[Kind]) -> list[Bar]:
    found: dict[str, list[int]] = {}
    late: dict[str, int] = {}
    for one in kinds:
        title = translate(one.title)
        ages = found.setdefault(title, [0] * len(one.ages))
        found[title] = [a + b for a, b in zip(ages, one.ages, strict=True)]
        late[title] = late.get(title, 0) + one.overdue
    return [
        Bar(
            _("%(procedure)s, %(late)d overdue", procedure=title, late=late[title]) if late[title] else title,
            tuple(ages),
        )
        for title, ages in sorted(found.items(), key=lambda each: -sum(each[1]))
    ]


def standings(found: Standings) -> Picture:
    rows = [_standing(one) for one in found.lines]
    rounds = dict.fromkeys(one.period for one in found.lines)
    bars = [
        Bar(name, tuple(sum(one.stand is stand and one.period == name for one in found.lines) for stand in Stand))
        for name in rounds
    ]
    return Picture(
        found.deployed.toml.key,
        translate(found.told.title),
        _("Each round that opened within the period, agency by agency."),
        counted(found.cases),
        Table(
            (_("Agency"), _("Round"), _("Where it stands"), _("By when"), _("Closed on"), _("How it ended"), _("Case")),
            tuple(rows),
        ),
        Bars(tuple(str(STANDS[stand]) for stand in Stand), tuple(bars)),
        _(
            "No round has opened within this period that you may see. When the schedule opens one, each agency stands here with its case."
        ),
    )


def _standing(one: Standing) -> Row:
    by = day_of(one.by) if one.by else None
    closed = day_of(one.closed_at) if one.closed_at else None
    href = url_for("cases.show", number=one.number) if one.number else ""
    words = (one.agency, one.period, str(STANDS[one.stand]), by, closed, one.outcome, one.number)
    return Row(words, href, late=one.stand is Stand.PAST)
