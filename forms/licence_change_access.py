"""Access that is needed: designated, authorised, approved, its level set; training; the licence (Policies 106 to 110 and 401)."""

from __future__ import annotations

from ombud.forms.access_request import LEVELS
from ombud.forms.agency_onboarding_people import NEEDS
from ombud.forms.base import OmbudForm
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Choice, Choices, Day, Files, Line, Text, Tick, when
from ombud.forms.text import lazy as _
from ombud.forms.uploads import LIMITS

ENGAGED = (
    ("employee", _("An employee")),
    ("volunteer", _("A volunteer")),
    ("intern", _("An intern")),
    ("contractor", _("A contractor")),
    ("affiliate", _("An affiliate or associate")),
)
"""Everybody who functions as staff, paid or not (Policies 109 and 401)."""

USES = (
    ("entry", _("Entering data")),
    ("editing", _("Editing records of consumers")),
    ("viewing", _("Viewing records of consumers")),
    ("reports", _("Writing reports")),
    ("administration", _("Administration")),
    ("other", _("Another activity that the work cannot do without")),
)
"""What an agency authorises use for (Policy 109)."""


def day(label: str, *, stage: tuple[str, ...]) -> Day:
    return Day(
        label,
        when=when("stage", *stage),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )


def evidence(*stage: str) -> Line:
    return Line(
        _("What shows it?"),
        when=when("stage", *stage),
        help=_("Such as the entry of the HMIS log."),
        personal=False,
        missing=_("Say what shows it."),
    )


class DesignationForm(OmbudForm):
    """The designation of access (DOA), by the HDC (P107-i): need, use and level, as the job requires."""

    title = _("Designate the access")
    intro = _(
        "With this, the HMIS Data Coordinator names the level of access that the work needs. Nobody gets more than the job "
        "requires, and nobody without one of the three needs."
    )
    submit = _("Send the designation")

    stage = Choice(
        _("What do you designate?"),
        (("designated", _("Access at the level named here")), ("dropped", _("Nothing: no access is needed after all"))),
        routes=True,
        missing=_("Choose what you designate."),
    )
    change = Choice(
        _("What is it?"),
        (
            ("new", _("Access for the first time")),
            ("again", _("Access again: the account is there, and inactive")),
            ("level", _("Another level than before")),
        ),
        when=when("stage", "designated"),
        personal=False,
        missing=_("Choose what it is."),
    )
    engaged = Choice(
        _("What are they at the agency?"),
        ENGAGED,
        when=when("stage", "designated"),
        help=_("The same rules hold for all of them."),
        missing=_("Choose what they are."),
    )
    need = Choice(
        _("Why do they need access?"),
        NEEDS,
        when=when("stage", "designated"),
        personal=False,
        missing=_("Choose the reason: without one, nobody gets access."),
    )
    uses = Choices(
        _("What do they use the HMIS for?"),
        USES,
        when=when("stage", "designated"),
        personal=False,
        missing=_("Choose at least one."),
    )
    level = Choice(
        _("Which level of access does the work need?"),
        LEVELS,
        when=when("stage", "designated"),
        personal=False,
        missing=_("Choose the level of access."),
    )
    duties = Text(
        _("Which of their duties require it?"),
        when=when("stage", "designated"),
        missing=_("Say which duties require it."),
    )
    why_not = Text(_("Why is none needed?"), when=when("stage", "dropped"), missing=_("Say why."))


class CustodyForm(OmbudForm):
    """The security coordinator authorises the access to data and assigns its custody (P108-e)."""

    title = _("Authorise the access to data")
    intro = _("Look at the designation. Without your authorisation nobody gets access to data.")
    submit = _("Record")

    stage = Choice(
        _("Do you authorise it?"),
        (("authorised", _("Yes")), ("refused", _("No"))),
        routes=True,
        missing=_("Choose whether you authorise it."),
    )
    custody = Line(
        _("Which data is in their custody?"),
        when=when("stage", "authorised"),
        help=_("The programmes or projects whose data they answer for."),
        missing=_("Say which data they answer for."),
    )
    reasons = Text(_("Why not?"), when=when("stage", "refused"), missing=_("Give the reason: the letter quotes it."))


