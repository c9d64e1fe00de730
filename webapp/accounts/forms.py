from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import Form, PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(Form):
    email = StringField(
        _("E-mail address"),
        [
            InputRequired(_("Enter your e-mail address.")),
            Length(max=254, message=_("Shorten this to %(max)d characters.")),
        ],
        render_kw={"autocomplete": "username", "type": "email", "spellcheck": "false"},
    )
    password = PasswordField(
        _("Password"),
        [InputRequired(_("Enter your password.")), Length(max=1024, message=_("Shorten this to %(max)d characters."))],
        render_kw={"autocomplete": "current-password"},
    )
