"""The order things happened in, where several share an instant: that of the events."""

from __future__ import annotations

from collections.abc import Collection
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
    return orders_of(session, [case_id])[case_id]


def orders_of(session: Session, case_ids: Collection[UUID]) -> dict[UUID, Order]:
    orders = {case_id: Order() for case_id in case_ids}
    events = select(Event.chain, Event.seq, Event.element, Event.body).where(Event.chain.in_(orders))
    for chain, seq, element, body in session.execute(events.order_by(Event.chain, Event.seq)):
        order = orders[chain]
        for key in (body or {}).get("opened", ()):
            order.began.setdefault(key, seq)
        for place, effect in enumerate((body or {}).get("effects", ())):
            order.issued.setdefault(effect["element"], (seq, place))
        if element:
            order.done[element] = seq
    return orders
