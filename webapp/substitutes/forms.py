from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import DataRequired, InputRequired, Optional, StopValidation

from ombud.webapp.fields import Day, Form, Pick


class SubstituteForm(Form):
    person = StringField(
        _("E-mail address of whoever is away"), [DataRequired(_("Enter the address of whoever is away."))]
    )
    substitute = Pick(
        _("Who stands in for you?"),
        [Optional()],
        description=_("They are asked first; until they accept, nothing changes."),
    )
    email = StringField(
        _("E-mail address of the substitute"),
        description=_("They need an account here. They are asked first; until they accept, nothing changes."),
    )
    from_on = Day(_("First day away"), [InputRequired(_("Enter the first day."))])
    to_on = Day(
        _("Last day away"),
        [InputRequired(_("Enter the last day."))],
        description=_("That day included. Either of the two can end it before."),
    )

    def __init__(self, data: Any, *, today: date, for_others: bool, colleagues: Sequence[tuple[UUID, str]]) -> None:
        super().__init__(data, from_on=today)
        if not for_others:
            del self.person
        if for_others or not colleagues:
            del self.substitute
            return
        people = [SelectChoice(str(key), name) for key, name in colleagues]
        self.substitute.choices = [SelectChoice("", _("- Choose -")), *people]
        self.email.label.text = _("Or somebody else: the e-mail address they sign in with")
        self.email.description = _("Only if they are not in the list. They need an account here.")

    @property
    def chosen(self) -> UUID | None:
        """Who was chosen from the list; None where it is somebody named by an address."""
        return UUID(str(self.substitute.data)) if "substitute" in self and self.substitute.data else None

    def validate_email(self, field: StringField) -> None:
        if self.chosen is None and not str(field.data or "").strip():
            listed = "substitute" in self
            raise StopValidation(
                gettext("Choose somebody from the list, or enter the address they sign in with.")
                if listed
                else gettext("Enter the address they sign in with.")
            )