class ApprovalForm(OmbudForm):
    """The agency's approval, by its Executive Director or HDC, never in their own matter (P401-b, A67)."""

    title = _("Approve the access for the agency")
    intro = _(
        "By approving it you authorise the access for the agency: this person has a need, and the level is what the job "
        "requires. Where the security coordinator could not be asked, it also authorises the access to data."
    )
    submit = _("Decide")

    stage = Choice(
        _("What do you decide?"),
        (("approved", _("The access is approved")), ("declined", _("It is declined"))),
        routes=True,
        missing=_("Choose what you decide."),
    )
    custody = Line(
        _("Which data is in their custody, if the security coordinator was not asked? (optional)"),
        when=when("stage", "approved"),
        required=False,
    )
    reasons = Text(_("Why?"), when=when("stage", "declined"), missing=_("Give the reason: the letter quotes it."))


class LevelForm(OmbudForm):
    """The System Administrator sets the level, returns the designation, or refuses it (P109-c, P401-a, P401-c)."""

    title = _("Look at the designation and set the level")
    intro = _(
        "Set a level if the need is essential and the level is what the job requires. It opens nothing yet. Return the "
        "designation if something has to change."
    )
    submit = _("Record")

    stage = Choice(
        _("What do you decide?"),
        (
            ("accepted", _("The designation is accepted")),
            ("returned", _("It goes back to the HMIS Data Coordinator")),
            ("refused", _("It is refused: there is no essential need")),
        ),
        routes=True,
        missing=_("Choose what you decide."),
    )
    level = Choice(
        _("Which level of access is set?"),
        LEVELS,
        when=when("stage", "accepted"),
        personal=False,
        missing=_("Choose the level of access."),
    )
    reasons = Text(
        _("Why, or what has to change?"),
        when=when("stage", "returned", "refused"),
        help=_("The letter quotes this."),
        missing=_("Give the reason: the letter quotes it."),
    )


class ReadinessForm(OmbudForm):
    """Training for the level, then the agreement in the learning system (P109-a, P110-f, P401-d, P401-e)."""

    title = _("Confirm the training and the agreement")
    intro = _(
        "Register them for the courses of their level and role. Once these are passed, they sign the End User Agreement "
        "in the learning system. For another level, only courses that are still missing are taken."
    )
    submit = _("Send")

    stage = Choice(
        _("Is everything done?"),
        (
            ("ready", _("Yes, the training is passed and the agreement signed")),
            ("dropped", _("It does not come to that")),
        ),
        routes=True,
        missing=_("Choose whether everything is done."),
    )
    registered_by = Choice(
        _("Who has helped them to register?"),
        (("hdc", _("The HMIS Data Coordinator")), ("security_coordinator", _("The Agency Security Coordinator"))),
        when=when("stage", "ready"),
        personal=False,
        missing=_("Choose who has helped them."),
    )
    courses = Text(_("Which courses did they pass?"), when=when("stage", "ready"), missing=_("Name the courses."))
    proficient = Tick(
        _("They have shown that they can use the system"),
        when=when("stage", "ready"),
        required=True,
        missing=_("Without that, nobody gets a licence."),
    )
    policies_understood = Tick(
        _("They know the policies and procedures for their role"),
        when=when("stage", "ready"),
        required=True,
        missing=_("Without that, nobody gets a licence."),
    )
    agreement_on = day(_("On which day did they sign the End User Agreement?"), stage=("ready",))
    why_not = Text(_("Why does it not come to that?"), when=when("stage", "dropped"), missing=_("Say why."))
    documents = Files(_("Documents that belong to it (optional)"), help=LIMITS)


class LicenceForm(OmbudForm):
    """Ombud opens no licence: the System Administrator does it in the HMIS, and confirms it here (P401-b)."""

    title = _("Open the licence in the HMIS")
    intro = _(
        "See for yourself in the learning system that the training is passed and the agreement signed. Then create the "
        "account, make it active again or change its level, and confirm it here."
    )
    submit = _("Confirm")

    stage = Choice(
        _("What does the learning system show?"),
        (("opened", _("Both: the licence is open at the level that was set")), ("not_shown", _("Not both"))),
        routes=True,
        missing=_("Choose what it shows."),
    )
    as_designated = Tick(
        _("It is open for the person designated, at the level that was set, and for nobody else"),
        when=when("stage", "opened"),
        required=True,
        missing=_("Only the licence that was designated is opened."),
    )
    changed_on = day(_("On which day?"), stage=("opened",))
    evidence = evidence("opened")
    missing = Text(_("What is not shown?"), when=when("stage", "not_shown"), missing=_("Say what is not shown."))


FORMS: dict[str, type[OmbudForm]] = {
    "designation": DesignationForm,
    "custody": CustodyForm,
    "approval": ApprovalForm,
    "level": LevelForm,
    "readiness": ReadinessForm,
    "licence": LicenceForm,
}
