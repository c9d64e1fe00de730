from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import DateField, Form, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length


class DoneForm(Form):
    done_on = DateField(_("On which day was it done?"), [InputRequired(_("Enter the day."))])
    evidence = TextAreaField(
        _("What shows it?"),
        [
            DataRequired(_("Say what shows that it was done, and where it lies.")),
            Length(max=2000, message=_("Shorten this to %(max)d characters.")),
        ],
        description=_("For instance minutes, a report with its date, a link. No names of clients."),
    )
