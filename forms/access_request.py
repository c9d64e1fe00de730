"""The forms of a request for access to the HMIS (Attachment, Procedure for Granting Access).

The criteria are asked in `access_criteria`. `stage` says where the matter stands: whoever moves it on answers it anew.
"""

from __future__ import annotations

from ombud.forms import decision, grievance, signing, subcommittee, withdrawal
from ombud.forms.access_criteria import ScreeningForm
from ombud.forms.base import OmbudForm
from ombud.forms.days import past_day
from ombud.forms.fields import Choice, Files, Line, Text, Tick, when
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _
from ombud.forms.uploads import LIMITS

LEVELS = (
    ("full", _("Full access")),
    ("view_only", _("View only")),
    ("reporting_only", _("Reporting only")),
)


def access_level(label: str) -> Choice:
    return Choice(label, LEVELS, personal=False, missing=_("Choose the level of access."))


class ApplicationForm(OmbudForm):
    """Opens the case: what the attachment asks of whoever requests access (3.1 to 3.3)."""

    title = _("Request for access to the HMIS")
    yours = _("Your request")
    intro = _(
        "Tell the HMIS Lead who needs access, to what level and what for. The memorandum of understanding (MOU) with the "
        "Lead belongs to the application: it states the access that is granted. Leave out everything about single clients."
    )

    contact_name = grievance.name_of_sender()
    contact_email = grievance.mail_address(_("Your e-mail address"))
    language = grievance.language()
    organisation_name = Line(_("Which organisation requests access?"), missing=_("Enter the name of the organisation."))
    program = Line(
        _("Which program or department of it?"), missing=_("Enter the program or department that needs access.")
    )
    staff = Text(
        _("Which staff would use the HMIS?"),
        help=_("Their names and what they do."),
        missing=_("Say who would use it."),
    )
    level = access_level(_("Which level of access do they need?"))
    purpose = Text(_("What do you need the access for?"), missing=_("Say what you need it for."))
    contribution = Text(
        _("How will it help to end homelessness?"), missing=_("Say how it contributes to ending homelessness.")
    )
    other_reports = Text(
        _("Why do existing reports not answer your need?"),
        help=_("Reports made on request, and what is published on CTCANDATA.org."),
        missing=_("Say why existing reports are not enough."),
    )
    duration = Choice(
        _("For how long is it needed?"),
        (("ongoing", _("For ongoing work")), ("once", _("Once, for one occasion"))),
        help=_("Access for one occasion only is not granted. A report may be what you need."),
        personal=False,
        missing=_("Choose for how long you need it."),
    )
    connection = Text(
        _("How do you work with people who experience homelessness?"),
        help=_("Also name the funding or the provider of homeless services that the request has to do with."),
        missing=_("Describe your connection or working relationship."),
    )
    network = Line(_("If it concerns one Coordinated Access Network (CAN): which? (optional)"), required=False)
    researcher = Choice(
        _("Is it for research?"), YES_NO, personal=False, missing=_("Choose whether it is for research.")
    )
    why_identified = Text(
        _("If it is: why are aggregated and de-identified data not enough? (optional)"),
        when=when("researcher", "yes"),
        required=False,
    )
    earlier_access = Choice(
        _("Has HMIS access of yours ever been revoked?"),
        YES_NO,
        missing=_("Choose whether access has been revoked before."),
    )
    earlier_access_told = Text(
        _("If so: when was that, and why?"), when=when("earlier_access", "yes"), missing=_("Say when and why it was.")
    )
    training = Tick(_("The staff named above will take part in the HMIS training"))
    memorandum = Files(_("The memorandum of understanding, if you have it (optional)"), help=LIMITS)
    documents = grievance.documents()


class CanViewForm(OmbudForm):
    """The view of the CAN's leadership. It is heard, and it decides nothing by itself (A17)."""

    title = _("Say what the CAN thinks of the request")
    intro = _(
        "Somebody requests access to the HMIS that concerns your Coordinated Access Network. Nothing is decided until you "
        "have said what you think of it, or the HMIS Lead has recorded why it goes on without. Your view is no veto."
    )
    submit = _("Send the view")

    can_view = Choice(
        _("What does the CAN think of it?"),
        (
            ("supports", _("It supports the request")),
            ("no_objection", _("It has nothing against it")),
            ("objects", _("It objects")),
        ),
        personal=False,
        missing=_("Choose what the CAN thinks."),
    )
    reasons = Text(_("Why, and what should be considered?"), missing=_("Say why."))


