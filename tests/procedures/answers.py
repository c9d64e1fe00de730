"""Valid answers to any form, drawn from what its `FormSpec` says of its questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from ombud.workflows.formspec import Choices, FieldSpec, FormSpec
from ombud.workflows.refusals import InvalidAnswers

Draw = Callable[[st.SearchStrategy[Any]], Any]

NotTaken = Mapping[str, list[Any]]
"""Answers that a step did not take, by question."""

NOTHING: NotTaken = {}

WORDS = ("No.", "Señora Muñoz’ “file”\nwas closed — twice.", "{{ 7 * 7 }} <b>&amp;</b> ${x}", "ž" * 150)


def valid_answers(draw: Draw, form: FormSpec, choices: Choices, *, on: date, but: NotTaken = NOTHING) -> dict[str, Any]:
    """Open questions are sometimes left open; what the form then asks for after all is answered.

    Nothing of `but` is answered again: the test fails for a question that has no other answer.
    """
    answers: dict[str, Any] = {}
    not_taken = {question.name: list(but.get(question.name, ())) for question in form.fields}
    for question in form.fields:
        if _is_asked(question, answers) and (question.required or draw(st.booleans())):
            answers[question.name] = _answer(draw, question, choices, on, not_taken[question.name])
    for _asked_for_another in form.fields:
        try:
            form.validate(answers, choices, on=on)
        except InvalidAnswers as refused:
            for question in (each for each in form.fields if each.name in refused.errors):
                if question.name in answers and question.kind in ("date", "boolean"):
                    not_taken[question.name].append(answers[question.name])
                answers[question.name] = _answer(draw, question, choices, on, not_taken[question.name])
    form.validate(answers, choices, on=on)
    return answers


def _is_asked(question: FieldSpec, answers: dict[str, Any]) -> bool:
    if not question.when:
        return True
    other, _, values = question.when.partition("=")
    given = answers.get(other)
    given = given if isinstance(given, list) else [str(given).lower() if isinstance(given, bool) else given]
    return any(value in values.split("|") for value in given)


def _answer(draw: Draw, question: FieldSpec, choices: Choices, on: date, but: list[Any]) -> Any:
    values = [value for value, _label in (choices[question.source] if question.source else question.choices) if value]
    match question.kind:
        case "choice":
            return draw(st.sampled_from(_others(question, values, but)))
        case "choices":
            fresh = _others(question, values, [value for refused in but for value in refused])
            return draw(st.lists(st.sampled_from(fresh), min_size=1, unique=True))
        case "boolean":
            return draw(st.sampled_from(_others(question, [True] if question.required else [True, False], but)))
        case "date":
            return draw(st.sampled_from(_others(question, _days(on, but), but)))
        case "email":
            return draw(st.sampled_from(["reader@walk.example", "o'neill+hmis@walk.example"]))
        case "text" | "textarea":
            return draw(st.sampled_from(_others(question, WORDS, but)))
        case "files":
            return draw(
                st.lists(st.fixed_dictionaries({"name": st.just("a.txt"), "text": st.sampled_from(WORDS)}), max_size=2)
            )
    raise AssertionError(f"{question.name}: nobody said how to answer a {question.kind}")


def _days(on: date, but: list[Any]) -> list[str]:
    """Days until today; days to come where such a day was not taken; both where neither was."""
    until = [(on - timedelta(days=ago)).isoformat() for ago in range(41)]
    to_come = [(on + timedelta(days=ahead)).isoformat() for ahead in range(1, 41)]
    if not any(day <= until[0] for day in but):
        return until
    return to_come if not any(day > until[0] for day in but) else until + to_come


def _others(question: FieldSpec, values: Sequence[Any], but: list[Any]) -> list[Any]:
    left = [value for value in values if value not in but]
    assert left, f"{question.name}: no answer is left that is taken; {but} were not"
    return left
