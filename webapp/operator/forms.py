from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, Form, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from ombud.storage.letters import Channel
from ombud.workflows.operating import LONGEST


class ReasonForm(Form):
    """What every act on a case asks for."""

    reason = TextAreaField(
        _("Why"),
        [
            InputRequired(_("Say why. The reason is kept with the case, and who works in it reads it.")),
            Length(max=LONGEST, message=_("Shorten this to %(max)d characters.")),
        ],
    )
    sure = BooleanField(
        _("I have read what this will do"),
        [InputRequired(_("Read what this will do, and tick the box."))],
    )


class ExtendForm(ReasonForm):
    until = DateField(
        _("The new day"),
        [InputRequired(_("Give a day that is later than the one it is due on."))],
        description=_("It is due at the end of that day."),
    )


class HandOverForm(ReasonForm):
    to = SelectField(_("Who does it from now on"), validate_choice=True)


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
