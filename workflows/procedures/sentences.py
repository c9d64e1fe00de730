"""What pydantic found wrong with a TOML file, in sentences for the person who wrote it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel, RootModel, ValidationError

from ombud.workflows.procedures.errors import Mistake, toml_line

_PATTERNS = {
    r"^[a-z][a-z0-9_]*$": "a name of small letters, digits and underscores, beginning with a letter",
    r"^P\d+D$": 'a number of days such as "P30D"',
    r"^[A-Z]{2,5}$": "two to five capital letters",
}
_KINDS = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": 'a list such as ["a", "b"]',
    "list_type": 'a list such as ["a", "b"]',
    "dict_type": "a table of keys and values",
    "model_type": "a table of keys and values",
    "datetime_type": "a date and time with its offset",
    "date_type": "a date such as 2026-03-02",
}


def mistakes_of(error: ValidationError, model: type[BaseModel], *, file: str, text: str) -> Iterator[Mistake]:
    """One Mistake for each thing that `model` did not find in the TOML `text`."""
    for found in error.errors():
        location = tuple(part for part in found["loc"] if part != "[key]")
        sentence = _sentence(found, model, location)
        yield Mistake(file, sentence, toml_line(text, location), ".".join(map(str, location)))


def _sentence(found: Any, model: type[BaseModel], location: Sequence[str | int]) -> str:
    kind, context = found["type"], found.get("ctx", {})
    if kind == "missing":
        return "this key is missing."
    if kind == "extra_forbidden":
        return _unknown(str(location[-1]), _keys(model, location[:-1]))
    if kind == "string_pattern_mismatch":
        return _expected(_PATTERNS.get(context["pattern"], f"a text like {context['pattern']}"), found["input"])
    if kind in ("literal_error", "enum"):
        return _expected(f"one of {context['expected']}", found["input"])
    if kind == "greater_than_equal":
        return _expected(f"a number from {context['ge']}", found["input"])
    if kind in ("too_long", "too_short"):
        wanted = context.get("max_length", context.get("min_length"))
        return f"expected {wanted} entries, found {context['actual_length']}."
    if kind == "value_error":
        return f"{context['error']}."
    return _expected(_KINDS.get(kind, ""), found["input"]) if kind in _KINDS else f"{found['msg']}."


def _expected(what: str, given: Any) -> str:
    return f"expected {what}, found {_shown(given)}."


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else f"{value}"[:60]


def _unknown(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    listed = f" Known here: {', '.join(known)}." if known else ""
    return f"there is no such key.{meant}{listed}"


def _keys(model: Any, location: Sequence[str | int]) -> list[str]:
    """The keys of the table at `location`, found along the model's types."""
    kinds: list[Any] = _inside(model)
    for part in location:
        inner: list[Any] = []
        for kind in kinds:
            known = _fields(kind).get(str(part))
            inner += _inside(known) if known else [kind]  # else the name of an entry, or its place
        kinds = inner
    return [name for kind in kinds for name in _fields(kind)]


def _inside(annotation: Any) -> list[Any]:
    """A type, and what it holds where it is a union, a list or a mapping."""
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        return _inside(annotation.model_fields["root"].annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [kind for argument in get_args(annotation) for kind in _inside(argument)]


def _fields(kind: Any) -> dict[str, Any]:
    """The keys of a table as they are written, each with its type."""
    return {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
