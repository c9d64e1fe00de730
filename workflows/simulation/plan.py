"""`bpmn/simulation.toml`: what a simulated year is made of. Assumptions about people, no policy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from ombud.workflows.procedures.model import Name, Part
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import read_toml

FILE = "simulation.toml"

Share = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[tuple[int, int], Field(description="from, to")]


class Temper(Part):
    """How somebody takes a task: `weight` against the other tempers, and after how many days they do it. `of_due` counts
    the days from the day it is due instead; without `days` they do not do it at all in the year."""

    weight: Annotated[int, Field(gt=0)]
    days: Days | None = None
    of_due: bool = False


class Meetings(Part):
    """What happens where a body meets; each a share of the chances for it."""

    by_ballot: Share  # of the tasks that a ballot decides; the others are recorded by hand
    not_reached: Share  # of the tasks on an agenda; they wait for the next meeting
    present: Share
    recused: Share
    abstains: Share
    of_one_mind: Share  # of the votes
    cancelled: Share
    rule: str  # of a body without a calendar of its own, as an iCalendar recurrence
    meets_at: str


class Minds(Part):
    """How often minds change, as a share of the days a case is open."""

    withdrawn: Share
    undone: Share
    suspended: Share


class Plan(Part):
    tempers: dict[Name, Temper]
    meetings: Meetings
    minds: Minds
    away: Annotated[float, Field(ge=0)]  # absences with a substitute, for each person and year
    away_days: Days
    resignations: Annotated[float, Field(ge=0)]  # of members, each year
    resign_from: Name  # the body whose members they are: one whose seats a procedure fills again
    users: Annotated[int, Field(ge=1)]  # of an agency, beside its coordinators
    any_other: Annotated[float, Field(ge=0)]  # cases a year of a procedure that `openings` does not name
    openings: dict[Name, Annotated[float, Field(ge=0)]]  # cases a year that people bring, for each procedure
    targets: dict[
        str, Annotated[int, Field(ge=1)]
    ]  # "PROCEDURE.NAME" -> days: local targets this office has switched on
    run_off_days: Annotated[int, Field(ge=1)]  # after the year everybody does what waits, and nothing new is brought

    @model_validator(mode="after")
    def somebody_acts(self) -> Plan:
        if not any(temper.days for temper in self.tempers.values()):
            raise ValueError("nobody ever does anything: give a temper `days`")
        return self


def read_plan(root: Path = BPMN) -> Plan:
    """Raises ProcedureError naming file, line, key and what was expected."""
    return read_toml(root / FILE, Plan, missing="what a simulated year is made of is missing.")
