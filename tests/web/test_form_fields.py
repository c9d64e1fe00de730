"""The questions of our own pages: what they judge, they judge in our words, and in the reader's language."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, StringField, TextAreaField

import ombud.webapp
from ombud.webapp.fields import Choice, Clock, Day, Form, Pick
from tests.web.house import House

JUDGE_NOTHING = (BooleanField, EmailField, HiddenField, PasswordField, StringField, TextAreaField)
"""Classes of the library which take any text as it comes."""

SPOKEN = ("DataRequired", "InputRequired", "Length")
"""Validators which say something."""


def all_forms() -> list[type[Form]]:
    for module in pkgutil.walk_packages(ombud.webapp.__path__, "ombud.webapp."):
        if ".cli" not in module.name and "wsgi" not in module.name:
            import_module(module.name)
    return list(_below(Form))


def _below(form: type[Form]) -> Iterator[type[Form]]:
    for one in form.__subclasses__():
        yield one
        yield from _below(one)


def questions() -> Iterator[tuple[str, Any]]:
    for form in all_forms():
        for name, made in vars(form).items():
            if hasattr(made, "field_class"):
                yield f"{form.__name__}.{name}", made


def test_every_question_is_of_a_class_that_judges_in_our_words() -> None:
    ours = {Choice, Clock, Day, Pick, *JUDGE_NOTHING}
    kinds = {name: made.field_class for name, made in questions()}
    assert len(kinds) > 60
    assert {name: kind for name, kind in kinds.items() if kind not in ours} == {}


def test_every_validator_has_a_sentence_of_ours() -> None:
    checks = [
        (name, check)
        for name, made in questions()
        for given in (*made.args[1:2], made.kwargs.get("validators", ()))
        for check in given
    ]
    assert len(checks) > 40
    assert [name for name, check in checks if type(check).__name__ in SPOKEN and not check.message] == []


@pytest.mark.parametrize(
    ("english", "spanish", "day"),
    [
        (
            "Choose a day from the calendar, or write it as 2026-04-22.",
            "Elija un día del calendario, o escríbalo así: 2026-04-22.",
            "next week",
        ),
        ("Choose a day of the years 1900 to 2200.", "", "9999-12-31"),
        ("Choose a day of the years 1900 to 2200.", "", "0001-01-01"),
    ],
)
def test_a_day_that_is_none_is_told_in_the_language_of_the_page(
    house: House, english: str, spanish: str, day: str
) -> None:
    away = house.as_("director@lead.example")
    form = {"email": "staff@lead.example", "from_on": day, "to_on": day}
    away.see("/substitutes/new")
    away.send("/substitutes/new", form, status=422)
    assert english in away.page.text
    away.see("/substitutes/new")
    away.send("/language", {"language": "es", "back": "/substitutes/new"})
    away.see("/substitutes/new")
    away.send("/substitutes/new", form, status=422)
    assert spanish in away.page.text
    assert "Not a valid" not in away.page.text


def test_an_answer_that_is_not_listed_is_told_in_the_language_of_the_page(house: House) -> None:
    operator = house.as_("operator@ombud.example")
    operator.see("/administration/organisations/new")
    operator.send("/language", {"language": "es", "back": "/administration/organisations/new"})
    operator.see("/administration/organisations/new")
    operator.send("/administration/organisations/new", {"name": "Elm House", "kind": "castle"}, status=422)
    assert "Elija una de las respuestas de la lista." in operator.page.text
    assert "Not a valid" not in operator.page.text


def test_a_time_that_is_none_is_said_so(house: House) -> None:
    chair, new = house.as_("cochair@dsb.example"), "/bodies/grievance_subcommittee/calendar/new"
    chair.see(new)
    chair.send(new, {"day": "2026-06-24", "clock": "after lunch", "kind": "regular"}, status=422)
    assert "Write the time as hours and minutes, such as 10:00." in chair.page.text
