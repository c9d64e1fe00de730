"""The forms of the quarterly review of the User Access Report (Policy 212): its four red flags are a checklist."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.forms.base import Group, OmbudForm
from ombud.forms.days import past_day
from ombud.forms.fields import Choice, Line, Pick, Text, When, when
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _

FLAGGED = (("yes", _("Yes: a red flag")), ("no", _("No")))
DONE = ("nothing", "concern")
FOUND = (
    ("nothing", _("Nothing unexpected was found, or it is explained")),
    ("concern", _("A concern: access may be irregular or inappropriate")),
)
MANAGES_THEMSELVES = _("The user does not manage themselves: choose somebody else.")


class ReportForm(OmbudForm):
    """What the System Administrator sent, and to whom it was given. The report itself is not kept here."""

    title = _("Run the User Access Report and send it")
    intro = _(
        "Send the report to the agency's coordinators in the usual way. The week for the review runs from the letter."
    )
    submit = _("Record that it was sent")

    run_on = past_day(_("On which day was it run?"))
    users = Line(_("How many users does it list?"), personal=False, missing=_("Enter how many."))
    place = Line(_("Where does the agency find it?"), personal=False, missing=_("Say where it is."))
    reviewer = Pick(
        _("Who reviews it for the agency?"),
        source="persons.of_agencies",
        routes=True,
        help=_("The HMIS Data Coordinator, the security coordinator, or whom the agency designated."),
        missing=_("Choose who reviews it."),
    )


def _outcome(hand_over: str) -> Choice:
    return Choice(
        _("What came out of looking at all users of the agency?"),
        (*FOUND, ("hand_over", hand_over)),
        routes=True,
        help=_("By the User Access Report procedures. Nobody reviews their own access."),
        missing=_("Choose what came out of it."),
    )


def _flag(label: str) -> Choice:
    """One of the four red flags (P212-h to P212-k): asked wherever the review was done."""
    return Choice(label, FLAGGED, when=when("stage", *DONE), personal=False, missing=_("Answer yes or no."))


def _user(asked: When) -> Line:
    return Line(
        _("Which user?"),
        help=_("As they are called in the HMIS. This opens the escalation."),
        when=asked,
        missing=_("Enter the user."),
    )


def _in_ombud(asked: When) -> Choice:
    return Choice(_("Is that person listed in Ombud?"), YES_NO, routes=True, when=asked, missing=_("Choose yes or no."))


def _subject(asked: When, *, help: str) -> Pick:
    return Pick(
        _("Who is it?"),
        source="persons.of_agencies",
        routes=True,
        when=asked,
        help=help,
        missing=_("Choose who it is."),
    )


def _manager(asked: When, *, help: str, routes: bool = True) -> Pick:
    return Pick(
        _("Who is the user's immediate supervisor or programme manager?"),
        source="persons.of_agencies",
        routes=routes,
        when=asked,
        help=help,
        missing=_("Choose who it is."),
    )


#: Made before the questions of `_Findings`, so that it is asked first.
_FIRST = _outcome(_("It may concern my own access: somebody else has to review it"))
_SECOND = _outcome(_("It may concern my own access too: the Security Officer is told"))
_OTHER = Pick(
    _("Who reviews it instead?"),
    source="persons.of_agencies",
    routes=True,
    when=when("stage", "hand_over"),
    help=_("The other coordinator, or the Executive Director."),
    missing=_("Choose who reviews it."),
)


_FLAGS = Group(
    _("The four red flags"),
    ("reviewed_on", "flag_rise", "flag_views", "flag_role", "flag_concentration", "actions"),
)
_SEEN = Group(_("What raises a concern"), ("user", "in_ombud", "subject", "manager", "concern"))


class _Findings(OmbudForm):
    """What both reviewers record: date and actions also where nothing was found (P212-f)."""

    reviewed_on = past_day(
        _("On which day did you review it?"), when=when("stage", *DONE), missing=_("Enter the day of the review.")
    )
    flag_rise = _flag(_("Has somebody looked at suddenly more records than in earlier quarters?"))
    flag_views = _flag(_("Were many records looked at without enrolments or services?"))
    flag_role = _flag(_("Is there activity that does not fit a user's role or duties?"))
    flag_concentration = _flag(_("Is access concentrated on a certain time, or on one client's record?"))
    actions = Text(
        _("What did you do?"),
        help=_(
            "Also if nothing was found: what you looked at, or that nothing had to be done. Name no user and no client."
        ),
        when=when("stage", *DONE),
        personal=False,
        missing=_("Say what you did, or that nothing had to be done."),
    )
    user = _user(when("stage", "concern"))
    in_ombud = _in_ombud(when("stage", "concern"))
    subject = _subject(when("in_ombud", "yes"), help=_("Not you: a review that concerns you is handed over."))
    manager = _manager(
        when("stage", "concern"),
        help=_("Neither the user nor you: if you name yourself, the review comes back to you."),
    )
    concern = Text(
        _("What did you see?"),
        help=_("Over which time, and what is unexpected about it. Without names of clients."),
        when=when("stage", "concern"),
        missing=_("Say what you saw."),
    )

    def check(self) -> Iterator[tuple[str, str]]:
        named = self.subject.is_asked(self) and self.manager.data
        if named and self.manager.data == self.subject.data:
            yield "manager", MANAGES_THEMSELVES


class ReviewForm(_Findings):
    title = _("Review the User Access Report")
    intro = _(
        "Look at the access of all licensed users of your agency by the four red flags. If your own stands out, hand the "
        "review over."
    )
    submit = _("Record the review")
    groups = (Group(_("What came out of it"), ("stage", "other")), _FLAGS, _SEEN)

    stage = _FIRST
    other = _OTHER


class SecondReviewForm(_Findings):
    title = _("Review the User Access Report instead")
    intro = _("The first reviewer handed it over to you. Look at the access of all licensed users of the agency.")
    submit = _("Record the review")
    groups = (Group(_("What came out of it"), ("stage",)), _FLAGS, _SEEN)

    stage = _SECOND


_CONCERN = when("arranged", "concern")


class ArrangedReviewForm(OmbudForm):
    """Where it concerns both reviewers: it is reviewed all the same, what P212-f asks for is recorded, and a concern is
    escalated. Its routing questions have names of their own, since `stage` and `subject` still say why it came here."""

    title = _("See to it that the report is reviewed")
    intro = _(
        "The review concerns those who were asked for it. Arrange with the agency who looks at the access of all its "
        "users by the four red flags, and record what they did."
    )
    submit = _("Record the review")
    groups = (
        Group(_("What came out of it"), ("reviewed_on", "reviewed_by", "flags", "actions", "arranged")),
        Group(
            _("What raises a concern"), ("user", "arranged_in_ombud", "arranged_subject", "arranged_manager", "concern")
        ),
    )

    reviewed_on = past_day(_("On which day was it reviewed?"), missing=_("Enter the day of the review."))
    reviewed_by = Line(
        _("Who reviewed it?"),
        help=_("Not those whom it concerns."),
        personal=False,
        missing=_("Enter who reviewed it."),
    )
    flags = Choice(
        _("Did they find one of the four red flags?"),
        FLAGGED,
        personal=False,
        missing=_("Answer yes or no."),
    )
    actions = Text(
        _("What was done?"),
        help=_("Also if nothing was found. Name no user and no client."),
        personal=False,
        missing=_("Say what was done, or that nothing had to be done."),
    )
    arranged = Choice(
        _("What came out of looking at all users of the agency?"),
        FOUND,
        routes=True,
        missing=_("Choose what came out of it."),
    )
    user = _user(_CONCERN)
    arranged_in_ombud = _in_ombud(_CONCERN)
    arranged_subject = _subject(
        when("arranged_in_ombud", "yes"), help=_("Also where it is one of those who were asked to review it.")
    )
    arranged_manager = _manager(_CONCERN, help=_("Not the user."), routes=False)
    concern = Text(
        _("What was seen?"),
        help=_("Over which time, and what is unexpected about it. Without names of clients."),
        when=_CONCERN,
        missing=_("Say what was seen."),
    )

    def check(self) -> Iterator[tuple[str, str]]:
        named = self.arranged_subject.is_asked(self) and self.arranged_manager.data
        if named and self.arranged_manager.data == self.arranged_subject.data:
            yield "arranged_manager", MANAGES_THEMSELVES


FORMS: dict[str, type[OmbudForm]] = {
    "report": ReportForm,
    "review": ReviewForm,
    "second_review": SecondReviewForm,
    "arranged_review": ArrangedReviewForm,
}
