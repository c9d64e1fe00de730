"""What Ombud refuses, as a small tree of named exceptions.

The class docstring is the message people read; `detail` adds what is specific to the case at hand.
The name is public: scenarios say `refused = "NotYourTask"`. `status` is the HTTP status of the tree's branch.
"""

from __future__ import annotations

import inspect


class Refusal(Exception):
    """That is not possible."""

    status = 400

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        super().__init__(f"{self.message} {detail}".strip())

    @property
    def message(self) -> str:
        return inspect.cleandoc(type(self).__doc__ or "")


class NotFound(Refusal):
    """There is no such record, or it is not visible to you."""

    status = 404


class Forbidden(Refusal):
    """You may see this record, but this act is not yours."""

    status = 403


class NotYourTask(Forbidden):
    """This task belongs to another role."""


class NotYours(Forbidden):
    """This procedure is started by another role."""


class Conflict(Refusal):
    """Somebody else was faster, or the record has changed since you saw it."""

    status = 409


class TaskGone(Conflict):
    """This task is no longer open. What you typed is kept below; nothing was sent."""


class AlreadyClaimed(Conflict):
    """Somebody else has claimed this task. Ask them, or ask for it to be reassigned."""


class CaseClosed(Conflict):
    """This case is closed."""


class CaseSuspended(Conflict):
    """This case is suspended by an operator. Nothing moves until it is resumed."""


class InvalidAnswers(Refusal):
    """Some answers need attention."""

    status = 422

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{name}: {' '.join(texts)}" for name, texts in errors.items()))


class InvalidCommand(Refusal):
    """The command does not fit what it is applied to."""

    status = 422


class NotReplayable(InvalidCommand):
    """The history of this case does not fit that version of the procedure."""


class NotConfigured(Refusal):
    """Something this step needs has not been set up."""

    status = 409
