"""What a data sharing agreement says, and how it becomes ready for the board (Policy 405, steps 2 to 4)."""

from __future__ import annotations

from ombud.forms.base import Group, OmbudForm
from ombud.forms.days import not_in_the_past, past_day
from ombud.forms.fields import Choice, Day, Files, Line, Text, Tick, when
from ombud.forms.text import lazy as _
from ombud.forms.uploads import LIMITS

USES = (
    ("analysis", _("We analyse the data, and publish nothing so far")),
    ("publication", _("We publish something drawn from the data")),
    ("both", _("Both")),
    ("neither", _("Neither")),
)


def uses(*, required: bool = True) -> Choice:
    """Either box binds the requester to share drafts (A46). The agreement asks it again, and what it says there holds."""
    return Choice(
        _("Do you analyse the data, or publish anything drawn from it?"),
        USES,
        routes=True,
        required=required,
        missing=_("Choose what you do with it."),
    )


def planned_end(*, routes: bool = False) -> Day:
    """The destruction of the file is counted from it where nobody declares the project complete (A47)."""
    return Day(
        _("On which day will the project be complete?"),
        routes=routes,
        personal=False,
        help=_("The data file has to be destroyed after it, within the time that the policy sets."),
        missing=_("Enter the day on which the project will be complete."),
        validators=[not_in_the_past],
    )


def data_file() -> Line:
    return Line(
        _("By which name or number is the data file known?"),
        help=_("The agreement and the confirmation that it was destroyed go by it. Name nobody in it."),
        personal=False,
        missing=_("Enter the name or number of the data file."),
    )


def _found(label: str) -> Tick:
    return Tick(label, required=True, when=when("stage", "complete"), missing=_("It goes on only when this is there."))


class AgreementForm(OmbudForm):
    """Step 2: what a data sharing agreement holds by the policy, beyond a routine request."""

    title = _("Data sharing agreement")
    intro = _(
        "The agreement says more than a routine request. Fill in all of it: what is missing comes back to you. You may "
        "send the text you have drafted as well."
    )
    submit = _("Send the agreement")
    groups = (
        Group(_("Who, why and on which basis"), ("legal", "need", "intent")),
        Group(_("Who has the data, and how it is kept"), ("users", "storage", "transfer")),
        Group(_("What is promised"), ("uses", "shares_drafts", "no_client_level", "no_third_parties", "destroys")),
        Group(_("The end, and the data file"), ("planned_end_on", "data_file", "agreement")),
    )

    legal = Text(
        _("Who enters into the agreement, and on which legal basis?"),
        help=_("The organisations and who signs for them; the statute, contract or approval of a review board."),
        missing=_("Say who enters into it, and on which legal basis."),
    )
    need = Text(
        _("What exactly is the business need?"),
        help=_("In detail: which question is to be answered, for whom, and what hangs on the answer."),
        missing=_("Describe the need in detail."),
    )
    intent = Text(
        _("What is intended with each item of data?"),
        help=_("One item to a line: the item, why it is needed, what is done with it."),
        missing=_("Say what is intended with each item."),
    )
    users = Text(
        _("Who will have the data?"),
        help=_("Every person and organisation. Nobody else may be given it."),
        missing=_("Name everybody who will have the data."),
    )
    storage = Text(
        _("Where is the data kept, and how is it protected there?"), missing=_("Say where and how it is kept.")
    )
    transfer = Text(
        _("By which secure way should it reach you?"),
        help=_("The HMIS Lead has to agree to it. Client-level information is sent by encrypted e-mail only."),
        missing=_("Propose a secure way."),
    )
    uses = uses()
    shares_drafts = Tick(
        _(
            "Before anything is published, we share the data and the draft with the HMIS Lead and the Data Strategy Board, "
            "who confirm that the data is read correctly"
        ),
        required=True,
        when=when("uses", "analysis", "publication", "both"),
        missing=_("Without this promise there is no agreement."),
    )
    no_client_level = Tick(
        _("Client-level data is not published"), required=True, missing=_("Without this promise there is no agreement.")
    )
    no_third_parties = Tick(
        _("The data is not shared with anybody whom the agreement does not name"),
        required=True,
        missing=_("Without this promise there is no agreement."),
    )
    destroys = Tick(
        _("The data file is destroyed after the project, within the time that the policy sets, and we confirm it"),
        required=True,
        missing=_("Without this promise there is no agreement."),
    )
    planned_end_on = planned_end()
    data_file = data_file()
    agreement = Files(_("The agreement as you have drafted or signed it (optional)"), help=LIMITS)


