"""What is typed on a form before it is sent: whatever it was, it comes back as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as some

from ombud.forms import typed
from ombud.forms.base import Group, OmbudForm, Sent, from_values
from ombud.forms.days import FirstDay
from ombud.forms.evidence import Evidence
from ombud.forms.fields import Address, Choice, Choices, Day, Files, Line, Pick, Text, Tick, when
from ombud.forms.moments import Moment
from ombud.forms.statements import Declared, Edition, Statements
from ombud.forms.steps import steps_of

TODAY = date(2027, 1, 4)
SOURCES = {
    "list": [("a", "All is well."), ("b", "Both are here."), ("c", "Clients are told.")],
    "list.version": [("3", "List, version 3")],
    "days": [("2027-02-15", "February 15"), ("2027-02-16", "February 16")],
    "declared.covered": [("yes", "Yes"), ("no", "No")],
}
HEADINGS = {"list": {"a": "People", "b": "People", "c": "Rules"}}


class EveryKind(OmbudForm):
    groups = (
        Group("Who", ("version", "line", "text", "address", "covered")),
        Group("What holds", ("holds",)),
        Group("When", ("day", "moment", "first", "files")),
    )
    version = Edition("Which list?", source="list.version")
    line = Line("A line")
    text = Text("A text")
    address = Address("An address")
    covered = Declared("Covered?", attribute="covered")
    choice = Choice("One of two", (("yes", "Yes"), ("no", "No")))
    pick = Pick("One of many", (("x", "X"), ("y", "Y")), when=when("choice", "yes"))
    choices = Choices("Some", (("x", "X"), ("y", "Y")))
    tick = Tick("Agreed")
    day = Day("A day")
    moment = Moment("A moment")
    first = FirstDay("A day of these", source="days")
    holds = Statements("What holds?", source="list")
    evidence = Evidence("What else shows it?", about=("holds",), required=False)
    files = Files("Files")


ANYTHING = some.text(some.characters(exclude_categories=["Cs"]), max_size=60)
KINDS: dict[str, Any] = {
    "version": some.just(["3"]),
    "covered": some.sampled_from([["yes"], ["no"], []]),
    "choice": some.sampled_from([["yes"], ["no"], []]),
    "pick": some.sampled_from([["x"], ["y"]]),
    "choices": some.lists(some.sampled_from(["x", "y"]), unique=True),
    "tick": some.sampled_from([["y"], []]),
    "first": some.sampled_from([["2027-02-15"], ["2027-02-16"]]),
    "holds": some.lists(some.sampled_from(["a", "b", "c"]), unique=True).map(sorted),
}
TEXTS = ("line", "text", "address", "day", "moment", "evidence", "evidence.a", "evidence.b", "evidence.c")
TYPED = some.fixed_dictionaries(KINDS | {name: ANYTHING.map(lambda one: [one]) for name in TEXTS})


def form_of(values: Mapping[str, list[str]]) -> EveryKind:
    return from_values(EveryKind, Sent({name: list(one) for name, one in values.items()}), SOURCES, today=TODAY)


def shown(form: EveryKind, name: str) -> str:
    """What stands in the field as the page has it."""
    return str(form[name]._value())


@settings(max_examples=60, deadline=None)
@given(TYPED)
def test_whatever_was_typed_comes_back_equal(sent: dict[str, list[str]]) -> None:
    kept = orjson.loads(orjson.dumps(typed.taken(form_of({}), {}, Sent(sent))))
    assert kept == sent
    form = form_of(kept)
    assert typed.taken(form, kept, Sent(kept)) == sent
    assert typed.unfit(form, kept, {}) == []
    assert [shown(form, name) for name in ("day", "moment")] == [" ".join(sent[name]) for name in ("day", "moment")]
    assert (form["choices"].data, form["holds"].data, form["tick"].data) == (
        sent["choices"],
        sent["holds"],
        bool(sent["tick"]),
    )


@settings(max_examples=40, deadline=None)
@given(TYPED)
def test_typed_page_by_page_it_is_the_same(sent: dict[str, list[str]]) -> None:
    form, kept = form_of({}), typed.Typed()
    for step in steps_of(form, HEADINGS):
        page = {name: sent[name] for name in step.names(form)}
        if step.items:
            page["holds"] = [one for one in sent["holds"] if one in step.items]
        kept = typed.taken(form, kept, Sent(page), step)
    assert kept == sent


def test_a_page_takes_only_what_it_asks() -> None:
    form = form_of({})
    people, rules = (step for step in steps_of(form, HEADINGS) if step.items)
    kept = typed.taken(
        form, {"holds": ["c"], "line": ["Mine"]}, Sent({"holds": ["a", "c"], "line": ["Forged"]}), people
    )
    assert (kept["holds"], kept["line"]) == (["a", "c"], ["Mine"])
    assert typed.taken(form, kept, Sent({}), rules)["holds"] == ["a"]


def test_the_pages_are_the_groups_and_a_list_has_one_for_each_heading() -> None:
    steps = steps_of(form_of({}), HEADINGS)
    assert [(step.key, step.title) for step in steps] == [
        ("version", "Who"),
        ("holds.1", "People"),
        ("holds.2", "Rules"),
        ("day", "When"),
        ("choice", "The rest"),
    ]
    assert steps[3].asks == ("day", "moment", "first")  # files are chosen when it is sent
    assert steps_of(form_of({}), {})[1].items == ("a", "b", "c")


def test_what_shows_a_statement_is_a_line_of_the_answer_and_found_again() -> None:
    form = form_of({"evidence": ["In the cellar."], "evidence.a": [" A  letter "], "evidence.c": ["Posters"]})
    answer = form["evidence"].answer()  # type: ignore[attr-defined]
    assert answer == "All is well: A letter\nClients are told: Posters\nIn the cellar."
    again = from_values(EveryKind, {"evidence": answer}, SOURCES)["evidence"]
    assert (again.data, again.shown) == ("In the cellar.", {"a": "A letter", "c": "Posters"})  # type: ignore[attr-defined]
    assert again.answer() == answer  # type: ignore[attr-defined]


def test_what_showed_a_statement_that_reads_otherwise_now_stays_with_the_rest() -> None:
    reworded = SOURCES | {"list": [("a", "Nearly all is well.")]}
    again = from_values(EveryKind, {"evidence": "All is well: A letter"}, reworded)["evidence"]
    assert (again.data, again.shown) == ("All is well: A letter", {})  # type: ignore[attr-defined]


def test_what_shows_a_statement_is_short() -> None:
    form = form_of({"evidence.a": ["x" * 201]})
    form.validate()
    assert form.problems["evidence"] == ["What shows “All is well.” is too long: shorten it to 200 characters."]


def test_what_does_not_fit_any_more_is_told_in_the_words_it_had() -> None:
    kept = {"line": ["Mine"], "gone": ["It was here."], "choice": ["maybe"], "evidence.z": ["Old"], "text": [" "]}
    words = {"gone": "What was here?", "choice": "One of two", "choice:maybe": "Perhaps", "evidence": "What shows it?"}
    assert typed.unfit(form_of(kept), kept, words) == [
        ("What was here?", ["It was here."]),
        ("One of two", ["Perhaps"]),
        ("What shows it?", ["Old"]),
    ]


def test_a_list_that_was_replaced_is_said_so() -> None:
    kept = {"version": ["2"], "holds": ["a"]}
    assert "The list was replaced" in typed.replaced(form_of(kept), kept)
    assert typed.replaced(form_of({"version": ["3"]}), {"version": ["3"]}) == ""
