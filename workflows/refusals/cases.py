"""Of a case and its tasks."""

from __future__ import annotations

from ombud.workflows.refusals.tree import Conflict, Forbidden, InvalidCommand


class NotYourTask(Forbidden):
    """This task belongs to another role."""


class NotYours(Forbidden):
    """This procedure is started by another role."""


class TaskGone(Conflict):
    """This task is no longer open."""


class AlreadySent(Conflict):
    """This has been sent already, and stands in its case."""


class AlreadyClaimed(Conflict):
    """Somebody else has claimed this task. Ask them, or ask for it to be reassigned."""


class PageOutdated(Conflict):
    """This was done already from this very page, and undone since. Open the page again, and do it from there."""


class CaseClosed(Conflict):
    """This case is closed."""


class CaseSuspended(Conflict):
    """This case is suspended by an operator. Nothing moves until it is resumed."""


class CaseChanged(Conflict):
    """Something happened in this case since you opened the page. Look at what this would do now, and decide again."""


class OwnMatter(Forbidden):
    """You have a conflict in this case, so you do not operate on it. Another operator has to."""


class BarredAlready(Conflict):
    """This person is barred from deciding in this case already."""


class NotReplayable(InvalidCommand):
    """The history of this case does not fit that version of the procedure."""
