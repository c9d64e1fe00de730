"""The pictures of meetings, rounds and days: the bodies' workload, agencies drawn by lot, the calendar of a year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from babel.dates import format_skeleton
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from ombud.webapp.language import language
from ombud.webapp.overview.of_cases import counted
from ombud.webapp.overview.shape import Bar, Bars, Picture, Row, Table
from ombud.workflows.days import day_of
from ombud.workflows.overview.diary import Diary, Entry, Kind, Stage
from ombud.workflows.overview.draws import Draw, Draws
from ombud.workflows.overview.workload import Load, Place, Workload
from ombud.workflows.text import translate

PLACES: Final[dict[Place, Any]] = {
    Place.MEETING: lazy_gettext("Meeting"),
    Place.CORRESPONDENCE: lazy_gettext("By correspondence"),
    Place.NONE: lazy_gettext("No meeting is scheduled"),
}
KINDS: Final[dict[Kind, Any]] = {
    Kind.ROUND: lazy_gettext("Opens by itself"),
    Kind.DUTY: lazy_gettext("Standing duty"),
    Kind.MEETING: lazy_gettext("Meeting"),
    Kind.CLOSURE: lazy_gettext("Office closed"),
}
STAGES: Final[dict[Stage, Any]] = {
    Stage.PAST: lazy_gettext("past"),
    Stage.TODAY: lazy_gettext("today"),
    Stage.LATE: lazy_gettext("overdue"),
    Stage.COMING: lazy_gettext("to come"),
}


def workload(found: Workload) -> Picture:
    return Picture(
        "bodies",
        _("What the bodies have before them"),
        _("Matters heard at the meetings of the period, ballots, and what waits today for which meeting."),
        counted(found.matters),
        Table(
            (
                _("Body"),
                _("Where"),
                _("Day"),
                _("Heard"),
                _("Waiting"),
                _("Ballots open"),
                _("Ballots closed"),
                _("Ballots void"),
            ),
            tuple(_load(one) for one in found.loads),
        ),
        Bars((_("heard"), _("waiting"), _("ballots")), tuple(_bodies(found.loads))),
        _(
            "No body that you watch over has met in this period, and nothing waits for one. Once a case comes before a body, its meeting stands here with it."
        ),
    )


def _load(one: Load) -> Row:
    day = day_of(one.starts_at) if one.starts_at else None
    counts = (one.heard, one.waiting, one.ballots_open, one.ballots_closed, one.ballots_void)
    href = url_for("meetings.show", meeting_id=one.meeting_id) if one.meeting_id else ""
    return Row((one.body, str(PLACES[one.place]), day, *counts), href, late=one.place is Place.NONE)


def _bodies(loads: Iterable[Load]) -> list[Bar]:
    found: dict[str, tuple[int, int, int]] = {}
    for one in loads:
        heard, waiting, ballots = found.get(one.body, (0, 0, 0))
        found[one.body] = (heard + one.heard, waiting + one.waiting, ballots + one.ballots)
    return [Bar(body, counts) for body, counts in found.items()]


def draws(found: Draws) -> Picture:
    return Picture(
        "rounds",
        _("Agencies drawn by lot"),
        _("The rounds that opened within the period: how many agencies were drawn, and how far their cases have come."),
        counted(found.cases),
        Table(
            (
                _("Procedure"),
                _("Round"),
                _("Opened on"),
                _("Agencies that took part"),
                _("Share to be drawn, in percent"),
                _("Drawn"),
                _("Cases opened"),
                _("Cases closed"),
                _("Cases open"),
            ),
            tuple(_draw(one) for one in found.rounds),
        ),
        Bars((_("closed"), _("open"), _("about to be opened")), tuple(_progress(one) for one in found.rounds)),
        _(
            "No agencies were drawn within this period. When a schedule opens a round for which agencies are drawn, it stands here with its progress."
        ),
    )


def _draw(one: Draw) -> Row:
    cells = (one.took_part, one.percent, one.drawn, one.opened, one.closed, one.opened - one.closed)
    href = url_for("overview.heat", key=one.procedure)
    return Row((translate(one.title), one.period, one.opens_on, *cells), href)


def _progress(one: Draw) -> Bar:
    label = _("%(procedure)s, %(period)s", procedure=translate(one.title), period=one.period)
    return Bar(label, (one.closed, one.opened - one.closed, one.coming))


def diary(found: Diary) -> Picture:
    notes = [
        _("Comes round, but has no day because nobody has recorded it: %(duty)s", duty=one) for one in found.unrecorded
    ]
    return Picture(
        "calendar",
        _("The year's calendar"),
        _("What opens by itself and when, standing duties, meetings, and days on which the office is closed."),
        "",
        Table(
            (_("What"), _("Kind"), _("Day"), _("State"), _("Asked for by")),
            tuple(_entry(one) for one in found.entries),
        ),
        Bars(tuple(str(KINDS[kind]) for kind in Kind), tuple(_months(found.entries))),
        _(
            "Nothing falls into this period. Meetings stand here once they are scheduled, duties once they are recorded."
        ),
        notes,
    )


def _entry(one: Entry) -> Row:
    href = url_for("duties.duty", key=one.duty) if one.duty else ""
    words = (one.what, str(KINDS[one.kind]), one.on, str(STAGES[one.stage]), one.source)
    return Row(words, href, late=one.stage is Stage.LATE)


def _months(entries: Iterable[Entry]) -> list[Bar]:
    found: dict[date, list[int]] = {}
    for one in entries:
        counts = found.setdefault(one.on.replace(day=1), [0] * len(Kind))
        counts[list(Kind).index(one.kind)] += 1
    return [Bar(format_skeleton("yMMMM", month, locale=language()), tuple(each)) for month, each in found.items()]
