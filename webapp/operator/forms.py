from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from ombud.storage.letters import Channel


class DeliveryForm(Form):
    channel = SelectField(
        _("How"), choices=[SelectChoice(Channel.POST, _("By post")), SelectChoice(Channel.HAND, _("By hand"))]
    )
    note = StringField(
        _("Note"),
        [
            InputRequired(_("Say how it was delivered, for instance “certified mail, June 3”.")),
            Length(max=200, message=_("Shorten this to %(max)d characters.")),
        ],
        description=_("No names or addresses."),
    )
