"""Naming a coordinator: name, contact and what makes somebody one (Policies 105, 107, 108, 210 and 302)."""

from __future__ import annotations

from ombud.forms.base import Group, OmbudForm
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Address, Choice, Day, Line, Pick, Text, Tick, When, when
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _


def name(asked: When | None = None) -> Line:
    return Line(_("What is their name?"), when=asked, missing=_("Enter the name."))


def mail_address(asked: When | None = None) -> Address:
    return Address(_("Their e-mail address"), when=asked, missing=_("Enter the address."))


def telephone(asked: When | None = None) -> Line:
    return Line(_("Their telephone number"), when=asked, missing=_("Enter the number."))


#: Asked of whoever names somebody; without a change the case ends.
NAMED = when("stage", "named")


WHETHER = Group(_("Whether somebody is named"), ("stage", "why"))


def outcome() -> Choice:
    return Choice(
        _("Is somebody named?"),
        (("named", _("Yes")), ("kept", _("No: whoever held the office keeps it after all"))),
        routes=True,
        missing=_("Choose whether somebody is named."),
    )


def why_kept() -> Text:
    return Text(_("What has changed?"), when=when("stage", "kept"), missing=_("Say what has changed."))


def begins_on() -> Day:
    return Day(_("From which day do they hold the office?"), when=NAMED, personal=False, missing=_("Enter the day."))


def shared_duties() -> Choice:
    """Duties that Policy 107 leaves to either of the two (P107-u)."""
    return Choice(
        _("Who takes the duties that either coordinator may have?"),
        (
            ("hdc", _("The HMIS Data Coordinator")),
            ("security_coordinator", _("The Agency Security Coordinator")),
            ("divided", _("They divide them between them, in writing")),
        ),
        when=NAMED,
        help=_("Protection of data, consent forms on file, agreements between agencies, IT controls, user access."),
        personal=False,
        missing=_("Choose who takes them."),
    )


def only_one() -> Tick:
    return Tick(
        _("From that day nobody else holds this office at the agency"),
        when=NAMED,
        required=True,
        missing=_("An agency has exactly one."),
    )


class SecurityCoordinatorForm(OmbudForm):
    """One security coordinator with a contact, authorised by the Executive Director or a designee (P105-b, P105-c, P108-a)."""

    title = _("Name the security coordinator and authorise them")
    intro = _(
        "Name and contact go to the System Administrator and the Security Officer. The security coordinator answers for the "
        "duties of Exhibit B and for any that the board adds."
    )
    submit = _("Name them")
    groups = (
        WHETHER,
        Group(_("Who it is"), ("name", "email", "telephone", "begins_on")),
        Group(_("The office"), ("is_hdc", "shared", "authorised_by", "designee", "authorised", "only_one")),
    )

    stage = outcome()
    name = name(NAMED)
    email = mail_address(NAMED)
    telephone = telephone(NAMED)
    begins_on = begins_on()
    is_hdc = Choice(
        _("Are they the HMIS Data Coordinator too?"),
        YES_NO,
        when=NAMED,
        help=_("They may be, and need not be."),
        personal=False,
        missing=_("Choose yes or no."),
    )
    shared = shared_duties()
    authorised_by = Choice(
        _("Who authorises them to verify the security status of the agency?"),
        (("director", _("I do, as the Executive Director")), ("designee", _("Somebody whom I have designated for it"))),
        when=NAMED,
        personal=False,
        missing=_("Choose who authorises them."),
    )
    designee = Line(
        _("Who is that?"),
        when=when("authorised_by", "designee"),
        missing=_("Enter who authorises them."),
    )
    authorised = Tick(
        _("They are authorised to verify the security status of the agency"),
        when=NAMED,
        required=True,
        missing=_("Without the authorisation nobody is security coordinator."),
    )
    only_one = only_one()
    why = why_kept()


class ContactForm(OmbudForm):
    title = _("Complete the contact of the security coordinator")
    intro = _("The Security Officer could not take name and contact into the file. What is missing stands in the case.")
    submit = _("Send")

    name = name()
    email = mail_address()
    telephone = telephone()


