from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired

from ombud.storage.letters import Channel
from ombud.webapp.fields import Choice, Day, Form, Pick, at_most
from ombud.workflows.jobs.queue import Reason
from ombud.workflows.operating import LONGEST


class ReasonForm(Form):
    """What every act on a case asks for."""

    reason = TextAreaField(
        _("Why"),
        [
            InputRequired(_("Say why. The reason is kept with the case, and who works in it reads it.")),
            at_most(LONGEST),
        ],
    )
    sure = BooleanField(
        _("I have read what this will do"),
        [InputRequired(_("Read what this will do, and tick the box."))],
    )


class ExtendForm(ReasonForm):
    """Filled in in two steps: first the day, and with what that does the rest. `shown` is the day that was told of."""

    until = Day(
        _("The new day"),
        [InputRequired(_("Give a day that is later than the one it is due on."))],
        description=_("It is due at the end of that day."),
    )
    shown = HiddenField()

    @property
    def is_shown(self) -> bool:
        """Whether the page this was sent from said what this very day does."""
        return self.until.data is not None and self.shown.data == self.until.data.isoformat()


class HandOverForm(ReasonForm):
    to = Pick(_("Who does it from now on"), validate_choice=True)


class RetryForm(Form):
    reason = Choice(
        _("Why is it tried again?"),
        [InputRequired(_("Say why."))],
        choices=[
            SelectChoice(Reason.REPAIRED, _("What made it fail is put right")),
            SelectChoice(Reason.PASSED, _("What made it fail has passed by itself")),
            SelectChoice(Reason.LOOKING, _("To see whether it fails again")),
        ],
    )
    sure = BooleanField(
        _("I have read what this will do"),
        [InputRequired(_("Read what this will do, and tick the box."))],
    )


class DeliveryForm(Form):
    channel = Pick(
        _("How"), choices=[SelectChoice(Channel.POST, _("By post")), SelectChoice(Channel.HAND, _("By hand"))]
    )
    note = StringField(
        _("Note"),
        [
            InputRequired(_("Say how it was delivered, for instance “certified mail, June 3”.")),
            at_most(200),
        ],
        description=_("No names or addresses."),
    )
