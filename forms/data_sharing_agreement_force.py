"""The decision on a data sharing agreement, its execution and the delivery, and what goes on while it is in force."""

from __future__ import annotations

from ombud.forms import decision, grievance, signing
from ombud.forms.base import OmbudForm
from ombud.forms.data_sharing_agreement_text import data_file, planned_end
from ombud.forms.days import past_day
from ombud.forms.fields import Choice, Files, Line, Pick, Text, Tick, when
from ombud.forms.text import lazy as _
from ombud.forms.uploads import LIMITS

VOTES = (("approved", _("Approved")), ("denied", _("Denied")))


class VoteForm(OmbudForm):
    """Step 5: what the board decided. A ballot fills it in; by hand it is recorded with the votes as counted, and where a
    panel decided with the resolution that gave it the authority (A42)."""

    title = _("Decision of the Data Strategy Board")
    intro = _("Record what the board decided on the data sharing agreement.")
    submit = _("Record the decision")

    stage = Choice(_("What did the board decide?"), VOTES, routes=True, missing=_("Choose what the board decided."))
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()
    panel = Pick(
        _("If a panel decided for the board: by which resolution was that delegated to it? (optional)"),
        source="resolutions.dsb",
        required=False,
        personal=False,
        help=_("A panel decides only where the board has delegated it. The letters name the resolution."),
    )


class ReasonsForm(OmbudForm):
    """Why the board denied it."""

    title = _("Write down the board's reasons")
    intro = _("The requester and the HMIS Lead get a letter. It quotes what you write here.")
    submit = _("Send the letter")

    reasons = grievance.reasons()
    action = grievance.action()


class FinalForm(OmbudForm):
    """Step 6, first half: the text that is signed, as the board approved it."""

    title = _("Finalise the agreement")
    intro = _("Put the text that the board approved into its final form. The requester gets it to sign.")
    submit = _("Send it to be signed")

    planned_end_on = planned_end(routes=True)
    data_file = data_file()
    conditions = Text(
        _("What does the final text say that the draft did not? (optional)"),
        help=_("Only what the board asked for. The letter to the requester quotes this."),
        required=False,
    )
    agreement = Files(_("The final text, unless it goes out on paper (optional)"), help=LIMITS)


class SignatureForm(OmbudForm):
    """The requester signs."""

    title = _("Sign the agreement")
    intro = _("Sign the final text that the HMIS Lead has sent. Send the signed copy here, or on paper.")
    submit = _("Send the signed agreement")

    signed_by = signing.signed_by()
    signed_on = signing.signed_on()
    agreement = Files(_("The signed agreement, unless it goes back on paper (optional)"), help=LIMITS)


class ExecutionForm(OmbudForm):
    """Step 6, second half: the Lead's signature, with which the agreement is in force."""

    title = _("Execute the agreement")
    intro = _("Sign the agreement for the HMIS Lead, and record it. No data leaves before that.")
    submit = _("Record")

    as_approved = Tick(
        _("It is the agreement that the board approved, signed by the requester"),
        required=True,
        missing=_("No other agreement may be executed."),
    )
    executed_by = signing.executed_by()
    executed_on = signing.signed_on()


class DeliveryForm(OmbudForm):
    """Step 7. Ombud moves no data: the Lead delivers it, and confirms that here."""

    title = _("Deliver the data")
    intro = _("Prepare what the agreement names, deliver it the way that was agreed, and confirm it here.")
    submit = _("Confirm the delivery")

    as_agreed = Tick(
        _("It was delivered encrypted, the way that was agreed"),
        required=True,
        missing=_("Data is delivered the agreed way only."),
    )
    only_agreed = Tick(
        _("The file holds what the agreement names, and nothing else"),
        required=True,
        missing=_("Only what the agreement names is delivered."),
    )
    data_file = data_file()
    delivered_on = past_day(_("On which day?"))
    received_by = Line(_("Who received it?"), missing=_("Enter who received it."))


class CompletionForm(OmbudForm):
    """Step 8 begins: the requester declares the project complete (A47)."""

    title = _("Declare the project complete")
    intro = _(
        "Tell the HMIS Lead when the project is complete. From that day on the time for destroying the data file is "
        "counted; if you declare nothing, from the planned end of the project."
    )
    submit = _("Declare it complete")

    completed_on = past_day(
        _("On which day was the project complete?"), missing=_("Enter the day on which it was complete.")
    )
    note = Text(_("Anything the HMIS Lead should know? (optional)"), required=False)


class DraftForm(OmbudForm):
    """What is to be published is announced; a case of its own clears it."""

    title = _("Announce a draft before it is published")
    intro = _(
        "Nothing drawn from the data is published before the HMIS Lead and the Data Strategy Board have both confirmed "
        "how the data is read. Announce each draft here; you hand it in on a page of its own."
    )
    submit = _("Send")

    drafts = Choice(
        _("What is it?"),
        (
            ("draft", _("A draft is ready to be looked at")),
            ("no_more", _("Nothing, or nothing more, will be published")),
        ),
        routes=True,
        missing=_("Choose what it is."),
    )
    work = Line(_("What is it called?"), when=when("drafts", "draft"), missing=_("Enter its title."))
    place = Text(
        _("Where and when is it meant to be published?"),
        when=when("drafts", "draft"),
        missing=_("Say where and when it is meant to be published."),
    )


class ClosingForm(OmbudForm):
    """After the planned end, and while nobody says that nothing more is published: the Lead asks, and closes with a reason."""

    title = _("Ask what is still to be published, and close the agreement")
    intro = _(
        "The planned end of the project has passed, and the requester has not said that nothing more will be published. "
        "Ask. If more is to come, leave this open until it was announced. Closing the agreement clears no draft: what "
        "the requester promised goes on."
    )
    submit = _("Close the agreement")

    asked_on = past_day(
        _("On which day did you last ask the requester?"),
        missing=_("Ask the requester before you close the agreement, and enter the day."),
    )
    answered = Choice(
        _("What came back?"),
        (("nothing_more", _("Nothing more will be published")), ("silent", _("No answer came"))),
        personal=False,
        missing=_("Choose what came back."),
    )
    reasons = Text(
        _("Why is the agreement closed?"),
        help=_("The letter to the requester quotes this."),
        missing=_("Say why it is closed."),
    )
