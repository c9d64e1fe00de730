"""The forms of an agency that joins the HMIS (Policies 101, 201 and 210; "Participating in CT HMIS").

`stage` says where the application stands: whoever moves it on answers it anew. The exhibits stand in
`agency_onboarding_exhibits`, what is asked of each person in `agency_onboarding_people`.
"""

from __future__ import annotations

from ombud.forms import (
    agency_onboarding_exhibits,
    agency_onboarding_people,
    decision,
    grievance,
    signing,
    subcommittee,
    withdrawal,
)
from ombud.forms.base import OmbudForm
from ombud.forms.fields import Choice, Files, Line, Text, Tick, when
from ombud.forms.text import lazy as _
from ombud.forms.uploads import LIMITS


class ApplicationForm(OmbudForm):
    """Opens the case: the participation application (step 3), and whether the agency is eligible (step 1)."""

    title = _("Application to take part in the HMIS")
    yours = _("Your application")
    intro = _(
        "For an agency that does not use the HMIS yet. The HMIS Lead then sends you the memorandum of understanding (MOU) "
        "to sign. Leave out everything about single clients."
    )

    contact_name = grievance.name_of_sender()
    contact_email = grievance.mail_address(_("Your e-mail address"))
    language = grievance.language()
    organisation_name = Line(_("Which agency applies?"), missing=_("Enter the name of the agency."))
    details = Text(
        _("How can the agency be reached?"),
        help=_("Address, telephone, and who answers what."),
        missing=_("Say how the agency can be reached."),
    )
    executive_director = Line(
        _("Who is its Executive Director?"), missing=_("Enter the name of the Executive Director.")
    )
    stage = Choice(
        _("Does it provide services related to homelessness or housing instability?"),
        (("applied", _("Yes")), ("not_eligible", _("No"))),
        routes=True,
        help=_("Only an agency that does can take part. Others may request access for a purpose of their own."),
        missing=_("Choose whether it provides such services."),
    )
    services = Text(_("Which services does it provide?"), missing=_("Describe the services."))
    staff = Text(
        _("Who would use the HMIS?"),
        help=_("A line for each person: name, role, and the access needed (full, view only or reporting only)."),
        missing=_("Name the staff with their roles and levels of access."),
    )
    technical_readiness = Text(
        _("How is the agency equipped for it?"),
        help=_("Computers, browsers, network, and who looks after them."),
        missing=_("Describe the technical equipment."),
    )
    policies_accepted = Tick(
        _(
            "The agency commits itself to the HMIS policies and procedures, and to later versions that the board approves"
        ),
        required=True,
        missing=_("Without that, an agency cannot take part."),
    )
    documents = grievance.documents()


class EligibilityForm(OmbudForm):
    """Whether an agency that says it provides no such services is eligible after all (W1-a)."""

    title = _("Look whether the agency is eligible")
    intro = _(
        "The agency says that it provides no services related to homelessness or housing instability. Ask, if that may be a "
        "mistake. If it stands, the application ends here."
    )
    submit = _("Decide")

    stage = Choice(
        _("Does it provide such services?"),
        (("not_eligible", _("No, it cannot take part")), ("applied", _("Yes, the application goes on"))),
        routes=True,
        missing=_("Choose whether it provides such services."),
    )
    finding = Text(
        _("What is that based on?"), help=_("The letter quotes this."), missing=_("Say what it is based on.")
    )


class SignatureForm(OmbudForm):
    """The agency reviews the memorandum and signs it (step 2, Policies 101 and 201)."""

    title = _("Sign the memorandum")
    intro = _(
        "Read the memorandum that came with the letter, with its Exhibits A and B. Sign it, and send the signed copy here "
        "or on paper."
    )
    submit = _("Send the signed memorandum")

    reviewed = Tick(
        _("The agency has read it: on data entry and quality, on compliance, on training and support"),
        required=True,
        missing=_("The memorandum is read before it is signed."),
    )
    signed_by = Line(
        _("Who signed for the agency?"), help=_("Name and office."), missing=_("Enter who signed for the agency.")
    )
    signed_on = signing.signed_on()
    memorandum = Files(_("The signed memorandum, unless it goes back on paper (optional)"), help=LIMITS)


class ReceiptForm(OmbudForm):
    """The Lead receives the signed memorandum and the application (step 4; A13): both, or neither is received."""

    title = _("Receive the memorandum and the application")
    intro = _("Look whether the signed memorandum is there, and whether the application says all it has to.")
    submit = _("Record")

    stage = Choice(
        _("Is everything there?"),
        (("received", _("Yes, both are received")), ("returned", _("No, something is missing"))),
        routes=True,
        missing=_("Choose whether everything is there."),
    )
    missing = Text(
        _("If not: what is missing?"),
        when=when("stage", "returned"),
        help=_("The letter quotes this."),
        missing=_("Say what is missing: the letter has to."),
    )


class CompletionForm(OmbudForm):
    """The agency adds what was missing."""

    title = _("Complete the application")
    intro = _("The letter says what is missing. Add it here.")
    submit = _("Send")

    added = Text(_("What do you add or correct?"), missing=_("Say what you add."))
    documents = Files(_("Documents, such as the signed memorandum (optional)"), help=LIMITS)


class DecisionForm(OmbudForm):
    """The Lead decides where the criteria are clearly met; to refuse, or to doubt, is for the subcommittee (A13)."""

    title = _("Decide on the application")
    intro = _(
        "Approve it if the agency is clearly eligible and its application holds. If that is not clear, ask the access "
        "subcommittee: nobody refuses alone."
    )
    submit = _("Decide")

    stage = Choice(
        _("What do you decide?"),
        (("approve", _("Approve the application")), ("vet", _("Ask the subcommittee to vet it"))),
        routes=True,
        missing=_("Choose what you decide."),
    )
    reason = Text(_("Why?"), help=_("The subcommittee reads it, if it is asked."), missing=_("Give the reason."))


class VettingForm(subcommittee.VettingForm):
    stage = subcommittee.decided((("approve", _("Approve the application")), ("decline", _("Decline the application"))))
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


class ReasonsForm(subcommittee.ReasonsForm):
    intro = _("Say what was decisive. If the application is declined, the letter quotes what you write here.")


class ExecutionForm(OmbudForm):
    """The Lead's signature, with which the memorandum takes effect. It is asked once both exhibits are met in full."""

    title = _("Execute the memorandum")
    intro = _(
        "The agency has certified every item of Exhibits A and B. Sign the memorandum for the HMIS Lead, and record it."
    )
    submit = _("Record")

    executed_by = signing.executed_by()
    executed_on = signing.signed_on()
    memorandum = Files(_("The memorandum with both signatures (optional)"), help=LIMITS)


class WithdrawalForm(withdrawal.WithdrawalForm):
    title = _("Withdraw the application")
    intro = _(
        "The case is closed. No more licences are opened, and the System Administrator is told in case some are open. "
        "You may apply again later."
    )


FORMS: dict[str, type[OmbudForm]] = {
    "application": ApplicationForm,
    "eligibility": EligibilityForm,
    "signature": SignatureForm,
    "receipt": ReceiptForm,
    "completion": CompletionForm,
    "decision": DecisionForm,
    "vetting": VettingForm,
    "reasons": ReasonsForm,
    "execution": ExecutionForm,
    "withdrawal": WithdrawalForm,
    **agency_onboarding_exhibits.FORMS,
    **agency_onboarding_people.FORMS,
}
