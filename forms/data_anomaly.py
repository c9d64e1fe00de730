"""The forms of an anomaly in the data of the HMIS (Policy 302): reported by the Lead, decided on by the board.

`stage` says where the matter stands: whoever moves it on answers it anew. Nothing in these forms names a client.
"""

from __future__ import annotations

from ombud.forms import decision, grievance, withdrawal
from ombud.forms.base import OmbudForm
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Choice, Day, Line, Pick, Text, when
from ombud.forms.text import lazy as _

CONCERNS = (
    ("statewide", _("Several agencies, or the whole system")),
    ("one_agency", _("One agency")),
)


def concerns() -> Choice:
    return Choice(_("Whose data does it concern?"), CONCERNS, personal=False, missing=_("Choose whose data."))


def agency() -> Pick:
    return Pick(
        _("Which agency?"),
        source="organisations.participating",
        personal=False,
        when=when("concerns", "one_agency"),
        help=_("Its people do not vote on the anomaly."),
        missing=_("Choose the agency."),
    )


def discovered_on() -> Day:
    return Day(
        _("On which day was it discovered?"),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )


def anomaly() -> Text:
    return Text(
        _("What is unusual?"),
        help=_("Counts and dates. Name no client. The members of the board get this as a letter."),
        missing=_("Say what is unusual."),
    )


def looked_into() -> Text:
    return Text(_("What is known of its cause? (optional)"), required=False)


class ReportForm(OmbudForm):
    """Opens the case as soon as an anomaly is discovered, in a quarterly review or between two (P302-i)."""

    title = _("Report an anomaly in the data to the board")
    intro = _("Report it as soon as it is discovered. The members of the Data Strategy Board are told at once.")
    submit = _("Report it")

    concerns = concerns()
    agency = agency()
    discovered_on = discovered_on()
    anomaly = anomaly()
    looked_into = looked_into()


class CommitteeForm(OmbudForm):
    """Whether there is a committee to ask. The manual names one that it does not set up: the board creates it (A75)."""

    title = _("Is there a committee for this?")
    intro = _(
        "The policy speaks of a Data Quality Management Committee and sets none up. The board may have created a committee "
        "for data quality; its recommendation then comes before the board."
    )
    submit = _("Send")

    stage = Choice(
        _("Has the board created a committee that looks into this?"),
        (("committee", _("Yes: it is asked for its recommendation")), ("no_committee", _("No: the board reviews it"))),
        routes=True,
        missing=_("Choose yes or no."),
    )


class RecommendationForm(OmbudForm):
    """What the committee recommends, or that nothing comes from it."""

    title = _("Write down what the committee recommends")
    intro = _("The board may decide to follow it. Nobody is bound by it.")
    submit = _("Send it to the board")

    stage = Choice(
        _("Does the committee recommend anything?"),
        (
            ("recommended", _("Yes")),
            ("no_recommendation", _("No: the board reviews the anomaly without one")),
        ),
        routes=True,
        missing=_("Choose yes or no."),
    )
    committee = Line(_("Which committee, and since when is there one?"), missing=_("Say which committee."))
    recommendation = Text(
        _("What does it recommend?"), when=when("stage", "recommended"), missing=_("Write down the recommendation.")
    )


class ReviewForm(OmbudForm):
    """The board has no recommendation before it."""

    title = _("Decision of the Data Strategy Board on the anomaly")
    intro = _("Record what the board decided. What it means is written down afterwards.")
    submit = _("Record the decision")

    stage = Choice(
        _("What did the board decide?"),
        (
            ("create_committee", _("Create a committee, and ask for its recommendation")),
            ("measures", _("Something is done about it")),
            ("no_measures", _("Nothing is done about it")),
        ),
        routes=True,
        missing=_("Choose what the board decided."),
    )
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


class FollowForm(OmbudForm):
    """The board has the committee's recommendation before it (P302-j)."""

    title = _("Decision of the Data Strategy Board on the recommendation")
    intro = _("Record what the board decided. What it means is written down afterwards.")
    submit = _("Record the decision")

    stage = Choice(
        _("What did the board decide?"),
        (
            ("followed", _("Follow the committee's recommendation")),
            ("not_followed", _("Do not follow it")),
            ("back", _("Back to the committee")),
        ),
        routes=True,
        missing=_("Choose what the board decided."),
    )
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


class RecordForm(OmbudForm):
    title = _("Write down the board's decision")
    intro = _("The HMIS Lead gets a letter. It quotes what you write here.")
    submit = _("Send the letter")

    decided = Text(_("What is done now, and by whom?"), missing=_("Say what is done, or that nothing is."))
    reasons = grievance.reasons()


class WithdrawalForm(withdrawal.WithdrawalForm):
    """Whoever reported it has found out that it is none. The board was told of it, so it is told why not."""

    title = _("The anomaly is explained")
    intro = _("The case is closed, and the members of the board get a letter with the explanation.")
    submit = _("Close the case")

    reason = Text(_("How is it explained?"), missing=_("Say how it is explained."))


FORMS: dict[str, type[OmbudForm]] = {
    "report": ReportForm,
    "committee": CommitteeForm,
    "recommendation": RecommendationForm,
    "review": ReviewForm,
    "follow": FollowForm,
    "record": RecordForm,
    "withdrawal": WithdrawalForm,
}
