"""Who approves access, and what the exhibits tell the diagram."""

from __future__ import annotations

from typing import Any

import pytest

from ombud.forms.base import from_values
from ombud.forms.catalogue import CATALOGUE

DESIGNATION = {
    "person": "user",
    "name": "Jon Beale",
    "job": "Outreach worker",
    "need": "consumers",
    "level": "full",
    "duties": "Enters records.",
    "custody": True,
}
EXHIBIT_A = {
    "checklists.exhibit_a": [("one", "One."), ("two", "Two.")],
    "checklists.exhibit_a.hipaa_covered": [("three", "Three.")],
    "checklists.exhibit_a.version": [("0", "Exhibit A")],
}


@pytest.mark.parametrize("approved_by", ["Jon Beale", "jon beale, HDC"])
def test_nobody_approves_their_own_access(approved_by: str) -> None:
    form = from_values(CATALOGUE["agency_onboarding.user_designation"], DESIGNATION | {"approved_by": approved_by}, {})
    assert not form.validate()
    assert list(form.problems) == ["approved_by"]


def test_somebody_else_approves_it() -> None:
    answers = DESIGNATION | {"approved_by": "Jon Beale Senior, Executive Director"}
    assert from_values(CATALOGUE["agency_onboarding.user_designation"], answers, {}).validate()


def test_what_was_typed_before_nobody_else_was_named_is_not_judged() -> None:
    answers = DESIGNATION | {"person": "nobody_else", "approved_by": "Jon Beale"}
    assert from_values(CATALOGUE["agency_onboarding.user_designation"], answers, {}).validate()


@pytest.mark.parametrize(
    ("ticked", "hipaa", "of_hipaa", "routed"),
    [
        ("every", "not_covered", [], {"exhibit_a": "met", "exhibit_a_hipaa": None}),
        ("every", "covered", ["three"], {"exhibit_a": "met", "exhibit_a_hipaa": "met"}),
        ("every", "unsure", [], {"exhibit_a": "met", "exhibit_a_hipaa": "shortfall"}),
        (["one"], "not_covered", [], {"exhibit_a": "shortfall", "exhibit_a_hipaa": None}),
    ],
)
def test_only_items_that_are_met_lead_on(ticked: Any, hipaa: str, of_hipaa: list[str], routed: dict[str, Any]) -> None:
    answers = {"edition": "0", "exhibit_a": ticked, "hipaa": hipaa, "certified_by": "Amira Haddad"}
    form = from_values(CATALOGUE["agency_onboarding.exhibit_a"], answers | {"exhibit_a_hipaa": of_hipaa}, EXHIBIT_A)
    assert form.validate()
    assert form.routing() == routed
