"""The forms of the yearly training plan: courses by role and level, who trains, the workshop series (Policies 103 and 110)."""

from __future__ import annotations

from ombud.forms import grievance
from ombud.forms.base import Group, OmbudForm
from ombud.forms.days import not_in_the_past
from ombud.forms.fields import Choice, Day, Line, Text, Tick, when
from ombud.forms.text import lazy as _


def _workshop(label: str) -> Line:
    return Line(label, personal=False, missing=_("Name the workshop."))


class PlanForm(OmbudForm):
    """The training matrix and the calendar. The day of the first workshop routes: it is reported on when it has come."""

    title = _("Plan the training of the year")
    intro = _("What you write here goes to coordinators, executive directors and users as the training calendar.")
    submit = _("Send the plan")
    groups = (
        Group(_("Courses by role"), ("administrators", "coordinators", "security_coordinators", "users", "further")),
        Group(
            _("Workshops, and who trains"),
            ("workshops", "provider", "provider_name", "workshop", "workshop_on", "documents"),
        ),
    )

    administrators = Text(
        _("Which courses do System Administrators need?"), personal=False, missing=_("Name the courses, or say none.")
    )
    coordinators = Text(
        _("Which courses do HMIS Data Coordinators need, and which help are they offered?"),
        personal=False,
        missing=_("Name the courses, or say none."),
    )
    security_coordinators = Text(
        _("Which courses do Agency Security Coordinators need, and which help are they offered?"),
        personal=False,
        help=_("The security training that the System Administrator offers is one of them."),
        missing=_("Name the courses, or say none."),
    )
    users = Text(
        _("Which courses do users need, by level of access?"),
        personal=False,
        help=_("Those that are mandatory before anybody gets access, for each level in a line of its own."),
        missing=_("Name the courses by level."),
    )
    further = Text(_("Which further courses are offered, by role? (optional)"), personal=False, required=False)
    workshops = Text(
        _("Which workshops belong to the yearly series?"),
        personal=False,
        help=_("For users and for administrators of agencies: for each the day and the subject."),
        missing=_("Name the workshops."),
    )
    provider = Choice(
        _("Who trains?"),
        (
            ("lead", _("The HMIS Lead itself")),
            ("system_administrator", _("The System Administrator, by contract")),
            ("other", _("Another qualified entity, by contract")),
        ),
        routes=True,
        missing=_("Choose who trains."),
    )
    provider_name = Line(
        _("What is it called?"), personal=False, when=when("provider", "other"), missing=_("Name the entity.")
    )
    workshop = _workshop(_("Which workshop comes first?"))
    workshop_on = Day(_("On which day?"), routes=True, missing=_("Enter the day."), validators=(not_in_the_past,))
    documents = grievance.documents()


class TrainerForm(OmbudForm):
    title = _("Confirm who trains")
    intro = _(
        "The HMIS Lead may contract the System Administrator or other entities that are qualified for the training."
    )
    submit = _("Send")

    trainer = Choice(
        _("May they train?"),
        (
            ("confirmed", _("Yes: they are qualified, and the contract covers it")),
            ("refused", _("No: the plan goes back")),
        ),
        routes=True,
        missing=_("Choose whether they may train."),
    )
    basis = Text(_("What do you go by?"), missing=_("Say what you go by."))


class CoursesForm(OmbudForm):
    title = _("Have the courses set up")
    intro = _("In the learning management system, by role and level as the plan says.")
    submit = _("Confirm")

    mandatory = Tick(
        _("The mandatory self-paced courses are there: without them nobody gets access."),
        required=True,
        missing=_("Wait until the courses are there."),
    )
    by_role = Tick(
        _("Each role and each level of access has the courses of the plan."),
        required=True,
        missing=_("Wait until the courses are there."),
    )
    note = Text(_("Anything that differs from the plan? (optional)"), required=False)


class WorkshopForm(OmbudForm):
    """One workshop of the series, or a session led by an instructor that became necessary (P110-e)."""

    title = _("Report on the workshop")
    intro = _("What comes next is announced to coordinators, executive directors and users.")
    submit = _("Send the report")

    progress = Choice(
        _("How did it go?"),
        (
            ("next", _("Held, and another one follows")),
            ("moved", _("It is moved to another day")),
            ("done", _("Held, and the series is complete")),
            ("short", _("The series ends without what was planned")),
        ),
        routes=True,
        missing=_("Choose how it went."),
    )
    record = Text(
        _("How many took part, or why was it not held?"),
        help=_("Without names of clients."),
        missing=_("Say how many took part, or why it was not held."),
    )
    kind = Choice(
        _("What comes next?"),
        (
            ("workshop", _("A workshop of the series")),
            ("session", _("A virtual session led by an instructor, because it is necessary")),
        ),
        personal=False,
        when=when("progress", "next", "moved"),
        missing=_("Choose what comes next."),
    )
    workshop = Line(
        _("What is it about?"),
        personal=False,
        when=when("progress", "next", "moved"),
        missing=_("Say what it is about."),
    )
    workshop_on = Day(
        _("On which day?"),
        routes=True,
        when=when("progress", "next", "moved"),
        missing=_("Enter the day."),
        validators=(not_in_the_past,),
    )


FORMS: dict[str, type[OmbudForm]] = {
    "plan": PlanForm,
    "trainer": TrainerForm,
    "courses": CoursesForm,
    "workshop": WorkshopForm,
}
