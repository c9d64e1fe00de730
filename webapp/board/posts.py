"""How the board's forms are carried out: once for each request key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from ombud.webapp.desk import perform, read
from ombud.webapp.idempotency import request_key
from ombud.workflows import requests
from ombud.workflows.refusals import InvalidCommand

Result = TypeVar("Result")


def once(command: Callable[[Session], Result]) -> Result | None:
    """Carries out a command that stores its request key; None where this very request was carried out before."""
    key = request_key()

    def unless_done(session: Session) -> Result | None:
        requests.hold(session, key)
        return None if requests.case_of(session, key) is not None else command(session)

    return perform(unless_done)


def was_done() -> bool:
    """Whether this very request was carried out before: whoever stepped aside with their first click no longer sees the
    page they clicked on."""
    with read() as session:
        return requests.case_of(session, request_key()) is not None


def id_in_form(name: str, otherwise: str) -> UUID:
    """An id that a form sends along. Raises InvalidCommand, with what to say, for none or a broken one."""
    try:
        return UUID(request.form.get(name, ""))
    except ValueError:
        raise InvalidCommand(otherwise) from None
