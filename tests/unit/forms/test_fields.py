"""Each kind of question: good and bad answers, from a browser and from plain values."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ombud.forms.base import OmbudForm, from_values
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Address, Choice, Choices, Day, Line, Pick, Text, Tick, when

SOURCES = {"agencies": [("7f", "Harbor House"), ("8a", "Elm Street Shelter")]}
TODAY = date(2026, 3, 2)


class Sample(OmbudForm):
    name = Line("Name", required=False)
    mail = Address("Mail", required=False)
    story = Text("Story", required=False)
    colour = Choice("Colour", (("red", "Red"), ("blue", "Blue")), routes=True, required=False)
    shade = Line("Shade", when=when("colour", "red"), missing="Say which red.")
    tint = Line("Tint", when=when("shade", "dark"), missing="Say which tint.")
    agency = Pick("Agency", source="agencies", required=False, personal=False)
    areas = Choices("Areas", (("a", "A"), ("b", "B"), ("other", "Other")), required=False)
    area_other = Line("Which other?", when=when("areas", "other"), missing="Say which other.")
    happened_on = Day("Day", required=False, validators=(not_in_the_future,))
    sure = Tick("Sure")


class Browser(dict[str, list[str]]):
    """What a browser sends: a list of texts under each name."""

    def getlist(self, key: str) -> list[str]:
        return self.get(key, [])


def plain(today: date | None = TODAY, **values: Any) -> Sample:
    form = from_values(Sample, values, SOURCES, today=today)
    form.validate()
    return form


def sent(**values: list[str]) -> Sample:
    form = from_values(Sample, Browser(values), SOURCES, today=TODAY)
    form.validate()
    return form


def test_nothing_answered_is_none_everywhere_and_no_for_a_box() -> None:
    assert plain().problems == {}
    assert plain().answers() == dict.fromkeys(Sample()._fields) | {"sure": False}


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("name", "  Ada\r\n Lovelace ", "Ada Lovelace"),
        ("mail", "ada@harbor.example", "ada@harbor.example"),
        ("story", "one\r\n\r\ntwo\x00\x1b", "one\n\ntwo"),
        ("colour", "blue", "blue"),
        ("agency", "7f", "7f"),
        ("areas", ["a", "b"], ["a", "b"]),
        ("happened_on", "2026-03-01", "2026-03-01"),
        ("happened_on", date(2026, 3, 2), "2026-03-02"),
        ("sure", True, True),
    ],
)
def test_good_plain_answers(name: str, given: Any, expected: Any) -> None:
    form = plain(**{name: given})
    assert form.problems == {}
    assert form.answers()[name] == expected


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("name", "x" * 201, "Shorten this to 200 characters."),
        ("name", ["a", "b"], "Give a text."),
        ("name", 5, "Give a text."),
        ("mail", "nobody", "Enter an e-mail address such as name@agency.org."),
        ("story", "x" * 20_001, "Shorten this to 20000 characters."),
        ("colour", "green", "Choose one of the answers listed."),
        ("agency", "Nowhere", "Choose one of the answers listed."),
        ("areas", "a", "Give a list of answers."),
        ("areas", ["z"], "Choose only among the answers listed."),
        ("happened_on", "2026-13-01", "Enter a date as year-month-day, such as 2026-04-16."),
        ("happened_on", "yesterday", "Enter a date as year-month-day, such as 2026-04-16."),
        ("happened_on", "2026-03-03", "Enter a day that is not in the future."),
        ("happened_on", 20260301, "Give a text."),
        ("sure", "yes", "Give true or false."),
    ],
)
def test_bad_plain_answers_say_what_to_do(name: str, given: Any, said: str) -> None:
    form = plain(**{name: given})
    assert form.problems == {name: [said]}


def test_a_browsers_answers_mean_the_same() -> None:
    form = sent(colour=["blue"], areas=["a", "b"], happened_on=["2026-03-01"], sure=["y"], agency=["8a"])
    assert form.problems == {}
    assert (
        form.answers()
        == plain(colour="blue", areas=["a", "b"], happened_on=date(2026, 3, 1), sure=True, agency="8a").answers()
    )


def test_a_browsers_token_is_passed_over_and_an_unknown_plain_name_is_not() -> None:
    assert sent(csrf_token=["x"]).problems == {}
    form = plain(colur="red")
    assert not form.validate()
    assert "colour" in form.problems["colur"][0]


def test_a_scenario_may_name_what_a_source_offers_by_its_label() -> None:
    assert plain(agency="Harbor House").answers()["agency"] == "7f"


def test_a_source_that_is_not_given_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError):
        from_values(Sample, {}, {})


def test_a_list_from_a_source_begins_with_nothing_chosen() -> None:
    form = from_values(Sample, {}, SOURCES)
    assert [value for value, _label in form["agency"].choices] == ["", "7f", "8a"]
    assert form.answers()["agency"] is None


def test_a_question_is_required_only_where_it_is_asked() -> None:
    assert plain(colour="blue").problems == {}
    assert plain(colour="red").problems == {"shade": ["Say which red."]}
    assert plain(areas=["a", "other"]).problems == {"area_other": ["Say which other."]}


def test_what_was_sent_for_a_question_not_asked_is_left_out() -> None:
    form = plain(colour="blue", shade="dark", tint="warm")
    assert form.problems == {}
    assert form.answers()["shade"] is None
    assert form.answers()["tint"] is None


def test_only_what_routes_may_enter_the_engine() -> None:
    assert plain(colour="red", shade="light", name="Ada").routing() == {"colour": "red"}


def test_a_personal_answer_cannot_route() -> None:
    with pytest.raises(ValueError, match="never enters the engine"):
        type("Wrong", (OmbudForm,), {"name": Line("Name", routes=True, personal=True)})()


def test_without_a_day_the_future_is_not_judged() -> None:
    assert plain(today=None, happened_on=date(2030, 1, 1)).problems == {}


def test_a_required_box_asks_for_its_tick() -> None:
    agreed = type("Agreed", (OmbudForm,), {"agree": Tick("Agree", required=True, missing="Nobody takes part without.")})
    form = from_values(agreed, {"agree": False}, {})
    assert not form.validate()
    assert form.problems == {"agree": ["Tick this if it is so. Nobody takes part without."]}
    assert from_values(agreed, {"agree": True}, {}).validate()
