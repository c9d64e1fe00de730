"""How a case of a procedure begins: by whom, through which door, by itself, or out of another case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from ombud.workflows.casefile.clauses import Clause, cited
from ombud.workflows.casefile.words import role_name
from ombud.workflows.deadlines.calendar import MONTHS
from ombud.workflows.engine import Element
from ombud.workflows.guidance.addressed import Who
from ombud.workflows.guidance.limits import Ground
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.model import Schedule
from ombud.workflows.text import language, ngettext
from ombud.workflows.text import translate as _

A_YEAR = 2001
"""Any year without a 29 February: the days of schedules are those of every year."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """`element`: the start of the diagram. `roles` bring it as their own, `recorders` for somebody without an account,
    `after`: key and title of the procedures of which a step opens a case."""

    element: str
    public: bool
    roles: tuple[Who, ...]
    recorders: tuple[Who, ...]
    scheduled: tuple[str, ...]  # sentences
    after: tuple[tuple[str, str], ...]
    clauses: tuple[Clause, ...]


def of(ground: Ground, starts: Iterable[Element], others: Iterable[Deployed]) -> Beginning:
    toml, drawn = ground.deployed.toml, tuple(starts)
    rows = [row for start in drawn for row in start.cites]
    if toml.schedule:
        rows += [toml.schedule.source] if toml.schedule.source in ground.clauses else []
    openers = {one.toml.key: one.toml.title for one in others if _opens(one, toml.key)}
    return Beginning(
        element=drawn[0].id if drawn else "",
        public=toml.start.public,
        roles=tuple(Who(role, role_name(role)) for role in toml.start.roles),
        recorders=tuple(Who(role, role_name(role)) for role in toml.start.recorders),
        scheduled=_scheduled(toml.schedule, ground) if toml.schedule else (),
        after=tuple((key, _(title)) for key, title in openers.items()),
        clauses=cited(ground.clauses, dict.fromkeys(rows)),
    )


def _opens(deployed: Deployed, key: str) -> bool:
    return any(opening.procedure == key for opening in deployed.toml.openings.values())


def _scheduled(schedule: Schedule, ground: Ground) -> tuple[str, ...]:
    match schedule.per:
        case "participating":
            whose = _("Every agency that takes part has a case of its own.")
        case "drawn":
            percent = ground.settings.get(schedule.draw.percent) if schedule.draw else None
            whose = _(
                "%(percent)s percent of the agencies that take part are drawn by lot; each has a case.", percent=percent
            )
        case _other:
            whose = _("It is one case for all.")
    return (_when(schedule, ground), whose)


def _when(schedule: Schedule, ground: Ground) -> str:
    if schedule.before:
        setting = schedule.before_setting
        days = int(ground.settings[setting] or 0) if setting else int(schedule.before[1:-1])
        month = MONTHS.index(schedule.anchor.rpartition("/")[2]) + 1
        named = format_date(date(A_YEAR, month, 1), "LLLL", locale=language())
        return ngettext(
            "It opens by itself every year, %(num)s day before the meeting in %(month)s.",
            "It opens by itself every year, %(num)s days before the meeting in %(month)s.",
            days,
            month=named,
        )
    if schedule.every == "year":
        month_of, day_of = (int(part) for part in schedule.on.split("-"))
        day = format_date(date(A_YEAR, month_of, day_of), _("MMMM d"), locale=language())
        return _("It opens by itself every year, on %(day)s.", day=day)
    if schedule.every == "quarter":
        return _("It opens by itself every quarter, on day %(day)s of its first month.", day=int(schedule.on))
    return _("It opens by itself every month, on day %(day)s.", day=int(schedule.on))
