"""What a body takes up, meeting by meeting. A case's item follows its task: open, decided or withdrawn as that is."""

from __future__ import annotations

from ombud.workflows.board.agenda.ordering import (
    add_item,
    ask_input,
    defer,
    input_received,
    order,
    remove,
)
from ombud.workflows.board.agenda.placing import (
    add_minutes,
    carry_on,
    place_task,
    replace_items_of,
    roll_on,
)
from ombud.workflows.board.agenda.reading import (
    Agenda,
    Item,
    ItemKind,
    ItemState,
    agenda_of,
    unscheduled,
)

__all__ = [
    "Agenda",
    "Item",
    "ItemKind",
    "ItemState",
    "add_item",
    "add_minutes",
    "agenda_of",
    "ask_input",
    "carry_on",
    "defer",
    "input_received",
    "order",
    "place_task",
    "remove",
    "replace_items_of",
    "roll_on",
    "unscheduled",
]
