"""What the workflows need to know of a form, as values handed over by the composition root.

`workflows` and `forms` never import each other: `create_app` and the command line build a `FormCatalogue`
from the WTForms classes and pass it down. Every door (page, scenario, API, public link) calls `validate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

Choices = Mapping[str, list[tuple[str, str]]]
"""Values of the choice sources a form names: source -> [(value, label)]."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One question of a form.

    `routes`: a gateway, table or deadline reads the answer, so it becomes a case variable; such an answer is
    never personal. Everything else stays in the sealed submission.
    """

    name: str
    label: str
    kind: str  # the input's kind: text, textarea, choice, choices, date, datetime, boolean, email, files
    required: bool = False
    routes: bool = False
    personal: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    source: str = ""  # the choice source, where the choices depend on data
    help: str = ""  # the sentence under the label
    when: str = ""  # "field=value": asked only under that answer

    @property
    def is_date(self) -> bool:
        """Whether the answer is a day: as it was entered, with a time of day or not, or chosen from a source of days."""
        return self.kind in ("date", "datetime") or self.source.startswith(("dates.", "cut_off."))


class SentFile(Protocol):
    """A file sent with a form: checked, its media type sniffed."""

    @property
    def name(self) -> str: ...

    @property
    def media_type(self) -> str: ...

    @property
    def content(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person sent in, validated: plain values that orjson can write."""

    values: Mapping[str, Any]
    routing: Mapping[str, Any]  # the subset that may enter the engine
    labels: Mapping[str, str]  # field name -> the label shown when it was answered
    files: Mapping[str, Sequence[SentFile]] = field(default_factory=dict)  # field name -> what was sent with it


class Validate(Protocol):
    """Takes form data or plain values, the sources' values and the day it is answered on (dates "not in the future").

    Raises `refusals.InvalidAnswers` with the messages per field.
    """

    def __call__(self, answers: Mapping[str, Any], choices: Choices, *, on: date) -> Answers: ...


@dataclass(frozen=True, slots=True)
class FormSpec:
    key: str  # "agency_grievance.complaint": module and form
    title: str
    fields: tuple[FieldSpec, ...]
    validate: Validate = field(repr=False, compare=False)

    def routing_schema(self) -> dict[str, dict[str, Any]]:
        """The routing fields with kind and choices: part of a procedure version's digest."""
        return {
            f.name: {"kind": f.kind, "required": f.required, "choices": [value for value, _label in f.choices]}
            for f in self.fields
            if f.routes
        }

    @property
    def sources(self) -> frozenset[str]:
        return frozenset(f.source for f in self.fields if f.source)


FormCatalogue = Mapping[str, FormSpec]
