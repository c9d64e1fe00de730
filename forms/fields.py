"""The kinds of questions a form asks.

Each declares whether its answer *routes* (a gateway, a table or a deadline reads it, so it becomes a case variable) and
whether it is *personal*. A personal answer never routes. A question with `when` is asked only where another was answered
so; otherwise whatever was sent for it is left out and its answer is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Email as LooksLikeEmail
from wtforms.validators import Length, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from ombud.forms.text import lazy as _
from ombud.forms.text import sentences
from ombud.forms.tidying import one_line, tidy
from ombud.forms.uploads import ACCEPTED, MAX_FILES, Upload, accept

MAX_LINE = 200
MAX_TEXT = 20_000
"""Characters: some seven printed pages, more than a grievance needs."""

SHORTEN: Final = _("Shorten this to %(max)d characters.")
"""The form library fills in how many."""

Pairs = Sequence[tuple[str, str]]


class Offered(SelectChoice):  # type: ignore[misc]
    """An answer to choose from, in the shape the form library wants; it unpacks to value and label."""

    def __iter__(self) -> Iterator[str]:
        return iter((self.value, self.label))


def offered(pairs: Pairs) -> list[Offered]:
    return [Offered(value, label) for value, label in pairs]


@dataclass(frozen=True, slots=True)
class When:
    """Asked only if the question `field` was answered with one of `values`."""

    field: str
    values: tuple[str | bool, ...]

    def holds(self, form: Any) -> bool:
        other = form[self.field]
        given = other.data if isinstance(other.data, list) else [other.data]
        return other.is_asked(form) and any(value in self.values for value in given)

    def __str__(self) -> str:
        return f"{self.field}={'|'.join(str(value).lower() for value in self.values)}"


def when(field: str, *values: str | bool) -> When:
    return When(field, values)


class Asked:
    """What every question of ours adds to its field. Stands first among the bases."""

    kind: ClassVar[str]

    def __init__(
        self,
        label: str,
        *,
        required: bool = True,
        missing: str = "",
        routes: bool = False,
        personal: bool | None = None,
        when: When | None = None,
        source: str = "",
        help: str = "",
        validators: Sequence[Callable[[Any, Any], None]] = (),
        **kwargs: Any,
    ) -> None:
        if routes and personal:
            raise ValueError(f"{label}: a personal answer never enters the engine")
        self.required = required
        self.missing = missing or _("Answer this question.")
        self.routes = routes
        self.personal = not routes if personal is None else personal
        self.when = when
        self.source = source
        super().__init__(label, validators=list(validators), description=help, **kwargs)  # type: ignore[call-arg]

    def learn(self, form: Any) -> None:
        """Told once the form offers its answers, for a question that goes by those of another."""

    def is_asked(self, form: Any) -> bool:
        return self.when is None or self.when.holds(form)

    @property
    def is_empty(self) -> bool:
        return self.data in (None, "", [])  # type: ignore[attr-defined]

    def pre_validate(self, form: Any) -> None:
        if not self.is_asked(form):
            self.errors: Sequence[Any] = []
            raise StopValidation
        if self.process_errors:  # type: ignore[attr-defined]
            raise StopValidation
        if self.is_empty:
            raise StopValidation(self.missing if self.required else "")
        super().pre_validate(form)  # type: ignore[misc]

    def answer(self) -> Any:
        """The answer as plain data; None where there is none."""
        return None if self.is_empty else self.data  # type: ignore[attr-defined]

    def routed(self) -> Any:
        """What of the answer may enter the engine, where the question routes."""
        return self.answer()

    def words(self) -> dict[str, str]:
        """How the answers offered read now, by "name:value", where they are data that may read otherwise tomorrow."""
        return {}

    def sent(self, value: Any) -> list[Any]:
        """A plain value as a browser would send it. Raises ValueError, in a sentence, for one of another kind."""
        if isinstance(value, str):
            return [value]
        raise ValueError(_("Give a text."))


class Line(Asked, StringField):
    kind = "text"

    def __init__(self, label: str, **kwargs: Any) -> None:
        too_long = Length(max=MAX_LINE, message=SHORTEN)
        super().__init__(label, filters=(tidy, one_line), validators=(too_long,), **kwargs)


class Text(Asked, TextAreaField):
    kind = "textarea"

    def __init__(self, label: str, **kwargs: Any) -> None:
        too_long = Length(max=MAX_TEXT, message=SHORTEN)
        super().__init__(label, filters=(tidy,), validators=(too_long,), **kwargs)


class Address(Asked, EmailField):
    kind = "email"

    def __init__(self, label: str, **kwargs: Any) -> None:
        wrong = LooksLikeEmail(message=_("Enter an e-mail address such as name@agency.org."))
        super().__init__(label, filters=(tidy, one_line), validators=(wrong,), **kwargs)


class _OneOf(Asked):
    """Exactly one of several answers."""

    kind = "choice"
    choices: Any

    def __init__(self, label: str, choices: Pairs = (), **kwargs: Any) -> None:
        super().__init__(label, choices=offered(choices), **kwargs)
        self.invalid_choice_message = _("Choose one of the answers listed.")

    def sent(self, value: Any) -> list[str]:
        """Where the answers come from a source, a scenario may give the label: keys there are new in each database."""
        found = super().sent(value)
        if self.source and found[0] not in {choice.value for choice in self.choices}:
            return [choice.value for choice in self.choices if choice.label == found[0]][:1] or found
        return found


class Choice(_OneOf, RadioField):
    """All answers in sight: for few."""


class Pick(_OneOf, SelectField):
    """A list to open: for many, and for answers that come from a source."""

    given: ClassVar[bool] = False
    """Whether the source offers one answer only, which is chosen from the start."""

    def is_given(self, _values: Pairs) -> bool:
        return self.given


def _only_listed(_count: int) -> str:
    return str(_("Choose only among the answers listed."))


class Choices(Asked, SelectMultipleField):
    """Any number of several answers."""

    kind = "choices"
    choices: Any
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, choices: Pairs = (), **kwargs: Any) -> None:
        super().__init__(label, choices=offered(choices), **kwargs)
        # a lazy text looks callable to the library, which would call it
        self.invalid_choice_message = _only_listed

    def sent(self, value: Any) -> list[str]:
        """A scenario may give labels, as above."""
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
            raise ValueError(_("Give a list of answers."))
        keys: dict[str, str] = {choice.label: choice.value for choice in self.choices or ()} if self.source else {}
        return [str(keys.get(item, item)) for item in value]


class Tick(Asked, BooleanField):
    """A box to tick. Unticked is the answer no, so it is never missing unless `required` asks for the tick; `missing` says
    why it does."""

    kind = "boolean"

    def __init__(self, label: str, *, required: bool = False, missing: str = "", **kwargs: Any) -> None:
        asks = _("Tick this if it is so.")
        super().__init__(label, required=required, missing=sentences(asks, missing) if missing else asks, **kwargs)

    @property
    def is_empty(self) -> bool:
        return self.required and not self.data

    def answer(self) -> bool:
        return bool(self.data)

    def sent(self, value: Any) -> list[str]:
        if isinstance(value, bool):
            return ["y"] if value else []
        raise ValueError(_("Give true or false."))


class Day(Asked, DateField):
    """A calendar day. The answer is written 2026-04-16."""

    kind = "date"

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if text:
            try:
                self.data = date.fromisoformat(text)
            except ValueError:
                raise ValueError(_("Enter a date as year-month-day, such as 2026-04-16.")) from None

    def answer(self) -> str | None:
        return self.data.isoformat() if self.data else None

    def sent(self, value: Any) -> list[str]:
        """A moment that another form asked for is taken for its day."""
        if isinstance(value, date):
            return [value.strftime("%Y-%m-%d")]
        return [text.partition("T")[0] for text in super().sent(value)]


class Files(Asked, MultipleFileField):
    """Files sent with the answers. They are kept sealed beside the submission; none routes."""

    kind = "files"

    def __init__(self, label: str, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, required=required, render_kw={"accept": ",".join(ACCEPTED)}, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Takes what browsers send (an object with `filename` and `read`), and files that were accepted before."""
        self.data = []
        for sent in valuelist:
            if isinstance(sent, Upload):
                self.data.append(sent)
            elif getattr(sent, "filename", ""):
                self.data.append(accept(sent.filename, sent.read()))
        if len(self.data) > MAX_FILES:
            raise ValueError(_("Send at most %(max)d files at a time.", max=MAX_FILES))

    def sent(self, value: Any) -> list[Any]:
        """A scenario gives files as tables of a name and a text."""
        if isinstance(value, (list, tuple)):
            files = [one if isinstance(one, Upload) else _written(one) for one in value]
            if None not in files:
                return files
        raise ValueError(_("Give a list of files, each with a name and a text."))


def _written(value: Any) -> Upload | None:
    if isinstance(value, dict) and set(value) == {"name", "text"} and all(isinstance(v, str) for v in value.values()):
        return accept(value["name"], value["text"].encode())
    return None
