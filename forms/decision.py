"""What is asked of a body's decision that no ballot wrote down."""

from __future__ import annotations

from ombud.forms.days import past_day
from ombud.forms.fields import Day, Line, When
from ombud.forms.text import lazy as _


def decided_on(label: str = "", *, routes: bool = False, when: When | None = None, help: str = "") -> Day:
    """The day of the decision, where no ballot recorded it."""
    missing = _("Enter the day of the decision.")
    return past_day(label or _("On which day?"), routes=routes, when=when, help=help, missing=missing)


def votes_counted(help: str = "") -> Line:
    return Line(
        _("How were the votes? (optional)"),
        help=help or _("Such as: for 7, against 2, abstained 1."),
        required=False,
        personal=False,
    )
