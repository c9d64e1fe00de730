"""The forms of unexpected usage from the meeting of the four parties on: what follows where it is confirmed (Policy 212)."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.forms import grievance
from ombud.forms.base import Group, OmbudForm
from ombud.forms.days import past_day
from ombud.forms.fields import Choice, Line, Text, Tick, when
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _

NAME_NOBODY = _("Name neither the user nor a client.")


class MeetingForm(OmbudForm):
    """The meeting of the four parties (P212-r), and what follows from it."""

    title = _("Record the meeting of the four parties")
    intro = _(
        "Level 3. The Lead, the System Administrator, the coordinator and the Manager meet: without one, it is none."
    )
    submit = _("Record the meeting")
    groups = (
        Group(_("The meeting"), ("held_on", "lead", "administrator", "coordinator", "manager")),
        Group(_("What was determined"), ("stage", "reasons")),
        Group(_("What follows"), ("reviewer", "breach", "breach_discovered_on", "breach_what")),
    )

    held_on = past_day(_("On which day did you meet?"))
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
            (
                "security_coordinator",
                _("The agency's security coordinator, as the other coordinator: neither of them may, or there is none"),
            ),
        ),
        routes=True,
        when=when("stage", "confirmed"),
        help=_(
            "Neither the user nor the Manager reviews. If nobody of those you choose may, you are asked to choose again."
        ),
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
    breach_discovered_on = past_day(
        _("On which day was the breach discovered?"),
        when=when("breach", "yes"),
        missing=_("Enter the day of discovery."),
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
        missing=_("Whoever signs off has reviewed it."),
        personal=False,
    )
    remarks = Text(_("Remarks (optional)"), required=False)


class DeactivationForm(OmbudForm):
    """The change in the HMIS, which Ombud does not make itself (P212-s)."""

    title = _("Deactivate the user")
    intro = _("Both reviews are signed off. Deactivate the user in the HMIS, and record it here.")
    submit = _("Record the deactivation")

    deactivated_on = past_day(_("On which day was the user deactivated?"))
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
    told_on = past_day(_("On which day was the user told?"))


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
