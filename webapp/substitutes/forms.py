from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired

from ombud.webapp.fields import Day, Form


class SubstituteForm(Form):
    person = StringField(
        _("E-mail address of whoever is away"), [DataRequired(_("Enter the address of whoever is away."))]
    )
    email = StringField(
        _("E-mail address of the substitute"),
        [DataRequired(_("Enter the address they sign in with."))],
        description=_("They need an account here. They are asked first; until they accept, nothing changes."),
    )
    from_on = Day(_("First day away"), [InputRequired(_("Enter the first day."))])
    to_on = Day(
        _("Last day away"),
        [InputRequired(_("Enter the last day."))],
        description=_("That day included. Either of the two can end it before."),
    )

    def __init__(self, data: Any, *, today: date, for_others: bool) -> None:
        super().__init__(data, from_on=today)
        if not for_others:
            del self.person
