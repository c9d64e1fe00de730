"""What a day may be, counted from the day on which the form is sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from wtforms.validators import StopValidation

from ombud.forms.fields import Day, Pick, When
from ombud.forms.text import lazy as _


class FirstDay(Pick):
    """Days to choose from, of which the first is chosen from the start; whoever wants a later one chooses it."""

    given: ClassVar[bool] = True

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.type = "Pick"  # shown like any other


def past_day(label: str, *, routes: bool = False, when: When | None = None, help: str = "", missing: str = "") -> Day:
    """The day on which something was done: today or earlier, and nobody's secret, whether the diagram goes by it or not."""
    return Day(
        label,
        routes=routes,
        when=when,
        help=help,
        missing=missing or _("Enter the day."),
        validators=(not_in_the_future,),
        personal=False,
    )


def not_in_the_future(form: Any, field: Any) -> None:
    """Needs the form's `today`; without it nothing is judged."""
    today, day = getattr(form, "today", None), _day(field.data)
    if today is not None and day is not None and day > today:
        raise StopValidation(_("Enter a day that is not in the future."))


def not_in_the_past(form: Any, field: Any) -> None:
    """Needs the form's `today`; without it nothing is judged."""
    today = getattr(form, "today", None)
    if today is not None and field.data is not None and field.data < today:
        raise StopValidation(_("Enter a day that is not in the past."))


def _day(given: date | None) -> date | None:
    """A moment's day: the time of day now is nothing a form knows."""
    return given.date() if isinstance(given, datetime) else given
