"""What a refused request held, as people read it: under the questions they answered, never a key, an id or a password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from uuid import UUID

from flask import g, has_request_context, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, Form

from ombud.forms.catalogue import CATALOGUE
from ombud.webapp.idempotency import FIELD
from ombud.workflows.casefile.words import humanised
from ombud.workflows.text import translate

SECRET: Final = frozenset(
    ("password", "new_password", "new_password_again", "code", "current_code", "offered", "key", "username")
)
PUT_IN: Final = frozenset(
    (
        FIELD,
        "csrf_token",
        "back",
        "box",
        "seen",
        "shown",
        "today",
        "same",
        "use",
        "to",
        "holding",
        "go",
        "page",
        "query",
        "error",
        "website",
        "step",
        "looked_through",
    )
)
"""What pages put in themselves, and what says nothing without its page."""

CODED: Final = re.compile(r"[a-z][a-z0-9_]*")
"""How the values of a choice are written."""

WORDS: Final = {
    "reason": lazy_gettext("Reason"),
    "note": lazy_gettext("Note"),
    "text": lazy_gettext("Text"),
    "name": lazy_gettext("Name"),
    "email": lazy_gettext("E-mail address"),
    "title": lazy_gettext("Title"),
    "place": lazy_gettext("Place"),
}
"""What is asked on many pages, for a request that was refused before its form was known."""


def keep(form: Form) -> None:
    """Notes a form of this request, for `typed`."""
    if has_request_context() and request.method == "POST":
        g.setdefault("forms_of_request", []).append(form)


def typed() -> list[tuple[str, str]]:
    """What the refused form held, by question: it is shown, so that nobody writes it twice."""
    if request.method != "POST":
        return []
    found = (_shown(name, value) for name, value in request.form.items(multi=True) if value.strip())
    return [one for one in found if one is not None]


def label_of(name: str) -> str:
    """The question as its form asks it, or what the name says."""
    field = _field(name)
    if field is not None:
        return str(field.label.text)
    return str(WORDS.get(name) or _of_procedures().get(name) or translate(humanised(name)))


@cache
def _of_procedures() -> Mapping[str, Any]:
    """Questions of procedures by name, as far as their forms ask the same under it."""
    found: dict[str, list[Any]] = {}
    for form in CATALOGUE.values():
        for question in form():
            found.setdefault(question.short_name, []).append(question.label.text)
    return {name: asked[0] for name, asked in found.items() if len(set(map(str, asked))) == 1}


def _shown(name: str, value: str) -> tuple[str, str] | None:
    field = _field(name)
    if name in SECRET or (name in PUT_IN and field is None):
        return None
    if isinstance(field, BooleanField):
        return label_of(name), _("Yes")
    if field is not None and getattr(field, "choices", None):
        return _chosen(field, value)
    return None if field is None and _is_coded(value) else (label_of(name), value)


def _chosen(field: Any, value: str) -> tuple[str, str] | None:
    words = [str(choice.label) for choice in field.choices if str(choice.value) == value]
    return (str(field.label.text), words[0]) if words else None


def _field(name: str) -> Any:
    """The field of the newest form that asks it; None where no form was read."""
    forms = g.get("forms_of_request", ())
    return next((form[name] for form in reversed(forms) if name in form), None)


def _is_coded(value: str) -> bool:
    """Whether it is what a page put in, and nobody typed: an id, or the value of a choice."""
    try:
        UUID(value)
    except ValueError:
        return CODED.fullmatch(value) is not None
    return True
