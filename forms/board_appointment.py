"""The forms of filling a seat or the office of a co-chair of the Data Strategy Board (Policy 102).

No form asks whether somebody has lived experience of homelessness, and none needs it said (P102-m).
`stage` says where the matter stands: whoever moves it on answers it anew.
"""

from __future__ import annotations

from ombud.forms import decision, grievance, withdrawal
from ombud.forms.base import OmbudForm
from ombud.forms.days import past_day
from ombud.forms.fields import Address, Choice, Line, Pick, Text, when
from ombud.forms.text import lazy as _

CONSIDERED = _(
    "Knowledge of the HMIS, the diversity of the board and the spread over the state are considered. Lived experience is "
    "welcome in every seat; nobody is asked about it, and nothing about it belongs here unless the person wants it said."
)


class VacancyForm(OmbudForm):
    """Opens the case: a vacant seat, whose appointing entity is asked, or a co-chair whom the Board designates."""

    title = _("A vacancy on the Data Strategy Board")
    intro = _(
        "The entity that appoints to the seat is asked for somebody. Co-chairs are designated by the Board itself."
    )
    submit = _("Begin")

    stage = Choice(
        _("What is vacant?"),
        (("seat", _("A seat")), ("cochair", _("The office of a co-chair"))),
        routes=True,
        missing=_("Choose what is vacant."),
    )
    seat = Pick(
        _("Which seat?"),
        source="seats.vacant",
        routes=True,
        when=when("stage", "seat"),
        help=_("Seats of the Board without a holder. A new seat is opened first, within the limits of the policy."),
        missing=_("Choose the seat."),
    )
    contact_name = Line(
        _("Who is asked: the appointing entity, or its contact"),
        when=when("stage", "seat"),
        missing=_("Enter who appoints to this seat."),
    )
    contact_email = Address(
        _("Their e-mail address"),
        when=when("stage", "seat"),
        missing=_("Enter an e-mail address: the request is sent there."),
    )
    language = grievance.language()
    remarks = Text(_("What they should know about the vacancy (optional)"), required=False)


class CandidateForm(OmbudForm):
    """What the appointing entity answered."""

    title = _("Record who was named")
    intro = CONSIDERED
    submit = _("Record")

    stage = Choice(
        _("What did the appointing entity answer?"),
        (("named", _("It named somebody")), ("nobody", _("It named nobody, or cannot be asked"))),
        routes=True,
        missing=_("Choose what the appointing entity answered."),
    )
    appointee = Pick(
        _("Who was named?"),
        source="persons.without_seat",
        routes=True,
        when=when("stage", "named"),
        help=_("People without a seat on the Board. Somebody who is not listed is added by the operator first."),
        missing=_("Choose who was named."),
    )
    organisation = Pick(
        _("Which organisation do they represent? (optional for some seats)"),
        source="organisations.all",
        routes=True,
        required=False,
        when=when("stage", "named"),
        help=_("Needed where the policy wants different ones: CAN backbone agencies, Continuums of Care, funders."),
    )
    considered = Text(
        _("What was considered when somebody was looked for?"),
        when=when("stage", "named"),
        help=_("Knowledge of the HMIS, diversity, spread over the state."),
        missing=_("Note what was considered."),
    )
    documents = grievance.documents(when=when("stage", "named"))


class DesignationForm(OmbudForm):
    """The appointment as the appointing entity decided it, looked over by a co-chair."""

    title = _("Record the appointment")
    intro = CONSIDERED
    submit = _("Record")

    stage = Choice(
        _("Has the appointing entity appointed them?"),
        (
            ("appointed", _("Yes, they are appointed")),
            ("another", _("No, somebody else is looked for")),
            ("nobody", _("No, and nobody else is looked for now")),
        ),
        routes=True,
        missing=_("Choose what the appointing entity decided."),
    )
    decided_on = decision.decided_on(_("On which day did it decide?"), when=when("stage", "appointed"))
    begins_on = past_day(
        _("Since when do they sit in the seat?"),
        routes=True,
        when=when("stage", "appointed"),
        help=_("An appointment that begins later is recorded on its first day."),
        missing=_("Enter the first day."),
    )
    considered = Text(
        _("What was considered when they were appointed?"),
        when=when("stage", "appointed"),
        help=_("Knowledge of the HMIS, diversity, spread over the state."),
        missing=_("Note what was considered."),
    )
    remarks = Text(_("Anything else the letter should say? (optional)"), required=False)
    documents = grievance.documents(when=when("stage", "appointed"))


class NomineeForm(OmbudForm):
    """Somebody is proposed as a co-chair, for the Board to decide."""

    title = _("Propose a co-chair")
    intro = _("The Board designates its co-chairs. How long the term lasts follows from the policy.")
    submit = _("Put to the Board")

    stage = Choice(
        _("Is somebody proposed?"),
        (("proposed", _("Yes")), ("nobody", _("No, nobody was found"))),
        routes=True,
        missing=_("Choose whether somebody is proposed."),
    )
    nominee = Pick(
        _("Who is proposed?"),
        source="persons.for_cochair",
        routes=True,
        when=when("stage", "proposed"),
        help=_("Members of the Board who are not in that office."),
        missing=_("Choose who is proposed."),
    )
    remarks = Text(_("What speaks for them? (optional)"), when=when("stage", "proposed"), required=False)


class VoteForm(OmbudForm):
    """The Board's decision on a co-chair, from a ballot or recorded by hand."""

    title = _("Designate a co-chair")
    intro = _("The answer comes from the ballot. Without one, record here what the Board decided.")
    submit = _("Record the decision")

    stage = Choice(
        _("Is the person designated as co-chair?"),
        (("designated", _("Yes")), ("not_designated", _("No"))),
        routes=True,
        missing=_("Choose what the Board decided."),
    )
    decided_on = decision.decided_on(
        _("On which day did the Board decide?"),
        routes=True,
        help=_("The term begins then, or as soon as one of the co-chairs in office leaves."),
    )
    votes_counted = grievance.votes_counted()


class WithdrawalForm(withdrawal.WithdrawalForm):
    """The appointing entity takes its part back."""

    title = _("Withdraw from filling the seat")
    intro = _("The case is closed, and the seat stays vacant until it is filled in another way.")


FORMS: dict[str, type[OmbudForm]] = {
    "vacancy": VacancyForm,
    "candidate": CandidateForm,
    "designation": DesignationForm,
    "nominee": NomineeForm,
    "vote": VoteForm,
    "withdrawal": WithdrawalForm,
}
