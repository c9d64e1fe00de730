"""Checklists that agencies certify: the stand-in of `bpmn/checklists/` until the office publishes another text.

A version is published whole and never edited. An item that stays keeps its id, so that last year's answers are found.
"""

from __future__ import annotations

from ombud.workflows.checklists.published import current, history, publish, version
from ombud.workflows.checklists.values import Checklist, Difference, Item, besides, difference

__all__ = ["Checklist", "Difference", "Item", "besides", "current", "difference", "history", "publish", "version"]
