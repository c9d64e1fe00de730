"""Valid answers to any form, drawn from what its `FormSpec` says of its questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from ombud.workflows.formspec import Choices, FieldSpec, FormSpec
from ombud.workflows.refusals import InvalidAnswers

Draw = Callable[[st.SearchStrategy[Any]], Any]

WORDS = ("No.", "Señora Muñoz’ “file”\nwas closed — twice.", "{{ 7 * 7 }} <b>&amp;</b> ${x}", "ž" * 150)


def valid_answers(draw: Draw, form: FormSpec, choices: Choices, *, on: date) -> dict[str, Any]:
    """Open questions are sometimes left open; what the form then asks for after all is answered."""
    answers: dict[str, Any] = {}
    for question in form.fields:
        if _is_asked(question, answers) and (question.required or draw(st.booleans())):
            answers[question.name] = _answer(draw, question, choices, on)
    for _asked_for_another in form.fields:
        try:
            form.validate(answers, choices, on=on)
        except InvalidAnswers as refused:
            missing = [question for question in form.fields if question.name in refused.errors]
            answers |= {question.name: _answer(draw, question, choices, on) for question in missing}
    form.validate(answers, choices, on=on)
    return answers


def _is_asked(question: FieldSpec, answers: dict[str, Any]) -> bool:
    if not question.when:
        return True
    other, _, values = question.when.partition("=")
    given = answers.get(other)
    given = given if isinstance(given, list) else [str(given).lower() if isinstance(given, bool) else given]
    return any(value in values.split("|") for value in given)


def _answer(draw: Draw, question: FieldSpec, choices: Choices, on: date) -> Any:
    offered = [value for value, _label in (choices[question.source] if question.source else question.choices) if value]
    match question.kind:
        case "choice":
            return draw(st.sampled_from(offered))
        case "choices":
            return draw(st.lists(st.sampled_from(offered), min_size=1, unique=True))
        case "boolean":
            return question.required or draw(st.booleans())
        case "date":
            return (on - timedelta(days=draw(st.integers(0, 40)))).isoformat()
        case "email":
            return draw(st.sampled_from(["reader@walk.example", "o'neill+hmis@walk.example"]))
        case "text" | "textarea":
            return draw(st.sampled_from(WORDS))
        case "files":
            return draw(
                st.lists(st.fixed_dictionaries({"name": st.just("a.txt"), "text": st.sampled_from(WORDS)}), max_size=2)
            )
    raise AssertionError(f"{question.name}: nobody said how to answer a {question.kind}")
