from __future__ import annotations

import re
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import InputRequired, StopValidation

from ombud.webapp.fields import Form, at_most

LINE = re.compile(r"(\d{4}-\d{2}-\d{2})[ \t:,]+(\S.*)")
MAX_TEXT = 5000
"""Characters: a year of closures and more."""


class ClosuresForm(Form):
    days = TextAreaField(
        _("Which days?"),
        [
            InputRequired(_("Write at least one day.")),
            at_most(MAX_TEXT),
        ],
        description=_("One day on each line, then what it is: 2027-07-05 Independence Day (observed)"),
    )

    def validate_days(self, field: TextAreaField) -> None:
        wrong = [line for line in self._lines() if _read(line) is None]
        if wrong:
            raise StopValidation(
                gettext(
                    "This is no day with its name: “%(line)s”. Write year, month and day as numbers, then what it is: 2026-12-25 Christmas Day.",
                    line=wrong[0][:60],
                )
            )
        if len(self.named) < len(self._lines()):
            raise StopValidation(gettext("A day stands here twice."))
        if not self.named:
            raise StopValidation(gettext("Write at least one day."))

    @property
    def named(self) -> dict[date, str]:
        """Each day with what it is called."""
        return dict(found for line in self._lines() if (found := _read(line)))

    def _lines(self) -> list[str]:
        return [line.strip() for line in str(self.days.data or "").splitlines() if line.strip()]


def _read(line: str) -> tuple[date, str] | None:
    found = LINE.fullmatch(line)
    try:
        return (date.fromisoformat(found[1]), found[2].strip()) if found else None
    except ValueError:
        return None
