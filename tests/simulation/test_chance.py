"""What people of a simulated year answer: repeatable, in order often enough, and sooner or later everything."""

from __future__ import annotations

from collections import Counter

from ombud.storage.base import ids_from, new_id
from ombud.workflows.simulation.chance import Lots

SEEDS = range(1, 6)
QUESTIONS = [f"question {number}" for number in range(14)]


def test_what_is_asked_once_a_year_is_answered_otherwise_in_each_of_five_seeds() -> None:
    assert {Lots(seed).one_of("decided", "abcde") for seed in SEEDS} == set("abcde")
    assert {Lots(seed).weighed("waits", {"prompt": 9, "late": 1}) for seed in SEEDS} == {"prompt", "late"}
    assert {Lots(seed).happens(0.01, "not reached") for seed in SEEDS} == {True, False}


def test_each_of_few_answers_is_given_once_before_any_comes_again() -> None:
    lots = Lots(3)
    assert sorted(lots.one_of("decided", "abcd") for _time in range(4)) == list("abcd")


def test_a_long_form_is_often_in_order_and_often_wrong_in_one_place_only() -> None:
    lots = Lots(2)
    wrong = Counter(_wrong(lots) for _form in range(200))
    assert wrong[0] > 50
    assert wrong[1] > 15
    assert sum(count for places, count in wrong.items() if places > 3) > 30


def test_ids_follow_from_the_seed_and_are_random_again_afterwards() -> None:
    def some() -> list[str]:
        with ids_from(Lots(1).new_id):
            return [str(new_id()) for _id in range(3)]

    assert some() == some()
    assert len({*some(), str(new_id()), str(new_id())}) == 5


def _wrong(lots: Lots) -> int:
    """How many of a form's questions are not answered as if all were in order."""
    with lots.form(len(QUESTIONS)):
        return sum(lots.one_of(question, ("fine", "wanting")) != "fine" for question in QUESTIONS)
