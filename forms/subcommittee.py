"""What the access subcommittee decides when it vets a request or an application, and its reasons."""

from __future__ import annotations

from ombud.forms.base import OmbudForm
from ombud.forms.fields import Choice, Pairs, Text
from ombud.forms.text import lazy as _


def decided(ways: Pairs) -> Choice:
    return Choice(
        _("What did the subcommittee decide?"), ways, routes=True, missing=_("Choose what the subcommittee decided.")
    )


class VettingForm(OmbudForm):
    """What the access subcommittee decided. A ballot fills it in; by hand it is recorded with the votes as counted."""

    title = _("Decision of the access subcommittee")
    intro = _("Record what the subcommittee decided. The reasons are written down afterwards.")
    submit = _("Record the decision")


class ReasonsForm(OmbudForm):
    """The subcommittee's reasons, written down once it has decided; whoever writes them decides nothing."""

    title = _("Write down the subcommittee's reasons")
    submit = _("Save the reasons")

    reasons = Text(_("What are the reasons?"), missing=_("State the reasons: a letter that declines has to give them."))
