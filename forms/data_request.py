"""The forms of a request for data without personal information (Policy 405).

The review of each item is asked in `data_request_review`, the meeting and the delivery in `data_request_release`. `stage`
says where the request stands: whoever moves it on answers it anew. The names of the first form are those of
`data_sharing_agreement`, to which a request may be handed over.
"""

from __future__ import annotations

from ombud.forms import decision, grievance, withdrawal
from ombud.forms.base import OmbudForm
from ombud.forms.data_request_release import CheckForm, DeliveryForm, MeetingForm, ProcessingForm
from ombud.forms.data_request_review import ReviewForm
from ombud.forms.fields import Choice, Line, Text, when
from ombud.forms.text import lazy as _


class RequestForm(OmbudForm):
    """Opens the case (step 1). The official Data Request Form is not among the documents of the manual (A79)."""

    title = _("Request for data")
    yours = _("Your request")
    intro = _(
        "Anybody may ask for data from the HMIS for research, evaluation or advocacy. What you get holds no personal "
        "information: no names, initials, dates of birth, telephone numbers, e-mail addresses or Social Security numbers. "
        "If you need any of these, ask for a data sharing agreement instead. Send no data about clients with this form."
    )

    contact_name = grievance.name_of_sender()
    contact_email = grievance.mail_address(_("Your e-mail address"))
    language = grievance.language()
    organisation_name = Line(
        _("For which organisation do you ask?"),
        help=_("If you ask for yourself, say so."),
        missing=_("Enter the name of the organisation, or that you ask for yourself."),
    )
    purpose = Text(
        _("What do you need the data for?"),
        help=_("The research, evaluation or advocacy that it serves."),
        missing=_("Say what you need the data for."),
    )
    variables = Text(_("Which data do you need?"), help=_("One item to a line."), missing=_("Say which data you need."))
    parameters = Text(
        _("About whom, from where and from which time?"), missing=_("Say about whom, from where and from which time.")
    )
    breakdown = Text(
        _("How should it be broken down, and in what form do you need it? (optional)"),
        help=_("Such as: by town and quarter, as a table."),
        required=False,
    )
    needed_by = Line(
        _("By when would you need it, and why then? (optional)"),
        help=_("The policy sets no time for it."),
        required=False,
    )
    publication = Text(_("What will be published of it, and where? (optional)"), required=False)
    earlier_request = Text(
        _("If this follows from another request for data: which, and what came out of it? (optional)"), required=False
    )
    documents = grievance.documents()


class RouteForm(OmbudForm):
    """The third class: rows of single people without identifiers, for which the policy has no route (A43)."""

    title = _("Decide the route of de-identified rows")
    intro = _(
        "The policy lets data be released in disaggregated form, and says how to release figures and personal information, "
        "but not how to release rows of single people without identifiers. Unless you decide otherwise, with a reason, it is "
        "the way of personal information: an agreement that the Data Strategy Board approves."
    )
    submit = _("Decide")

    stage = Choice(
        _("Which way does it take?"),
        (
            ("personal", _("It needs a data sharing agreement")),
            ("release", _("It is released like figures, without an agreement")),
        ),
        routes=True,
        default="personal",
        missing=_("Choose the way."),
    )
    reason = Text(_("Why?"), missing=_("Give the reason: without one, nobody decides."))


class MethodForm(OmbudForm):
    """What the board determined. A ballot fills it in; by hand it is recorded with the votes as counted."""

    title = _("Determine how it is shared")
    intro = _("Record what the Data Strategy Board determined about sharing reports of this kind.")
    submit = _("Record the decision")

    way = Choice(
        _("How are reports of this kind shared?"),
        (("as_asked", _("The way it is asked for")), ("otherwise", _("In another way, which is written down"))),
        routes=True,
        missing=_("Choose what the board determined."),
    )
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


class MethodRecordForm(OmbudForm):
    """The other way, in words; whoever writes it down decides nothing."""

    title = _("Write down how it is shared")
    intro = _("The board determined another way than the one asked for. The letter to the requester quotes this.")
    submit = _("Save")

    method = Text(_("How are reports of this kind shared?"), missing=_("Say how they are shared."))


class FindingForm(OmbudForm):
    """Stop and reroute: the requester is told what was found, before anything goes on (P405-b, P405-d)."""

    title = _("Say why it needs an agreement")
    intro = _(
        "Nothing is released from here on. Tell the requester what was found. They choose: a data sharing agreement that the "
        "Data Strategy Board has to approve, or a request without it. Quote no personal information."
    )
    submit = _("Send it to the requester")

    finding = Text(
        _("What was found, and why does it need an agreement?"),
        help=_("Which items, and where it showed. The letter quotes this, and the agreement begins with it."),
        missing=_("Say what was found."),
    )


class WayForm(OmbudForm):
    """The requester goes on under an agreement, or without personal information."""

    title = _("How do you want to go on?")
    intro = _(
        "What you ask for cannot be released without a data sharing agreement; the letter to you says why. Go on with one, "
        "which takes longer and is decided by the Data Strategy Board, or ask for less. You may also withdraw the request."
    )

    stage = Choice(
        _("How do you want to go on?"),
        (
            ("agreement", _("With a data sharing agreement")),
            ("without", _("Without it: I ask for less")),
        ),
        routes=True,
        missing=_("Choose how you want to go on."),
    )
    variables = Text(
        _("Which data do you ask for now?"),
        help=_("One item to a line. With an agreement: everything that it has to cover."),
        missing=_("Say which data you ask for."),
    )
    why_identified = Text(
        _("Why would the work not be possible without it?"),
        help=_("The HMIS Lead talks with you about this first."),
        when=when("stage", "agreement"),
        missing=_("Say why it is needed."),
    )
    changes = Text(_("What else changes in your request? (optional)"), when=when("stage", "without"), required=False)


class ClosingForm(OmbudForm):
    """The requester does not say how it goes on. No policy says how long to wait (A45)."""

    title = _("Decline it without an answer")
    intro = _(
        "The requester was asked how to go on. Wait for the answer; no policy says how long. Answer this only when none "
        "is to be expected, or it was given in another way."
    )
    submit = _("Decline the request")

    reason = Text(
        _("Why is it declined?"),
        help=_("How and when the requester was asked. The letter quotes this."),
        missing=_("Give the reason: the letter has to state it."),
    )
    stage = Choice(
        _("What stands in the way?"),
        (
            ("unanswered", _("There is no answer")),
            ("unwanted", _("The requester wants neither an agreement nor less")),
        ),
        routes=True,
        missing=_("Choose what stands in the way."),
    )


class WithdrawalForm(withdrawal.WithdrawalForm):
    title = _("Withdraw the request for data")
    intro = _("The case is closed and nothing is delivered. You may file a new request later.")


FORMS: dict[str, type[OmbudForm]] = {
    "request": RequestForm,
    "review": ReviewForm,
    "route": RouteForm,
    "method": MethodForm,
    "method_record": MethodRecordForm,
    "meeting": MeetingForm,
    "processing": ProcessingForm,
    "check": CheckForm,
    "delivery": DeliveryForm,
    "finding": FindingForm,
    "way": WayForm,
    "closing": ClosingForm,
    "withdrawal": WithdrawalForm,
}
