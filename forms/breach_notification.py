"""The forms of the notification of a data breach (Policy 212, which names Connecticut law).

`stage` is what was signed off; it stands until somebody signs off anew. No form asks for the name of a resident.
"""

from __future__ import annotations

from ombud.forms import grievance
from ombud.forms.base import Group, OmbudForm
from ombud.forms.days import past_day
from ombud.forms.fields import Choice, Choices, Day, Line, Pick, Text, Tick, when
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _

#: What the statute lists as personal information, beside a name where it asks for one; then what it does not list.
KINDS = (
    ("social_security", _("Social Security number")),
    ("taxpayer", _("Taxpayer identification number")),
    ("tax_pin", _("Identity protection number of the Internal Revenue Service")),
    ("government_id", _("Number of a licence, passport, military or other identification of a government")),
    ("card", _("Credit or debit card number")),
    ("account", _("Account number with what opens the account")),
    ("medical", _("Medical information")),
    ("health_insurance", _("Health insurance number")),
    ("biometric", _("Biometric information")),
    ("online_account", _("User name or e-mail address with a password or security answer")),
    ("location", _("Precise location together with a name")),
    ("other", _("Something else, such as a date of birth or an address")),
    ("unknown", _("Not known yet")),
)

YES_NO_UNCLEAR = (*YES_NO, ("unclear", _("Not clear yet")))

SIGNED = ("notify", "owner_only", "delayed", "no_notice")


class ReportForm(OmbudForm):
    """Opens the case. Another case may open it with what is not personal; then the facts are asked for afterwards."""

    title = _("Report of a data breach")
    intro = _(
        "For personal information that somebody got at who should not have. The clock of the law runs from the day of "
        "discovery: report what you know now. Name no client."
    )

    agency = Pick(
        _("At which agency?"),
        source="organisations.participating",
        help=_("Leave it open if it happened at none."),
        required=False,
        personal=False,
    )
    discovered_on = past_day(
        _("On which day was it discovered?"),
        routes=True,
        missing=_("Enter the day of discovery: the law counts from it."),
    )
    about_officer = Tick(
        _("It is about something that the Security Officer has done."),
        routes=True,
        help=_("Then somebody else looks into it."),
    )
    what_happened = Text(_("What happened, as far as you know?"), help=_("Without names of clients."), required=False)
    residents = Line(
        _("How many residents of Connecticut, as far as you know?"),
        help=_("A number, or “not known”."),
        required=False,
        personal=False,
    )
    kinds = Choices(_("What kinds of information, as far as you know?"), KINDS, required=False, personal=False)
    documents = grievance.documents()


class AssessmentForm(OmbudForm):
    """What the Attorney General asks for and the sign-off needs."""

    title = _("Find out what happened")
    intro = _("The legal sign-off and all notices rest on this. The policy leaves no time for it to wait.")
    submit = _("Send to the legal sign-off")
    groups = (
        Group(_("What happened"), ("happened", "happened_when")),
        Group(
            _("Whose data, and which"), ("other_owner", "owner", "kinds", "residents", "encrypted", "state_contract")
        ),
        Group(_("What was done, and what you propose"), ("remedy", "stage", "documents")),
    )

    happened = Text(
        _("What happened, and how was it discovered?"),
        help=_("The notices quote this. Without names of clients."),
        missing=_("Say what happened and how it was discovered."),
    )
    happened_when = Line(_("On which day or days did it happen?"), personal=False, missing=_("Enter the day or days."))
    other_owner = Choice(
        _("Does any of the data belong to somebody else?"),
        YES_NO,
        routes=True,
        help=_("Such as to an agency whose data the HMIS Lead holds."),
        missing=_("Answer yes or no."),
    )
    owner = Line(_("Whose is it?"), when=when("other_owner", "yes"), personal=False, missing=_("Name the owner."))
    kinds = Choices(_("What kinds of information?"), KINDS, personal=False, missing=_("Choose what was concerned."))
    residents = Line(
        _("How many residents of Connecticut?"),
        help=_("The number, or the best estimate."),
        personal=False,
        missing=_("Enter how many."),
    )
    encrypted = Choice(
        _("Was it encrypted or unreadable otherwise?"), YES_NO_UNCLEAR, personal=False, missing=_("Choose an answer.")
    )
    state_contract = Choice(
        _("Did a state agency hand any of it over under a contract?"),
        YES_NO_UNCLEAR,
        help=_("Another statute, 4e-70, may then ask for more."),
        personal=False,
        missing=_("Choose an answer."),
    )
    remedy = Text(_("What has been done about it so far?"), missing=_("Say what has been done."))
    stage = Choice(
        _("What do you propose?"),
        (
            ("notice_proposed", _("Notice seems due")),
            ("none_proposed", _("No notice seems due")),
            ("nothing_proposed", _("I cannot say")),
        ),
        routes=True,
        help=_("Whoever signs off is not bound by it."),
        missing=_("Choose what you propose."),
    )
    documents = grievance.documents()


