"""Two who correct the same record: whoever is second is told what it says by now, and keeps what they wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import Field

from ombud.webapp.fields import Form
from ombud.workflows.refusals import RecordChanged

SHOWN = "shown"
"""The hidden field that says what the page was made of."""


def digest_of(form: Form) -> str:
    """Of what a form is filled with."""
    return hashlib.sha256(repr([(field.name, str(field.data or "")) for field in form]).encode()).hexdigest()


def must_stand(sent: Form, now: Form) -> None:
    """Under the record's lock. Raises RecordChanged where the record says something else than the page did that `sent`
    was written on; but not where it says just what was sent, as after a double click."""
    if request.form.get(SHOWN, "") != digest_of(now) and any(_different(sent, now)):
        raise RecordChanged()


def tell(sent: Form, now: Form) -> None:
    """At each question whose answer is another one by now, what that is."""
    for field in _different(sent, now):
        said = _words(now[field.name])
        field.errors = [_("Now it says: %(value)s", value=said) if said else _("Now nothing stands there.")]


def _different(sent: Form, now: Form) -> Iterator[Field]:
    return (field for field in sent if _plain(field.data) != _plain(now[field.name].data))


def _plain(data: Any) -> str:
    return "".join(str(data or "").split()).casefold()


def _words(field: Any) -> str:
    choices = {str(choice.value): str(choice.label) for choice in getattr(field, "choices", None) or ()}
    return choices.get(str(field.data or ""), str(field.data or ""))
