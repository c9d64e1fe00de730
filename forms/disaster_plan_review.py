"""The forms of the yearly review of the Disaster Recovery Plan (Policy 113).

Nothing is asked when a review opens: it opens by itself. `stage` is the board's answer.
"""

from __future__ import annotations

from ombud.forms import decision
from ombud.forms.base import OmbudForm
from ombud.forms.fields import Choice, Files, Text
from ombud.forms.text import lazy as _
from ombud.forms.uploads import LIMITS


class PlanForm(OmbudForm):
    """The System Administrator's copy. It may be given another way: a plan for disasters names what is weak."""

    title = _("Give the HMIS Lead the Disaster Recovery Plan")
    intro = _(
        "The board reviews the plan at its March meeting. Give the Lead a copy with the changes since last year marked."
    )
    submit = _("Give it to the Lead")

    changes = Text(
        _("What has changed since last year?"),
        help=_(
            "The members read this before the meeting. If you do not send the plan here, say how the Lead has got it."
        ),
        missing=_("Say what has changed, or that nothing has."),
    )
    plan = Files(_("The plan, with the changes marked (optional)"), help=LIMITS)


class ShareForm(OmbudForm):
    title = _("Share the plan with the members of the board")
    intro = _(
        "When you send this, every member gets a letter with what has changed, to read before the meeting, and the "
        "plan is put on the agenda."
    )
    submit = _("Share it")

    note = Text(
        _("Anything the members should know? (optional)"),
        help=_("For instance where they find the plan, if it is not among the documents of this case."),
        required=False,
    )


class VoteForm(OmbudForm):
    """What the board decided. A ballot fills it in; by hand it is recorded with the votes as counted."""

    title = _("Decision of the Data Strategy Board on the plan")
    intro = _("Record what the board decided. What it asks is written down afterwards.")
    submit = _("Record the decision")

    stage = Choice(
        _("What did the board decide?"),
        (
            ("approved", _("Approve the plan")),
            ("clarification", _("Ask for clarification")),
            ("revisions", _("Ask for revisions")),
        ),
        routes=True,
        missing=_("Choose what the board decided."),
    )
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


class QuestionsForm(OmbudForm):
    title = _("Write down what the board asks")
    intro = _("The System Administrator and the HMIS Lead get a letter. It quotes what you write here.")
    submit = _("Send the letter")

    asked = Text(
        _("What does the board want clarified or revised?"),
        missing=_("Write down what the board asks."),
    )


class AnswerForm(OmbudForm):
    title = _("Answer the board, or revise the plan")
    intro = _("The Lead shares this with the members, and the plan returns to the board at the meeting that follows.")
    submit = _("Send the answer")

    answer = Text(
        _("What do you answer, and what have you revised?"),
        help=_("The members read this before the meeting."),
        missing=_("Answer what the board asks, or say what you have revised."),
    )
    plan = Files(_("The plan as revised, with the changes marked (optional)"), help=LIMITS)


FORMS: dict[str, type[OmbudForm]] = {
    "plan": PlanForm,
    "share": ShareForm,
    "vote": VoteForm,
    "questions": QuestionsForm,
    "answer": AnswerForm,
}
