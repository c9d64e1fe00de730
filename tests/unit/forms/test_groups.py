"""The groups of every form: each asks questions there are, once, and what is asked under a condition after it."""

from __future__ import annotations

from collections import Counter

import pytest

from ombud.forms.catalogue import CATALOGUE
from ombud.forms.fields import Files
from ombud.forms.steps import LONG, is_long

GROUPED = sorted(key for key, form in CATALOGUE.items() if form.groups)


@pytest.mark.parametrize("key", GROUPED)
def test_groups_ask_every_question_once(key: str) -> None:
    form = CATALOGUE[key]()
    asked = Counter(name for group in form.groups for name in group.asks)
    assert asked == Counter(field.short_name for field in form)
    assert all(str(group.title).strip() for group in form.groups)
    assert any(not isinstance(form[name], Files) for group in form.groups for name in group.asks)


@pytest.mark.parametrize("key", GROUPED)
def test_what_decides_whether_a_question_is_asked_comes_before_it(key: str) -> None:
    form = CATALOGUE[key]()
    order = [name for group in form.groups for name in group.asks]
    for name in order:
        condition = form[name].when  # type: ignore[attr-defined]
        assert condition is None or order.index(condition.field) < order.index(name), name


def test_a_form_is_long_by_its_questions_or_its_groups() -> None:
    assert is_long(CATALOGUE["annual_certification.exhibit_a"]())
    assert not is_long(CATALOGUE["annual_certification.certify"]())
    assert all(is_long(form()) for form in CATALOGUE.values() if len(form().questions()) >= LONG)
