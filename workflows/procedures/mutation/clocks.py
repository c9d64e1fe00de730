"""Deadlines moved: by a day, to another kind of meeting, with the agenda closing a day off, reminded a day off."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from ombud.workflows.days import days_in
from ombud.workflows.deadlines.calendar import MONTHS, QUARTERLY
from ombud.workflows.procedures.errors import toml_line
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.model import DeadlineRule, Schedule
from ombud.workflows.procedures.mutation.markup import waiting_for
from ombud.workflows.procedures.mutation.mutant import TOML, Kind, Mutant, with_toml

MOVES = (1, -1)
LAST_DAY = 28  # the last that a schedule may name
OTHER_KIND = {"regular": "special", "special": "regular", QUARTERLY: "special"}


def clocks(procedure: Procedure, given: Collection[str]) -> Iterator[Mutant]:
    """`given` are the procedure's settings, by short name, that its scenarios begin with: where a deadline's days come
    from one, these are moved."""
    closing = set[str | int]()
    for name, rule in procedure.toml.deadlines.items():
        if rule.anchor.startswith("meeting:"):
            yield _other_meeting(procedure, name, rule)
            known = isinstance(rule.cutoff_days, str) and rule.cutoff_days in closing  # a setting closes them all
            if not known and not _opens_before(procedure, rule):
                yield from _cutoff(procedure, name, rule, given)
            closing.add(rule.cutoff_days)
        else:
            yield from _days(procedure, name, rule)
        yield from _reminders(procedure, name, rule)
    yield from _schedule(procedure)


def _days(procedure: Procedure, name: str, rule: DeadlineRule) -> Iterator[Mutant]:
    for move in MOVES:
        days = rule.days
        if days is None or days + move >= 0 or rule.anchor == "period":
            edit = [] if days is None else [(("deadlines", name, "days"), days + move)]
            what = f"a day {_way(move)}" if days is None else f"{days} days -> {days + move}"
            yield _mutant(procedure, name, (f"deadlines.{name}.days", what), edit, {name: move})


def _other_meeting(procedure: Procedure, name: str, rule: DeadlineRule) -> Mutant:
    """The date of a meeting is not counted in days: what moves it is another meeting."""
    place, _, wanted = rule.anchor.rpartition("/")
    after = MONTHS[(MONTHS.index(wanted) + 1) % len(MONTHS)] if wanted in MONTHS else ""
    other = after or OTHER_KIND.get(wanted, "regular")
    edit = [(("deadlines", name, "anchor"), f"{place}/{other}")]
    return _mutant(procedure, name, (f"deadlines.{name}.anchor", f"{wanted} meeting -> {other}"), edit, {})


def _opens_before(procedure: Procedure, rule: DeadlineRule) -> bool:
    """Whether the case opens days before this very meeting, and the date is that meeting's whatever happens later: that
    its agenda closes a day before changes nothing."""
    schedule = procedure.toml.schedule
    if schedule is None or not schedule.before or rule.since != "opened" or rule.then:
        return False
    return schedule.anchor == rule.anchor and _days_before(procedure, schedule) > max(MOVES)


def _cutoff(procedure: Procedure, name: str, rule: DeadlineRule, given: Collection[str]) -> Iterator[Mutant]:
    cutoff = rule.cutoff_days
    setting = cutoff if isinstance(cutoff, str) else ""
    days = procedure.toml.settings[cutoff].default if isinstance(cutoff, str) else cutoff
    place = ("settings", setting, "default") if setting else ("deadlines", name, "cutoff_days")
    for move in MOVES:
        possible = isinstance(days, int) and days + move >= 0
        if possible or setting in given:
            edit = [(place, days + move)] if possible else []
            what = (
                f"agenda closes {days} days before -> {days + move}"
                if possible
                else f"agenda closes a day {_way(-move)}"
            )
            yield _mutant(procedure, name, (".".join(place), what), edit, {setting: move} if setting else {})


def _reminders(procedure: Procedure, name: str, rule: DeadlineRule) -> Iterator[Mutant]:
    for place, period in enumerate(rule.remind):
        for move in MOVES:
            if (days := days_in(period) + move) >= 0:
                remind = [f"P{days}D" if each == place else one for each, one in enumerate(rule.remind)]
                edit = [(("deadlines", name, "remind"), remind)]
                what = f"reminder {period} before -> P{days}D"
                yield _mutant(procedure, name, (f"deadlines.{name}.remind", what), edit, {})


def _schedule(procedure: Procedure) -> Iterator[Mutant]:
    """Cases that open by themselves, a day off."""
    schedule = procedure.toml.schedule
    if schedule is None:
        return
    if schedule.before_setting:
        yield from _by_setting(procedure, schedule)
        return
    key, told = ("before", schedule.before) if schedule.before else ("on", schedule.on)
    for move in MOVES:
        month, dash, day = told.rpartition("-")
        number = (days_in(told) if schedule.before else int(day)) + move
        other = f"P{number}D" if schedule.before else f"{month}{dash}{number:02}"
        if schedule.before or 1 <= number <= LAST_DAY:
            place = ("schedule", key)
            yield _mutant(procedure, "", (f"schedule.{key}", f"{told} -> {other}"), [(place, other)], {})


def _by_setting(procedure: Procedure, schedule: Schedule) -> Iterator[Mutant]:
    name, days = schedule.before_setting, _days_before(procedure, schedule)
    for move in MOVES:
        place = ("settings", name, "default")
        told = (".".join(place), f"{days} days before -> {days + move}")
        yield _mutant(procedure, "", told, [(place, days + move)], {name: move})


def _days_before(procedure: Procedure, schedule: Schedule) -> int:
    name = schedule.before_setting
    return int(procedure.toml.settings[name].default) if name else days_in(schedule.before or "P0D")


def _mutant(
    procedure: Procedure,
    deadline: str,
    told: tuple[str, str],
    edit: Sequence[tuple[tuple[str, ...], Any]],
    shift: dict[str, int],
) -> Mutant:
    """`told` is the element and the change, `edit` holds places of the TOML and what is written there."""
    content = tomllib.loads(procedure.toml_text)
    for place, value in edit:
        table = content
        for key in place[:-1]:
            table = table.setdefault(key, {})
        table[place[-1]] = value
    line = toml_line(procedure.toml_text, tuple(told[0].split(".")))
    changed = with_toml(procedure, content) if edit else procedure
    return Mutant(Kind.CLOCK, TOML, line, *told, changed, waiting_for(procedure, deadline), shift)


def _way(move: int) -> str:
    return "later" if move > 0 else "earlier"
