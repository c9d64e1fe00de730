"""The forms of the escalation of unexpected usage (Policy 212): four levels, none skipped, each of which can close.

`stage` says where the matter stands: whoever moves it on answers it anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from ombud.forms import decision, grievance
from ombud.forms.base import OmbudForm
from ombud.forms.fields import Choice, Day, Line, Pick, Text, Tick, not_in_the_future, when
from ombud.forms.text import lazy as _

YES_NO = (("yes", _("Yes")), ("no", _("No")))

NAME_NOBODY = _("Name neither the user nor a client.")


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
    in_ombud = Choice(
        _("Is that person listed in Ombud?"),
        YES_NO,
        routes=True,
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

    told_on = Day(
        _("On which day did you tell them?"),
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
        personal=False,
    )
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


class MeetingForm(OmbudForm):
    """The meeting of the four parties (P212-r), and what follows from it."""

    title = _("Record the meeting of the four parties")
    intro = _(
        "Level 3. The Lead, the System Administrator, the coordinator and the Manager meet: without one, it is none."
    )
    submit = _("Record the meeting")

    held_on = decision.decided_on(_("On which day did you meet?"))
    lead = Line(_("Who was there for the HMIS Lead?"), missing=_("Enter who was there."))
    administrator = Line(_("Who was there for the System Administrator?"), missing=_("Enter who was there."))
    coordinator = Line(_("Who was there as the coordinator of the agency?"), missing=_("Enter who was there."))
    manager = Line(_("Who was there as the Manager?"), missing=_("Enter who was there."))
    stage = Choice(
        _("Was there inappropriate usage?"),
        (("confirmed", _("Yes, it is confirmed")), ("not_confirmed", _("No, it is not confirmed: close the case"))),
        routes=True,
        missing=_("Choose what was determined."),
    )
    reasons = Text(
        _("Why?"), help=_("The letter quotes this where nothing was confirmed."), missing=_("Give the reason.")
    )
    reviewer = Choice(
        _("Who reviews for the agency, beside the Manager, before the user is deactivated?"),
        (
            ("hdc", _("The HMIS Data Coordinator")),
            (
                "executive_director",
                _("The Executive Director: the coordinator is the user or the Manager, or there is none"),
            ),
        ),
        routes=True,
        when=when("stage", "confirmed"),
        missing=_("Choose who reviews."),
    )
    breach = Choice(
        _("Did a data breach occur?"),
        YES_NO,
        routes=True,
        when=when("stage", "confirmed"),
        help=_("Then a case of its own is opened at once: the law's clock runs from discovery."),
        missing=_("Choose yes or no."),
    )
    breach_discovered_on = Day(
        _("On which day was the breach discovered?"),
        when=when("breach", "yes"),
        missing=_("Enter the day of discovery."),
        validators=(not_in_the_future,),
        personal=False,
    )
    breach_what = Text(
        _("What happened, as far as you know?"),
        when=when("breach", "yes"),
        help=_("This opens the other case. Without names of clients."),
        missing=_("Say what happened."),
    )


class SignOffForm(OmbudForm):
    """One of the two reviews without which nobody is deactivated (P212-s)."""

    title = _("Review before the user is deactivated")
    intro = _(
        "The System Administrator begins only when two people have reviewed it: one for the agency, and the Manager."
    )
    submit = _("Sign off")

    reviewed = Tick(
        _("I have reviewed the findings and the deactivation that follows from them."),
        required=True,
        missing=_("Tick this once you have reviewed it."),
        personal=False,
    )
    remarks = Text(_("Remarks (optional)"), required=False)


class DeactivationForm(OmbudForm):
    """The change in the HMIS, which Ombud does not make itself (P212-s)."""

    title = _("Deactivate the user")
    intro = _("Both reviews are signed off. Deactivate the user in the HMIS, and record it here.")
    submit = _("Record the deactivation")

    deactivated_on = decision.decided_on(_("On which day was the user deactivated?"))
    evidence = Text(
        _("What shows it?"), help=_("Such as the number of the log entry."), missing=_("Say what shows it.")
    )
    documents = grievance.documents()


class ActionForm(OmbudForm):
    """What the Manager determined (P212-t); the user hears of the deactivation from them (P212-s)."""

    title = _("Document the corrective or disciplinary action")
    intro = _(
        "Level 3. You decide on the action as the user's Manager, and tell the user of the deactivation yourself."
    )
    submit = _("Record the action")

    action = Text(_("What corrective or disciplinary action is taken?"), missing=_("Document the action."))
    told_on = Day(
        _("On which day was the user told?"),
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
        personal=False,
    )


class SummaryForm(OmbudForm):
    """What the Manager sends to the Lead for the board's review (P212-u)."""

    title = _("Send the summary to the HMIS Lead")
    intro = _("Level 3 ends with what was found and done. The HMIS Lead informs the Data Strategy Board of it.")
    submit = _("Send the summary")

    summary = Text(_("Findings and actions taken"), help=NAME_NOBODY, missing=_("Write the summary."))
    documents = grievance.documents()


class NoticeForm(OmbudForm):
    """The three contents of the notice to the board (P212-w)."""

    title = _("Inform the Data Strategy Board")
    intro = _("Level 4. The notice goes to the members, and the matter on the board's agenda.")
    submit = _("Send the notice")

    number = Line(_("How many users were deactivated?"), missing=_("Enter how many."), personal=False)
    reasons = Text(_("For what reasons?"), help=NAME_NOBODY, missing=_("Give the reasons."))
    measures = Text(
        _("Which corrective measures or other actions were taken?"),
        help=NAME_NOBODY,
        missing=_("Say what was done."),
    )

    def check(self) -> Iterator[tuple[str, str]]:
        """What was confirmed concerns somebody: a whole number, one or more."""
        number = self.number.data or ""
        if number and not (number.isdecimal() and int(number) > 0):
            yield "number", _("Enter a number, one or more.")


class AtMeetingForm(OmbudForm):
    """That the board was informed at its meeting (P212-v)."""

    title = _("Inform the board at its meeting")
    intro = _("Record it once the board has been informed. Its members have the notice, and nothing else of the case.")
    submit = _("Record")

    remarks = Text(_("What did the board say? (optional)"), help=NAME_NOBODY, required=False)


FORMS: dict[str, type[OmbudForm]] = {
    "report": ReportForm,
    "findings": FindingsForm,
    "internal_review": InternalReviewForm,
    "human_resources": HumanResourcesForm,
    "ticket": TicketForm,
    "join": JoinForm,
    "verification": VerificationForm,
    "assessment": AssessmentForm,
    "meeting": MeetingForm,
    "sign_off": SignOffForm,
    "deactivation": DeactivationForm,
    "action": ActionForm,
    "summary": SummaryForm,
    "notice": NoticeForm,
    "at_meeting": AtMeetingForm,
}
