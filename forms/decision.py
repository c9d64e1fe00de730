"""What is asked of a body's decision that no ballot wrote down."""

from __future__ import annotations

from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Day, Line, When
from ombud.forms.text import lazy as _


def decided_on(label: str = "", *, routes: bool = False, when: When | None = None, help: str = "") -> Day:
    """The day of the decision. Nobody's secret, whether the diagram goes by it or not."""
    return Day(
        label or _("On which day?"),
        routes=routes,
        when=when,
        help=help,
        missing=_("Enter the day of the decision."),
        validators=(not_in_the_future,),
        personal=False,
    )


def votes_counted(help: str = "") -> Line:
    return Line(
        _("How were the votes? (optional)"),
        help=help or _("Such as: for 7, against 2, abstained 1."),
        required=False,
        personal=False,
    )
