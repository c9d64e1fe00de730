"""The forms of the monthly meeting of HMIS Data Coordinators (Policies 107 and 302)."""

from __future__ import annotations

from typing import Any

from ombud.forms.base import OmbudForm
from ombud.forms.days import not_in_the_past
from ombud.forms.fields import Choice, Choices, Day, Line, Text, when
from ombud.forms.text import lazy as _


class Attendance(Choices):
    """Which agencies took part. All that were asked of stay with the answer: the letter says who has missed it (P302-g)."""

    choices: Any

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.type = "Choices"  # shown like any other

    def words(self) -> dict[str, str]:
        return {f"{self.short_name}:{choice.value}": str(choice.label) for choice in self.choices}


class CallForm(OmbudForm):
    title = _("Call the monthly meeting of HMIS Data Coordinators")
    intro = _("All coordinators are invited when you send this.")
    submit = _("Send the invitations")

    meeting_on = Day(
        _("On which day is the meeting?"),
        routes=True,
        missing=_("Enter the day."),
        validators=(not_in_the_past,),
    )
    join = Line(_("At what time, and how does one join?"), missing=_("Say at what time, and how one joins."))
    subjects = Text(
        _("Which changes of the system and which common problems are on the agenda?"),
        help=_("From the help desk and the reports on data quality."),
        missing=_("Say what is on the agenda."),
    )


class RecordForm(OmbudForm):
    """Held, with the attendance; moved; or not held. The agencies are named, not the persons."""

    title = _("Record the meeting of HMIS Data Coordinators")
    intro = _("Record it also if it was moved, or not held: there is one every month.")
    submit = _("Record it")

    meeting = Choice(
        _("Was the meeting held?"),
        (
            ("held", _("Yes, it was held")),
            ("moved", _("Not yet: it is moved to another day")),
            ("cancelled", _("No, there is none this month")),
        ),
        routes=True,
        missing=_("Choose whether it was held."),
    )
    attended = Attendance(
        _("Which agencies took part?"),
        source="organisations.participating",
        help=_(
            "By their HMIS Data Coordinator, or by somebody in their place. The others have missed it, and the letter says so."
        ),
        when=when("meeting", "held"),
        missing=_("Tick each agency that took part."),
    )
    said = Text(
        _("What was said on changes and common problems?"),
        help=_("All coordinators get a letter that quotes this."),
        when=when("meeting", "held"),
        missing=_("Say what was said."),
    )
    pass_on = Text(
        _("What do the coordinators have to tell their users? (optional)"),
        help=_("Interruptions, changes of workflow, reporting requirements, trainings. The letter quotes this."),
        when=when("meeting", "held"),
        required=False,
    )
    reason = Text(_("Why?"), when=when("meeting", "moved", "cancelled"), missing=_("Say why."))


FORMS: dict[str, type[OmbudForm]] = {"call": CallForm, "record": RecordForm}
