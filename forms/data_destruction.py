"""The forms with which a requester confirms that a data file is destroyed (Policy 405, step 8).

`stage` says where the matter stands: whoever moves it on answers it anew.
"""

from __future__ import annotations

from ombud.forms import decision, grievance
from ombud.forms.base import OmbudForm
from ombud.forms.days import past_day
from ombud.forms.fields import Choice, Day, Files, Line, Text, Tick, when
from ombud.forms.text import lazy as _
from ombud.forms.uploads import LIMITS


class StartForm(OmbudForm):
    """Opens the case, from the agreement in force; staff record it for an agreement on paper."""

    title = _("Destruction of a data file")
    intro = _("A project under a data sharing agreement is complete, or its planned end has passed.")

    contact_name = Line(_("Name of the requester"), missing=_("Enter the name of the requester."))
    contact_email = grievance.mail_address(_("Their e-mail address"))
    language = grievance.language(_("Which language shall we write to them in?"))
    organisation_name = Line(_("Their organisation"), missing=_("Enter the name of the organisation."))
    data_file = Line(
        _("By which name or number is the data file known?"),
        personal=False,
        missing=_("Enter the name or number of the data file."),
    )
    project_ended_on = Day(
        _("From which day is the time counted?"),
        routes=True,
        help=_(
            "The day on which the requester declared the project complete; if they declared nothing, its planned end."
        ),
        missing=_("Enter the day."),
    )


class CertificateForm(OmbudForm):
    """The certificate; it asks about copies, of which the policy says nothing (A47)."""

    title = _("Confirm that the data file is destroyed")
    intro = _(
        "Destroy the data file you were sent, wherever it lies, and confirm it here. Send nothing from the file itself."
    )
    submit = _("Send the confirmation")

    data_file = Line(
        _("Which data file was destroyed?"),
        help=_("Its name or number, as the agreement has it. It also stands on the page of your case."),
        personal=False,
        missing=_("Enter the name or number of the data file."),
    )
    destroyed_on = past_day(_("On which day?"))
    how = Text(
        _("How was it destroyed, and by whom?"),
        help=_("Such as: overwritten on the server, and the encrypted medium shredded."),
        missing=_("Say how it was destroyed, and by whom."),
    )
    copies = Choice(
        _("What about copies, backups and files made from it in which people can be identified?"),
        (("none", _("None are left")), ("some", _("Some are left"))),
        personal=False,
        missing=_("Choose whether any are left."),
    )
    copies_left = Text(
        _("If some are left: which, where, why, and until when?"),
        when=when("copies", "some"),
        missing=_("Say what is left, and why."),
    )
    certified = Tick(
        _("I certify on behalf of my organisation that this is true"),
        required=True,
        missing=_("Without this it is no confirmation."),
    )
    certificate = Files(_("A certificate, if you have one (optional)"), help=LIMITS)


class CheckForm(OmbudForm):
    """The Lead compares the certificate with the agreement."""

    title = _("Check the confirmation")
    intro = _("Compare it with the agreement: is it that file, and are copies left?")
    submit = _("Send")

    stage = Choice(
        _("Is the destruction confirmed?"),
        (("accepted", _("Yes")), ("returned", _("No: something is missing"))),
        routes=True,
        missing=_("Choose whether it is confirmed."),
    )
    lacking = Text(
        _("If not: what is missing?"),
        help=_("The letter to the requester quotes this."),
        when=when("stage", "returned"),
        missing=_("Say what is missing."),
    )


class BoardForm(OmbudForm):
    """What the board says to a destruction that is overdue. The policy leaves it open."""

    title = _("An overdue destruction before the board")
    intro = _("No complete confirmation that a data file was destroyed came in time. Record what the board decided.")
    submit = _("Record the decision")

    board = Choice(
        _("What did the board decide?"),
        (
            ("waits", _("The requester is called upon again, and it comes up at the next meeting")),
            ("closed", _("The matter is closed without a confirmation")),
        ),
        routes=True,
        missing=_("Choose what the board decided."),
    )
    words = Text(
        _("What exactly, and why?"),
        help=_("The letter to the requester quotes this."),
        missing=_("Say what the board decided."),
    )
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


FORMS: dict[str, type[OmbudForm]] = {
    "start": StartForm,
    "certificate": CertificateForm,
    "check": CheckForm,
    "board": BoardForm,
}