class DataCoordinatorForm(OmbudForm):
    """One HDC, who is a licensed user first (P107-a, P107-b, P210-k)."""

    title = _("Name the HMIS Data Coordinator")
    intro = _(
        "The coordinator has a licence, and knows the software and the reports on programs, those on data quality among "
        "them. Whoever has none yet is trained first. The coordinator answers for the duties of Exhibit A and for any that "
        "the board adds."
    )
    submit = _("Name them")
    groups = (
        WHETHER,
        Group(_("Who it is"), ("in_ombud", "subject", "name", "email", "telephone", "begins_on")),
        Group(_("The office"), ("holds", "shared", "licensed", "only_one")),
    )

    stage = outcome()
    in_ombud = Choice(
        _("Is that person listed in Ombud?"), YES_NO, when=NAMED, personal=False, missing=_("Choose yes or no.")
    )
    subject = Pick(
        _("Who is it?"),
        source="persons.of_agencies",
        when=when("in_ombud", "yes"),
        missing=_("Choose who it is."),
    )
    name = name(when("in_ombud", "no"))
    email = mail_address(NAMED)
    telephone = telephone(NAMED)
    begins_on = begins_on()
    holds = Choice(
        _("Are they the security coordinator too?"),
        (("hdc", _("No")), ("both", _("Yes, they may hold both"))),
        when=NAMED,
        personal=False,
        missing=_("Choose yes or no."),
    )
    shared = shared_duties()
    licensed = Choice(
        _("Do they have a licence for the HMIS?"),
        (
            ("yes", _("Yes")),
            ("no", _("No: a change of access is opened for them")),
            ("asked", _("Not yet: one was asked for already")),
        ),
        routes=True,
        when=NAMED,
        missing=_("Choose whether they have a licence."),
    )
    only_one = only_one()
    why = why_kept()


class LicensedForm(OmbudForm):
    title = _("Say when the licence is open and the training passed")
    intro = _(
        "Without a licence and the training nobody becomes HMIS Data Coordinator. If it does not come to that, name somebody else."
    )
    submit = _("Send")

    stage = Choice(
        _("How does it go on?"),
        (("ready", _("Licence and training are there")), ("other", _("Somebody else is named"))),
        routes=True,
        missing=_("Choose how it goes on."),
    )
    why = Text(_("Why somebody else?"), when=when("stage", "other"), missing=_("Say why."))


class EligibleForm(OmbudForm):
    """Licensed, with the coordinator's duty, and trained on the software and its reports (P107-b, P302-d, P404-c)."""

    title = _("Check the coordinator's licence, duty and training")
    intro = _(
        "The duty of the account is set to HMIS Data Coordinator; the level of access follows the work and is no part of it."
    )
    submit = _("Record")

    stage = Choice(
        _("Can they be HMIS Data Coordinator?"),
        (("eligible", _("Yes")), ("not_yet", _("Not yet"))),
        routes=True,
        missing=_("Choose yes or not yet."),
    )
    licensed = Tick(
        _("They have an active licence"),
        when=when("stage", "eligible"),
        required=True,
        missing=_("A coordinator is a licensed user."),
    )
    trained_on_software = Tick(
        _("They are trained on the software"),
        when=when("stage", "eligible"),
        required=True,
        missing=_("A coordinator is trained on the software."),
    )
    trained_on_reports = Tick(
        _("They are trained on the reports on programs, and on data quality"),
        when=when("stage", "eligible"),
        required=True,
        missing=_("A coordinator is trained on these reports."),
    )
    duty_set_on = Day(
        _("Since which day is the duty of the account set?"),
        when=when("stage", "eligible"),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )
    lacking = Text(_("What is missing?"), when=when("stage", "not_yet"), missing=_("Say what is missing."))


FORMS: dict[str, type[OmbudForm]] = {
    "security_coordinator": SecurityCoordinatorForm,
    "contact": ContactForm,
    "data_coordinator": DataCoordinatorForm,
    "licensed": LicensedForm,
    "eligible": EligibleForm,
}
