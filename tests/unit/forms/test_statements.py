"""Statements to confirm, of a list that is data."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ombud.forms.base import OmbudForm, from_values
from ombud.forms.fields import Choice, when
from ombud.forms.statements import Edition, Statements, untick_replaced

SOURCES = {"list": [("a", "All is well."), ("b", "Both are here.")], "list.version": [("3", "List, version 3")]}


class Sample(OmbudForm):
    version = Edition("Which list?", source="list.version")
    asked = Choice("Asked?", (("yes", "Yes"), ("no", "No")))
    holds = Statements("What holds?", source="list", routes=True, when=when("asked", "yes"))


def sample(**values: Any) -> Sample:
    form = from_values(Sample, {"version": "3", "asked": "yes"} | values, SOURCES, today=date(2027, 1, 1))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("said", "answer", "routed"),
    [
        (["a", "b"], ["a", "b"], "met"),
        ("every", ["a", "b"], "met"),
        (["b"], ["b"], "shortfall"),
        ("every but a", ["b"], "shortfall"),
        ([], None, "shortfall"),
        (None, None, "shortfall"),
    ],
)
def test_the_engine_learns_whether_all_holds(said: Any, answer: Any, routed: str) -> None:
    form = sample(holds=said)
    assert form.problems == {}
    assert (form.answers()["holds"], form.routing()) == (answer, {"holds": routed})


def test_what_is_not_asked_says_nothing() -> None:
    form = sample(asked="no")
    assert (form.routing(), form.labels().keys() & {"holds:a", "holds:b"}) == ({"holds": None}, set())


def test_the_words_are_kept_with_the_answers() -> None:
    labels = sample(holds=["a"]).labels()
    assert labels["version:3"] == "List, version 3"
    assert (labels["holds"], labels["holds:a"], labels["holds:b"]) == (
        "What holds?",
        "All is well.",
        "Both are here.",
    )


def test_an_older_version_and_an_unknown_statement_are_refused() -> None:
    assert sample(version="2", holds=["a"]).problems == {"version": [str(sample()["version"].invalid_choice_message)]}
    assert set(sample(holds=["c"]).problems) == {"holds"}
    assert set(sample(holds="all of them").problems) == {"holds"}


def test_of_a_list_that_was_replaced_no_tick_is_taken_over() -> None:
    form = sample(version="2", holds=["a", "gone"])
    untick_replaced(form)
    assert (form["version"].data, form["holds"].data, form["asked"].data) == ("3", [], "yes")
    assert set(form.problems) == {"version"}
    kept = sample(holds=["a"])
    untick_replaced(kept)
    assert kept["holds"].data == ["a"]


def test_the_version_in_force_is_chosen_from_the_start() -> None:
    assert [value for value, _label in sample()["version"].choices] == ["3"]
