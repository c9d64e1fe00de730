"""Of what an office keeps itself: settings, days on which it is closed, checklists, documents."""

from __future__ import annotations

from ombud.workflows.refusals.tree import Conflict, InvalidCommand


class DeviatesFromPolicy(InvalidCommand):
    """This deviates from the policy. Say that it is meant."""


class ClosureHeeded(InvalidCommand):
    """That day has passed: whatever was counted over it was counted as it stood."""


class DayClosed(Conflict):
    """The office is closed on that day already."""


class ChecklistChanged(Conflict):
    """Somebody has published another version of this checklist since you opened the page. Look at it first."""


class StandInInUse(Conflict):
    """What Ombud uses decides this: it follows the checklist that is published."""
