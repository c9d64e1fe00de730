"""What a role may see and do, as the access matrix has it: for each kind of record the widest that any of its pages gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _

from ombud.webapp.access.matrix import CODE, Reach, matrix_of
from ombud.webapp.access.rules import RULES

WHAT: dict[str, Any] = {
    "may_see_case": _("The course of a case: its steps, dates and how it ended"),
    "may_read_case": _("What people wrote in a case, and their files"),
    "works_on_case": _("All that was written in a case, and notes of those who work on it"),
    "may_read_letter": _("Letters of a case"),
    "may_act_on_task": _("Doing a task"),
    "own_matter": _("Withdrawing a matter"),
    "reads_agenda": _("Agendas and papers of a meeting"),
    "sees_ballot": _("A ballot and its result"),
    "votes": _("Voting"),
    "presides": _("Calendar, agendas and attendance of a body"),
    "sets_rules": _("The rules a body decides by"),
    "finds_conflicts": _("Who has a conflict in a case"),
    "declares_conflict": _("Declaring a conflict"),
    "opens_identity": _("Who brought a case, where that is sealed"),
    "sees_duty": _("Standing duties and when they were done"),
    "records_duty": _("Recording that a duty was done"),
    "operates": _("Acting on a case from outside: suspending it, taking a step back"),
    "records_delivery": _("Recording that a letter was posted or handed over"),
    "names_acting": _("Naming somebody to act in a vacant role"),
}
"""By rule of webapp/access/rules.py. What is left out is open to everybody, of one account alone, or part of these."""


@dataclass(frozen=True, slots=True)
class Seen:
    """`whole`: every record of the kind; else `sentence` says which."""

    what: Any
    whole: bool
    sentence: Any


def of_role(app: Flask, role: str, *, of_a_case: bool) -> list[Seen]:
    """Whoever has a role in a case alone comes with a tracking code."""
    widest: dict[str, Reach] = {}
    for line in matrix_of(app, [CODE if of_a_case else role]):
        reach = line.reaches[0]
        if line.record in WHAT and reach is not Reach.NO and widest.get(line.record) is not Reach.YES:
            widest[line.record] = reach
    return [
        Seen(what, widest[rule] is Reach.YES, RULES[rule].sentence) for rule, what in WHAT.items() if rule in widest
    ]
