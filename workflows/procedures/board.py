"""`bpmn/board.toml`: the rules a body may set, its seat groups, co-chairs' terms, checks of the calendar."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from ombud.workflows.procedures.model import Name, Part, Period
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import read_toml

FILE = "board.toml"


class BodyRule(Part):
    """A value a body may set. `needed`: without it no ballot opens. Kind share: "7", "more than 1/2", "at least 2/3"."""

    title: str
    kind: Literal["share", "choice", "boolean"]
    default: Any = None  # None: "not configured"
    choices: tuple[str, ...] = ()
    needed: bool = False
    source: str


class SeatGroup(Part):
    key: Name
    body: str  # a body's key, or "*" for any that has no group of its own
    title: str
    cap: int | None = None  # seats at most; None: no limit is known
    voting: bool
    appointed_by: str
    different_organisations: bool = False  # no two of its seats for the same organisation
    only_if: Literal["", "administrator_is_not_lead"] = ""
    source: str


class Membership(Part):
    voting: int
    non_voting: int
    source: str


class Chairs(Part):
    """The roles within a body that chair it, first those that are named first."""

    roles: tuple[Name, ...] = Field(min_length=1)
    source: str


class CochairRule(Part):
    body: str
    in_office: int
    first_terms_years: tuple[int, ...]
    later_terms_years: int
    source: str
    later_source: str


class CalendarRule(Part):
    horizon_months: int = Field(ge=1)  # a body's recurrence is carried this far ahead
    source: str


class CalendarCheck(Part):
    body: str
    month: int = Field(ge=1, le=12)  # a meeting is expected in it
    from_month: int = Field(ge=1, le=12)  # noticed from this month of the same year on
    source: str


class BallotReminders(Part):
    """How long before the end of a ballot by correspondence those who have not voted are reminded."""

    before: tuple[Period, ...] = ()
    source: str


class PolicyReview(Part):
    years: int
    source: str


class BoardToml(Part):
    rules: dict[Name, BodyRule]
    membership: dict[Name, Membership] = Field(default_factory=dict)
    groups: tuple[SeatGroup, ...] = ()
    chairs: Chairs
    cochairs: CochairRule | None = None
    calendar: CalendarRule
    calendar_checks: tuple[CalendarCheck, ...] = ()
    ballot_reminders: BallotReminders | None = None
    policy_review: PolicyReview | None = None

    def groups_of(self, body_key: str) -> tuple[SeatGroup, ...]:
        own = tuple(group for group in self.groups if group.body == body_key)
        return own or tuple(group for group in self.groups if group.body == "*")


@cache
def read_board(root: Path = BPMN) -> BoardToml:
    """Raises ProcedureError naming file, line, key and what was expected."""
    return read_toml(root / FILE, BoardToml, missing="the rules of the bodies are missing.")
