from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import DataRequired, InputRequired

from ombud.webapp.fields import Day, Form, at_most


class DoneForm(Form):
    done_on = Day(_("On which day was it done?"), [InputRequired(_("Enter the day."))])
    evidence = TextAreaField(
        _("What shows it?"),
        [
            DataRequired(_("Say what shows that it was done, and where it lies.")),
            at_most(2000),
        ],
        description=_("For instance minutes, a report with its date, a link. No names of clients."),
    )
