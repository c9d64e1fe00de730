"""Valid answers to any form, from what its `FormSpec` says of its questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ombud.workflows.formspec import Choices, FieldSpec, FormSpec
from ombud.workflows.refusals import InvalidAnswers, Refusal
from ombud.workflows.simulation.chance import Chance

NotTaken = Mapping[str, list[Any]]
"""Answers that a step did not take, by question."""

NOTHING: NotTaken = {}

WORDS = (
    "No.",
    "Señora Muñoz’ “file”\nwas closed — twice.",
    "{{ 7 * 7 }} <b>&amp;</b> ${x}",
    "ž" * 150,
    "2",
    "Elm; Night; 2; 0",
)
ADDRESSES = ("reader@walk.example", "o'neill+hmis@walk.example")
TIMES = ("00:05", "08:40")
PATIENCE = 40
"""How often a form is filled in otherwise before it is called one that nobody can fill."""

AGAIN = ("date", "datetime", "boolean", "text", "textarea", "choice")
"""Kinds of questions whose answer a form may refuse for that of another question: then another one is given."""

FAR = 40
"""How many days before or after today an answer that is a day lies."""


class NoAnswerLeft(Exception):
    """Every answer to a question was refused, or a question was refused that was not asked."""

    def __init__(self, question: str, why: str) -> None:
        super().__init__(f"{question}: {why}")
        self.question = question


def valid_answers(
    chance: Chance, form: FormSpec, choices: Choices, *, on: date, but: NotTaken = NOTHING
) -> dict[str, Any]:
    """Open questions are sometimes left open; what the form then asks for after all is answered.

    Nothing of `but` is answered again. Raises NoAnswerLeft for a question that has no other answer.
    """
    answers: dict[str, Any] = {}
    not_taken = {question.name: list(but.get(question.name, ())) for question in form.fields}

    def answer(question: FieldSpec) -> Any:
        return _answer(chance, form.key, question, choices, on, not_taken[question.name])

    for question in form.fields:
        asked = _is_asked(question, answers) and (question.required or _offers(question, choices))
        if asked and (question.required or chance.flip(f"{form.key}.{question.name}?")):
            answers[question.name] = answer(question)
    for _asked_for_another in range(PATIENCE):
        try:
            form.validate(answers, choices, on=on)
        except InvalidAnswers as refused:
            for question in (each for each in form.fields if each.name in refused.errors):
                if question.name in answers and question.kind in AGAIN:
                    not_taken[question.name].append(answers[question.name])
                answers[question.name] = answer(question)
        else:
            return answers
    raise NoAnswerLeft(form.key, f"it was refused {PATIENCE} times")


def answering(
    key: str, answers_but: Callable[[NotTaken], dict[str, Any]], act: Callable[[dict[str, Any]], Refusal | None]
) -> Refusal | None:
    """Acts with answers to the form `key`. What the step does not take is answered otherwise: there is always a way.

    Gives any other refusal. Raises NoAnswerLeft where there is none.
    """
    not_taken: dict[str, list[Any]] = {}
    while True:
        answers = answers_but(not_taken)
        refused = act(answers)
        if not isinstance(refused, InvalidAnswers):
            return refused
        for name in refused.errors:
            if name not in answers:
                raise NoAnswerLeft(f"{key}.{name}", "it was refused, and was not asked")
            not_taken.setdefault(name, []).append(answers[name])


def _offers(question: FieldSpec, choices: Choices) -> bool:
    """A source may offer nothing, as the days of a local target that is off: then the question is left open."""
    return not question.source or any(value for value, _label in choices[question.source])


def _is_asked(question: FieldSpec, answers: Mapping[str, Any]) -> bool:
    if not question.when:
        return True
    other, _, values = question.when.partition("=")
    given = answers.get(other)
    given = given if isinstance(given, list) else [str(given).lower() if isinstance(given, bool) else given]
    return any(value in values.split("|") for value in given)


def _answer(chance: Chance, form: str, question: FieldSpec, choices: Choices, on: date, but: Sequence[Any]) -> Any:
    about = f"{form}.{question.name}"
    values = [value for value, _label in (choices[question.source] if question.source else question.choices) if value]
    match question.kind:
        case "choice":
            return chance.one_of(about, _others(about, values, but))
        case "choices":
            return chance.some_of(about, _others(about, values, [value for refused in but for value in refused]))
        case "boolean":
            return chance.one_of(about, _others(about, [True] if question.required else [True, False], but))
        case "date":
            return chance.one_of(about, _others(about, _days(on, but), but))
        case "datetime":
            days = [(on - timedelta(days=ago)).isoformat() for ago in range(3)]  # one form may ask for two, in order
            moments = [f"{day}T{time}" for day in days for time in TIMES]
            return chance.one_of(about, _others(about, moments, but))
        case "email":
            return chance.one_of(about, ADDRESSES)
        case "text" | "textarea":
            return chance.one_of(about, _others(about, WORDS, but))
        case "files":
            texts = chance.some_of(about, WORDS)[:2] if chance.flip(f"{about}?") else []
            return [{"name": "Paper.txt", "text": text} for text in texts]
    raise NoAnswerLeft(about, f"nobody said how to answer a {question.kind}")


def _days(on: date, but: Iterable[Any]) -> list[str]:
    """Days until today; days to come where such a day was not taken; both where neither was."""
    until = [(on - timedelta(days=ago)).isoformat() for ago in range(FAR + 1)]
    to_come = [(on + timedelta(days=ahead)).isoformat() for ahead in range(1, FAR + 1)]
    if not any(day <= until[0] for day in but):
        return until
    return to_come if not any(day > until[0] for day in but) else until + to_come


def _others(about: str, values: Sequence[Any], but: Iterable[Any]) -> list[Any]:
    refused = list(but)
    left = [value for value in values if value not in refused]
    if not left:
        raise NoAnswerLeft(about, f"no answer is left that is taken; {refused} were not")
    return left
