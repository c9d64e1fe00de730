"""The forms of the yearly certification: Exhibits A and B, the review, the remediation (Policies 201, 208, 210).

What the exhibits ask is the checklist in force. Whether all of it holds is worked out from what was confirmed; nobody
answers it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ombud.forms import grievance
from ombud.forms.base import Group, OmbudForm
from ombud.forms.days import FirstDay, past_day
from ombud.forms.evidence import evidence
from ombud.forms.fields import Address, Choice, Line, Text, Tick, when
from ombud.forms.statements import Declared, Edition, Statements
from ombud.forms.text import lazy as _


def gaps() -> Text:
    return Text(
        _("What does not hold, and what is being done about it?"),
        help=_("Needed where a statement is not confirmed. The agency keeps its access while it is put right."),
        required=False,
    )


def confirmed() -> Tick:
    return Tick(
        _("I have looked at every statement for this year, also at those that are filled in already."),
        required=True,
        missing=_("Every statement is looked at before it is certified."),
    )


class _Exhibit(OmbudForm):
    submit = _("Complete the exhibit")
    unmet = _(
        "Once both exhibits are certified, what is not confirmed leads to a remediation with the System Administrator. The "
        "agency keeps its access meanwhile."
    )

    def check(self) -> Iterator[tuple[str, str]]:
        lists = [field for field in self if isinstance(field, Statements) and field.is_asked(self)]
        if any(field.routed() != "met" for field in lists) and self["gaps"].is_empty:  # type: ignore[attr-defined]
            yield "gaps", _("Not every statement is confirmed. Say what does not hold.")


class ExhibitAForm(_Exhibit):
    """The administrative checklist. What concerns HIPAA is asked of an agency that has declared that it is covered (A18)."""

    title = _("Exhibit A: administrative checklist")
    intro = _("Tick what holds at your agency. What is not ticked counts as not met.")
    groups = (
        Group(_("The list, and HIPAA"), ("version", "hipaa_covered")),
        Group(_("Which statements hold?"), ("administrative",)),
        Group(_("Covered by HIPAA"), ("hipaa",)),
        Group(_("What does not hold, and confirmation"), ("evidence", "gaps", "documents", "confirmed")),
    )

    version = Edition(
        _("Which list is it?"), source="checklists.exhibit_a.version", missing=_("Choose the version in force.")
    )
    hipaa_covered = Declared(
        _("Is the agency a covered entity under HIPAA?"),
        attribute="hipaa_covered",
        routes=True,
        help=_(
            "What the agency has declared is filled in; the office changes it. Where it is not known yet, it is asked here "
            "and kept once it is certified. Where nobody is sure, ask for legal advice."
        ),
        missing=_("Choose what the agency declares."),
    )
    administrative = Statements(
        _("Which statements hold?"), source="checklists.exhibit_a", routes=True, help=_("Tick each that holds.")
    )
    hipaa = Statements(
        _("Which of these hold, being covered by HIPAA?"),
        source="checklists.exhibit_a.hipaa_covered",
        routes=True,
        when=when("hipaa_covered", "yes"),
    )
    evidence = evidence("administrative", "hipaa")
    gaps = gaps()
    documents = grievance.documents()
    confirmed = confirmed()


class ExhibitBForm(_Exhibit):
    """The security checklist, with name and contact of the Agency Security Coordinator (P108-p)."""

    title = _("Exhibit B: security checklist")
    intro = _("Tick what holds at your agency. What is not ticked counts as not met.")
    groups = (
        Group(_("The list, and the coordinator"), ("version", "coordinator", "coordinator_email", "coordinator_phone")),
        Group(_("Which statements hold?"), ("security",)),
        Group(_("What does not hold, and confirmation"), ("evidence", "gaps", "documents", "confirmed")),
    )

    version = Edition(
        _("Which list is it?"), source="checklists.exhibit_b.version", missing=_("Choose the version in force.")
    )
    coordinator = Line(_("Name of the Agency Security Coordinator"), missing=_("Enter the name."))
    coordinator_email = Address(_("Their e-mail address"), missing=_("Enter the e-mail address."))
    coordinator_phone = Line(_("Their telephone number (optional)"), required=False)
    security = Statements(
        _("Which statements hold?"), source="checklists.exhibit_b", routes=True, help=_("Tick each that holds.")
    )
    evidence = evidence("security")
    gaps = gaps()
    documents = grievance.documents()
    confirmed = confirmed()


class CertifyForm(OmbudForm):
    """The Executive Director certifies both exhibits as they stand, shortfalls included, or returns them."""

    title = _("Certify Exhibits A and B")
    intro = _(
        "You certify what stands in both exhibits above. Statements that are not confirmed lead to a remediation with "
        "the System Administrator; the agency keeps its access meanwhile."
    )
    submit = _("Send")

    stage = Choice(
        _("Do you certify both exhibits as they stand?"),
        (("certified", _("Yes, I certify them")), ("returned", _("No, they go back to the coordinators"))),
        routes=True,
        missing=_("Choose whether you certify them."),
    )
    remarks = Text(
        _("What should be changed?"), when=when("stage", "returned"), missing=_("Say what should be changed.")
    )


class ReviewForm(OmbudForm):
    """The annual compliance review, recorded also where nothing was found."""

    title = _("Review the certification")
    intro = _("The agency has certified that every statement holds. This is its annual compliance review.")
    submit = _("Record the review")

    stage = Choice(
        _("What came out of the review?"),
        (("complies", _("The agency complies")), ("shortfall", _("Something does not hold: remediation"))),
        routes=True,
        missing=_("Choose what came out of it."),
    )
    findings = Text(_("What did you look at, and what did you find?"), missing=_("Say what you looked at."))


class RecommendForm(OmbudForm):
    """The steps, and a date within the range the policy leaves: its first day, unless another one is chosen (A20)."""

    title = _("Recommend the steps of the remediation")
    intro = _("This is also the annual compliance review. The agency keeps its access during the remediation.")
    submit = _("Send the steps to the agency")

    shortfalls = Text(
        _("What does not hold?"), help=_("The letter to the agency quotes this."), missing=_("Say what does not hold.")
    )
    steps = Text(
        _("Which steps do you recommend?"),
        help=_("The letter to the agency quotes this."),
        missing=_("Say which steps you recommend."),
    )
    remediate_by = FirstDay(
        _("Until when?"),
        source="dates.annual_certification.day_45.day_60",
        routes=True,
        help=_("Counted from the day on which the shortfall was found."),
        missing=_("Choose a day."),
    )


class RemediateForm(OmbudForm):
    title = _("Complete the recommended steps")
    intro = _("Say what was done when it is done. The System Administrator looks at it with you.")
    submit = _("Report that it is done")

    done = Text(_("What was done, step by step?"), missing=_("Say what was done."))
    documents = grievance.documents()


class ConfirmForm(OmbudForm):
    title = _("Look whether the shortfalls are put right")
    intro = _("Look at it together with the agency, which keeps its access.")
    submit = _("Record it")

    stage = Choice(
        _("What do you find?"),
        (
            ("corrected", _("All of it is put right")),
            ("outstanding", _("Something is outstanding: back to the agency")),
            ("not_corrected", _("It was decided that the remediation ends without it")),
        ),
        routes=True,
        help=_("Ending it is a decision of people, which you record. Ombud changes nobody's access."),
        missing=_("Choose what you find."),
    )
    outstanding = Text(
        _("What is outstanding?"), when=when("stage", "outstanding"), missing=_("Say what is outstanding.")
    )
    decision = Text(
        _("Who decided it, when, and what follows?"),
        help=_("The letter to the agency quotes this."),
        when=when("stage", "not_corrected"),
        missing=_("Say who decided it, when, and what follows."),
    )


class AtBoardForm(OmbudForm):
    """What the board said of a remediation that is past its range; no answer of it changes anybody's access (A21)."""

    title = _("Take it to the board")
    intro = _("The remediation is past its last day and goes on. The board hears of it; people decide what follows.")
    submit = _("Record what was said")

    heard_on = past_day(_("On which day did the board hear of it?"))
    said = Text(
        _("What did the board say or decide?"),
        help=_("The letter to the agency quotes this."),
        missing=_("Say what the board said."),
    )


FORMS: dict[str, type[OmbudForm]] = {
    "exhibit_a": ExhibitAForm,
    "exhibit_b": ExhibitBForm,
    "certify": CertifyForm,
    "review": ReviewForm,
    "recommend": RecommendForm,
    "remediate": RemediateForm,
    "confirm": ConfirmForm,
    "at_board": AtBoardForm,
}
