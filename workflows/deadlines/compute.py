"""How a date is computed: a rule and its anchor in, a date and its explanation out. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from ombud.workflows.days import add_days, day_of, end_of, is_business, later_on_the_wall
from ombud.workflows.deadlines.calendar import MONTHS, MeetingDay, coming_year
from ombud.workflows.procedures.model import Counting, DeadlineRule
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Computed:
    """`due_at` is None when the date cannot be known yet, when the target is off, or, with `alarm`, when it must be
    known and is not: an alarm is never replaced by a guess."""

    due_at: datetime | None
    anchored_at: datetime | None
    alarm: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)  # plain JSON: what pages explain the date with
    meeting_id: UUID | None = None  # the meeting whose day it is


def by_days(
    rule: DeadlineRule, *, anchored_at: datetime | None, days: int | None, closed: Set[date] = frozenset()
) -> Computed:
    """The end of the day that lies `days` after the anchor's day. Off without days; unknown without an anchor.

    Counted by the moment it is due at the anchor's time of day. Only business days heed `closed`, the days on which the office is closed.
    """
    facts: dict[str, Any] = {"rule": "days", "anchor": rule.anchor, "days": days, "counting": str(rule.counting)}
    if days is None:
        return Computed(None, anchored_at, facts=facts | {"off": True})
    if anchored_at is None:
        return Computed(None, None, facts=facts)
    start = day_of(anchored_at)
    business = rule.counting is Counting.BUSINESS
    due = add_days(start, days, business=business, closed=closed)
    facts |= {"anchored_on": start.isoformat(), "due_on": due.isoformat()}
    if skipped := [day.isoformat() for day in sorted(closed) if business and start < day < due and is_business(day)]:
        facts["closed_on"] = skipped
    due_at = later_on_the_wall(anchored_at, days) if rule.counting is Counting.MOMENT else end_of(due)
    return Computed(due_at, anchored_at, facts=facts)


def by_meeting(
    rule: DeadlineRule, *, anchored_at: datetime, meetings: Sequence[MeetingDay], cutoff_days: int, body: str
) -> Computed:
    """The day of the first meeting after the anchor, leaving out those whose agenda had closed by then (A37).

    `meetings` are the scheduled ones of the wanted kind, in order of time. None after the anchor is an alarm.
    """
    facts = _filed(rule, anchored_at, cutoff_days, body)
    for meeting in meetings:
        if _still_open(meeting, anchored_at, cutoff_days):
            return _due(meeting, anchored_at, facts)
    return Computed(None, anchored_at, alarm="no_meeting", facts=facts)


def by_month(
    rule: DeadlineRule,
    *,
    month: str,
    anchored_at: datetime,
    meetings: Sequence[MeetingDay],
    cutoff_days: int,
    body: str,
) -> Computed:
    """The day of the body's meeting in a month such as “march”: the coming one, of whatever kind (A55).

    `meetings` are the scheduled ones of those months, held ones included. Once that month's meeting is over, or its
    agenda closed, next year's counts. A month without any is an alarm: it is never put off by a year unnoticed.
    """
    number, facts = MONTHS.index(month) + 1, _filed(rule, anchored_at, cutoff_days, body)
    year = coming_year(number, anchored_at)
    while there := [m for m in meetings if (day_of(m.starts_at).year, day_of(m.starts_at).month) == (year, number)]:
        for meeting in there:
            if _still_open(meeting, anchored_at, cutoff_days):
                return _due(meeting, anchored_at, facts)
        year += 1
    return Computed(None, anchored_at, alarm="no_meeting", facts=facts | {"month": f"{year}-{number:02}"})


def _filed(rule: DeadlineRule, anchored_at: datetime, cutoff_days: int, body: str) -> dict[str, Any]:
    return {
        "rule": "meeting",
        "anchor": rule.anchor,
        "anchored_on": day_of(anchored_at).isoformat(),
        "cutoff_days": cutoff_days,
        "body": body,
    }


def _still_open(meeting: MeetingDay, anchored_at: datetime, cutoff_days: int) -> bool:
    """Whether something filed at an instant still comes before this meeting."""
    if meeting.starts_at <= anchored_at:
        return False
    closes_on = add_days(day_of(meeting.starts_at), -cutoff_days)
    return not cutoff_days or day_of(anchored_at) <= closes_on


def _due(meeting: MeetingDay, anchored_at: datetime, facts: dict[str, Any]) -> Computed:
    due = day_of(meeting.starts_at)
    known = facts | {"due_on": due.isoformat(), "body": meeting.body}
    return Computed(end_of(due), anchored_at, facts=known, meeting_id=meeting.id)


def extended(computed: Computed, *, until: date) -> Computed:
    """The same deadline with a later date given by a person; an earlier one than computed does not count."""
    due = end_of(until)
    if computed.due_at is not None and due <= computed.due_at:
        return computed
    return replace(computed, due_at=due, alarm=None)


def paused(computed: Computed, *, days: int) -> Computed:
    """The same deadline later by the days it stood still; one without a date still has none."""
    if computed.due_at is None:
        return computed
    return replace(computed, due_at=end_of(day_of(computed.due_at) + timedelta(days=days)))


def pause_of(start: date, end: date) -> dict[str, Any]:
    """What `kept` and `explain` read of a pause from one day to another."""
    return {"kind": "pause", "start": start.isoformat(), "end": end.isoformat(), "days": (end - start).days}


def extension_of(until: date) -> dict[str, Any]:
    """What `kept` and `explain` read of an extension to a day."""
    return {"kind": "extend", "until": until.isoformat()}


def kept(computed: Computed, before: dict[str, Any]) -> Computed:
    """A date computed anew with what people did to the one before (its facts), in the order in which they did it.

    A pause after an extension moves the extended date too; an extension after a pause names the day, pause included.
    """
    changes = before.get("changes", ())
    for change in changes:
        if change["kind"] == "pause":
            computed = paused(computed, days=change["days"])
        else:
            computed = extended(computed, until=date.fromisoformat(change["until"]))
    return replace(computed, facts=computed.facts | {"changes": list(changes)}) if changes else computed


def explain(facts: dict[str, Any]) -> list[str]:
    """The computation in sentences, for the case page and letters."""
    lines = _steps_of_meeting(facts) if facts.get("rule") == "meeting" else _steps_of_days(facts)
    return lines + [_change(change) for change in facts.get("changes", ())]


def _change(change: dict[str, Any]) -> str:
    if change["kind"] == "pause":
        days = {name: change[name] for name in ("start", "end", "days")}
        return _("Paused from %(start)s to %(end)s: %(days)s days added.", **days)
    return _("Extended to %(day)s.", day=change["until"])


def _steps_of_days(facts: dict[str, Any]) -> list[str]:
    if facts.get("off"):
        return [_("This local target is switched off.")]
    if "anchored_on" not in facts:
        return [_("The date follows once %(anchor)s has happened.", anchor=facts["anchor"])]
    first = _("Counted from %(day)s (%(anchor)s).", day=facts["anchored_on"], anchor=facts["anchor"])
    if facts["counting"] == "moment":
        return [first, _("%(days)s calendar days later, at the same time of day.", days=facts["days"])]
    counting = _("calendar days") if facts["counting"] == "calendar" else _("business days")
    lines = [
        first,
        _(
            "%(days)s %(counting)s later, at the end of the day: %(due)s.",
            days=facts["days"],
            counting=counting,
            due=facts["due_on"],
        ),
    ]
    if days := facts.get("closed_on"):
        lines.append(_("The office is closed on %(days)s: not counted.", days=", ".join(days)))
    return lines


def _steps_of_meeting(facts: dict[str, Any]) -> list[str]:
    lines = [_("Filed on %(day)s.", day=facts["anchored_on"])]
    if facts["cutoff_days"]:
        lines.append(_("The agenda closes %(days)s days before a meeting (a local rule).", days=facts["cutoff_days"]))
    if "due_on" in facts:
        lines.append(
            _("The next meeting of that kind of the %(body)s is on %(day)s.", body=facts["body"], day=facts["due_on"])
        )
    elif month := facts.get("month"):
        lines.append(
            _(
                "The %(body)s has no meeting in %(month)s. The chairs have to schedule one.",
                body=facts["body"],
                month=month,
            )
        )
    else:
        lines.append(
            _("No such meeting of the %(body)s is scheduled. The chairs have to schedule one.", body=facts["body"])
        )
    return lines