class TransferForm(OmbudForm):
    """The way of the data is agreed between Lead and requester as part of the request, not after it."""

    title = _("Agree on a secure transfer")
    intro = _(
        "The requester proposed a way. Nothing is reviewed, and nothing delivered, before a secure one is agreed."
    )
    submit = _("Send")

    stage = Choice(
        _("Is the proposed way secure, and do you agree to it?"),
        (("transfer_agreed", _("Yes")), ("transfer_open", _("No: the requester should propose another"))),
        routes=True,
        missing=_("Choose whether you agree."),
    )
    protocol = Text(
        _("If so: what exactly is agreed?"),
        help=_("How the file is encrypted, how it is sent, who receives it, how the key reaches them."),
        when=when("stage", "transfer_agreed"),
        missing=_("Write down what is agreed."),
    )
    encrypted = Tick(
        _("Client-level information is never sent unencrypted"),
        required=True,
        when=when("stage", "transfer_agreed"),
        missing=_("Agree only to a way on which this holds."),
    )
    objection = Text(
        _("If not: what is not secure?"),
        help=_("The letter to the requester quotes this."),
        when=when("stage", "transfer_open"),
        missing=_("Say what is not secure."),
    )


class ReviewForm(OmbudForm):
    """Step 3: the agreement goes on with all of its contents, or back."""

    title = _("Review the agreement")
    intro = _("It goes on only when nothing is missing.")
    submit = _("Send the review")

    stage = Choice(
        _("Is it complete?"),
        (("complete", _("Yes: it can be discussed with the requester")), ("returned", _("No: it goes back"))),
        routes=True,
        missing=_("Choose whether it is complete."),
    )
    legal_complete = _found(_("The legal side is complete, beyond what a routine request says"))
    need_complete = _found(_("Need and intent are told in detail, for each item of data"))
    users_complete = _found(_("Everybody who will have the data is named"))
    promises_complete = _found(_("Drafts, client-level data, third parties and destruction are promised"))
    end_complete = _found(_("The planned end of the project and the data file are named"))
    lacking = Text(
        _("If not: what is missing?"),
        help=_("The letter to the requester quotes this."),
        when=when("stage", "returned"),
        missing=_("Say what is missing."),
    )


class MeetingForm(OmbudForm):
    """Step 4: the staff of the Lead meet with the requester; the record of it."""

    title = _("Meet with the requester")
    intro = _("Talk the agreement through before the board sees it, and record the meeting.")
    submit = _("Record the meeting")

    stage = Choice(
        _("What came out of it?"),
        (
            ("ready", _("The agreement goes to the Data Strategy Board as it is")),
            ("changes", _("The requester changes it first")),
        ),
        routes=True,
        missing=_("Choose what came out of it."),
    )
    met_on = past_day(_("On which day did you meet?"), missing=_("Enter the day of the meeting."))
    present = Text(_("Who took part?"), missing=_("Say who took part."))
    record = Text(_("What was talked about?"), missing=_("Say what was talked about."))
    changes = Text(
        _("If it is changed: what?"),
        help=_("The letter to the requester quotes this."),
        when=when("stage", "changes"),
        missing=_("Say what is changed."),
    )
