from __future__ import annotations

import re

from flask_babel import lazy_gettext as _
from wtforms import EmailField, StringField
from wtforms.validators import InputRequired, Regexp

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


NUMBER = re.compile(r"([A-Z]{2,5})-?(\d{4})-?(\d{1,9})\Z")


def as_number(typed: str | None) -> str | None:
    """A number as people type it, in the shape numbers have; left as it is where it is none."""
    found = NUMBER.fullmatch(re.sub(r"[\s\u2010-\u2015-]+", "-", (typed or "").strip()).upper())
    return f"{found[1]}-{found[2]}-{int(found[3]):04d}" if found else typed


class LostForm(Form):
    """A number is judged by its shape alone: whether there is such a case is told to nobody."""

    number = StringField(
        _("Number of your case"),
        [
            InputRequired(_("Enter the number of your case, as it stands on your receipt and in our mails.")),
            LONGEST,
            Regexp(NUMBER, message=_("Enter the whole number of your case, such as ONB-2026-0001.")),
        ],
        filters=[as_number],
        description=_("For example CGR-2026-0001."),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )
    email = EmailField(
        _("Your e-mail address"),
        [InputRequired(_("Enter the e-mail address you gave when you sent it.")), LONGEST],
        description=_("The one you gave when you sent it."),
        render_kw={"autocomplete": "email"},
    )
