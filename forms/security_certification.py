"""The forms of the yearly certification by the Security Officer, and of the mitigation of a shortfall (Policy 105).

`stage` says where the matter stands. No mail repeats what is weak: the letters are read in the case.
"""

from __future__ import annotations

from ombud.forms import decision, grievance
from ombud.forms.base import OmbudForm
from ombud.forms.days import not_in_the_future, not_in_the_past
from ombud.forms.fields import Choice, Day, Line, Text, when
from ombud.forms.text import lazy as _


class TestForm(OmbudForm):
    title = _("Test the security practices")
    intro = _(
        "Once a year the practices are tested against the Security Plan. Keep the record also if all is in order."
    )
    submit = _("Record the test")

    stage = Choice(
        _("Do the practices comply with the plan?"),
        (("compliant", _("Yes, they comply")), ("shortfall", _("No, something falls short"))),
        routes=True,
        missing=_("Choose whether they comply."),
    )
    how = Text(_("What was tested, and how?"), missing=_("Say what was tested, and how."))
    shortfall = Text(
        _("What falls short?"), when=when("stage", "shortfall"), missing=_("Say what falls short of the plan.")
    )
    documents = grievance.documents()


class AskForm(OmbudForm):
    title = _("Ask the System Administrator to confirm the security of the system")
    intro = _("Settle with the Security Officer what of the Security Plan the System Administrator is to confirm.")
    submit = _("Ask for the confirmation")

    asked = Text(_("What is to be confirmed?"), missing=_("Say what is to be confirmed."))
    documents = grievance.documents()


class ConfirmForm(OmbudForm):
    title = _("Confirm the security of the system")
    intro = _("What you are asked to confirm stands above.")
    submit = _("Send the answer")

    system = Choice(
        _("Does the system comply with the Security Plan?"),
        (("confirmed", _("Yes, I confirm it")), ("open", _("I cannot confirm all of it"))),
        routes=True,
        missing=_("Choose whether you confirm it."),
    )
    basis = Text(_("What do you go by?"), missing=_("Say what you go by."))
    unconfirmed = Text(
        _("What can you not confirm, and why?"), when=when("system", "open"), missing=_("Say what, and why.")
    )
    documents = grievance.documents()


class CertifyForm(OmbudForm):
    title = _("Certify that the HMIS Lead adheres to the Security Plan")
    intro = _("The practices comply and the system is confirmed. What you cannot certify leads to a mitigation plan.")
    submit = _("Send")

    stage = Choice(
        _("Do you certify it?"),
        (("certified", _("Yes, I certify it")), ("shortfall", _("No, there is a shortfall"))),
        routes=True,
        missing=_("Choose whether you certify it."),
    )
    basis = Text(_("What do you go by?"), missing=_("Say what you go by."))


class MitigationForm(OmbudForm):
    """The plan with its milestones. Only the next milestone's day routes: it is reported on when it has come."""

    title = _("Draft the mitigation plan")
    intro = _(
        "The Data Strategy Board decides on it. Its milestones show that the shortfall is gone as soon as possible."
    )
    submit = _("Send it to the board")

    shortfall = Text(_("What falls short of the Security Plan?"), missing=_("Say what falls short."))
    measures = Text(_("What is done about it, and by whom?"), missing=_("Say what is done, and by whom."))
    milestones = Text(
        _("Which milestones are there?"),
        help=_("Each in a line of its own: the day, and what shows that it is met."),
        missing=_("Name the milestones with their days."),
    )
    shortest = Text(
        _("Why is this the shortest time that is possible?"),
        missing=_("Say why it cannot be sooner."),
    )
    milestone = Line(_("Which milestone comes first?"), missing=_("Name the first milestone."))
    milestone_due = Day(
        _("On which day is it due?"), routes=True, missing=_("Enter the day."), validators=(not_in_the_past,)
    )
    documents = grievance.documents()


class VoteForm(OmbudForm):
    """What the board decided of the mitigation plan. A ballot fills it in."""

    title = _("Decision of the Data Strategy Board on the mitigation plan")
    intro = _("Record what the board decided. Why it returned the plan is written down afterwards.")
    submit = _("Record the decision")

    board = Choice(
        _("What did the board decide?"),
        (("approved", _("Approve the mitigation plan")), ("returned", _("Return it"))),
        routes=True,
        missing=_("Choose what the board decided."),
    )
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


class WordsForm(OmbudForm):
    title = _("Write down why the board returned the mitigation plan")
    intro = _("The letter to the Security Officer quotes it.")
    submit = _("Send the letter")

    words = Text(
        _("What does the board want of the mitigation plan?"), missing=_("Write down what the board wants of it.")
    )


class ReportForm(OmbudForm):
    """An update for the board. What goes on says the day of the milestone that is reported on next."""

    title = _("Report on the milestone")
    intro = _("Every report is an update for the board: its members get a letter that quotes it.")
    submit = _("Send the update to the board")

    progress = Choice(
        _("How does the plan stand?"),
        (
            ("next", _("The milestone is met, and another follows")),
            ("late", _("The milestone is not met yet")),
            ("revise", _("The plan itself has to be changed: the board decides on it anew")),
            ("done", _("The last milestone is met")),
        ),
        routes=True,
        missing=_("Choose how the plan stands."),
    )
    done = Text(_("What was done, and what shows it?"), missing=_("Say what was done, and what shows it."))
    reason = Text(
        _("Why is it not met, or why does the plan have to be changed?"),
        when=when("progress", "late", "revise"),
        missing=_("Say why."),
    )
    milestone = Line(
        _("Which milestone is reported on next?"),
        when=when("progress", "next", "late"),
        missing=_("Name the milestone."),
    )
    milestone_due = Day(
        _("On which day?"),
        routes=True,
        help=_("Of a milestone that follows, the day of the plan that the board approved."),
        when=when("progress", "next", "late"),
        missing=_("Enter the day."),
        validators=(not_in_the_past,),
    )
    documents = grievance.documents()


class EliminateForm(OmbudForm):
    title = _("Certify that the shortfall is gone")
    intro = _("The last milestone is reported as met. What is left of the shortfall needs a mitigation plan again.")
    submit = _("Send")

    stage = Choice(
        _("Do you certify that the HMIS Lead adheres to the Security Plan now?"),
        (("eliminated", _("Yes, I certify it")), ("shortfall", _("No, something is left of the shortfall"))),
        routes=True,
        missing=_("Choose whether you certify it."),
    )
    seen_on = Day(
        _("On which day did you look?"),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )
    basis = Text(_("What do you go by, or what is left?"), missing=_("Say what you go by, or what is left."))


FORMS: dict[str, type[OmbudForm]] = {
    "test": TestForm,
    "ask": AskForm,
    "confirm": ConfirmForm,
    "certify": CertifyForm,
    "mitigation": MitigationForm,
    "vote": VoteForm,
    "words": WordsForm,
    "report": ReportForm,
    "eliminate": EliminateForm,
}
