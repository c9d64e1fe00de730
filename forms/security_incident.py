"""The forms of a security incident (Policies 105, 106, 108 and 109). The alert is the Security Alert Reporting Form; what
is answered to it stands in `security_incident_response`.

No form asks for the name of a client. How somebody called, and when, is asked by the minute: the time to the first notice
counts from the discovery (P106-r, A32).
"""

from __future__ import annotations

from collections.abc import Iterator

from ombud.forms import grievance, security_incident_response
from ombud.forms.base import OmbudForm
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Choice, Day, Line, Pick, Text, Tick, when
from ombud.forms.moments import Moment
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _

WITHOUT_NAMES = _("Without names of clients.")


def _what_happened() -> Text:
    return Text(_("What happened, as far as you know?"), help=WITHOUT_NAMES, missing=_("Say what happened."))


def _concerned() -> Text:
    return Text(
        _("Which information or which part of the system is concerned? (optional)"), help=WITHOUT_NAMES, required=False
    )


def _done_so_far() -> Text:
    return Text(
        _("What has been done about it so far?"),
        help=_("Measures against further disclosure, for instance."),
        missing=_("Say what was done, or that nothing was."),
    )


class AlertForm(OmbudForm):
    """Opens the case: the form itself (P106-s), or the record of a call or mail that came before it (P106-r)."""

    title = _("Security alert")
    intro = _(
        "For any issue of system security or confidentiality, and for questions about them. Report at once what you know "
        "now: the Director, the staff of the HMIS Lead, the System Administrator and the Security Officer are told."
    )
    submit = _("Report it")

    kind = Choice(
        _("What is it?"),
        (
            ("security", _("An issue of the security of the system")),
            ("confidentiality", _("An issue of the confidentiality of clients' information")),
            ("password", _("A password that somebody else may know")),
            ("question", _("A question or a request about security")),
        ),
        routes=True,
        missing=_("Choose what it is."),
    )
    discovered_at = Moment(
        _("When was it discovered?"),
        routes=True,
        help=_("The day and the time. The policy asks for the notice immediately upon discovery."),
        missing=_("Enter the day and the time of discovery."),
        validators=(not_in_the_future,),
    )
    place = Choice(
        _("Where did it happen?"),
        (("agency", _("At an agency")), ("elsewhere", _("Elsewhere, or in the system itself"))),
        personal=False,
        missing=_("Choose where."),
    )
    agency = Pick(
        _("At which agency?"),
        source="organisations.participating",
        routes=True,
        when=when("place", "agency"),
        missing=_("Choose the agency."),
    )
    tell_agency = Choice(
        _("Are the agency's Security Coordinator and HMIS Data Coordinator told?"),
        YES_NO,
        routes=True,
        when=when("place", "agency"),
        help=_("Yes, unless it is about one of them."),
        missing=_("Choose yes or no."),
    )
    about_officer = Tick(
        _("It is about something that the Security Officer has done."),
        routes=True,
        help=_("Then somebody else looks into it."),
    )
    what_happened = _what_happened()
    concerned = _concerned()
    done_so_far = _done_so_far()
    way = Choice(
        _("Had anybody been told by telephone or e-mail before?"),
        (
            ("form", _("No: this is the first notice")),
            ("called", _("Yes, and with this I file the form as well")),
            ("told", _("Yes: I was told, and record that. The form is still to come")),
        ),
        routes=True,
        help=_("A call or a mail counts as notice. The form is still required."),
        missing=_("Choose an answer."),
    )
    told_at = Moment(
        _("When was that?"),
        routes=True,
        when=when("way", "called", "told"),
        missing=_("Enter the day and the time."),
        validators=(not_in_the_future,),
    )
    told_by = Choice(
        _("How?"),
        (("telephone", _("By telephone")), ("mail", _("By e-mail"))),
        personal=False,
        when=when("way", "called", "told"),
        missing=_("Choose how."),
    )
    caller_listed = Choice(
        _("Is whoever told you listed in Ombud?"),
        YES_NO,
        routes=True,
        when=when("way", "told"),
        help=_("Whoever is gets the form. Otherwise you fill it in for them."),
        missing=_("Choose yes or no."),
    )
    caller = Pick(
        _("Who told you?"),
        source="persons.of_agencies",
        routes=True,
        when=when("caller_listed", "yes"),
        missing=_("Choose who told you."),
    )
    caller_name = Line(
        _("Who told you, and how can they be reached?"),
        when=when("caller_listed", "no"),
        missing=_("Enter who told you."),
    )
    documents = grievance.documents()

    def check(self) -> Iterator[tuple[str, str]]:
        """Nobody is told of what has not been discovered yet."""
        if self.told_at.data and self.discovered_at.data and self.told_at.data < self.discovered_at.data:
            yield "told_at", _("This is before the discovery. Look at both times again.")


class FormForm(OmbudForm):
    """The written form after a call (P106-s)."""

    title = _("Security Alert Reporting Form")
    intro = _("You told somebody of this by telephone or e-mail. The policy asks for this form as well.")
    submit = _("File the form")

    what_happened = _what_happened()
    concerned = _concerned()
    done_so_far = _done_so_far()
    documents = grievance.documents()


class PaperForm(OmbudForm):
    """What has become of the form where the caller does not file it here (P106-s)."""

    title = _("Record the form")
    intro = _("Wait for the form, and remind the caller of it. This closes once the caller files it here.")
    submit = _("Record")

    filed = Choice(
        _("What has become of the form?"),
        (
            ("paper", _("It came by post, by mail or by hand")),
            ("none", _("It is not to be expected any more: the incident goes on without it")),
        ),
        personal=False,
        missing=_("Choose what has become of it."),
    )
    came_on = Day(
        _("On which day did it come?"),
        when=when("filed", "paper"),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )
    why_none = Text(_("Why?"), when=when("filed", "none"), missing=_("Say why it is not to be expected."))
    documents = grievance.documents()


class AccountForm(OmbudForm):
    """That a compromised password opens nothing any more (P109-k)."""

    title = _("Secure the account")
    intro = _("Ombud switches no access: change it in the HMIS, and record it here.")
    submit = _("Record it")

    secured_at = Moment(
        _("When did the password stop working?"),
        personal=False,
        missing=_("Enter the day and the time."),
        validators=(not_in_the_future,),
    )
    evidence = Line(
        _("What shows it?"),
        help=_("Such as the entry of the HMIS log."),
        personal=False,
        missing=_("Say what shows it."),
    )


FORMS: dict[str, type[OmbudForm]] = {
    "alert": AlertForm,
    "form": FormForm,
    "paper": PaperForm,
    "account": AccountForm,
    "look": security_incident_response.LookForm,
    "hold": security_incident_response.HoldForm,
    "placed": security_incident_response.PlacedForm,
    "lifted": security_incident_response.LiftedForm,
    "response": security_incident_response.ResponseForm,
    "join": security_incident_response.JoinForm,
}
