from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, Form, SelectField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from ombud.storage.meetings import MeetingKind

DAY = InputRequired(_("Say on which day."))
CLOCK = InputRequired(_("Say at what time, for instance 10:00."))
SHORT = Length(max=200, message=_("Shorten this to %(max)d characters."))


class DayForm(Form):
    day = DateField(_("Day"), [DAY])
    clock = TimeField(_("Time"), [CLOCK])


class MeetingForm(DayForm):
    kind = SelectField(
        _("What kind of meeting"),
        choices=[
            SelectChoice(MeetingKind.REGULAR, _("Regular")),
            SelectChoice(MeetingKind.SPECIAL, _("Special: it counts for no deadline that waits for a regular one")),
        ],
    )
    quarterly = BooleanField(_("It is one of the quarterly meetings"))
    place = StringField(_("Place"), [SHORT], description=_("A room or an address of the web. Everybody can read it."))

    def validate_quarterly(self, field: BooleanField) -> None:
        if field.data and self.kind.data != MeetingKind.REGULAR:
            raise ValidationError(gettext("Only a regular meeting is a quarterly one."))


class ReasonForm(Form):
    reason = TextAreaField(
        _("Why?"),
        [
            InputRequired(_("Say why: the calendar keeps it.")),
            Length(max=2000, message=_("Shorten this to %(max)d characters.")),
        ],
        description=_("No names of clients."),
    )


class MoveForm(ReasonForm, DayForm):
    pass


class RuleForm(Form):
    rule = StringField(
        _("Rule"),
        [SHORT],
        description=_(
            "As RFC 5545 writes it: FREQ=MONTHLY;BYDAY=4TH is the fourth Thursday of every month. "
            "Leave it empty to add meetings by hand only."
        ),
    )
    meets_at = StringField(_("Time"), [SHORT], description=_("For instance 10:00."))
    from_on = DateField(
        _("It begins with this day"), [Optional()], description=_("“Every second month” is counted from it.")
    )
    place = StringField(_("Place"), [SHORT], description=_("A room or an address of the web. Everybody can read it."))
