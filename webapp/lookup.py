"""Somebody named by their address in a form."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from wtforms import Field

from ombud.webapp.desk import read
from ombud.workflows.people import persons


def account_at(field: Field) -> UUID | None:
    """Whose address a field holds; None, with an error on the field, where nobody who can sign in has it."""
    with read() as session:
        found = persons.by_address(session, str(field.data), signs_in=True)
    if found is None:
        field.errors = [_("Nobody with this address has an account here.")]
    return found
