"""`bpmn/notices.toml`: which mails can wait for the daily one, and which cannot."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, model_validator

from ombud.workflows.days import day_of, days_in
from ombud.workflows.procedures.model import Name, Part, Period
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import read_toml

FILE = "notices.toml"

CAN_WAIT: Final = frozenset({"task", "reminder", "moved", "ballot.opened", "ballot.reminder", "duty", "progress"})
"""Mails of which the daily one knows what it would say. Nothing else is ever put off, whatever the file says."""


class Kind(Part):
    """When a mail of ours goes out. `urgent_within` puts what is due that many days ahead, or sooner, before the rest."""

    when: Literal["daily", "at_once"]
    urgent_within: Period | None = None
    source: str


class Immediate(Part):
    """A procedure of which nothing waits."""

    source: str


class NoticesToml(Part):
    kinds: dict[str, Kind]
    immediate: dict[Name, Immediate] = Field(default_factory=dict)

    @model_validator(mode="after")
    def puts_off_what_can_wait(self) -> NoticesToml:
        daily = {name for name, kind in self.kinds.items() if kind.when == "daily"}
        if never := sorted(daily - CAN_WAIT):
            raise ValueError(f"these never wait: {', '.join(never)}; what can is {', '.join(sorted(CAN_WAIT))}")
        return self

    def waits(self, notice: str, *, due_at: datetime | None, procedure: str, on: date) -> bool:
        """Whether a mail of that kind, about something due then in a case of that procedure, can wait on that day."""
        kind = self.kinds.get(notice)
        if kind is None or kind.when == "at_once" or procedure in self.immediate:
            return False
        if due_at is None or kind.urgent_within is None:
            return True
        return (day_of(due_at) - on).days > days_in(kind.urgent_within)


@cache
def read_notices(root: Path = BPMN) -> NoticesToml:
    """Raises ProcedureError naming file, line, key and what was expected."""
    return read_toml(root / FILE, NoticesToml, missing="nothing says which mails can wait.")
