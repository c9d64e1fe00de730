"""Which period a picture counts, as its address says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from ombud.webapp.fields import Day, Form
from ombud.workflows.overview.period import Period

MOST_YEARS: Final = 10
"""A table of more is read by nobody."""


class PeriodForm(Form):
    first = Day(_("From"), name="from")
    last = Day(_("To, this day included"), name="to")

    def validate_last(self, field: Day) -> None:
        first, last = self.first.data, field.data
        if first and last and last < first:
            raise ValidationError(gettext("Choose a last day that is not before the first one."))
        if first and last and last.year - first.year >= MOST_YEARS:
            raise ValidationError(ngettext("Choose at most %(num)d year.", "Choose at most %(num)d years.", MOST_YEARS))


def asked(arguments: Mapping[str, str], *, today: date) -> tuple[PeriodForm, Period | None]:
    """The form as it was filled in, and its period; None where it says none. Nothing filled in is this year, one day alone
    goes to the end of its year, or begins with that."""
    form = PeriodForm(MultiDict(arguments))
    if not form.validate():
        return form, None
    first, last = form.first.data, form.last.data
    year = (first or last or today).year
    period = Period(first or date(year, 1, 1), last or date(year, 12, 31))
    return PeriodForm(data={"first": period.first, "last": period.last}), period
