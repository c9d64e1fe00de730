from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import EmailField, StringField
from wtforms.validators import InputRequired

from ombud.webapp.fields import Form, at_most

LONGEST = at_most(200)


class CodeForm(Form):
    code = StringField(
        _("Tracking code"),
        [InputRequired(_("Enter the tracking code from your receipt.")), LONGEST],
        description=_(
            "For example ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567. Capital letters and hyphens do not matter."
        ),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )


class LostForm(Form):
    number = StringField(
        _("Number of your case"),
        [InputRequired(_("Enter the number of your case, as it stands on your receipt and in our mails.")), LONGEST],
        description=_("For example CGR-2026-0001."),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )
    email = EmailField(
        _("Your e-mail address"),
        [InputRequired(_("Enter the e-mail address you gave when you sent it.")), LONGEST],
        description=_("The one you gave when you sent it."),
        render_kw={"autocomplete": "email"},
    )
