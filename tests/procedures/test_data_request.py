"""A request for data: no item escapes the table, and an agreement asks alike for what it is handed."""

from __future__ import annotations

import re
from typing import Any

from ombud.forms.base import from_values
from ombud.forms.data_request import RequestForm
from ombud.forms.data_request_review import ReviewForm
from ombud.forms.data_sharing_agreement import RequestForm as AgreementForm
from ombud.workflows.procedures.root import BPMN

LINES = ("line_1", *(f"line_{number}" for number in range(2, 11)), "further")
PARAMETERS = ("about_whom", "from_where", "from_when")


def review(**changed: Any) -> ReviewForm:
    found = dict.fromkeys((*LINES, *PARAMETERS), "accept")
    rest = {
        "detail": "totals",
        "sharing": "settled",
        "findings": "As asked.",
        "further_each": "Shelter type: as asked.",
    }
    return from_values(ReviewForm, found | rest | changed, {})


def test_the_table_looks_at_every_item_and_every_parameter() -> None:
    table = (BPMN / "data_request" / "data_request_class.dmn").read_text("utf-8")
    looked_at = re.search(r"'personal' in \[(.*?)\] or identifiers != None", table)
    assert looked_at
    offering = [field.short_name for field in ReviewForm() if "personal" in dict(getattr(field, "choices", None) or [])]
    assert looked_at[1].split(", ") == offering == [*LINES, *PARAMETERS]


def test_each_item_needs_an_answer_of_its_own() -> None:
    for name in (*LINES, *PARAMETERS):
        form = review(**{name: None})
        assert not form.validate()
        assert list(form.problems) == [name]


def test_lines_beyond_the_tenth_are_each_accounted_for() -> None:
    unnamed = review(further_each="")
    assert not unnamed.validate()
    assert list(unnamed.problems) == ["further_each"]
    assert review(further="none", further_each="").validate()


def test_lines_that_are_not_there_are_not_asked_of() -> None:
    there = {"line_1": "accept", "line_2": "none", **dict.fromkeys(PARAMETERS, "accept")}
    form = from_values(ReviewForm, there | {"detail": "totals", "sharing": "settled", "findings": "As asked."}, {})
    assert form.validate(), form.problems
    assert form.answers()["line_3"] is None


def test_what_is_personal_is_named_by_the_list_of_the_policy() -> None:
    assert review().validate()
    assert review(line_7="personal", identifiers=["initials"]).validate()
    unnamed = review(line_7="personal")
    assert not unnamed.validate()
    assert unnamed.problems == {"identifiers": ["Tick which personal information it holds."]}


def test_the_first_forms_of_both_procedures_ask_alike_for_what_they_hand_each_other() -> None:
    ours, theirs = RequestForm(), AgreementForm()
    for name in (
        "contact_name",
        "contact_email",
        "language",
        "organisation_name",
        "purpose",
        "variables",
        "parameters",
    ):
        assert type(ours[name]) is type(theirs[name]), name
    assert "earlier_request" in ours
    assert "earlier_request" in theirs
