"""What a body takes up, meeting by meeting. A case's item follows its task: open, decided or withdrawn as that is."""

from __future__ import annotations

from ombud.workflows.board.agenda.ordering import (
    add_item,
    ask_input,
    defer,
    input_received,
    number,
    order,
    remove,
)
from ombud.workflows.board.agenda.placing import (
    add_minutes,
    carry_on,
    clear,
    come_back,
    lock_for_minutes,
    lock_to_clear,
    place_task,
    replace_items_of,
    stand_again,
)
from ombud.workflows.board.agenda.reading import (
    Agenda,
    Gap,
    Item,
    ItemKind,
    ItemState,
    Unshown,
    agenda_of,
    unscheduled,
)
from ombud.workflows.board.agenda.slots import watch

__all__ = [
    "Agenda",
    "Gap",
    "Item",
    "ItemKind",
    "ItemState",
    "Unshown",
    "add_item",
    "add_minutes",
    "agenda_of",
    "ask_input",
    "carry_on",
    "clear",
    "come_back",
    "defer",
    "input_received",
    "lock_for_minutes",
    "lock_to_clear",
    "number",
    "order",
    "place_task",
    "remove",
    "replace_items_of",
    "stand_again",
    "unscheduled",
    "watch",
]
