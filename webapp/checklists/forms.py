from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import DataRequired, InputRequired

from ombud.webapp.fields import Choice, Form, at_most


class PublishForm(Form):
    official = Choice(
        _("Is this the official text?"),
        [InputRequired(_("Say whether it is the official text."))],
        choices=[
            SelectChoice("yes", _("Yes, it is the official checklist")),
            SelectChoice("no", _("No, it is still a stand-in")),
        ],
        description=_("A stand-in is marked as one wherever it is shown or printed."),
    )
    origin = StringField(
        _("Which document were the items taken from?"),
        [DataRequired(_("Name the document, with its date or version.")), at_most(300)],
        description=_("For instance: Exhibit A of the memorandum, revised January 2026."),
    )
    resolution = StringField(
        _("By which resolution has the board approved it? (optional)"),
        [at_most(100)],
        description=_(
            "Its number, such as DSB-2026-004. Without one, the version says that the board has not approved it."
        ),
    )
    reason = TextAreaField(
        _("Why is it published now?"),
        [DataRequired(_("Say why, for those who read the history.")), at_most(1000)],
        description=_("It is kept with the version. No names of clients."),
    )


class AgainForm(Form):
    reason = TextAreaField(
        _("Why is this version published again?"),
        [DataRequired(_("Say why, for those who read the history.")), at_most(1000)],
    )
