"""The people of an agency that joins: its coordinators, and for each person designation, training, agreement, licence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from ombud.forms.access_request import LEVELS
from ombud.forms.base import OmbudForm
from ombud.forms.days import past_day
from ombud.forms.fields import Address, Asked, Choice, Files, Line, Text, Tick, When, when
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _
from ombud.forms.uploads import LIMITS

NEEDS = (
    ("consumers", _("They work directly with consumers")),
    ("supervision", _("They supervise staff who do")),
    ("data", _("They have duties of data entry, or technical ones")),
)
"""The test of Policy 106: one of three."""


class CoordinatorsForm(OmbudForm):
    """One HDC and one security coordinator; they may be one person (Policies 105, 107, 108 and 210)."""

    title = _("Name the coordinators")
    intro = _(
        "Name one HMIS Data Coordinator (HDC) and one Agency Security Coordinator (ASC). The same person may hold both. "
        "They also help your users to register."
    )
    submit = _("Name them")

    hdc_name = Line(_("Who is the HDC?"), missing=_("Enter the name of the HDC."))
    hdc_email = Address(_("The e-mail address of the HDC"), missing=_("Enter the address of the HDC."))
    same_person = Choice(
        _("Is the same person the security coordinator?"), YES_NO, personal=False, missing=_("Choose yes or no.")
    )
    asc_name = Line(
        _("If not: who is the security coordinator?"),
        when=when("same_person", "no"),
        missing=_("Enter the name of the security coordinator."),
    )
    asc_email = Address(
        _("The e-mail address of the security coordinator"),
        when=when("same_person", "no"),
        missing=_("Enter the address of the security coordinator."),
    )
    authorised_by = Line(
        _("Who authorises the security coordinator to confirm the agency's security?"),
        help=_("The Executive Director, or whom the Executive Director designates for it."),
        missing=_("Enter who authorises the security coordinator."),
    )


def name_of_user(asked: When) -> Line:
    return Line(_("Who is it?"), when=asked, missing=_("Enter the name."))


def job(asked: When) -> Line:
    return Line(
        _("What do they do at the agency?"),
        when=asked,
        help=_("Employee, volunteer, intern or contractor: the same rules hold for all."),
        missing=_("Say what they do."),
    )


def need(asked: When) -> Choice:
    return Choice(
        _("Why do they need access?"),
        NEEDS,
        when=asked,
        personal=False,
        missing=_("Choose the reason: without one, nobody gets access."),
    )


def level(label: str, asked: When) -> Choice:
    return Choice(label, LEVELS, when=asked, personal=False, missing=_("Choose the level of access."))


def duties(asked: When) -> Text:
    return Text(
        _("What will they do in the HMIS?"),
        when=asked,
        help=_("Entering, editing or viewing data, reports, administration: what the job requires, and no more."),
        missing=_("Say what they will do in it."),
    )


def custody(asked: When) -> Tick:
    return Tick(
        _("The security coordinator authorises the access to data, and the custody of the data is assigned"),
        when=asked,
        required=True,
        missing=_("The security coordinator authorises every access."),
    )


class DesignationForm(OmbudForm):
    """A designation of access names who approved it: nobody does for themselves (A67)."""

    def check(self) -> Iterator[tuple[str, str]]:
        name, approved = self["name"].data or "", self["approved_by"].data or ""
        asked = cast("Asked", self["approved_by"]).is_asked(self)
        if asked and approved and name.casefold() == approved.partition(",")[0].strip().casefold():
            yield "approved_by", _("Nobody approves their own access: enter somebody else.")


class CoordinatorDesignationForm(DesignationForm):
    """The HDC comes first: to designate others, the HDC has to be a licensed user (P107-b, A67)."""

    title = _("Designate the access of the HDC")
    intro = _(
        "The HDC is the first user: the duty asks for a licence. The Executive Director approves it, not the HDC."
    )

    person = Choice(
        _("What now?"),
        (
            ("coordinator", _("Designate the access of the HDC")),
            ("rename", _("Name somebody else as a coordinator first")),
        ),
        routes=True,
        missing=_("Choose what to do."),
    )
    name = name_of_user(when("person", "coordinator"))
    job = job(when("person", "coordinator"))
    need = need(when("person", "coordinator"))
    level = level(_("Which level of access does the work need?"), when("person", "coordinator"))
    duties = duties(when("person", "coordinator"))
    custody = custody(when("person", "coordinator"))
    approved_by = Line(
        _("Which Executive Director has approved it?"),
        when=when("person", "coordinator"),
        missing=_("Enter who approved it."),
    )


class UserDesignationForm(DesignationForm):
    """Another person, or nobody else. Executive Director or HDC approve; never for themselves (A67)."""

    title = _("Designate the next person")
    intro = _(
        "One person at a time. When nobody else needs access now, say so: others can be designated at any time later."
    )

    person = Choice(
        _("Does anybody else need access?"),
        (("user", _("Yes, designate somebody")), ("nobody_else", _("No, nobody else for now"))),
        routes=True,
        missing=_("Choose whether anybody else needs access."),
    )
    name = name_of_user(when("person", "user"))
    job = job(when("person", "user"))
    need = need(when("person", "user"))
    level = level(_("Which level of access does the work need?"), when("person", "user"))
    duties = duties(when("person", "user"))
    custody = custody(when("person", "user"))
    approved_by = Line(
        _("Who has approved it?"),
        when=when("person", "user"),
        help=_("The Executive Director or the HDC, and never the person it is for."),
        missing=_("Enter who approved it."),
    )


class DesignationReviewForm(OmbudForm):
    """The System Administrator accepts a designation with the level, or returns it (Policies 109 and 401)."""

    title = _("Look at the designation")
    intro = _("Accept it if the need is essential and the level is what the job requires. It opens nothing yet.")
    submit = _("Record")

    designation = Choice(
        _("Do you accept it?"),
        (("accepted", _("Accept it")), ("returned", _("Return it to the agency"))),
        routes=True,
        missing=_("Choose whether you accept it."),
    )
    level = level(_("Which level of access is set?"), when("designation", "accepted"))
    why_returned = Text(
        _("If it is returned: what has to change?"),
        when=when("designation", "returned"),
        help=_("The letter quotes this."),
        missing=_("Say what has to change."),
    )


class ReadinessForm(OmbudForm):
    """Training, and after it the End User Agreement, of the person designated last (Policies 107, 110 and 401)."""

    title = _("Confirm the training and the agreement")
    intro = _(
        "For the person designated last. Register them for the training in the online portal; when they have passed it, "
        "they sign the End User Agreement there. If it does not come to that, say so and go on with somebody else."
    )
    submit = _("Send")

    ready = Choice(
        _("Is everything done?"),
        (("yes", _("Yes, the training is passed and the agreement signed")), ("no", _("It does not come to that"))),
        routes=True,
        missing=_("Choose whether everything is done."),
    )
    courses = Text(
        _("Which courses did they pass?"),
        when=when("ready", "yes"),
        help=_("Those for their level of access and role; for the HDC also on program reports and data quality."),
        missing=_("Name the courses."),
    )
    proficient = Tick(
        _("They have shown that they can use the system"),
        when=when("ready", "yes"),
        required=True,
        missing=_("Without that, nobody gets a licence."),
    )
    policies_understood = Tick(
        _("They know the policies and procedures for their role"),
        when=when("ready", "yes"),
        required=True,
        missing=_("Without that, nobody gets a licence."),
    )
    agreement_on = past_day(
        _("On which day did they sign the End User Agreement?"),
        when=when("ready", "yes"),
        missing=_("Enter the day of the signature."),
    )
    why_not = Text(_("Why does it not come to that?"), when=when("ready", "no"), missing=_("Say why."))
    documents = Files(_("Documents that belong to it (optional)"), help=LIMITS)


class LicenceForm(OmbudForm):
    """Ombud opens no licence: the System Administrator does it in the HMIS and confirms it here. Neither the person nor
    the level is asked: every gate was passed for the one that was designated."""

    title = _("Open the licence in the HMIS")
    intro = _(
        "The memorandum is executed, both exhibits are met, the coordinators are named, and the agency has confirmed "
        "training and agreement. See for yourself in the training portal, open the licence, and confirm it here."
    )
    submit = _("Confirm that it is open")

    as_designated = Tick(
        _("It was opened for the person designated last, at the level that was set, and for nobody else"),
        required=True,
        missing=_("Only the licence that was designated is opened."),
    )
    seen_in_portal = Tick(
        _("The training portal shows the courses passed and the agreement signed"),
        required=True,
        missing=_("Without both, no licence is opened."),
    )
    opened_on = past_day(_("On which day?"))
    evidence = Line(_("What shows it?"), help=_("Such as the number of the ticket."), missing=_("Say what shows it."))


FORMS: dict[str, type[OmbudForm]] = {
    "coordinators": CoordinatorsForm,
    "coordinator_designation": CoordinatorDesignationForm,
    "user_designation": UserDesignationForm,
    "designation_review": DesignationReviewForm,
    "readiness": ReadinessForm,
    "licence": LicenceForm,
}
