"""The ways to a form: a task's with an account and by code, and the one that opens a case. Where each has its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask import url_for

LOOKED_THROUGH: Final = "looked_through"
"""The field in which a page says that the answers were looked through on it."""


@dataclass(frozen=True, slots=True)
class Door:
    """`pages`: the blueprint with the pages of answering; the others are endpoints. `kind` is the class of their body.
    `names` is what their addresses call the record that the form belongs to."""

    pages: str
    task: str
    send: str
    away: str  # where whoever puts it off goes
    kind: str = ""
    names: str = "task_id"
    looks_through: bool = True  # whether what is long, or decides, is looked through before it is sent

    def to(self, page: str, record: UUID | str, **more: Any) -> str:
        return self._address(f"{self.pages}.{page}", record, more)

    def to_task(self, record: UUID | str, **more: Any) -> str:
        return self._address(self.task, record, more)

    def to_send(self, record: UUID | str) -> str:
        return self._address(self.send, record, {})

    def _address(self, endpoint: str, record: UUID | str, more: dict[str, Any]) -> str:
        return url_for(endpoint, **more | {self.names: record})


ACCOUNT = Door("answering", task="tasks.show", send="tasks.complete", away="inbox.show")
START = Door(
    "beginning", task="cases.start", send="cases.open_case", away="home.show", names="key", looks_through=False
)
CODE = Door("answering_by_code", task="tracked.task", send="tracked.complete", away="tracked.show", kind="public")
