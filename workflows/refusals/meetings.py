"""Of a meeting, its agenda, its minutes, and the regular days it follows."""

from __future__ import annotations

from ombud.workflows.refusals.tree import Conflict, InvalidCommand


class AgendaChanged(Conflict):
    """The agenda has changed since you saw it. Look at it as it stands now, and repeat what you wanted to do."""


class NotAdjourned(Conflict):
    """This meeting has not been adjourned yet."""


class MeetingOver(InvalidCommand):
    """This meeting is over or cancelled."""


class MeetingChanged(Conflict):
    """This change cannot be undone: the meeting has been changed since, or its day has passed."""


class DayTaken(InvalidCommand):
    """The body meets on that day already."""


class NotARecurrence(InvalidCommand):
    """This is no rule of regular meetings."""


class MinutesChanged(Conflict):
    """Something about the meeting was recorded while its minutes were being set. Draft them again."""


class MinutesApproved(Conflict):
    """These minutes are approved; they are not changed any more."""


class DraftedLater(InvalidCommand):
    """These minutes were drafted after that meeting had ended: it cannot have approved them."""
