"""What shows each statement of a list: a line beside each, and room for the rest. The answer is one text.

A line of it is the words of a statement, and what was said to show it: it reads the same in a letter and next year,
whatever the list says by then. A statement that was reworded since finds its line no more; that stays with the rest.
"""

from __future__ import annotations

from typing import Any, Final

from wtforms.utils import unset_value

from ombud.forms.base import OmbudForm
from ombud.forms.fields import MAX_LINE, Text
from ombud.forms.text import lazy as _
from ombud.forms.tidying import one_line, tidy

SHOWS: Final = ": "


def begins(words: str) -> str:
    """How the line of a statement begins."""
    return words.removesuffix(".") + SHOWS


class Evidence(Text):
    """`about` names the questions whose statements it is about; what was said of one comes under the name of its `part`."""

    def __init__(self, label: str, *, about: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.about = about
        self.items: dict[str, str] = {}
        self.shown: dict[str, str] = {}

    def learn(self, form: OmbudForm) -> None:
        """The statements and their words, once the form knows what it offers."""
        self.items = {
            choice.value: str(choice.label)
            for name in self.about
            for choice in form[name].choices or ()  # type: ignore[attr-defined]
        }

    def part(self, item: str) -> str:
        return f"{self.name}.{item}"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """A page sends each part; an earlier answer is taken apart."""
        super().process(formdata, data, extra_filters)
        parts = [item for item in self.items if formdata is not None and self.part(item) in formdata]
        if parts:
            said = {item: formdata.getlist(self.part(item)) for item in parts}
            self.shown = {item: one_line(tidy(texts[0])) or "" for item, texts in said.items() if texts}
        else:
            self.data, self.shown = self._apart(self.data or "")

    @property
    def is_empty(self) -> bool:
        return not self.answer()

    def answer(self) -> str | None:
        lines = [begins(words) + self.shown[item] for item, words in self.items.items() if self.shown.get(item)]
        return "\n".join([*lines, *([self.data] if self.data else [])]) or None

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        long = [self.items[item] for item, said in self.shown.items() if len(said) > MAX_LINE]
        if long and self.is_asked(form):
            words = _(
                "What shows “%(item)s” is too long: shorten it to %(max)d characters.", item=long[0], max=MAX_LINE
            )
            self.errors = [*self.errors, words]

    def _apart(self, text: str) -> tuple[str, dict[str, str]]:
        """What is left of a text, and the lines of it that begin with the words of a statement."""
        starts = {begins(words): item for item, words in self.items.items()}
        rest, shown = list[str](), dict[str, str]()
        for line in text.split("\n"):
            start = next((one for one in starts if line.startswith(one) and line != one), "")
            if start and starts[start] not in shown:
                shown[starts[start]] = line.removeprefix(start).strip()
            else:
                rest.append(line)
        return "\n".join(rest).strip("\n"), shown


def evidence(*about: str) -> Evidence:
    return Evidence(
        _("What else shows it, and where does it lie?"),
        about=about,
        help=_("The evidence and its date, for what has no line of its own. Without names of clients."),
        required=False,
    )
