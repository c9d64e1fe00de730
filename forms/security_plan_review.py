"""The forms of the review of the Security Plan, each year and at four kinds of change (Policy 105).

The yearly review opens by itself and asks nothing: there `occasion` is "yearly"; a change is reported.
"""

from __future__ import annotations

from ombud.forms import decision, grievance
from ombud.forms.base import OmbudForm
from ombud.forms.fields import Choice, Day, Files, Line, Text, when
from ombud.forms.text import lazy as _
from ombud.forms.uploads import LIMITS


class ChangeForm(OmbudForm):
    """One of the four kinds of change at which the plan is reviewed besides the yearly review (P105-f)."""

    title = _("A change that the Security Plan is reviewed for")
    intro = _(
        "The Security Plan is reviewed every year, and at the time of any change of one of these four kinds. What you "
        "report opens the review."
    )
    submit = _("Report the change")

    occasion = Choice(
        _("What changes?"),
        (
            ("process", _("The security management process")),
            ("software", _("The system software")),
            ("exchange", _("The methods of data exchange")),
            ("hud", _("HMIS data or technical requirements issued by HUD")),
        ),
        routes=True,
        missing=_("Choose what changes."),
    )
    changed_on = Day(
        _("From which day does the change hold?"),
        routes=True,
        help=_("The review is due on that day. A change that is still to come may be reported now."),
        missing=_("Enter the day."),
    )
    change = Text(_("What exactly changes?"), missing=_("Say what changes."))
    documents = grievance.documents()


class ReviewForm(OmbudForm):
    title = _("Review the Security Plan")
    intro = _(
        "The HMIS Administrator joins in the review afterwards. The file with the Security Coordinators of the agencies is "
        "part of the plan."
    )
    submit = _("Hand it to the HMIS Administrator")

    stage = Choice(
        _("Does the plan have to be changed?"),
        (("unchanged", _("No, it stays as it is")), ("changes", _("Yes, we recommend changes to the board"))),
        routes=True,
        missing=_("Choose whether it has to be changed."),
    )
    looked_at = Text(_("What did you look at, and what did you find?"), missing=_("Say what you looked at."))
    recommendation = Text(
        _("Which changes do you recommend, and why?"),
        help=_("The members of the board read this before they decide."),
        when=when("stage", "changes"),
        missing=_("Say which changes you recommend."),
    )
    plan = Files(_("The plan, with the changes marked (optional)"), help=LIMITS)


class ReviseForm(ReviewForm):
    title = _("Work the review of the Security Plan over")
    intro = _("What the HMIS Administrator, or the board, wants of it stands above.")


class JoinForm(OmbudForm):
    title = _("Join in the review of the Security Plan")
    intro = _("The review is made by the Security Officer and you together.")
    submit = _("Send")

    agreed = Choice(
        _("Do you agree with what the Security Officer found?"),
        (("agreed", _("Yes, this is what we both say")), ("returned", _("No, it goes back to the Security Officer"))),
        routes=True,
        missing=_("Choose whether you agree."),
    )
    remarks = Text(
        _("What should be changed?"), when=when("agreed", "returned"), missing=_("Say what should be changed.")
    )


class VoteForm(OmbudForm):
    """What the board decided of the changes. A ballot fills it in; by hand it is recorded with the votes as counted."""

    title = _("Decision of the Data Strategy Board on changes to the Security Plan")
    intro = _("Record what the board decided. What it modified, or why it returned them, is written down afterwards.")
    submit = _("Record the decision")

    board = Choice(
        _("What did the board decide?"),
        (
            ("approved", _("Approve the changes as drafted")),
            ("modified", _("Approve them with modifications")),
            ("returned", _("Return them")),
        ),
        routes=True,
        missing=_("Choose what the board decided."),
    )
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


class WordsForm(OmbudForm):
    title = _("Write down what the board decided of the changes")
    intro = _("The letter to the Security Officer and the HMIS Administrator quotes it.")
    submit = _("Send the letter")

    words = Text(
        _("What has the board modified, or what does it want before it approves?"),
        missing=_("Write down what the board decided."),
    )


class ForceForm(OmbudForm):
    title = _("Put the new version of the Security Plan in force")
    intro = _("The board has approved the changes, as the letter says. Bring them into the plan.")
    submit = _("Record the new version")

    version = Line(_("What is the new version called?"), personal=False, missing=_("Name the version."))
    in_force_on = Day(_("From which day is it in force?"), personal=False, missing=_("Enter the day."))
    where = Line(_("Where does it lie?"), missing=_("Say where it lies."))
    plan = Files(_("The new version (optional)"), help=LIMITS)


FORMS: dict[str, type[OmbudForm]] = {
    "change": ChangeForm,
    "review": ReviewForm,
    "revise": ReviseForm,
    "join": JoinForm,
    "vote": VoteForm,
    "words": WordsForm,
    "force": ForceForm,
}
