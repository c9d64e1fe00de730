from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import Form, StringField
from wtforms.validators import InputRequired, Length


class CodeForm(Form):
    code = StringField(
        _("Tracking code"),
        [
            InputRequired(_("Enter the tracking code from your receipt.")),
            Length(max=200, message=_("Shorten this to %(max)d characters.")),
        ],
        description=_(
            "For example ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567. Capital letters and hyphens do not matter."
        ),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )
