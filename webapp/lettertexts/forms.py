from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from ombud.webapp.board.forms import said
from ombud.webapp.fields import Form

WHY = _("For instance: the Board asked for plainer words on March 26. Name no person: everybody here can read it.")


class TextForm(Form):
    """What the words may be is judged by `workflows.letters.texts`."""

    text = TextAreaField(_("The letter's text"), [InputRequired(_("The text is empty."))])
    reason = said(_("Why?"), _("Say why: it is shown with the letter."), hint=WHY)


class BackForm(Form):
    reason = said(_("Why?"), _("Say why: it is shown with the letter."), hint=WHY, id="back-reason")
