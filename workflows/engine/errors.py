"""What the engine refuses, in sentences that name file, element and reason."""

from __future__ import annotations

from ombud.workflows import refusals


class DefinitionError(refusals.Refusal):
    """This procedure cannot be executed as it is drawn."""

    status = 422

    def __init__(self, reason: str, *, file: str = "", element: str = "", line: int | None = None) -> None:
        self.reason = reason
        self.file = file
        self.element = element
        self.line = line
        place = ":".join(str(part) for part in (file, line) if part)
        super().__init__(": ".join(part for part in (place, element, reason) if part))


class EngineError(refusals.Refusal):
    """The diagram of this case is at fault: it cannot go on from here. Nothing was changed."""

    status = 500

    def __init__(self, reason: str, *, element: str = "") -> None:
        self.reason = reason
        self.element = element
        super().__init__(f"{element}: {reason}" if element else reason)


class Runaway(EngineError):
    """The diagram of this case goes round in circles without waiting for anybody. Nothing was changed."""


class TooManyTasks(EngineError):
    """This case would hold more work at once than one case may. Nothing was changed."""


class Stuck(EngineError):
    """The diagram of this case leads to where nobody and nothing could move it on. Nothing was changed."""


class NotAwaited(refusals.Conflict):
    """Nothing in this case is waiting for that any more."""
