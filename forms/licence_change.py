"""The forms of a change of access to the HMIS (Policies 106 to 109 and 401): needed, at another level, or needed no more.

`stage` says where the change stands: whoever moves it on answers it anew. The same questions are asked of employees and
of volunteers, interns and contractors (P109-o). What is asked where access is needed stands in `licence_change_access`.
"""

from __future__ import annotations

from ombud.forms import licence_change_access
from ombud.forms.base import OmbudForm
from ombud.forms.fields import Choice, Day, Line, Pick, Text, when
from ombud.forms.licence_change_access import day, evidence
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _


class ChangeForm(OmbudForm):
    """Opens the case: who, at which agency, and what changes. The System Administrator hears of it at once."""

    title = _("Change of access to the HMIS")
    intro = _(
        "Tell at once when somebody needs access, needs another level, leaves, or needs access no more. The same holds for "
        "employees, volunteers, interns and contractors. One person at a time."
    )
    submit = _("Send")

    agency = Pick(
        _("Which agency?"), source="organisations.participating", routes=True, missing=_("Choose the agency.")
    )
    stage = Choice(
        _("What changes?"),
        (
            ("needed", _("They need access, again or for the first time, or another level")),
            ("ends", _("They leave, or need access no more")),
        ),
        routes=True,
        missing=_("Choose what changes."),
    )
    in_ombud = Choice(
        _("Is that person listed in Ombud?"),
        YES_NO,
        routes=True,
        help=_("Coordinators and Executive Directors are. Who is listed never decides on their own access."),
        missing=_("Choose yes or no."),
    )
    subject = Pick(
        _("Who is it?"),
        source="persons.of_agencies",
        routes=True,
        when=when("in_ombud", "yes"),
        missing=_("Choose who it is."),
    )
    name = Line(_("What is their name?"), when=when("in_ombud", "no"), missing=_("Enter the name."))
    holds = Choice(
        _("Which office do they hold at the agency?"),
        (
            ("none", _("None of these")),
            ("hdc", _("HMIS Data Coordinator")),
            ("security_coordinator", _("Agency Security Coordinator")),
            ("both", _("Both of them")),
            ("executive_director", _("Executive Director")),
        ),
        routes=True,
        help=_("Also if they are about to hold it. It decides who approves the change."),
        missing=_("Choose their office, or none."),
    )
    one_person = Choice(
        _("Are the HMIS Data Coordinator and the security coordinator one person?"),
        YES_NO,
        routes=True,
        help=_("Then this person authorises the access to data, and the Executive Director approves the change."),
        missing=_("Choose yes or no."),
    )
    approver = Choice(
        _("Who approves the change?"),
        (("hdc", _("The HMIS Data Coordinator")), ("executive_director", _("The Executive Director"))),
        routes=True,
        when=when("holds", "none"),
        help=_("One of the two is enough. For a coordinator it is always the Executive Director."),
        missing=_("Choose who approves it."),
    )
    since = Day(_("From which day?"), personal=False, missing=_("Enter the day."))
    reason = Text(_("What is the reason?"), help=_("Name no client."), missing=_("Say what the reason is."))


class EndForm(OmbudForm):
    """The agency's approval that an account is deactivated (P107-j, P401-b)."""

    title = _("Confirm that access ends")
    intro = _(
        "The System Administrator already knows that this is coming, and makes the account inactive on your word."
    )
    submit = _("Confirm")

    stage = Choice(
        _("Does access end?"),
        (("ends", _("Yes: they leave, or need it no more")), ("stays", _("No: they stay, and still need it"))),
        routes=True,
        missing=_("Choose whether access ends."),
    )
    reasons = Text(_("Why not?"), when=when("stage", "stays"), missing=_("Say why not."))


class InactiveForm(OmbudForm):
    """Inactive or closed, never deleted (A78)."""

    title = _("Make the account inactive")
    intro = _(
        "Ombud switches no access: change it in the HMIS, and record it here. Nothing is deleted: what somebody entered "
        "and looked at stays with their name."
    )
    submit = _("Record it")

    stage = Choice(
        _("What has become of the account?"),
        (
            ("inactive", _("Inactive: they may need it again")),
            ("closed", _("Closed for good: they have left")),
            ("stays", _("It stays active: the agency has said meanwhile that they need it")),
        ),
        routes=True,
        missing=_("Choose what has become of it."),
    )
    changed_on = day(_("On which day?"), stage=("inactive", "closed"))
    evidence = evidence("inactive", "closed")
    reasons = Text(_("What has the agency said?"), when=when("stage", "stays"), missing=_("Say what it has said."))


FORMS: dict[str, type[OmbudForm]] = {
    "change": ChangeForm,
    "end": EndForm,
    "inactive": InactiveForm,
    **licence_change_access.FORMS,
}
