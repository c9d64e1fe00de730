"""The forms with which a draft is cleared before it is published (Policy 405, the fourth point of its step 2).

`lead_view` and `board_view` are given side by side; a draft is cleared when both say so, and never by silence (A46).
"""

from __future__ import annotations

from ombud.forms import decision, grievance, withdrawal
from ombud.forms.base import OmbudForm
from ombud.forms.fields import Choice, Files, Line, Text, Tick, when
from ombud.forms.text import lazy as _
from ombud.forms.uploads import LIMITS

VIEWS = (
    ("confirmed", _("Confirmed: the data is read correctly")),
    ("corrections", _("Corrections are needed before it is published")),
)


class AnnouncementForm(OmbudForm):
    """Opens the case, from the agreement in force; staff record it for an agreement on paper."""

    title = _("Clearance of a draft before it is published")
    intro = _(
        "For an agreement on paper: say whose draft it is. They are then asked to hand it in with the data behind it."
    )

    contact_name = Line(_("Name of the requester"), missing=_("Enter the name of the requester."))
    contact_email = grievance.mail_address(_("Their e-mail address"))
    language = grievance.language(_("Which language shall we write to them in?"))
    organisation_name = Line(_("Their organisation"), missing=_("Enter the name of the organisation."))
    data_file = Line(
        _("By which name or number is the data file known?"),
        personal=False,
        missing=_("Enter the name or number of the data file."),
    )
    work = Line(_("What is the draft called?"), missing=_("Enter its title."))
    place = Text(
        _("Where and when is it meant to be published?"), missing=_("Say where and when it is meant to be published.")
    )


class DraftForm(OmbudForm):
    """The data and the draft are shared together: how data is read is judged by both."""

    title = _("Hand in the draft and the data behind it")
    intro = _(
        "The HMIS Lead and the Data Strategy Board look at it side by side. Nothing is published before both have "
        "confirmed it in writing; that nobody has answered means no. Upload no client-level data here."
    )
    submit = _("Hand it in")

    statements = Text(
        _("Which statements rest on the data, and on which figures?"),
        help=_("One to a line, with the page of the draft."),
        missing=_("Say which statements rest on the data."),
    )
    no_client_level = Tick(
        _("The draft holds no client-level data"), required=True, missing=_("Client-level data may not be published.")
    )
    draft = Files(
        _("The draft, and tables of the data it rests on, unless they are shared in another way (optional)"),
        help=LIMITS,
    )


class LeadViewForm(OmbudForm):
    """The Lead's half."""

    title = _("Check the draft for the HMIS Lead")
    intro = _("Compare what the draft says with the data. It may be published only if the board confirms it too.")
    submit = _("Send")

    lead_view = Choice(_("Is the data read correctly?"), VIEWS, routes=True, missing=_("Choose what you found."))
    no_client_level = Tick(
        _("The draft holds no client-level data"),
        required=True,
        when=when("lead_view", "confirmed"),
        missing=_("Client-level data may not be published: otherwise ask for corrections."),
    )
    corrections = Text(
        _("If corrections are needed: which?"),
        help=_("The letter to the requester quotes this."),
        when=when("lead_view", "corrections"),
        missing=_("Say what has to be corrected."),
    )


class BoardViewForm(OmbudForm):
    """The board's half. A ballot fills it in; by hand it is recorded with the votes as counted."""

    title = _("The board's view of the draft")
    intro = _("Record whether the board confirms how the data is read. It may be published only if the Lead does too.")
    submit = _("Record the decision")

    board_view = Choice(
        _("Does the board confirm the draft?"), VIEWS, routes=True, missing=_("Choose what the board decided.")
    )
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


class CorrectionsForm(OmbudForm):
    """What the board wants corrected."""

    title = _("Write down the corrections that the board wants")
    intro = _("The requester gets a letter. It quotes what you write here.")
    submit = _("Save the corrections")

    corrections = Text(_("What has to be corrected?"), missing=_("Say what has to be corrected."))


class WithdrawalForm(withdrawal.WithdrawalForm):
    title = _("Give up the publication")
    intro = _("The case is closed, and nothing of this draft may be published.")
    submit = _("Give it up")


FORMS: dict[str, type[OmbudForm]] = {
    "announcement": AnnouncementForm,
    "draft": DraftForm,
    "lead_view": LeadViewForm,
    "board_view": BoardViewForm,
    "corrections": CorrectionsForm,
    "withdrawal": WithdrawalForm,
}
