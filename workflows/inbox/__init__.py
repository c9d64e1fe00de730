"""The inbox: what waits for me, for my groups, for others, and what I have done. One line a task."""

from __future__ import annotations

from ombud.workflows.inbox.boxes import Box, When
from ombud.workflows.inbox.lines import Line
from ombud.workflows.inbox.look import Due, Look, Sort, look_of
from ombud.workflows.inbox.reading import PAGE_SIZE, Group, Inbox, next_task, read
from ombud.workflows.inbox.tally import COUNTED_TO, Tally, counts, tally_of

__all__ = [
    "COUNTED_TO",
    "PAGE_SIZE",
    "Box",
    "Due",
    "Group",
    "Inbox",
    "Line",
    "Look",
    "Sort",
    "Tally",
    "When",
    "counts",
    "look_of",
    "next_task",
    "read",
    "tally_of",
]
