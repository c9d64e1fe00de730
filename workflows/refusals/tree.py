"""The branches, and what is refused wherever it is asked."""

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


class Conflict(Refusal):
    """Somebody else was faster, or the record has changed since you saw it."""

    status = 409


class RecordChanged(Conflict):
    """Somebody has changed this since you opened the page. Look at what it says now, and send yours again if it holds."""


class InvalidAnswers(Refusal):
    """Some answers need attention."""

    status = 422

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{name}: {' '.join(texts)}" for name, texts in errors.items()))


class InvalidCommand(Refusal):
    """The command does not fit what it is applied to."""

    status = 422


class NotConfigured(Refusal):
    """Something this step needs has not been set up."""

    status = 409
