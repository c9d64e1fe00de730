"""The forms of a request to customise the HMIS software, or for access or a change beyond its federal scope (Policy 102).

`stage` says where the matter stands: whoever moves it on answers it anew.
"""

from __future__ import annotations

from ombud.forms import decision, grievance, withdrawal
from ombud.forms.base import OmbudForm
from ombud.forms.fields import Choice, Line, Text, when
from ombud.forms.text import lazy as _

KINDS = (
    ("customisation", _("A report or function that the software does not have")),
    ("beyond_scope", _("Access, or a change, beyond what federal partners define as the scope of the HMIS")),
)

VOTES = (
    ("build", _("Build it (a request for access: grant it)")),
    ("not_build", _("Do not build it (a request for access: decline it)")),
    ("deferred", _("Defer it to the next quarterly meeting")),
    ("more_information", _("Ask for more information")),
)


class RequestForm(OmbudForm):
    """Opens the case."""

    title = _("Request to customise the HMIS software")
    intro = _(
        "Say what you need and what for. What HUD requires is built. On all else the Data Strategy Board decides "
        "at its quarterly meetings, case by case."
    )

    kind = Choice(_("What do you ask for?"), KINDS, personal=False, missing=_("Choose what you ask for."))
    wanted = Text(
        _("What should the software do, or who should have access to what?"),
        missing=_("Describe what you ask for."),
    )
    purpose = Text(
        _("What is it for, and who else would use it?"),
        help=_("Other projects and end users it would serve; the work it would save."),
        missing=_("Say what it is for."),
    )
    grant = Line(_("If a grant asks for it in its reports: which grant? (optional)"), required=False)
    required_by = Line(_("If HUD requires it: where does it say so? (optional)"), required=False)
    documents = grievance.documents()


class TriageForm(OmbudForm):
    """Lead staff find out whether the board decides at all: what HUD requires bypasses it (A66)."""

    title = _("Who decides on this request?")
    intro = _("What HUD requires is built without a decision of the board. All else is the board's.")
    submit = _("Send")

    stage = Choice(
        _("What is it?"),
        (
            ("required", _("HUD requires it: it is built without a decision of the board")),
            ("not_required", _("A customisation that HUD does not require: the board decides")),
            ("beyond_scope", _("Access or a change beyond the federal scope: the board decides")),
        ),
        routes=True,
        missing=_("Choose what it is."),
    )
    required_by = Text(
        _("If HUD requires it: who says so, and where?"),
        help=_("The notice, standard or letter, with its date. The letter to the requester quotes this."),
        when=when("stage", "required"),
        missing=_("Say who requires it, and where that is written."),
    )
    note = Text(_("Anything the board should know? (optional)"), required=False)


class EstimateForm(OmbudForm):
    """The manual does not say who estimates; here the System Administrator does (A66)."""

    title = _("Estimate the work")
    intro = _("The board weighs how long it takes to build. Say what you count, and what you cannot know yet.")
    submit = _("Send the estimate")

    build_hours = Line(
        _("How long does it take to build?"),
        help=_("Hours or weeks of work, such as “30 to 40 hours”."),
        personal=False,
        missing=_("Enter how long it takes."),
    )
    resources = Text(
        _("What else does it need?"),
        help=_("Licences, money, other people's time, upkeep."),
        personal=False,
        missing=_("Say what it needs, or that it needs nothing else."),
    )


class ConsiderationsForm(OmbudForm):
    """The seven considerations of Policy 102; nothing is scored, and the vote does not begin before all are noted."""

    title = _("Note what the board has to consider")
    intro = _("The policy names seven considerations. A note for each goes to the members before the meeting.")
    submit = _("Put it on the agenda")

    relevance = Text(_("Is it relevant to other projects and end users?"), personal=False, missing=_("Write a note."))
    staff_capacity = Text(_("Do the staff have the capacity to build it?"), personal=False, missing=_("Write a note."))
    build_time = Text(
        _("How long does it take to build?"),
        help=_("The System Administrator's estimate."),
        personal=False,
        missing=_("Write a note."),
    )
    other_work = Text(
        _("Is it relevant to other work of the HMIS and the Continuums of Care?"),
        personal=False,
        missing=_("Write a note."),
    )
    grant_reporting = Text(
        _("How far does it meet a need of grant reporting?"), personal=False, missing=_("Write a note.")
    )
    strategic_plan = Text(_("Does it fit the data strategic plan?"), personal=False, missing=_("Write a note."))
    resources = Text(_("What does it take to put it into service?"), personal=False, missing=_("Write a note."))


class VoteForm(OmbudForm):
    """What the board decided. A ballot fills it in; by hand it is recorded with the votes as counted."""

    title = _("Decision of the Data Strategy Board")
    intro = _("Record what the board decided. The reasons are written down afterwards.")
    submit = _("Record the decision")

    stage = Choice(_("What did the board decide?"), VOTES, routes=True, missing=_("Choose what the board decided."))
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


class ReasonsForm(OmbudForm):
    """What the letter to the requester says about the decision."""

    title = _("Write down the board's reasons")
    intro = _("The requester gets a letter with the decision. It quotes what you write here.")
    submit = _("Send the letter")

    reasons = Text(
        _("What are the reasons?"),
        help=_("If the board wants to know more: what does it ask?"),
        missing=_("State the reasons, or what the board asks."),
    )
    action = grievance.action()


class AnswerForm(OmbudForm):
    """The requester answers what the board asked."""

    title = _("Answer the board's questions")
    intro = _("The board decides at its next quarterly meeting, with your answer before it.")

    answer = Text(_("Your answer"), missing=_("Answer what the board asks."))
    documents = grievance.documents()


class BuildForm(OmbudForm):
    """The Lead's record of what was built (P103-i)."""

    title = _("Build it, and record how far it is")
    intro = _("The policy sets no date. Record progress as often as you like; the task stays until it is in service.")
    submit = _("Save the record")

    stage = Choice(
        _("How far is it?"),
        (("in_progress", _("In progress")), ("implemented", _("Implemented: it is in service"))),
        routes=True,
        missing=_("Choose how far it is."),
    )
    record = Text(
        _("What was done?"), help=_("The letter quotes this once it is in service."), missing=_("Say what was done.")
    )


class WithdrawalForm(withdrawal.WithdrawalForm):
    title = _("Withdraw the request")
    intro = _("The case is closed and the board does not take it up. You may file a new request later.")


FORMS: dict[str, type[OmbudForm]] = {
    "request": RequestForm,
    "triage": TriageForm,
    "estimate": EstimateForm,
    "considerations": ConsiderationsForm,
    "vote": VoteForm,
    "reasons": ReasonsForm,
    "answer": AnswerForm,
    "build": BuildForm,
    "withdrawal": WithdrawalForm,
}
