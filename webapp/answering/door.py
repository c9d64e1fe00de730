"""The two ways to a task, with an account and by code: where each has its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask import url_for

LOOKED_THROUGH: Final = "looked_through"
"""The field in which a page says that the answers were looked through on it: a receipt follows."""


@dataclass(frozen=True, slots=True)
class Door:
    """`pages`: the blueprint with the pages of answering; the others are endpoints. `kind` is the class of their body."""

    pages: str
    task: str
    send: str
    away: str  # where whoever puts it off goes
    kind: str = ""

    def to(self, page: str, task_id: UUID, **more: Any) -> str:
        return url_for(f"{self.pages}.{page}", task_id=task_id, **more)

    def to_task(self, task_id: UUID, **more: Any) -> str:
        return url_for(self.task, task_id=task_id, **more)

    def to_send(self, task_id: UUID) -> str:
        return url_for(self.send, task_id=task_id)


ACCOUNT = Door("answering", task="tasks.show", send="tasks.complete", away="inbox.show")
CODE = Door("answering_by_code", task="tracked.task", send="tracked.complete", away="tracked.show", kind="public")
