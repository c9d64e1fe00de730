from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import DataRequired, InputRequired

from ombud.storage.board import ConflictKind
from ombud.webapp.fields import Choice, Form, Pick, at_most

LONGEST = at_most(2000)


class RecuseForm(Form):
    reason = TextAreaField(
        _("What is your conflict?"),
        [DataRequired(_("Say in a sentence what your conflict is.")), LONGEST],
        description=_("It is kept sealed: only those who preside and the operators can read it."),
    )


class DeclareForm(Form):
    person = Pick(_("Who may not decide?"))
    kind = Choice(
        _("Why?"),
        choices=[
            SelectChoice(ConflictKind.DECLARED, _("They have a conflict")),
            SelectChoice(ConflictKind.SUBJECT, _("The case is about them")),
        ],
        validators=[InputRequired(_("Choose one of the two."))],
    )
    reason = TextAreaField(
        _("What exactly?"),
        [DataRequired(_("Say what the conflict is: the record keeps it.")), LONGEST],
        description=_("It is kept sealed: only those who preside and the operators can read it."),
    )

    def __init__(self, data: Any, candidates: Sequence[tuple[UUID, str]]) -> None:
        super().__init__(data)
        people = [SelectChoice(str(key), name) for key, name in candidates]
        self.person.choices = [SelectChoice("", _("- Choose -")), *people]
        self.person.validators = [InputRequired(_("Choose a person."))]


class LiftForm(Form):
    reason = TextAreaField(
        _("Why may they decide after all?"),
        [DataRequired(_("Say why the bar is lifted: the record keeps it.")), LONGEST],
    )
