from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired

from ombud.webapp.fields import Form, Pick, at_most


class ReassignForm(Form):
    to = Pick(_("Hand it to"))
    reason = TextAreaField(
        _("Why?"),
        [
            InputRequired(_("Say why: the timeline keeps it.")),
            at_most(2000),
        ],
    )

    def __init__(self, data: Any, candidates: Sequence[tuple[UUID, str]]) -> None:
        super().__init__(data)
        people = [SelectChoice(str(key), name) for key, name in candidates]
        self.to.choices = [SelectChoice("", _("- Choose -")), *people]
        self.to.validators = [InputRequired(_("Choose a person."))]
