"""A change of access asks the same of everybody, and nothing that would let somebody past a gate."""

from __future__ import annotations

import pytest

from ombud.forms.base import from_values
from ombud.forms.catalogue import CATALOGUE

DESIGNATION = {
    "stage": "designated",
    "change": "new",
    "need": "consumers",
    "uses": ["entry"],
    "level": "full",
    "duties": "Enters services.",
}
READY = {
    "stage": "ready",
    "registered_by": "hdc",
    "courses": "Entry and exit.",
    "proficient": True,
    "policies_understood": True,
    "agreement_on": "2026-03-02",
}


@pytest.mark.parametrize("engaged", ["employee", "volunteer", "intern", "contractor", "affiliate"])
def test_the_same_is_asked_of_all_who_function_as_staff(engaged: str) -> None:
    designate = CATALOGUE["licence_change.designation"]
    assert from_values(designate, DESIGNATION | {"engaged": engaged}, {}).validate()
    needless = from_values(designate, DESIGNATION | {"engaged": engaged, "need": None}, {})
    assert not needless.validate()
    assert list(needless.problems) == ["need"]


@pytest.mark.parametrize("left_out", ["courses", "proficient", "policies_understood", "agreement_on"])
def test_training_and_agreement_are_there_in_full_or_not_at_all(left_out: str) -> None:
    confirm = CATALOGUE["licence_change.readiness"]
    assert from_values(confirm, READY, {}).validate()
    form = from_values(confirm, {name: value for name, value in READY.items() if name != left_out}, {})
    assert not form.validate()
    assert list(form.problems) == [left_out]


def test_an_account_is_never_deleted() -> None:
    form = CATALOGUE["licence_change.inactive"]()
    assert {value for value, _label in form["stage"].choices} == {"inactive", "closed", "stays"}
