"""The two forms of an opening: whoever asks, and whoever answers, each with a role that is theirs and a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import DataRequired, InputRequired

from ombud.webapp.fields import Choice, Form, at_most
from ombud.workflows.casefile.words import role_name

LONGEST = at_most(2000)
WHO_READS = _("It is kept sealed. The two of you can read it, and so can whoever brought the case, once it is opened.")


class _InARole(Form):
    """Asks for the role only where somebody holds several that would do."""

    role = Choice(_("As who?"), validators=[InputRequired(_("Choose in which role you do this."))])

    def __init__(self, data: Any, roles: Sequence[str]) -> None:
        super().__init__(data)
        self._roles = roles
        self.role.choices = [SelectChoice(role, role_name(role)) for role in roles]
        if len(roles) == 1:
            del self.role

    @property
    def chosen(self) -> str:
        return str(self.role.data) if "role" in self else self._roles[0]


class AskForm(_InARole):
    reason = TextAreaField(
        _("Why do you need to know who it is?"),
        [DataRequired(_("Say why: without a reason nobody can agree.")), LONGEST],
        description=WHO_READS,
    )


class AnswerForm(_InARole):
    answer = Choice(
        _("Do you agree?"),
        choices=[
            SelectChoice("agree", _("Yes: open it to whoever asked, and to me")),
            SelectChoice("refuse", _("No: it stays sealed")),
        ],
        validators=[InputRequired(_("Choose yes or no."))],
    )
    reason = TextAreaField(
        _("Why?"), [DataRequired(_("Say why you agree, or why not.")), LONGEST], description=WHO_READS
    )
