"""The groups of every form: each asks questions there are, once, and what is asked under a condition after it."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import cast

import pytest

from ombud.forms.base import OmbudForm
from ombud.forms.catalogue import CATALOGUE
from ombud.forms.fields import Asked, Files
from ombud.forms.steps import LONG, is_long
from ombud.workflows.procedures.root import BPMN

OPENING = {
    str(tomllib.loads(path.read_text()).get("start", {}).get("form")) for path in sorted(BPMN.glob("*/procedure.toml"))
}
"""There is no case yet under whose key the pages before could be kept: these are one page."""
OF_ONE_CHOICE = {"client_record_request.look"}
"""What is asked hangs on the first answer, and no answer leads to more than a handful of questions."""
HANDFUL = 6

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


def test_a_long_form_has_pages_unless_it_opens_a_case_or_hangs_on_one_choice() -> None:
    long = {key for key, form in CATALOGUE.items() if len(form().questions()) >= LONG}
    assert long - OPENING - OF_ONE_CHOICE <= {*GROUPED}
    for key in OF_ONE_CHOICE:
        form = CATALOGUE[key]()
        first = form["stage"]
        asked = [
            sum(leads(form, field, value) for field in form.questions())
            for value, _label in first.choices  # type: ignore[attr-defined]
        ]
        assert max(asked) < HANDFUL


def leads(form: OmbudForm, field: Asked, value: str) -> bool:
    """Whether this first answer can lead to a question."""
    if field.when is None:
        return True
    if field.when.field == "stage":
        return value in field.when.values
    return leads(form, cast("Asked", form[field.when.field]), value)


def test_a_form_is_long_by_its_questions_or_its_groups() -> None:
    assert is_long(CATALOGUE["annual_certification.exhibit_a"]())
    assert not is_long(CATALOGUE["annual_certification.certify"]())
    assert all(is_long(form()) for form in CATALOGUE.values() if len(form().questions()) >= LONG)
