from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import DataRequired, InputRequired

from ombud.storage.registry import Possession
from ombud.webapp.fields import Choice, Form, at_most
from ombud.workflows.registry import LONGEST

POSSESSIONS = {
    Possession.HAVE: _("We have it, and use it"),
    Possession.STAND_IN: _("Something else is used in its place"),
    Possession.MISSING: _("It is missing"),
}
"""How people say what stands in the registry."""


class RecordForm(Form):
    possession = Choice(
        _("Does this office have it?"),
        [InputRequired(_("Say whether this office has it."))],
        choices=[SelectChoice(str(possession), words) for possession, words in POSSESSIONS.items()],
    )
    owner = StringField(
        _("Which office keeps it, or is to get it?"),
        [DataRequired(_("Name the office or the role.")), at_most(LONGEST["owner"])],
        description=_("An office or a role, no person's name."),
    )
    link = StringField(
        _("Where does it lie? (optional)"),
        [at_most(LONGEST["link"])],
        description=_("An address that begins with https://, or a place such as a folder or a cabinet."),
    )
    note = TextAreaField(
        _("Note (optional)"),
        [at_most(LONGEST["note"])],
        description=_("For instance its version, or whom it was asked for and when."),
    )


class FollowingForm(RecordForm):
    """Of a checklist nobody chooses what the office has: it follows the version in use."""

    possession = None  # type: ignore[assignment]
