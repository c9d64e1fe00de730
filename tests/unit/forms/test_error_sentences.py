"""What the forms say is missing: which question it is, and what to do there."""

from __future__ import annotations

from collections import Counter

import pytest

from ombud.forms.catalogue import CATALOGUE
from ombud.forms.fields import Tick
from ombud.webapp.fields import told


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_no_two_questions_of_a_form_say_the_same(key: str) -> None:
    form = CATALOGUE[key]()
    for field in form:
        field.errors = [field.missing]
    said = Counter(sentence for _field, sentence in told(form))
    assert [sentence for sentence, times in said.items() if times > 1] == []


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_a_tick_that_is_missing_asks_for_the_tick(key: str) -> None:
    ticks = [field for field in CATALOGUE[key]() if isinstance(field, Tick) and field.required]
    assert all(str(field.missing).startswith("Tick this if it is so.") for field in ticks)
