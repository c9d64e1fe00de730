from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired

from ombud.webapp.fields import Day, Form, at_most
from ombud.workflows.inbox.saved import LONGEST_NAME


class NameForm(Form):
    name = StringField(
        _("Name of the view"),
        [DataRequired(_("Give the view a name.")), at_most(LONGEST_NAME)],
        description=_("Short, in your own words. Nobody else sees it."),
    )


class AgainForm(Form):
    again_on = Day(
        _("Look at it again on"),
        [InputRequired(_("Choose a day after today."))],
        description=_("Until then it stands apart in your inbox, unless it is or becomes overdue. Its deadline stays."),
    )
