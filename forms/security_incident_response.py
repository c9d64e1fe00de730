"""The forms of what is done about a security incident: the first look, a hold that is not in the manual, the response."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.forms import grievance
from ombud.forms.base import OmbudForm
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Choice, Line, Pick, Text, when
from ombud.forms.moments import Moment
from ombud.forms.text import lazy as _

WITHOUT_NAMES = _("Without names of clients.")


class LookForm(OmbudForm):
    """The first look: whether it is a data breach, of which the law counts the days from discovery (P105-o, A31)."""

    title = _("Take a first look")
    intro = _("Say what can be said now. The response comes afterwards.")
    submit = _("Go on")

    breach = Choice(
        _("Is it a data breach?"),
        (
            ("yes", _("Yes: personal information was got at by somebody who should not have")),
            ("no", _("No")),
            ("unclear", _("Not clear yet")),
        ),
        routes=True,
        help=_("If it is one, a case of its own opens at once: the law's clock runs from discovery."),
        missing=_("Choose an answer."),
    )
    first_look = Text(_("What did you see?"), help=WITHOUT_NAMES, missing=_("Say what you saw."))
    hold_wanted = Pick(
        _("Not in the manual: is somebody's access to be held, and until when at the latest? (optional)"),
        source="dates.security_incident.hold.hold",
        required=False,
        routes=True,
        help=_(
            "The office has to switch this on by a number of days; without it none is offered. They count from the day on which the Director decides. Nobody is deactivated by it."
        ),
    )
    hold_whom = Text(_("If you ask for a hold: whose access, and why?"), required=False)

    def check(self) -> Iterator[tuple[str, str]]:
        """The Director cannot decide on a hold of nobody's access."""
        if self.hold_wanted.data and not self.hold_whom.data:
            yield "hold_whom", _("Say whose access is to be held, and why.")


class HoldForm(OmbudForm):
    """The Lead's decision on a hold, which the manual does not know (A29)."""

    title = _("Decide on a temporary hold")
    intro = _(
        "Not in the manual: the office has switched it on. A hold is not the deactivation of Policy 212, which needs the "
        "review of two persons. It ends by the last of the days that the office has set, from today on."
    )
    submit = _("Decide")

    hold = Choice(
        _("Is the access held?"),
        (("hold", _("Yes, until its last day at the latest")), ("no_hold", _("No"))),
        routes=True,
        missing=_("Choose yes or no."),
    )
    reason = Text(_("Why?"), missing=_("Give the reason."))


class PlacedForm(OmbudForm):
    title = _("Place the hold")
    intro = _("Not in the manual. Ombud switches no access: hold it in the HMIS, and record it here.")
    submit = _("Record it")

    held_at = Moment(
        _("Since when is the access held?"),
        personal=False,
        missing=_("Enter the day and the time."),
        validators=(not_in_the_future,),
    )
    evidence = Line(_("What shows it?"), personal=False, missing=_("Say what shows it."))


class LiftedForm(OmbudForm):
    title = _("Lift the hold")
    intro = _("At the latest on the last day of the hold; before it, once the Director says so.")
    submit = _("Record it")

    lifted_at = Moment(
        _("Since when is the access open again?"),
        personal=False,
        missing=_("Enter the day and the time."),
        validators=(not_in_the_future,),
    )
    evidence = Line(_("What shows it?"), personal=False, missing=_("Say what shows it."))


class ResponseForm(OmbudForm):
    """What the Security Officer answers, before the HMIS Administrator has joined it (P105-o)."""

    title = _("Write the response")
    intro = _("The HMIS Administrator joins it, or gives it back. Whoever reported gets the answer as a letter.")
    submit = _("Give it to the HMIS Administrator")

    result = Choice(
        _("How does it end?"),
        (
            ("answered", _("A question or a request: it is answered")),
            ("resolved", _("An issue: it is resolved")),
            ("breach", _("It is a data breach")),
        ),
        routes=True,
        help=_("If it is a data breach and no case was opened for it at the first look, one opens then."),
        missing=_("Choose how it ends."),
    )
    answer = Text(
        _("What do you answer?"),
        help=_("The letter quotes this. Without names of clients."),
        missing=_("Write the answer."),
    )
    measures = Text(
        _("For the record: what was found and done?"), help=WITHOUT_NAMES, missing=_("Say what was found and done.")
    )
    documents = grievance.documents()


class JoinForm(OmbudForm):
    """The HMIS Administrator's part of the response (P105-o)."""

    title = _("Join the response")
    intro = _("The response goes out as the Security Officer's and yours.")

    agreement = Choice(
        _("Do you join it?"),
        (("joined", _("Yes, it goes out")), ("returned", _("Not yet: back to whoever wrote it"))),
        routes=True,
        missing=_("Choose yes or not yet."),
    )
    remarks = Text(_("What should change?"), when=when("agreement", "returned"), missing=_("Say what should change."))
