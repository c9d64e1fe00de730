"""What a day may be, counted from the day on which the form is sent."""

from __future__ import annotations

from typing import Any

from wtforms.validators import StopValidation

from ombud.forms.text import lazy as _


def not_in_the_future(form: Any, field: Any) -> None:
    """Needs the form's `today`; without it nothing is judged."""
    today = getattr(form, "today", None)
    if today is not None and field.data is not None and field.data > today:
        raise StopValidation(_("Enter a day that is not in the future."))


def not_in_the_past(form: Any, field: Any) -> None:
    """Needs the form's `today`; without it nothing is judged."""
    today = getattr(form, "today", None)
    if today is not None and field.data is not None and field.data < today:
        raise StopValidation(_("Enter a day that is not in the past."))
