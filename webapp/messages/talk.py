"""The messages of a case as a page shows them, with what its reader may write and where that is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from ombud.forms.base import OmbudForm
from ombud.webapp import forms_bridge
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.casefile.finding import Found
from ombud.workflows.casefile.thread import Thread, thread_of
from ombud.workflows.days import day_of
from ombud.workflows.messages import MESSAGE, NOTE


@dataclass(frozen=True, slots=True)
class Talk:
    thread: Thread
    number: str
    by_code: bool
    message: OmbudForm | None
    note: OmbudForm | None
    to: UUID | None = None  # the party chosen, where the case has several

    @property
    def send_address(self) -> str:
        return url_for("messages.send_by_code") if self.by_code else url_for("messages.send", number=self.number)

    @property
    def note_address(self) -> str:
        return url_for("messages.add_note", number=self.number)

    def file_address(self, attachment_id: UUID) -> str:
        if self.by_code:
            return url_for("tracked.attachment", attachment_id=attachment_id)
        return url_for("cases.attachment", number=self.number, attachment_id=attachment_id)

    def with_form(self, key: str, form: OmbudForm) -> Talk:
        return replace(self, message=form) if key == MESSAGE else replace(self, note=form)


def talk_of(session: Session, found: Found, actor: Actor, *, at: datetime) -> Talk | None:
    """None for readers who may not read what people wrote in the case."""
    if not found.reads:
        return None
    thread = thread_of(session, found, actor, at=at)
    blank: dict[str, Any] = {"choices": {}, "today": day_of(at)}
    return Talk(
        thread,
        found.case.number,
        by_code=actor.kind is ActorKind.PARTY,
        message=forms_bridge.blank(MESSAGE, **blank) if thread.may_write else None,
        note=forms_bridge.blank(NOTE, **blank) if thread.may_note else None,
    )
