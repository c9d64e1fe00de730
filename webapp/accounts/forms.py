from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from ombud.webapp.accounts import choosing
from ombud.webapp.fields import Form, at_most


def _email() -> StringField:
    return StringField(
        _("E-mail address"),
        [
            InputRequired(_("Enter your e-mail address.")),
            at_most(254),
        ],
        render_kw={"autocomplete": "username", "type": "email", "spellcheck": "false"},
    )


def _present(label: Any, empty: Any) -> PasswordField:
    """A password somebody has."""
    checks = [InputRequired(empty), at_most(choosing.LONGEST)]
    return PasswordField(label, checks, render_kw={"autocomplete": "current-password"})


def _code(label: Any, empty: Any, description: Any = "") -> StringField:
    """Six digits or a recovery code; a phone may fill it in."""
    attributes = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters"}
    checks = [InputRequired(empty), at_most(64)]
    return StringField(label, checks, description=description, render_kw=attributes)


class SignInForm(Form):
    email = _email()
    password = _present(_("Password"), _("Enter your password."))


class ForgottenForm(Form):
    email = _email()


class SecondFactorForm(Form):
    code = _code(
        _("Code"),
        _("Enter the code."),
        _("The six digits your authenticator app shows for Ombud; or one of your recovery codes."),
    )
    keep_browser = BooleanField()


class AuthenticatorForm(Form):
    """`offered` is the secret the page offered, sealed."""

    offered = HiddenField()
    code = _code(_("The six digits your app shows now"), _("Enter the six digits."))


class NewAuthenticatorForm(AuthenticatorForm):
    current_code = _code(
        _("A code of the authenticator you have now"),
        _("Enter a code of the authenticator you have now, or a recovery code."),
        _("Six digits, or one of your recovery codes."),
    )


class CurrentCodeForm(Form):
    current_code = _code(
        _("A code of your authenticator"), _("Enter a code."), _("Six digits, or one of your recovery codes.")
    )


class PasswordForm(Form):
    """`objects_to` looks at what is known of whose password it becomes."""

    new_password = PasswordField(
        _("New password"),
        [InputRequired(_("Enter a new password."))],
        description=_(
            "At least %(least)d characters, any of them. Several words in a row are easy to keep. You may paste it.",
            least=choosing.SHORTEST,
        ),
        render_kw={"autocomplete": "new-password"},
    )
    new_password_again = PasswordField(
        _("The same password again"),
        [InputRequired(_("Enter the password again."))],
        render_kw={"autocomplete": "new-password"},
    )

    def objects_to(self, about: tuple[str, ...], breached: Path | None) -> bool:
        """Whether it is not to be chosen; the fields say why."""
        if not self.validate():
            return True
        chosen = str(self.new_password.data)
        self.new_password.errors = choosing.objections(chosen, about=about, breached=breached)
        if self.new_password_again.data != chosen:
            self.new_password_again.errors = [gettext("The two passwords are not the same.")]
        return bool(self.errors_now)

    @property
    def errors_now(self) -> list[str]:
        return [*self.new_password.errors, *self.new_password_again.errors]


class ChangeForm(PasswordForm):
    password = _present(_("The password you have now"), _("Enter the password you have now."))
