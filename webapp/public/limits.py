"""What slows programs down where nobody has signed in: counts in the database, shared by all processes, and a field
that people do not see."""

from __future__ import annotations

from typing import Final

from flask import request
from flask_babel import gettext as _

from ombud.forms.base import OmbudForm
from ombud.storage.session import unit_of_work
from ombud.webapp.accounts import throttle
from ombud.webapp.accounts.throttle import Key
from ombud.webapp.desk import desk, now

TRAP: Final = "website"
"""A field people do not see and programs that fill in everything do."""

FILINGS_PER_ADDRESS: Final = 20
CODES_PER_ADDRESS: Final = 10  # codes and links that open nothing
LINKS_PER_ADDRESS: Final = 10  # links asked for
MESSAGES_PER_PARTY: Final = 20


def too_many(what: str, whose: str, *, free: int) -> int:
    """Seconds to wait; 0 lets it through and counts it."""
    key = Key.of(desk().config.secret_key, what, whose, free=free)
    with unit_of_work(desk().database) as session:
        wait = throttle.seconds_to_wait(session, [key], at=now())
        if not wait:
            throttle.count_failure(session, [key], at=now())
    return wait


def address() -> str:
    return request.remote_addr or ""


def is_trapped(form: OmbudForm) -> bool:
    """Whether the field nobody sees was filled in; the form then says so, for the rare person who did."""
    if not request.form.get(TRAP):
        return False
    form.form_errors.append(_("Leave the field “Website” empty. It is there for programs that fill in everything."))
    return True
