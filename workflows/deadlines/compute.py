"""How a date is computed: a rule and its anchor in, a date and its explanation out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ombud.workflows.days import add_days, day_of, end_of
from ombud.workflows.procedures.model import Counting, DeadlineRule
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class MeetingDay:
    """A scheduled meeting as the calendar has it."""

    starts_at: datetime
    body: str  # display name


@dataclass(frozen=True, slots=True)
class Computed:
    """`due_at` is None when the date cannot be known yet, when the target is off, or, with `alarm`, when it must be
    known and is not: an alarm is never replaced by a guess."""

    due_at: datetime | None
    anchored_at: datetime | None
    alarm: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)  # plain JSON: what pages explain the date with


def by_days(rule: DeadlineRule, *, anchored_at: datetime | None, days: int | None) -> Computed:
    """The end of the day that lies `days` after the anchor's day. Off without days; unknown without an anchor."""
    facts: dict[str, Any] = {"rule": "days", "anchor": rule.anchor, "days": days, "counting": str(rule.counting)}
    if days is None:
        return Computed(None, anchored_at, facts=facts | {"off": True})
    if anchored_at is None:
        return Computed(None, None, facts=facts)
    start = day_of(anchored_at)
    due = add_days(start, days, business=rule.counting is Counting.BUSINESS)
    return Computed(
        end_of(due), anchored_at, facts=facts | {"anchored_on": start.isoformat(), "due_on": due.isoformat()}
    )


def by_meeting(
    rule: DeadlineRule, *, anchored_at: datetime, meetings: Sequence[MeetingDay], cutoff_days: int, body: str
) -> Computed:
    """The day of the first meeting after the anchor, leaving out those whose agenda had closed by then (A37).

    `meetings` are the scheduled ones of the wanted kind, in order of time. None after the anchor is an alarm.
    """
    filed_on = day_of(anchored_at)
    facts: dict[str, Any] = {
        "rule": "meeting",
        "anchor": rule.anchor,
        "anchored_on": filed_on.isoformat(),
        "cutoff_days": cutoff_days,
        "body": body,
    }
    for meeting in meetings:
        if meeting.starts_at <= anchored_at:
            continue
        closes_on = add_days(day_of(meeting.starts_at), -cutoff_days)
        if cutoff_days and filed_on > closes_on:
            continue
        due = day_of(meeting.starts_at)
        return Computed(end_of(due), anchored_at, facts=facts | {"due_on": due.isoformat(), "body": meeting.body})
    return Computed(None, anchored_at, alarm="no_meeting", facts=facts)


def extended(computed: Computed, *, until: date) -> Computed:
    """The same deadline with a later date given by a person; an earlier one than computed does not count."""
    due = end_of(until)
    if computed.due_at is not None and due <= computed.due_at:
        return computed
    return Computed(due, computed.anchored_at, facts=computed.facts | {"extended_to": until.isoformat()})


def explain(facts: dict[str, Any]) -> list[str]:
    """The computation in sentences, for the case page and letters."""
    lines = _steps_of_meeting(facts) if facts.get("rule") == "meeting" else _steps_of_days(facts)
    for pause in facts.get("pauses", ()):
        lines.append(_("Paused from %(start)s to %(end)s: %(days)s days added.", **pause))
    if until := facts.get("extended_to"):
        lines.append(_("Extended to %(day)s.", day=until))
    return lines


def _steps_of_days(facts: dict[str, Any]) -> list[str]:
    if facts.get("off"):
        return [_("This local target is switched off.")]
    if "anchored_on" not in facts:
        return [_("The date follows once %(anchor)s has happened.", anchor=facts["anchor"])]
    counting = _("calendar days") if facts["counting"] == "calendar" else _("business days")
    return [
        _("Counted from %(day)s (%(anchor)s).", day=facts["anchored_on"], anchor=facts["anchor"]),
        _(
            "%(days)s %(counting)s later, at the end of the day: %(due)s.",
            days=facts["days"],
            counting=counting,
            due=facts["due_on"],
        ),
    ]


def _steps_of_meeting(facts: dict[str, Any]) -> list[str]:
    lines = [_("Filed on %(day)s.", day=facts["anchored_on"])]
    if facts["cutoff_days"]:
        lines.append(_("The agenda closes %(days)s days before a meeting (a local rule).", days=facts["cutoff_days"]))
    if "due_on" in facts:
        lines.append(
            _("The next meeting of that kind of the %(body)s is on %(day)s.", body=facts["body"], day=facts["due_on"])
        )
    else:
        lines.append(
            _("No such meeting of the %(body)s is scheduled. The chairs have to schedule one.", body=facts["body"])
        )
    return lines
