"""What all forms share: filled from a browser or from plain values, judged, and handed on as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol, TypeVar, cast, runtime_checkable

from wtforms import Form

from ombud.forms.fields import Asked, Files, Pick, offered
from ombud.forms.text import lazy as _

Choices = Mapping[str, Sequence[tuple[str, str]]]
"""Values of the choice sources the forms name: source -> [(value, label)]."""


@runtime_checkable
class FormData(Protocol):
    """What a browser sends: several values under one name."""

    def getlist(self, key: str) -> list[Any]: ...

    def __contains__(self, key: object) -> bool: ...

    def __iter__(self) -> Iterator[str]: ...


class Sent(dict[str, list[Any]]):
    """Plain values in the shape of a browser's."""

    def getlist(self, key: str) -> list[Any]:
        return self.get(key, [])


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together: where a form is long they have a page of their own."""

    title: str
    asks: tuple[str, ...]


class OmbudForm(Form):
    """A form of a procedure. `today` is the day it is answered on; it is passed, never read from a clock.

    `checks`: what was answered is looked through before it is sent, also where the form is short; those of a task that
    decides, and long ones, are in any case.
    """

    title: ClassVar[str] = ""
    intro: ClassVar[str] = ""
    yours: ClassVar[str] = _("Your case")  # what whoever opens a case with it calls that case
    privacy: ClassVar[str] = ""  # who reads what, where that is another than whoever works on the case
    submit: ClassVar[str] = _("Send")
    unmet: ClassVar[str] = ""  # what follows where a statement of its lists is not confirmed
    groups: ClassVar[tuple[Group, ...]] = ()
    checks: ClassVar[bool] = False

    today: date | None = None

    class Meta:
        csrf = False
        locales = False

    def questions(self) -> list[Asked]:
        return [cast("Asked", field) for field in self]

    def file_questions(self) -> list[str]:
        return [name for name, field in self._fields.items() if isinstance(field, Files)]

    def fill(self, choices: Choices) -> None:
        """Gives every question its answers to choose from. Raises KeyError for a source that is not given."""
        for field in self:
            if source := cast("Asked", field).source:
                values = choices[source]
                blank = isinstance(field, Pick) and not field.is_given(values)
                field.choices = offered([*[("", _("- Choose -"))] * blank, *values])  # type: ignore[attr-defined]
        for field in self:
            cast("Asked", field).learn(self)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        good = super().validate(extra_validators)
        for name, message in self.check():
            if not self[name].errors:
                self[name].errors = [message]
                good = False
        for name, messages in self._unfit.items():
            if name in self._fields:
                self[name].errors = messages
        return good and not self._unfit

    def check(self) -> Iterator[tuple[str, str]]:
        """What concerns several questions together: field and message. Overridden where a form has such a rule."""
        yield from ()

    @property
    def problems(self) -> dict[str, list[str]]:
        """What needs attention, by field, in the reader's language. Call `validate` first."""
        found = {name: [str(message) for message in messages] for name, messages in self.errors.items() if name}
        return found | {name: [str(message) for message in messages] for name, messages in self._unfit.items()}

    def answers(self) -> dict[str, Any]:
        """Every question's answer as plain data, None where it was not asked or left open."""
        return {field.short_name: field.answer() if field.is_asked(self) else None for field in self._asked()}

    def routing(self) -> dict[str, Any]:
        """The answers that may enter the engine."""
        asked = (field for field in self._asked() if field.routes)
        return {field.short_name: field.routed() if field.is_asked(self) else None for field in asked}

    def labels(self) -> dict[str, str]:
        """The questions as they read now, kept with the answers; also answers offered whose words may change."""
        asked = self._asked()
        words = {name: word for field in asked if field.is_asked(self) for name, word in field.words().items()}
        return {field.short_name: str(field.label.text) for field in asked} | words

    def _asked(self) -> list[Any]:
        return list(self)

    @property
    def _unfit(self) -> dict[str, list[str]]:
        """Values of the wrong kind, and names the form does not ask for."""
        found: dict[str, list[str]] = self.__dict__.setdefault("_unfit_values", {})
        return found


SomeForm = TypeVar("SomeForm", bound=OmbudForm)


def from_values(
    form_class: type[SomeForm], values: Mapping[str, Any] | FormData, choices: Choices, *, today: date | None = None
) -> SomeForm:
    """A form filled from a browser's data or from plain values, ready to `validate`.

    Plain values must be of the question's kind, and a name the form does not ask for is a problem of its own; a browser
    sends a token and buttons besides, which are passed over.
    """
    form = form_class()
    form.today = today
    form.fill(choices)
    if isinstance(values, FormData):
        form.process(cast("Any", values))
    else:
        form.process(_sent(form, values))
    return form


def _sent(form: OmbudForm, values: Mapping[str, Any]) -> Sent:
    sent = Sent()
    for name, value in values.items():
        if name not in form:
            names = ", ".join(sorted(field.short_name for field in form))
            form._unfit[name] = [
                _("This form does not ask for “%(name)s”. It asks for: %(names)s.", name=name, names=names)
            ]
        elif value is not None:
            try:
                sent[name] = cast("Asked", form[name]).sent(value)
            except ValueError as problem:
                form._unfit[name] = [problem.args[0]]
    return sent
