"""Exhibits A and B of a first-time agency: what it certifies of itself before anybody gets access (Policy 210).

Only the items themselves lead on. There is no question, for anybody, that could stand for an item which is not met.
"""

from __future__ import annotations

from ombud.forms.base import Group, OmbudForm
from ombud.forms.evidence import evidence
from ombud.forms.fields import Choice, Line, Text, when
from ombud.forms.statements import Edition, Statements
from ombud.forms.text import lazy as _


def edition(source: str) -> Edition:
    return Edition(_("Which text is this certified by?"), source=source, missing=_("Choose the version in force."))


UNMET = _(
    "A letter tells you and the HMIS Lead what is not met, and you certify this exhibit again when it is done. Access is "
    "granted when every item of both exhibits is met."
)


def plan() -> Text:
    return Text(
        _("If something is not met: what is done about it? (optional)"),
        help=_("You certify this exhibit again when it is done. No policy sets a time limit for it."),
        required=False,
    )


def certified_by() -> Line:
    return Line(
        _("Who certifies this for the agency?"), help=_("Name and office."), missing=_("Enter who certifies it.")
    )


class ExhibitAForm(OmbudForm):
    """The administrative checklist. HIPAA is asked of those it covers, and of whoever is not sure (A18)."""

    title = _("Certify Exhibit A")
    intro = _(
        "The administrative checklist. Tick what is met, and leave out what is not. Access is granted when every item of "
        "both exhibits is met; for an agency that joins, no exception can be made, by anybody."
    )
    submit = _("Certify")
    unmet = UNMET
    groups = (
        Group(_("The list, and HIPAA"), ("edition", "hipaa")),
        Group(_("What the agency meets"), ("exhibit_a",)),
        Group(_("Covered by HIPAA"), ("exhibit_a_hipaa",)),
        Group(_("What is not met, and who certifies"), ("evidence", "plan", "certified_by")),
    )

    edition = edition("checklists.exhibit_a.version")
    exhibit_a = Statements(_("What does the agency meet?"), source="checklists.exhibit_a", routes=True)
    hipaa = Choice(
        _("Is the agency a covered entity under HIPAA?"),
        (("covered", _("Covered")), ("not_covered", _("Not covered")), ("unsure", _("Not sure"))),
        personal=False,
        missing=_("Choose whether it is covered."),
    )
    exhibit_a_hipaa = Statements(
        _("What of this does it meet?"),
        source="checklists.exhibit_a.hipaa_covered",
        routes=True,
        when=when("hipaa", "covered", "unsure"),
    )
    evidence = evidence("exhibit_a", "exhibit_a_hipaa")
    plan = plan()
    certified_by = certified_by()


class ExhibitBForm(OmbudForm):
    """The security checklist."""

    title = _("Certify Exhibit B")
    intro = _(
        "The security checklist. Tick what is met, and leave out what is not. Access is granted when every item of both "
        "exhibits is met; for an agency that joins, no exception can be made, by anybody."
    )
    submit = _("Certify")
    unmet = UNMET
    groups = (
        Group(_("The list"), ("edition",)),
        Group(_("What the agency meets"), ("exhibit_b",)),
        Group(_("What is not met, and who certifies"), ("evidence", "plan", "certified_by")),
    )

    edition = edition("checklists.exhibit_b.version")
    exhibit_b = Statements(_("What does the agency meet?"), source="checklists.exhibit_b", routes=True)
    evidence = evidence("exhibit_b")
    plan = plan()
    certified_by = certified_by()


FORMS: dict[str, type[OmbudForm]] = {"exhibit_a": ExhibitAForm, "exhibit_b": ExhibitBForm}
