"""The order things happened in, where several share an instant: that of the events."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.events import Event

UNKNOWN = 1_000_000_000
"""After everything that an event names."""


@dataclass(frozen=True, slots=True)
class Order:
    """By `str(ElementKey)`: when a task began, when it was done, when a letter was issued."""

    began: dict[str, int] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    issued: dict[str, tuple[int, int]] = field(default_factory=dict)  # letters, by the element that asked for them


def order_of(session: Session, case_id: UUID) -> Order:
    order = Order()
    rows = session.execute(
        select(Event.seq, Event.element, Event.body).where(Event.chain == case_id).order_by(Event.seq)
    )
    for seq, element, body in rows:
        for key in (body or {}).get("opened", ()):
            order.began.setdefault(key, seq)
        for place, effect in enumerate((body or {}).get("effects", ())):
            order.issued.setdefault(effect["element"], (seq, place))
        if element:
            order.done[element] = seq
    return order
