"""What the letters of those who ask for access must say: the way to a grievance, and whose licence is open."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree

from ombud.workflows.letters.render import html
from tests.unit.letters.test_templates import a_manuscript

BPMN = Path(__file__).parents[3] / "bpmn"
CITES = "{urn:ombud:bpmn:1}cites"
DECLINING = {
    "agency_onboarding/not_eligible",
    "agency_onboarding/refusal",
    "access_request/not_considered",
    "access_request/refusal",
}


def who_may_grieve() -> set[str]:
    """The letters of those steps that cite P114-e: an agency that wants to participate may bring a grievance too."""
    found = set()
    for path in BPMN.glob("*/*.bpmn"):
        for step in etree.parse(path).iter("{*}*"):
            if "P114-e" not in step.get(CITES, "").split():
                continue
            names = [part.get("value", "") for part in step.iter() if part.get("id") == "letter"]
            found |= {f"{path.parent.name}/{name.strip(chr(39))}" for name in names}
    return found


def test_whoever_is_declined_has_the_right_in_the_diagram() -> None:
    assert who_may_grieve() >= DECLINING


@pytest.mark.parametrize("letter", sorted(DECLINING | {"annual_certification/not_corrected"}))
def test_a_letter_that_declines_names_the_grievance_and_its_policy(letter: str) -> None:
    folder, name = letter.split("/")
    text = (BPMN / folder / "letters" / f"{name}.html").read_text()
    assert "grievance" in text
    assert "Policy 114" in text


@pytest.mark.parametrize(
    ("level", "designated_next", "told"),
    [("full", None, "Jon Beale"), ("view_only", "Una Frost", "Una Frost")],
)
def test_a_licence_is_that_of_the_person_and_the_level_designated(
    level: str, designated_next: str | None, told: str
) -> None:
    made = html(
        a_manuscript(
            (BPMN / "agency_onboarding/letters/licence.html").read_text(), **designated(level, designated_next)
        )
    )
    assert f"<strong>{told}</strong>" in made
    assert ("<strong>full access</strong>" in made) == (level == "full")
    assert ("<strong>view only</strong>" in made) == (level == "view_only")


def designated(level: str, following: str | None) -> dict[str, Any]:
    """The newest answers, as the letter quotes them."""

    def said(**answers: Any) -> SimpleNamespace:
        return SimpleNamespace(answers=SimpleNamespace(**answers), sender="Yuki Tanabe")

    return {
        "coordinator": said(name="Jon Beale"),
        "user": said(name=following) if following else None,
        "review": said(level=level),
        "licence": said(opened_on=date(2026, 3, 2)),
    }
