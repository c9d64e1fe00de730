"""Cases a step opens, and people it brings in: what the check says of them."""

from __future__ import annotations

import tomllib

import pytest

from ombud.workflows.formspec import FieldSpec
from ombud.workflows.procedures.check import Finding
from tests.unit.procedures.builder import Diagram, refused
from tests.unit.procedures.folders import Folder, choice, form

OPENING = """
[openings.visit]
procedure = "visit"
hands = { why = "start.reason", who = "decide.note" }
says = { kind = "short" }
source = "P1-a"
"""

RULES = ("unknown-procedure", "unknown-opening", "unused-opening", "opening", "unknown-row", "effect-parameter")


@pytest.fixture
def opening(folder: Folder) -> Folder:
    """The leave procedure opens a visit where it thanked; the visit stands beside it."""
    visit = folder.root / "visit"
    visit.mkdir()
    (visit / "procedure.toml").write_text('[start]\nform = "visit.ask"\n', "utf-8")
    asked = (
        FieldSpec("why", "Why?", "textarea", required=True),
        FieldSpec("who", "Who?", "text"),
        FieldSpec("sure", "Sure?", "boolean", required=True),
    )
    folder.forms["visit.ask"] = form("visit.ask", choice("kind", "short", "long"), *asked)
    folder.toml += OPENING
    return swap(folder, "open_case", opening="'visit'")


def swap(folder: Folder, effect: str, **parameters: str) -> Folder:
    place = next(at for at, shape in enumerate(folder.inner().shapes) if shape.id == "thank")
    folder.inner().shapes[place] = Diagram().effect("thank", effect, **parameters).shapes[0]
    return folder


def of_rules(findings: list[Finding]) -> list[str]:
    return [str(finding) for finding in findings if finding.rule in RULES]


def test_a_case_of_a_procedure_beside_it_can_be_opened(opening: Folder) -> None:
    assert of_rules(opening.check()) == []


def test_the_day_of_a_deadline_can_be_handed_over(opening: Folder) -> None:
    opening.replace('who = "decide.note"', 'who = "deadline.answer"')
    assert any("There is no deadline answer" in told for told in of_rules(opening.check()))
    name = next(iter(tomllib.loads(opening.toml)["deadlines"]))
    assert of_rules(opening.replace("deadline.answer", f"deadline.{name}").check()) == []


def test_the_organisation_of_the_case_can_be_handed_over(opening: Folder) -> None:
    opening.replace('who = "decide.note"', 'who = "case.organisation"')
    assert of_rules(opening.check()) == []
    assert any(
        "case asks nobody" in told for told in of_rules(opening.replace("case.organisation", "case.agency").check())
    )


def test_refuses_a_procedure_that_is_not_there(opening: Folder) -> None:
    finding = refused(
        opening.replace('procedure = "visit"', 'procedure = "vist"').check(),
        "unknown-procedure",
        "openings.visit.procedure",
    )
    assert "visit" in finding.way_out


def test_refuses_a_procedure_that_begins_without_a_form(opening: Folder) -> None:
    (opening.root / "visit" / "procedure.toml").write_text("[schedule]\n", "utf-8")
    assert "without a form" in refused(opening.check(), "opening", "openings.visit.procedure").sentence


def test_refuses_an_opening_that_is_not_declared_and_one_that_is_not_used(opening: Folder) -> None:
    findings = swap(opening, "open_case", opening="'vist'").check()
    refused(findings, "unknown-opening", "thank")
    refused(findings, "unused-opening", "openings.visit")


@pytest.mark.parametrize("parameters", [{}, {"opening": "kind"}])
def test_refuses_to_compute_what_is_opened(opening: Folder, parameters: dict[str, str]) -> None:
    refused(swap(opening, "open_case", **parameters).check(), "effect-parameter", "thank")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('why = "start.reason", ', "", "cannot do without why"),
        ('says = { kind = "short" }', "", "cannot do without kind"),
        ('who = "decide.note"', 'whom = "decide.note"', "does not ask for whom"),
        ('who = "decide.note"', 'who = "decide.notes"', "no answer notes"),
        ('who = "decide.note"', 'who = "decided.note"', "decided asks nobody"),
    ],
)
def test_refuses_what_the_other_form_does_not_take(opening: Folder, old: str, new: str, said: str) -> None:
    assert any(said in told for told in of_rules(opening.replace(old, new).check()))


def test_refuses_a_source_that_is_no_row(opening: Folder) -> None:
    changed = opening.replace(OPENING, OPENING.replace("P1-a", "P9-z"))
    assert any("P9-z" in told for told in of_rules(changed.check()))


def test_somebody_who_is_brought_in_is_a_party_with_a_lane_and_letters(folder: Folder) -> None:
    folder.replace('role = "clerk"\n', 'role = "boss"\nscope = "case"\n').replace("party:complainant", "party:boss")
    findings = folder.check()
    refused(findings, "lane-scope", "lanes.office.role")
    refused(findings, "recipient", "letters.answer.to")
    swap(folder, "add_party", person="kind", role="'boss'", field="'kind'")
    assert not {finding.rule for finding in folder.check()} & {"lane-scope", "recipient"}


@pytest.mark.parametrize("missing", ["person", "role", "field"])
def test_refuses_to_bring_in_somebody_without_saying_who_or_as_what(folder: Folder, missing: str) -> None:
    given = {"person": "kind", "role": "'boss'", "field": "'kind'"}
    del given[missing]
    finding = refused(swap(folder, "add_party", **given).check(), "effect-parameter", "thank")
    assert missing in finding.sentence
