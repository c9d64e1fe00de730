"""The time limits of a procedure in words, before there is a case: from when they count, how long, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import get_month_names

from ombud.workflows.casefile.clauses import Clause, Clauses, cited
from ombud.workflows.casefile.words import element_name, humanised
from ombud.workflows.deadlines.calendar import MONTHS, QUARTERLY
from ombud.workflows.formspec import FormCatalogue
from ombud.workflows.guidance.addressed import Bodies
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.model import Counting, DeadlineRule, ProcedureToml
from ombud.workflows.text import language, ngettext
from ombud.workflows.text import translate as _

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Limit:
    """`deviates`: what the policy, or the law, says, where this office has set another number. `off`: a local target that
    nobody has set. `steps`: the elements that wait for it."""

    name: str
    steps: tuple[str, ...]
    words: str
    clause: Clause | None
    law: str
    local: bool
    off: bool
    deviates: str
    remind: tuple[int, ...]  # days before
    closes: int  # days before the meeting, on which its agenda closes; 0: never before it


@dataclass(frozen=True, slots=True)
class Ground:
    """What limits are told from: a version, the settings in force, the forms, the bodies, the register."""

    deployed: Deployed
    settings: Mapping[str, Any]
    forms: FormCatalogue
    bodies: Bodies
    clauses: Clauses


def limits_of(ground: Ground) -> tuple[Limit, ...]:
    """In the order in which the procedure declares them; one that nothing waits for is left out."""
    waiting: dict[str, list[str]] = {}
    for element in ground.deployed.definition.elements.values():
        if element.deadline:
            waiting.setdefault(element.deadline, []).append(element.id)
    rules = ground.deployed.toml.deadlines
    return tuple(_limit(name, rules[name], waiting[name], ground) for name in rules if name in waiting)


def _limit(name: str, rule: DeadlineRule, steps: list[str], ground: Ground) -> Limit:
    meets = rule.anchor.startswith("meeting:")
    days = None if meets else ground.settings.get(name, rule.days)
    off = not meets and days is None
    stated = _words(rule, rule.days, ground) if not meets and not rule.local and days != rule.days else ""
    cutoff = ground.settings.get(rule.cutoff_days) if isinstance(rule.cutoff_days, str) else rule.cutoff_days
    return Limit(
        name=name,
        steps=tuple(steps),
        words=_("No days are set.") if off else _words(rule, days, ground),
        clause=None if rule.local else next(iter(cited(ground.clauses, [rule.source] if rule.source else [])), None),
        law=rule.law,
        local=rule.local or rule.source == LOCAL,
        off=off,
        deviates=stated,
        remind=tuple(int(period[1:-1]) for period in rule.remind),
        closes=int(cutoff or 0) if meets else 0,
    )


def _words(rule: DeadlineRule, days: int | None, ground: Ground) -> str:
    kind, _colon, reference = rule.anchor.partition(":")
    if kind == "meeting":
        return _meeting(reference, ground.bodies)
    if rule.choose:
        low, high = rule.choose
        if kind == "period" and high <= 0:
            return _within_period(-(days or 0), ground.deployed.toml)
        return _from(kind, reference, _("%(low)s to %(high)s days, as is chosen", low=low, high=high), ground)
    if not days:
        return _at(kind, reference, ground, to_the_minute=rule.counting is Counting.MOMENT)
    return _from(kind, reference, _days(days, rule.counting), ground)


def _days(days: int, counting: Counting) -> str:
    if counting is Counting.BUSINESS:
        return ngettext("%(num)s business day", "%(num)s business days", days)
    return ngettext("%(num)s day", "%(num)s days", days)


def _meeting(reference: str, bodies: Bodies) -> str:
    key, _slash, kind = reference.partition("/")
    body = _(bodies.get(key) or humanised(key))
    if kind in MONTHS:
        month = get_month_names(locale=language())[MONTHS.index(kind) + 1]
        return _("At the meeting in %(month)s: %(body)s.", month=month, body=body)
    if kind == QUARTERLY:
        return _("At the next quarterly meeting: %(body)s.", body=body)
    if kind == "special":
        return _("At the next special meeting: %(body)s.", body=body)
    return _("At the next regular meeting: %(body)s.", body=body)


def _from(kind: str, reference: str, days: str, ground: Ground) -> str:
    """So long after its anchor."""
    match kind:
        case "opened":
            return _("%(days)s after the case was opened.", days=days)
        case "completed":
            return _(
                "%(days)s after this was done: %(task)s.", days=days, task=element_name(ground.deployed, reference)
            )
        case "delivered":
            letter = _letter(ground.deployed.toml, reference)
            return _("%(days)s after this letter has arrived: %(letter)s.", days=days, letter=letter)
        case "answer":
            return _(
                "%(days)s after the day given in answer to: %(question)s", days=days, question=_asked(reference, ground)
            )
        case "period":
            return _("%(days)s after the end of the period.", days=days)
    return _("%(days)s after this step has begun.", days=days)


def _at(kind: str, reference: str, ground: Ground, *, to_the_minute: bool) -> str:
    """On the day of its anchor."""
    match kind:
        case "opened":
            return _("On the day the case is opened.")
        case "completed":
            return _("On the day this is done: %(task)s.", task=element_name(ground.deployed, reference))
        case "delivered":
            return _("On the day this letter arrives: %(letter)s.", letter=_letter(ground.deployed.toml, reference))
        case "answer" if to_the_minute:
            return _("At once, from the time given in answer to: %(question)s", question=_asked(reference, ground))
        case "answer":
            return _("On the day given in answer to: %(question)s", question=_asked(reference, ground))
        case "period":
            return _period(ground.deployed.toml)
    return _("On the day this step begins.")


def _period(toml: ProcedureToml) -> str:
    match toml.schedule.every if toml.schedule else "":
        case "quarter":
            return _("By the last day of the quarter.")
        case "month":
            return _("By the last day of the month.")
    return _("By the last day of the year.")


def _within_period(before: int, toml: ProcedureToml) -> str:
    """Where the office may set a day of the period; `before`: how many days before its end it has."""
    if before:
        return ngettext(
            "%(num)s day before the end of the period, as the office has set.",
            "%(num)s days before the end of the period, as the office has set.",
            before,
        )
    return " ".join([_period(toml), _("The office may set an earlier day.")])


def _letter(toml: ProcedureToml, name: str) -> str:
    return _(toml.letters[name].title) if name in toml.letters else humanised(name)


def _asked(field: str, ground: Ground) -> str:
    """The question as the procedure's forms put it, the start form first."""
    toml, elements = ground.deployed.toml, ground.deployed.definition.elements.values()
    for key in (toml.start.form, *(element.form for element in elements)):
        for question in ground.forms[key].fields if key in ground.forms else ():
            if question.name == field:
                return str(question.label)
    return humanised(field)
