from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import DataRequired, InputRequired

from ombud.webapp.fields import Day, Form, Pick


class ActingForm(Form):
    person = Pick(
        _("Who acts?"),
        [DataRequired(_("Choose who acts."))],
        description=_("Somebody of your agency who has an account here."),
    )
    from_on = Day(_("From which day?"), [InputRequired(_("Enter the first day."))])
    to_on = Day(
        _("Until which day?"),
        [InputRequired(_("Enter the last day."))],
        description=_("That day included. It ends by itself then, or on the day before somebody is given the role."),
    )

    def __init__(self, data: Any, people: Iterable[tuple[UUID, str]], *, from_on: date | None) -> None:
        super().__init__(data, from_on=from_on)
        known = [SelectChoice(str(key), name) for key, name in people]
        self.person.choices = [SelectChoice("", _("Choose")), *known]