class SignOffForm(OmbudForm):
    """Nothing is sent before it. Whoever signs off has taken legal advice, and says whose (A31)."""

    title = _("Sign off what the law asks")
    intro = _(
        "The policy only says that Connecticut law is followed. The letter “Facts and law” shows what is recorded of that "
        "law, and what is not. Compare it with the statute before you sign."
    )
    submit = _("Sign off")

    stage = Choice(
        _("What does the law ask for?"),
        (
            ("notify", _("The Attorney General and the residents are told, and the owner if there is another")),
            ("owner_only", _("The owner is told, and tells the residents and the Attorney General itself")),
            ("delayed", _("A law enforcement agency asks to wait")),
            ("no_notice", _("No notice is due")),
            ("more_facts", _("It cannot be said yet: facts are missing")),
        ),
        routes=True,
        missing=_("Choose what the law asks for."),
    )
    reasons = Text(_("Why?"), help=_("If facts are missing: which?"), missing=_("Give the reasons."))
    counsel = Line(_("Whose legal advice is it?"), when=when("stage", *SIGNED), missing=_("Name who advised."))
    law_holds = Choice(
        _("Is what is recorded of the law still right?"),
        YES_NO,
        when=when("stage", *SIGNED),
        personal=False,
        missing=_("Answer yes or no."),
    )
    law_is = Text(
        _("What is right instead, and where does it stand?"),
        help=_("An operator changes the settings accordingly; this case follows what you write here."),
        when=when("law_holds", "no"),
        personal=False,
        missing=_("Say what is right."),
    )
    compared_on = past_day(_("On which day was it compared with the statute?"), when=when("stage", *SIGNED))
    protection = Choice(
        _("Is identity theft protection to be offered?"),
        YES_NO,
        help=_("Where a Social Security or taxpayer number is concerned."),
        when=when("stage", "notify"),
        personal=False,
        missing=_("Answer yes or no."),
    )
    months = Line(
        _("For how many months?"), when=when("protection", "yes"), personal=False, missing=_("Enter the months.")
    )
    others = Text(
        _("Who else has to be told? (optional)"),
        help=_("Such as a state agency under its contract, or consumer reporting agencies."),
        when=when("stage", "notify", "owner_only"),
        required=False,
        personal=False,
    )


class ReleaseForm(OmbudForm):
    title = _("Record that the delay is over")
    intro = _("A law enforcement agency asked to wait. Record when it said that notice no longer gets in its way.")
    submit = _("Go on with the sign-off")

    released_on = past_day(_("On which day did it say so?"))
    agency_name = Line(_("Which agency?"), personal=False, missing=_("Name the agency."))


class OwnerToldForm(OmbudForm):
    title = _("Tell the owner of the data at once")
    intro = _("The letter to the owner is with the case. Hand it over now, and record that you did.")
    submit = _("Save the record")

    owner_on = past_day(_("On which day was the owner told?"))
    how = Line(_("Who was told, and how?"), missing=_("Say who was told, and how."))


class NoticeForm(OmbudForm):
    """The words of the letter to residents; the Attorney General gets them too."""

    title = _("Write the notice to residents")
    intro = _("Plain words: the letter is made from them, one text for all. It is merged with names outside Ombud.")
    submit = _("Make the notices")

    happened = Text(_("What happened?"), personal=False, missing=_("Say what happened."))
    information = Text(_("Which information was it?"), personal=False, missing=_("Say which information."))
    doing = Text(_("What is being done about it?"), personal=False, missing=_("Say what is being done."))
    protect = Text(
        _("What can they do themselves?"),
        help=_("How to place a credit freeze; how to enrol for protection, where it is offered."),
        personal=False,
        missing=_("Say what they can do."),
    )
    contact = Text(_("Whom can they ask?"), personal=False, missing=_("Say whom they can ask, and how."))
    planned_on = Day(_("On which day do the letters go out?"), personal=False, missing=_("Enter the day."))


class AttorneyGeneralToldForm(OmbudForm):
    title = _("Tell the Attorney General")
    intro = _("No later than the residents, whatever their number. What you hand in is with the case as a letter.")
    submit = _("Save the record")

    attorney_general_on = past_day(_("On which day was the Attorney General told?"), routes=True)
    way = Choice(
        _("How?"),
        (("form", _("By the online form")), ("mail", _("By e-mail")), ("post", _("By post"))),
        personal=False,
        missing=_("Choose how."),
    )
    reference = Line(_("Reference of the filing (optional)"), required=False, personal=False)


class ResidentsToldForm(OmbudForm):
    title = _("Send the letters to residents")
    intro = _("Merge the text with names and addresses where these are kept, send the letters, and record it here.")
    submit = _("Save the record")

    residents_on = past_day(_("On which day did the last of them go out?"), routes=True)
    sent = Line(_("How many were sent?"), personal=False, missing=_("Enter how many."))
    returned = Line(_("How many came back? (optional)"), required=False, personal=False)
    substitute = Text(
        _("If other ways than a letter were used: which, and why? (optional)"), required=False, personal=False
    )


class RecordForm(OmbudForm):
    title = _("Close the record")
    intro = _("The record is kept. It says what was learnt, who else was told, and where the evidence lies.")
    submit = _("Close the case")

    measures = Text(
        _("What was done so that it does not happen again?"),
        personal=False,
        missing=_("Say what was done, or that nothing was."),
    )
    others_told = Text(_("Who else was told, and on which day? (optional)"), required=False, personal=False)
    evidence = Line(_("Where is the evidence kept?"), personal=False, missing=_("Say where the evidence is kept."))


FORMS: dict[str, type[OmbudForm]] = {
    "report": ReportForm,
    "assessment": AssessmentForm,
    "sign_off": SignOffForm,
    "release": ReleaseForm,
    "owner_told": OwnerToldForm,
    "notice": NoticeForm,
    "attorney_general_told": AttorneyGeneralToldForm,
    "residents_told": ResidentsToldForm,
    "record": RecordForm,
}
