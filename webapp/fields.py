"""The forms of our own pages: what they share, and what templates ask of a field.

A question whose answer the library would judge in its own words has a class here, which judges it in ours. Forms of
procedures are another matter: they stand in `forms/`.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Final

import wtforms
from flask import Flask
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, Field, RadioField, SelectField, TimeField
from wtforms.fields.core import UnboundField
from wtforms.validators import Length

from ombud.webapp import typed

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2200, 12, 31)
"""A day outside of these is a slip of the hand, and the arithmetic of days ends with the year 9999."""

SHORTEN: Final = _("Shorten this to %(max)d characters.")
LISTED: Final = _("Choose one of the answers listed.")


def install(app: Flask) -> None:
    app.jinja_env.globals.update(described=described, told=told)


def at_most(characters: int) -> Length:
    return Length(max=characters, message=SHORTEN)


class Form(wtforms.Form):
    """Kept for this request, so that a page of a refusal can say under which question something was typed.

    Its fields stand on a page under the form's name: another form there may ask for a reason too."""

    class Meta:
        def bind_field(self, form: Form, unbound: UnboundField[Any], options: dict[str, Any]) -> Any:
            return unbound.bind(
                form=form, id=f"{type(form).__name__.lower()}-{options['prefix']}{options['name']}", **options
            )

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        typed.keep(self)


class Day(DateField):
    """A day that need not be given; what is no day, or no day of our times, is said so."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data = None
        text = valuelist[0].strip()
        if not text:
            return
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise ValueError(gettext("Choose a day from the calendar, or write it as 2026-04-22.")) from None
        if not EARLIEST <= day <= LATEST:
            first, last = EARLIEST.year, LATEST.year
            raise ValueError(gettext("Choose a day of the years %(first)d to %(last)d.", first=first, last=last))
        self.data = day


class Clock(TimeField):
    """A time of day; what is none is said so."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Write the time as hours and minutes, such as 10:00.")) from None


class Choice(RadioField):
    """Exactly one of several answers, all of them in sight: for few."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invalid_choice_message = LISTED


class Pick(SelectField):
    """Exactly one of several answers, from a list to open: for many."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invalid_choice_message = LISTED


def described(field: Field) -> dict[str, Any]:
    forgotten = field.type == "Files" and field.data  # what was chosen before the page came back
    about = (("hint", field.description), ("error", field.errors), ("again", forgotten))
    parts = [f"{field.id}-{part}" for part, there in about if there]
    attributes: dict[str, Any] = {}
    if parts:
        attributes["aria-describedby"] = " ".join(parts)
    if field.errors:
        attributes["aria-invalid"] = "true"
    if getattr(field, "required", False) and not getattr(field, "when", None):
        attributes["required"] = True
    return attributes


def told(form: wtforms.Form) -> list[tuple[Field, str]]:
    """What is wrong, as a list above the form says it: a sentence that stands under several questions names each."""
    errors = [(field, str(error)) for field in form for error in field.errors]
    alike = Counter(sentence for _field, sentence in errors)
    return [
        (field, f"{field.label.text} {sentence}" if alike[sentence] > 1 else sentence) for field, sentence in errors
    ]
