"""Where forms and workflows meet: the composition root turns WTForms classes into the `FormSpec` values commands use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ombud.forms.base import OmbudForm, Sent, from_values
from ombud.forms.catalogue import CATALOGUE
from ombud.forms.fields import Asked
from ombud.forms.statements import untick_replaced
from ombud.forms.text import translate_with
from ombud.webapp import typed
from ombud.workflows.formspec import Answers, Choices, FieldSpec, FormCatalogue, FormSpec
from ombud.workflows.refusals import InvalidAnswers
from ombud.workflows.text import translate


def form_catalogue() -> FormCatalogue:
    """Every form of the installation, speaking the language that `workflows.text` is set to."""
    translate_with(translate)
    return {key: form_spec(key, form_class) for key, form_class in CATALOGUE.items()}


def form_spec(key: str, form_class: type[OmbudForm]) -> FormSpec:
    def validate(answers: Mapping[str, Any], choices: Choices, *, on: date) -> Answers:
        form = from_values(form_class, answers, choices, today=on)
        if not form.validate():
            raise InvalidAnswers(form.problems)
        given = form.answers()
        files = {name: given.pop(name) or () for name in form.file_questions()}
        return Answers(given, form.routing(), form.labels(), files)

    questions = form_class().questions()
    return FormSpec(key, form_class.title, tuple(_field(question) for question in questions), validate)


def blank(key: str, choices: Choices, *, today: date, known: Mapping[str, str] | None = None) -> OmbudForm:
    """The form as it is first shown; `known` are answers we need not ask for, which stand in it to be changed."""
    form = CATALOGUE[key](data={name: value for name, value in (known or {}).items() if value})
    form.today = today
    form.fill(choices)
    return form


def begun(key: str, values: Mapping[str, Any], choices: Choices, *, today: date) -> OmbudForm:
    """The form filled with earlier answers, to be confirmed or changed; what it does not ask any more is passed over."""
    form_class = CATALOGUE[key]
    asked = {field.short_name for field in form_class()}
    known = {name: value for name, value in values.items() if name in asked}
    return from_values(form_class, known, choices, today=today)


def filled(key: str, values: Any, choices: Choices, *, today: date) -> OmbudForm:
    """The form as a browser sent it, judged: its fields carry their errors."""
    form = from_values(CATALOGUE[key], values, choices, today=today)
    form.validate()
    untick_replaced(form)
    typed.keep(form)
    return form


def drafted(key: str, typed: Mapping[str, Sequence[str]], choices: Choices, *, today: date) -> OmbudForm:
    """The form as somebody left it, not judged. Of a list that was replaced meanwhile nothing stays ticked."""
    form = from_values(
        CATALOGUE[key], Sent({name: list(values) for name, values in typed.items()}), choices, today=today
    )
    untick_replaced(form)
    return form


def yours(form_key: str) -> str:
    """What a case is called to whoever it is of, by the form that opens such cases: “Your complaint”."""
    return str(CATALOGUE[form_key].yours)


def _field(question: Asked) -> FieldSpec:
    field: Any = question
    choices = () if question.source or not hasattr(field, "choices") else tuple(field.choices)
    return FieldSpec(
        name=field.short_name,
        label=field.label.text,
        kind=question.kind,
        required=question.required and question.when is None,
        routes=question.routes,
        personal=question.personal,
        choices=choices,
        source=question.source,
        help=field.description,
        when=str(question.when or ""),
    )


def with_errors(form: OmbudForm, errors: Mapping[str, list[str]]) -> OmbudForm:
    """The same form with what the command itself refused."""
    for name, messages in errors.items():
        if name in form:
            form[name].errors = messages
        else:
            form.form_errors.extend(messages)
    return form
