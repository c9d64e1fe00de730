"""How the HMIS Lead reviews a request for data: each item and each parameter, and what the policy calls personal.

What the answers lead to stands in the decision table of the procedure, not here.
"""

from __future__ import annotations

from collections.abc import Iterator

from ombud.forms.base import Group, OmbudForm
from ombud.forms.fields import Choice, Choices, Text, When, when
from ombud.forms.text import lazy as _

FINDING = (
    ("accept", _("As asked")),
    ("change", _("With a change")),
    ("personal", _("It holds personal information")),
)

NOT_THERE = (*FINDING, ("none", _("There is no such line")))

PERSONAL = (
    ("names", _("Names")),
    ("initials", _("Initials")),
    ("birth_dates", _("Dates of birth")),
    ("telephone", _("Telephone numbers")),
    ("email", _("E-mail addresses")),
    ("social_security", _("Social Security numbers")),
)
"""What Policy 405 calls personally identifiable information. Policy 303 has a list of its own (A44)."""

DETAIL = (
    ("totals", _("Numbers and totals")),
    ("rows", _("Rows of single people, without anything that identifies them")),
)

FLAGS = (
    ("address", _("Addresses")),
    ("hmis_id", _("Numbers of clients in the HMIS")),
    ("free_text", _("Free text, such as notes")),
    ("small_cells", _("Very small numbers of people")),
)
"""Not personal by Policy 405, but they can point to somebody: advisory (A44)."""


def line(number: int) -> Choice:
    """An item of the request by its line. The first is always there; a later one is asked of where the one before is."""
    return Choice(
        _("Item on line %(number)d", number=number),
        FINDING if number == 1 else NOT_THERE,
        routes=True,
        when=after(number - 1) if number > 2 else None,
        missing=_("Choose what you found."),
    )


def after(number: int) -> When:
    return when(f"line_{number}", *(value for value, _label in FINDING))


def parameter(label: str) -> Choice:
    return Choice(label, FINDING, routes=True, missing=_("Choose what you found."))


def flags() -> Choices:
    return Choices(
        _("Does it hold any of these, which can point to somebody? (optional)"),
        FLAGS,
        help=_("They are no personal information by the policy and stop nothing. Say what is done about them."),
        required=False,
        personal=False,
    )


class ReviewForm(OmbudForm):
    """Step 2: each item and each parameter, and which of the three classes the request is in (A43)."""

    title = _("Review each item of the request")
    intro = _(
        "The request lists its items one to a line. Say for each what you found; the letter to the requester quotes what "
        "you write at the end. If a single item holds personal information, the request cannot be answered this way."
    )
    submit = _("Send the review")
    groups = (
        Group(
            _("Each line of the request"),
            (
                "line_1",
                "line_2",
                "line_3",
                "line_4",
                "line_5",
                "line_6",
                "line_7",
                "line_8",
                "line_9",
                "line_10",
                "further",
                "further_each",
            ),
        ),
        Group(_("About whom, from where, from when"), ("about_whom", "from_where", "from_when")),
        Group(_("What it holds and asks for"), ("identifiers", "detail", "flags")),
        Group(_("Your findings"), ("sharing", "findings")),
    )

    line_1 = line(1)
    line_2 = line(2)
    line_3 = line(3)
    line_4 = line(4)
    line_5 = line(5)
    line_6 = line(6)
    line_7 = line(7)
    line_8 = line(8)
    line_9 = line(9)
    line_10 = line(10)
    further = Choice(
        _("All further lines together"),
        NOT_THERE,
        routes=True,
        when=after(10),
        missing=_("Choose what you found."),
    )
    further_each = Text(
        _("What did you find on each of the further lines?"),
        help=_("One to a line: each is reviewed by itself, also beyond the tenth."),
        when=when("further", *(value for value, _label in FINDING)),
        missing=_("Say for each further line what you found."),
    )
    about_whom = parameter(_("Parameter: about whom"))
    from_where = parameter(_("Parameter: from where"))
    from_when = parameter(_("Parameter: from which time"))
    identifiers = Choices(
        _("Which personal information does it hold?"),
        PERSONAL,
        help=_("The list of the policy. Tick nothing where it holds none: one tick stops the request."),
        required=False,
        routes=True,
    )
    detail = Choice(
        _("What does it ask for, apart from that?"),
        DETAIL,
        routes=True,
        missing=_("Choose what it asks for."),
    )
    flags = flags()
    sharing = Choice(
        _("Is it settled how reports of this kind are shared?"),
        (
            ("settled", _("Yes, or nothing about it needs to be settled")),
            ("open", _("No: the Data Strategy Board determines it first")),
        ),
        routes=True,
        help=_("The board determines the needs of reporting and the methods for sharing reports."),
        missing=_("Choose whether it is settled."),
    )
    findings = Text(
        _("What did you find, item by item?"),
        help=_("Which change you propose and why. The letter to the requester quotes this."),
        missing=_("Say what you found."),
    )

    def check(self) -> Iterator[tuple[str, str]]:
        if not self.identifiers.data and any(field.data == "personal" for field in self):
            yield "identifiers", _("Tick which personal information it holds.")
