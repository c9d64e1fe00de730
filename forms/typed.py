"""What is typed on a form before it is sent: texts as a browser sends them, kept and taken up again.

Nothing of it is judged, so that it comes back as it was typed, mistakes included. Files are no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ombud.forms.base import FormData, OmbudForm
from ombud.forms.evidence import Evidence
from ombud.forms.fields import Files, Tick
from ombud.forms.statements import Edition
from ombud.forms.steps import Step

Typed = dict[str, list[str]]
"""Texts by the name of their field."""


def names_of(form: OmbudForm) -> list[str]:
    """Under which names a form takes texts, in its order."""
    found = []
    for field in form:
        if not isinstance(field, Files):
            found.append(field.short_name)
        if isinstance(field, Evidence):
            found += [field.part(item) for item in field.items]
    return found


def taken(form: OmbudForm, before: Mapping[str, Sequence[str]], sent: FormData, step: Step | None = None) -> Typed:
    """What was typed before, with what a page sent now: the page of a step, or the one with every question. What was
    ticked of a list that was replaced since is left out once the new one is answered."""
    names = names_of(form) if step is None else step.names(form)
    typed = _still_asked(form, before, sent) | {name: _texts(sent, name) for name in names}
    if step is not None and step.items is not None:
        question: Any = form[step.asks[0]]
        elsewhere = [one for one in typed.get(question.short_name, ()) if one not in step.items]
        here = [one for one in _texts(sent, question.short_name) if one in step.items]
        typed[question.short_name] = [one.value for one in question.choices if one.value in (*elsewhere, *here)]
    return typed


def _still_asked(form: OmbudForm, before: Mapping[str, Sequence[str]], sent: FormData) -> Typed:
    found = {name: list(values) for name, values in before.items()}
    for edition in form:
        name = edition.short_name
        if isinstance(edition, Edition) and not _are_offered(edition, found) and _texts(sent, name):
            for field in form:
                if edition.lists(field) or (isinstance(field, Tick) and field.required):
                    found.pop(field.short_name, None)
    return found


def as_typed(form: OmbudForm) -> Typed:
    """What stands in a form, such as one that begins with earlier answers, as a browser would send it."""
    found: Typed = {}
    for field in form:
        if isinstance(field, Files):
            continue
        raw = getattr(field, "raw_data", None)
        if raw:
            found[field.short_name] = [str(value) for value in raw]
        if isinstance(field, Evidence):
            found[field.short_name] = [field.data] if field.data else []
            found |= {field.part(item): [said] for item, said in field.shown.items() if said}
        if isinstance(field, Edition) and field.was_replaced:
            found.pop(field.short_name, None)
    return found


def words_of(form: OmbudForm) -> dict[str, str]:
    """How its questions read, and the answers that were chosen, by "name" and "name:value"."""
    words: dict[str, str] = {}
    for field in form:
        if not isinstance(field, Files):
            words[field.short_name] = str(field.label.text)
            words |= {f"{field.short_name}:{value}": label for value, label in _chosen(field)}
    return words


def unfit(form: OmbudForm, typed: Mapping[str, Sequence[str]], words: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Of what was typed, what the form does not ask any more or does not take: the question, and what was answered."""
    known, found = names_of(form), list[tuple[str, list[str]]]()
    for name, values in typed.items():
        lost = [value for value in values if value.strip() and not (name in known and _is_offered(form, name, value))]
        if lost:
            question, _dot, _item = name.partition(".")
            said = [words.get(f"{name}:{value}", value) for value in lost]
            found.append((words.get(name) or words.get(question, name), said))
    return found


def replaced(form: OmbudForm, typed: Mapping[str, Sequence[str]]) -> str:
    """What is said where a list was replaced since its statements were answered; nothing where none was."""
    gone = (field for field in form if isinstance(field, Edition) and not _are_offered(field, typed))
    return next((str(field.invalid_choice_message) for field in gone), "")


def _are_offered(edition: Edition, typed: Mapping[str, Sequence[str]]) -> bool:
    return {choice.value for choice in edition.choices}.issuperset(filter(None, typed.get(edition.short_name, ())))


def _is_offered(form: OmbudForm, name: str, value: str) -> bool:
    choices = getattr(form[name], "choices", None) if name in form else None
    return choices is None or isinstance(form[name], Edition) or value in {choice.value for choice in choices}


def _chosen(field: Any) -> Iterator[tuple[str, str]]:
    given = field.data if isinstance(field.data, list) else [field.data]
    for choice in getattr(field, "choices", None) or ():
        if choice.value and choice.value in given:
            yield choice.value, str(choice.label)


def _texts(sent: FormData, name: str) -> list[str]:
    return [value for value in sent.getlist(name) if isinstance(value, str)]