class WaiverForm(OmbudForm):
    """The Lead goes on without the view of a CAN that has been told (A17)."""

    title = _("Go on without the view of the CAN")
    intro = _(
        "The CAN has been told of the request and asked for its view. Wait for it; no policy says how long. Answer "
        "this only when the request has to go on without."
    )
    submit = _("Go on without it")

    waiver_reason = Text(
        _("Why does it go on without the view of the CAN?"),
        help=_("How and when the CAN was asked, and why nothing more is to be expected."),
        missing=_("Give the reason: without one, nobody goes on."),
    )


class DecisionForm(OmbudForm):
    """The Lead's decision where the criteria are met. To refuse, or to doubt, is for the subcommittee."""

    title = _("Decide on the request")
    intro = _(
        "The application meets the criteria, and the CAN has been heard if one is concerned. Grant access, or ask the "
        "access subcommittee if what the CAN said makes it unclear."
    )
    submit = _("Decide")

    stage = Choice(
        _("What do you decide?"),
        (("grant", _("Grant access")), ("vet", _("Ask the subcommittee to vet it"))),
        routes=True,
        missing=_("Choose what you decide."),
    )
    reason = Text(
        _("If the subcommittee is asked: what is unclear?"),
        when=when("stage", "vet"),
        missing=_("Say what is unclear."),
    )


class VettingForm(subcommittee.VettingForm):
    stage = subcommittee.decided((("grant", _("Grant access")), ("decline", _("Decline access"))))
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


class ReasonsForm(subcommittee.ReasonsForm):
    intro = _("Say which criteria were decisive. If access is declined, the letter quotes what you write here.")


class MemorandumForm(OmbudForm):
    """The access that the memorandum grants: level, and what exactly (1.6, 4.1)."""

    title = _("Prepare the memorandum")
    intro = _("The memorandum states the level of access and what exactly is granted. The requester gets it to sign.")
    submit = _("Send it to be signed")

    level = access_level(_("Which level of access does the memorandum state?"))
    granted = Text(
        _("What exactly is granted?"),
        help=_("Which program and staff, to which part of the HMIS."),
        missing=_("Say what exactly is granted."),
    )
    memorandum = Files(_("The memorandum, unless it goes out on paper (optional)"), help=LIMITS)


class SignatureForm(OmbudForm):
    """The requester signs the memorandum."""

    title = _("Sign the memorandum")
    intro = _("Sign the memorandum that the HMIS Lead has prepared. Send the signed copy here, or on paper.")
    submit = _("Send the signed memorandum")

    signed_by = signing.signed_by()
    signed_on = signing.signed_on()
    memorandum = Files(_("The signed memorandum, unless it goes back on paper (optional)"), help=LIMITS)


class ExecutionForm(OmbudForm):
    """The Lead's signature, with which the memorandum takes effect."""

    title = _("Execute the memorandum")
    intro = _("Sign the memorandum for the HMIS Lead, and record it. No access is opened before that.")
    submit = _("Record")

    executed_by = signing.executed_by()
    executed_on = signing.signed_on()


class TrainingForm(OmbudForm):
    """Participation in HMIS training is a criterion (1.7): access waits for it."""

    title = _("Confirm the training")
    intro = _("Confirm this once everybody who gets access has taken part in the HMIS training.")
    submit = _("Confirm")

    trained = Text(_("Who took part, and in which course?"), missing=_("Say who took part."))
    trained_on = past_day(_("On which day had all of them taken part?"))


class OpeningForm(OmbudForm):
    """Ombud switches no access: the System Administrator does it in the HMIS and confirms it here."""

    title = _("Open the access in the HMIS")
    intro = _("Open what the executed memorandum grants, at its level and no more. Then confirm it here.")
    submit = _("Confirm that it is open")

    as_granted = Tick(
        _("It was opened at the level that the memorandum states, and for nobody else"),
        required=True,
        missing=_("Only what the memorandum grants is opened."),
    )
    opened_on = past_day(_("On which day?"))
    evidence = Text(_("What shows it?"), help=_("Such as the number of the ticket."), missing=_("Say what shows it."))
    gates_hold = Tick(
        _("Whatever else has to be there before these people get access is there"),
        required=True,
        help=_("For an agency, all of its onboarding; for each person, the designation and the agreement of the user."),
        missing=_("Without that, no access is opened."),
    )


class WithdrawalForm(withdrawal.WithdrawalForm):
    title = _("Withdraw the request for access")
    intro = _("The case is closed and no access is opened. You may file a new request later.")


FORMS: dict[str, type[OmbudForm]] = {
    "application": ApplicationForm,
    "screening": ScreeningForm,
    "can_view": CanViewForm,
    "waiver": WaiverForm,
    "decision": DecisionForm,
    "vetting": VettingForm,
    "reasons": ReasonsForm,
    "memorandum": MemorandumForm,
    "signature": SignatureForm,
    "execution": ExecutionForm,
    "training": TrainingForm,
    "opening": OpeningForm,
    "withdrawal": WithdrawalForm,
}
