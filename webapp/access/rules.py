"""What is decided behind a route's door, by name: a guard names the rule of the record in its address.

The rule itself is code, most often a predicate of `workflows.permissions`; here stands what it says, and how far it
carries each role. The access matrix shows both, and a test holds them against what really happens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from ombud.workflows import operating, permissions
from ombud.workflows.board import duties
from ombud.workflows.board.agenda import sight
from ombud.workflows.feed import address
from ombud.workflows.identity.sight import standing_of
from ombud.workflows.people import accounts
from ombud.workflows.permissions import NAMERS, OPERATORS, OVERSEERS, PRESIDERS, RULE_SETTERS

BODY_ROLES = ("member", "alternate", *PRESIDERS)
"""Roles that are held within a body."""

ONLY_LOOKING = tuple(role for role in OVERSEERS if role not in OPERATORS)
"""Roles that see the course of every case and act on none."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`always`: roles for which every record passes. `only`: the roles it can pass for at all; empty: any.
    `never`: roles that never pass by themselves. `everybody`: it refuses nobody whom the door lets through."""

    sentence: Any  # a lazy string
    decided_by: Callable[..., Any] | None = None
    always: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    everybody: bool = False


RULES: dict[str, Rule] = {
    "everybody": Rule(_("Every record of this kind, for everybody the door lets through."), everybody=True),
    "secret_link": Rule(_("Only who was sent the one-time link in the address.")),
    "secret_address": Rule(_("Only who was shown the secret address."), address.owner_of),
    "own": Rule(_("Only what belongs to this account.")),
    "may_start": Rule(_("The roles that the procedure says may start it."), permissions.may_start, never=OVERSEERS),
    "may_see_case": Rule(
        _("Its parties, who has or had a task in it, who presides where it is decided, and overseers: its course."),
        permissions.may_see_case,
        always=OVERSEERS,
    ),
    "may_open_case": Rule(
        _("Who sees the case; and, for its head and the letter, whoever a letter of it is addressed to."),
        permissions.may_open_case,
        always=OVERSEERS,
    ),
    "may_read_letter": Rule(
        _("Who has or had a task in the case by a role, and whoever the letter is addressed to."),
        permissions.was_written_to,
        never=OVERSEERS,
    ),
    "may_read_case": Rule(
        _("Its parties, and who has or had a task in it: what people wrote."),
        permissions.may_read_case,
        never=OVERSEERS,
    ),
    "works_on_case": Rule(
        _("Who has or had a task in it by a role: all that was written in it, and notes."),
        permissions.works_on_case,
        never=OVERSEERS,
    ),
    "own_matter": Rule(_("Only a party, in its own matter."), permissions.may_see_case, never=OVERSEERS),
    "may_act_on_task": Rule(
        _("Who holds the task's role in its scope, has no conflict where it decides, and it is open and free."),
        permissions.may_act_on_task,
        never=OVERSEERS,
    ),
    "finds_conflicts": Rule(
        _("Who presides where the case is decided, without a conflict of their own; operators."),
        permissions.finds_conflicts,
        always=OPERATORS,
        only=PRESIDERS,
    ),
    "declares_conflict": Rule(
        _("For themselves who could decide in the case; for others who finds conflicts in it."),
        permissions.finds_conflicts,
        always=OPERATORS,
        never=ONLY_LOOKING,
    ),
    "presides": Rule(
        _("Who presides over the body; operators."), permissions.presides, always=OPERATORS, only=PRESIDERS
    ),
    "sets_rules": Rule(
        _("Who presides over the body and may write rules down; operators."),
        permissions.presides,
        always=OPERATORS,
        only=RULE_SETTERS,
    ),
    "reads_agenda": Rule(
        _("Who belongs to the body, presides over it or oversees; items of a case only without a conflict in it."),
        sight.meeting_for_reader,
        always=OVERSEERS,
        only=(*BODY_ROLES, *ONLY_LOOKING),
    ),
    "sees_ballot": Rule(
        _("Who belongs to the body, presides or oversees, or sees the case; nobody who is barred from it."),
        sight.sees_ballot,
        always=OVERSEERS,
    ),
    "votes": Rule(
        _("Who holds the seat in this ballot and is not recused or barred; at a meeting, who is there."),
        only=("member", "alternate"),
    ),
    "operates": Rule(
        _("Operators, except in a case in which they have a conflict."), operating.must_operate, only=OPERATORS
    ),
    "records_delivery": Rule(
        _("Operators; the Lead's and the board's staff where they see the case."),
        permissions.may_see_case,
        always=OPERATORS,
        only=permissions.RECORDERS,
    ),
    "sees_duty": Rule(
        _("Whose duty it is, who presides, and overseers."), duties.visible, always=(*PRESIDERS, *OVERSEERS)
    ),
    "records_duty": Rule(
        _("Whose duty it is; who presides over its body, or anywhere for a role's duty."),
        duties.recordable,
        always=OPERATORS,
        never=ONLY_LOOKING,
    ),
    "opens_identity": Rule(
        _("Two persons of two of the roles that open who brought the case; nobody who has a conflict in it."),
        standing_of,
        never=OVERSEERS,
    ),
    "without_account": Rule(_("Only somebody who has no account yet."), accounts.invite, only=OPERATORS),
    "names_acting": Rule(
        _("Who may name somebody that acts in this role, within their own agency and while nobody holds it."),
        permissions.names_acting,
        only=NAMERS,
    ),
    "between_them": Rule(_("The two it is between; operators."), always=OPERATORS),
}
