from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import DataRequired, InputRequired, Optional

from ombud.webapp.fields import Day, Form, Pick, at_most
from ombud.workflows.board.delegations import Delegable

SOURCE = "P103-d"
"""The register's row that lets the Lead's management pass authority on."""


class DelegationForm(Form):
    holding = Pick(_("Which role is passed on?"))
    email = StringField(
        _("E-mail address of whoever acts in it"),
        [DataRequired(_("Enter the address they sign in with."))],
        description=_("They need an account here."),
    )
    terms = TextAreaField(
        _("What exactly may they do?"),
        [
            DataRequired(_("Say what is passed on, and what is not.")),
            at_most(2000),
        ],
        description=_("Both sides, those who preside and those who oversee can read it."),
    )
    from_on = Day(_("From which day?"), [InputRequired(_("Enter the first day."))])
    to_on = Day(_("Until which day, that day included? (optional)"), [Optional()])
    source = StringField(
        _("On which row of the policy register does it rest?"), [DataRequired(_("Name the row, such as P103-d."))]
    )

    def __init__(self, data: Any, offered: Sequence[Delegable], rows: Collection[str], *, today: date) -> None:
        super().__init__(data, from_on=today, source=SOURCE)
        people = {one.person_id for one in offered}
        self.holding.choices = [
            SelectChoice(str(one.holding_id), f"{one.role} ({one.name})" if len(people) > 1 else one.role)
            for one in offered
        ]
        self._rows = rows

    def validate_source(self, field: StringField) -> None:
        if str(field.data).strip() not in self._rows:
            raise ValidationError(_("The register has no such row. Rows look like P103-d."))
