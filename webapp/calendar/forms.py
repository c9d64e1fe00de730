from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Optional, ValidationError

from ombud.storage.meetings import MeetingKind
from ombud.webapp.fields import Clock, Day, Form, Pick, at_most

DAY = InputRequired(_("Say on which day."))
CLOCK = InputRequired(_("Say at what time, for instance 10:00."))
SHORT = at_most(200)


class DayForm(Form):
    day = Day(_("Day"), [DAY])
    clock = Clock(_("Time"), [CLOCK])


class MeetingForm(DayForm):
    kind = Pick(
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
            at_most(2000),
        ],
        description=_(
            "Everybody with an account reads it on the page of the meeting; no mail says it. No client names."
        ),
    )


class ThenForm(DayForm):
    """When and where a meeting is to be instead."""

    place = StringField(_("Place"), [SHORT], description=_("A room or an address of the web. Everybody can read it."))


class MoveForm(ReasonForm, ThenForm):
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
    from_on = Day(_("It begins with this day"), [Optional()], description=_("“Every second month” is counted from it."))
    place = StringField(_("Place"), [SHORT], description=_("A room or an address of the web. Everybody can read it."))
