"""Naming a coordinator, and bridging a vacancy: what is asked only where somebody is named, and days in their order."""

from __future__ import annotations

from typing import Any

import pytest

from ombud.forms.base import from_values
from ombud.forms.catalogue import CATALOGUE

PEOPLE = {"persons.of_agencies": [("1", "Nadia Karimi (Harbor House)")]}
ACTING = {"stage": "acting", "acting": "1", "acting_from": "2026-03-03"}


def bridge(answers: dict[str, Any]) -> Any:
    return from_values(CATALOGUE["coordinator_change.bridge"], answers, PEOPLE)


def test_nobody_acts_until_a_day_before_the_first() -> None:
    form = bridge(ACTING | {"acting_until": "2026-03-02"})
    assert not form.validate()
    assert list(form.problems) == ["acting_until"]


def test_acting_for_one_day_is_enough() -> None:
    form = bridge(ACTING | {"acting_until": "2026-03-03"})
    assert form.validate()
    assert form.routing() == {"stage": "acting", "acting_until": "2026-03-03"}


def test_days_that_were_typed_before_a_successor_was_found_are_not_judged() -> None:
    form = bridge(ACTING | {"stage": "ready", "acting_until": "2026-03-02"})
    assert form.validate()
    assert form.routing() == {"stage": "ready", "acting_until": None}


@pytest.mark.parametrize("form", ["security_coordinator", "data_coordinator"])
def test_where_the_holder_stays_only_the_reason_is_asked(form: str) -> None:
    answers = {"stage": "kept", "why": "She stays."}
    assert from_values(CATALOGUE[f"coordinator_change.{form}"], answers, PEOPLE).validate()
    assert not from_values(CATALOGUE[f"coordinator_change.{form}"], {"stage": "kept"}, PEOPLE).validate()
