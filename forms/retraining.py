"""The forms of retraining (Policy 211). The criteria stand in the decision table, their numbers are settings; here is what
is compared with them. The most that can be answered is the `max` of those settings, or more."""

from __future__ import annotations

from ombud.forms.base import OmbudForm
from ombud.forms.days import past_day
from ombud.forms.fields import Choice, Line, Pick, Text, when
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _

COUNTED = ("tickets", "support_time")


def numbers(last: int) -> tuple[tuple[str, str], ...]:
    """0, 1, 2 … to choose from; the last one stands for itself and all above it."""
    return tuple((str(n), str(n) if n < last else _("%(n)d or more", n=n)) for n in range(last + 1))


class RequestForm(OmbudForm):
    """Why a user is looked at. One case for each user; a CoC's request comes from a case of its own."""

    title = _("Look into a retraining")
    intro = _(
        "One request for each user. The criteria of the policy are looked up from what you enter; if none is met, nothing is sent. Name no client and write down nothing of their records."
    )
    submit = _("Look up the criteria")

    user = Pick(
        _("Which user?"),
        source="persons.of_agencies",
        routes=True,
        help=_("The notice also goes to the HMIS Data Coordinator and the Executive Director of their agency."),
        missing=_("Choose the user."),
    )
    ground = Choice(
        _("What was noticed?"),
        (
            ("no_login", _("No login after the initial training")),
            ("tickets", _("Several help desk tickets about the same or a similar issue")),
            ("support_time", _("Many hours of help desk support in a month")),
            ("coc_request", _("The CoC asked for a retraining of the agency")),
        ),
        routes=True,
        missing=_("Choose what was noticed."),
    )
    trained_on = past_day(
        _("On which day was the initial training completed?"),
        when=when("ground", "no_login"),
        missing=_("Enter the day of the training."),
    )
    days_without_login = Pick(
        _("For how many days after it was there no login?"),
        numbers(120),
        routes=True,
        when=when("ground", "no_login"),
        help=_("Until the first login, or until today if there was none."),
        missing=_("Choose how many days."),
    )
    tickets = Pick(
        _("How many tickets about the same or a similar issue?"),
        numbers(20),
        routes=True,
        when=when("ground", "tickets"),
        missing=_("Choose how many tickets."),
    )
    within_days = Pick(
        _("Within how many days?"),
        numbers(121),
        routes=True,
        when=when("ground", "tickets"),
        help=_("From the first of these tickets to the last, both days counted. Any days count, not those of a month."),
        missing=_("Choose how many days."),
    )
    month = Line(
        _("In which calendar month?"),
        when=when("ground", "support_time"),
        personal=False,
        missing=_("Enter the month."),
    )
    hours = Pick(
        _("How many full hours of support in that month?"),
        numbers(40),
        routes=True,
        when=when("ground", "support_time"),
        missing=_("Choose how many hours."),
    )
    unrelated = Choice(
        _("Is all of it unrelated to the performance of the system?"),
        YES_NO,
        routes=True,
        when=when("ground", *COUNTED),
        help=_("Tickets and hours about a slow or failing system do not count: leave them out first."),
        missing=_("Choose yes or no."),
    )
    reason = Text(
        _("What is the reason, and what does it rest on?"),
        help=_("The numbers of the tickets, the log of the support, the login data. It stands in the notice."),
        missing=_("Say what the reason is."),
    )
    course = Line(
        _("Which training fits the user's project type?"),
        help=_("As it is called in the learning system."),
        personal=False,
        missing=_("Enter the training."),
    )


class RegistrationForm(OmbudForm):
    title = _("Register for the training")
    intro = _(
        "The letter to you says which training it is, and why. Register for it in the learning system, then record it "
        "here. It is done when the training is completed too."
    )
    submit = _("Record the registration")

    registered_on = past_day(_("On which day did you register?"))


class TrainingForm(OmbudForm):
    title = _("Complete the training")
    intro = _(
        "Completing the course in the learning system counts as attending. The System Administrator checks it there."
    )
    submit = _("Record that it is completed")

    completed_on = past_day(_("On which day did you complete it?"))


#: Made before the questions of `_Shown`, so that it is asked first.
_CHECKED = Choice(
    _("What does the learning system show?"),
    (
        ("trained", _("Registered, and completed")),
        ("not_shown", _("Not both: the user completes it, or says what is wrong")),
    ),
    routes=True,
    missing=_("Choose what it shows."),
)
_AFTER = Choice(
    _("What does the learning system show?"),
    (
        ("inactive", _("Not registered, or not completed in time: access has been made inactive")),
        ("trained", _("Registered and completed in time, and nobody had recorded it here")),
    ),
    routes=True,
    help=_("Inactive, not deleted. Look first: nobody loses access for something that was not recorded here."),
    missing=_("Choose what it shows."),
)


class _Shown(OmbudForm):
    registered_on = past_day(_("Registered on which day?"), when=when("stage", "trained"))
    completed_on = past_day(_("Completed on which day?"), when=when("stage", "trained"))


class CheckForm(_Shown):
    title = _("Check registration and completion")
    intro = _("Both are needed. Look them up in the learning system.")
    submit = _("Record what it shows")

    stage = _CHECKED


def _evidence(stage: str) -> Line:
    """What shows that access was changed in the HMIS: Ombud switches none."""
    return Line(
        _("What shows it?"),
        help=_("Such as the entry of the HMIS log."),
        when=when("stage", stage),
        personal=False,
        missing=_("Say what shows it."),
    )


class InactiveForm(_Shown):
    title = _("Make access inactive")
    intro = _(
        "The time is over. Ombud switches no access: look at the learning system, change the access in the HMIS, and record it here."
    )
    submit = _("Record it")

    stage = _AFTER
    changed_on = past_day(_("On which day was access made inactive?"), when=when("stage", "inactive"))
    evidence = _evidence("inactive")


_LATER = Choice(
    _("What has become of it?"),
    (
        ("trained", _("Registered and completed: access is active again")),
        ("left", _("The user needs no access any more: it stays inactive")),
    ),
    routes=True,
    missing=_("Choose what has become of it."),
)


class ReactivationForm(_Shown):
    title = _("Make access active again after the training")
    intro = _(
        "This waits until the learning system shows both. Then make access active again in the HMIS, and record it here."
    )
    submit = _("Record it")

    stage = _LATER
    changed_on = past_day(_("On which day was access made active again?"), when=when("stage", "trained"))
    evidence = _evidence("trained")
    why = Text(
        _("Why is no access needed any more?"),
        when=when("stage", "left"),
        missing=_("Say why."),
    )


FORMS: dict[str, type[OmbudForm]] = {
    "request": RequestForm,
    "registration": RegistrationForm,
    "training": TrainingForm,
    "check": CheckForm,
    "inactive": InactiveForm,
    "reactivation": ReactivationForm,
}
