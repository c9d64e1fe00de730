"""The forms of the escalation of unexpected usage (Policy 212): four levels, none skipped, each of which can close.

The meeting of the four parties and what follows from it stand in `usage_confirmed`.

`stage` says where the matter stands: whoever moves it on answers it anew.
"""

from __future__ import annotations

from ombud.forms import grievance, usage_confirmed
from ombud.forms.base import OmbudForm
from ombud.forms.days import past_day
from ombud.forms.fields import Choice, Line, Pick, Text, Tick, when
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _


class ReportForm(OmbudForm):
    """Opens level 1: a coordinator has seen access that may be irregular (P212-m)."""

    title = _("Report unexpected usage")
    intro = _(
        "You have seen access that may be irregular or inappropriate. You review it with the user's supervisor or "
        "programme manager first; nobody is asked beyond the agency until that is not enough."
    )
    submit = _("Open the review")

    agency = Pick(
        _("At which agency?"),
        source="organisations.participating",
        routes=True,
        missing=_("Choose the agency."),
    )
    user = Line(_("Which user?"), help=_("As they are called in the HMIS."), missing=_("Enter the user."))
    of_office = Tick(
        _("The user is of the HMIS Lead or of the System Administrator, not of the agency."),
        routes=True,
        help=_("Then the Security Officer looks into it, and the co-chairs of the Data Strategy Board are told."),
    )
    in_ombud = Choice(
        _("Is that person listed in Ombud?"),
        YES_NO,
        routes=True,
        when=when("of_office", False),
        help=_("Whoever is, is kept from deciding in this case."),
        missing=_("Choose yes or no."),
    )
    subject = Pick(
        _("Who is it?"),
        source="persons.of_agencies",
        routes=True,
        when=when("in_ombud", "yes"),
        missing=_("Choose who it is."),
    )
    manager = Pick(
        _("Who is the user's immediate supervisor or programme manager?"),
        source="persons.of_agencies",
        routes=True,
        when=when("of_office", False),
        help=_("Called the Manager from here on. Neither you nor the user."),
        missing=_("Choose the Manager."),
    )
    concern = Text(
        _("What did you see?"),
        help=_("In which report, over which time, and what is unexpected about it. Without names of clients."),
        missing=_("Say what you saw."),
    )
    documents = grievance.documents()


class FindingsForm(OmbudForm):
    """The coordinator's side of the internal review (P212-n)."""

    title = _("Review the findings")
    intro = _("Go through what the report shows with the Manager, and write down what you found.")
    submit = _("Give it to the Manager")

    findings = Text(_("What did you find?"), help=_("Without names of clients."), missing=_("Write down the findings."))
    documents = grievance.documents()


class InternalReviewForm(OmbudForm):
    """The Manager's side of the internal review; level 1 ends here or goes on (P212-n, P212-o)."""

    title = _("Internal review with the coordinator")
    intro = _("Level 1. You know the user's work: say whether it explains what was seen.")
    submit = _("Record the review")

    stage = Choice(
        _("What came out of it?"),
        (("explained", _("It is explained: close the case")), ("unclear", _("Further clarification is needed"))),
        routes=True,
        missing=_("Choose what came out of it."),
    )
    reasons = Text(_("Why?"), missing=_("Give the reason."))
    hr = Choice(
        _("Is Human Resources to be told?"),
        YES_NO,
        routes=True,
        help=_("If appropriate, by the agency's own protocols."),
        missing=_("Choose yes or no."),
    )


class HumanResourcesForm(OmbudForm):
    """That Human Resources was told, by the agency's own protocols (P212-o)."""

    title = _("Tell Human Resources")
    intro = _("Follow your agency's protocols. Ombud tells nobody there: record here that you did.")
    submit = _("Record")

    told_on = past_day(_("On which day did you tell them?"))
    note = Text(_("Anything to note? (optional)"), required=False)


class TicketForm(OmbudForm):
    """The coordinator's half of the joint ticket to the System Administrator (P212-p)."""

    title = _("Write the ticket to the System Administrator")
    intro = _("Level 2. The ticket is yours and the Manager's together: it goes out when the Manager joins it.")
    submit = _("Give it to the Manager")

    wanted = Text(
        _("What should be verified?"),
        help=_("Which access, over which time, and what you need to know about it."),
        missing=_("Say what should be verified."),
    )
    documents = grievance.documents()


class JoinForm(OmbudForm):
    """The Manager's half of the joint ticket (P212-p)."""

    title = _("Join the ticket")
    intro = _("The ticket goes to the System Administrator as yours and the coordinator's.")

    stage = Choice(
        _("Do you join it?"),
        (("joined", _("Yes, it goes out")), ("returned", _("Not yet: back to the coordinator"))),
        routes=True,
        missing=_("Choose yes or not yet."),
    )
    remarks = Text(
        _("What should the coordinator change?"),
        when=when("stage", "returned"),
        missing=_("Say what should change."),
    )


class VerificationForm(OmbudForm):
    """The System Administrator's answer (P212-q)."""

    title = _("Verify the data")
    intro = _("Verify what the ticket asks about, and add what the system shows. The agency assesses it.")
    submit = _("Answer the ticket")

    verified = Text(_("What did you verify?"), missing=_("Say what you verified."))
    details = Text(_("What does the system show beside it?"), missing=_("Add context or system-level details."))
    documents = grievance.documents()


class AssessmentForm(OmbudForm):
    """The agency's assessment after the verification; level 2 ends here or goes on."""

    title = _("Assess what was verified")
    intro = _("Together with the Manager: does the verification clear it up?")
    submit = _("Record the assessment")

    stage = Choice(
        _("What is your assessment?"),
        (("clarified", _("It is cleared up: close the case")), ("persists", _("Concerns persist"))),
        routes=True,
        missing=_("Choose your assessment."),
    )
    reasons = Text(_("Why?"), missing=_("Give the reason."))


class OfOfficeForm(OmbudForm):
    """The Security Officer's look at usage by people of the Lead or of the System Administrator (A28)."""

    title = _("Look into usage by staff of the Lead or the System Administrator")
    intro = _(
        "None of their people reviews it. Whoever reported it and the co-chairs get what you write here as a letter."
    )
    submit = _("Record and send")

    found = Text(_("What did you find?"), help=_("Without names of clients."), missing=_("Write down what you found."))
    follows = Text(
        _("What follows, and who decided it?"),
        help=_("If nothing follows: why not."),
        missing=_("Say what follows, or why nothing does."),
    )


FORMS: dict[str, type[OmbudForm]] = {
    "report": ReportForm,
    "findings": FindingsForm,
    "internal_review": InternalReviewForm,
    "human_resources": HumanResourcesForm,
    "ticket": TicketForm,
    "join": JoinForm,
    "verification": VerificationForm,
    "assessment": AssessmentForm,
    "meeting": usage_confirmed.MeetingForm,
    "sign_off": usage_confirmed.SignOffForm,
    "deactivation": usage_confirmed.DeactivationForm,
    "action": usage_confirmed.ActionForm,
    "summary": usage_confirmed.SummaryForm,
    "notice": usage_confirmed.NoticeForm,
    "at_meeting": usage_confirmed.AtMeetingForm,
    "of_the_office": OfOfficeForm,
}
