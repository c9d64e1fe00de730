"""Days on which something was done: they are never ahead, and what is asked for is named."""

from __future__ import annotations

from datetime import date

import pytest

from ombud.forms import usage_confirmed
from ombud.forms.base import OmbudForm, from_values
from ombud.forms.days import past_day
from ombud.forms.decision import decided_on
from ombud.forms.fields import Choice, when

TODAY = date(2026, 3, 2)


class Record(OmbudForm):
    stage = Choice("Stage", (("done", "Done"), ("not", "Not done")), missing="Choose.")
    done_on = past_day("On which day?", when=when("stage", "done"))
    sent_on = past_day("Sent?", routes=True, missing="Enter the day of the letter.")
    agreed_on = decided_on()


def problems(form_class: type[OmbudForm], **values: str) -> dict[str, list[str]]:
    form = from_values(form_class, values, {"persons.of_agencies": []}, today=TODAY)
    form.validate()
    return form.problems


def test_today_is_no_future_and_tomorrow_is() -> None:
    said = {"stage": "done", "sent_on": "2026-03-02", "agreed_on": "2026-03-02"}
    assert problems(Record, **said, done_on="2026-03-02") == {}
    assert problems(Record, **said, done_on="2026-03-03") == {"done_on": ["Enter a day that is not in the future."]}


def test_each_day_is_asked_for_by_what_was_done_on_it() -> None:
    assert problems(Record, stage="done") == {
        "done_on": ["Enter the day."],
        "sent_on": ["Enter the day of the letter."],
        "agreed_on": ["Enter the day of the decision."],
    }


def test_a_day_is_nobodys_secret_and_routes_only_where_it_says_so() -> None:
    form = Record()
    assert [(field.personal, field.routes) for field in form.questions()[1:]] == [
        (False, False),
        (False, True),
        (False, False),
    ]


@pytest.mark.parametrize(
    ("form_class", "name"),
    [(usage_confirmed.MeetingForm, "held_on"), (usage_confirmed.DeactivationForm, "deactivated_on")],
)
def test_the_day_of_something_else_is_not_called_a_decision(form_class: type[OmbudForm], name: str) -> None:
    assert problems(form_class)[name] == ["Enter the day."]
