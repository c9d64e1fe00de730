"""The pages of a long form: a group of questions each, and one for every heading of a list that has some.

A form says its groups; what is left out of them is asked on the last page. Files are chosen when the form is sent, since a
browser keeps none from page to page, so a group of nothing else is no page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ombud.forms.base import Group, OmbudForm
from ombud.forms.evidence import Evidence
from ombud.forms.fields import Files
from ombud.forms.statements import Edition, Statements
from ombud.forms.text import lazy as _

LONG: Final = 10
"""Questions from which on a form is long enough for its answers to be looked through before they are sent."""

Headings = Mapping[str, Mapping[str, str]]
"""The heading of each item of a list, by the source that offers it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One page. `items`: of the list it asks, those under its heading; None where it asks whole questions."""

    key: str  # in its address
    title: str
    asks: tuple[str, ...]
    items: tuple[str, ...] | None = None

    def applies(self, form: OmbudForm) -> bool:
        """Whether anything on it is asked, as the form is answered so far."""
        return any(form[name].is_asked(form) for name in self.asks)  # type: ignore[attr-defined]

    def names(self, form: OmbudForm) -> set[str]:
        """What its page sends, by the names of the fields; of a list also which version its words are of."""
        if self.items is None:
            return set(self.asks)
        shown = {
            field.part(item)
            for field in form
            if isinstance(field, Evidence)
            for item in self.items
            if item in field.items
        }
        return shown | {field.short_name for field in self.editions(form)}

    def editions(self, form: OmbudForm) -> list[Edition]:
        """The questions for the version of the list it asks a part of."""
        asked = [form[name] for name in self.asks] if self.items is not None else []
        return [one for one in form if isinstance(one, Edition) and any(one.lists(field) for field in asked)]


def is_long(form: OmbudForm) -> bool:
    return bool(form.groups) or len(form.questions()) >= LONG


def steps_of(form: OmbudForm, headings: Headings) -> list[Step]:
    """The pages of a form in their order; none where it is short enough for one."""
    if not form.groups:
        return []
    grouped = {name for group in form.groups for name in group.asks}
    rest = tuple(field.short_name for field in form if field.short_name not in grouped)
    groups = [*form.groups, *([Group(_("The rest"), rest)] if rest else [])]
    return [step for group in groups for step in _pages(form, group, headings)]


def _pages(form: OmbudForm, group: Group, headings: Headings) -> Iterable[Step]:
    asks = tuple(name for name in group.asks if not isinstance(form[name], Files))
    if len(asks) == 1 and isinstance(form[asks[0]], Statements):
        sections = _sections(form[asks[0]], headings)
        if len(sections) > 1:
            for number, (heading, items) in enumerate(sections.items(), 1):
                yield Step(f"{asks[0]}.{number}", heading or str(group.title), asks, tuple(items))
            return
    if asks:
        yield Step(asks[0], str(group.title), asks, _all_items(form, asks))


def _all_items(form: OmbudForm, asks: tuple[str, ...]) -> tuple[str, ...] | None:
    """A list without headings is one page, with what shows each of its items."""
    if len(asks) == 1 and isinstance(form[asks[0]], Statements):
        field: Any = form[asks[0]]
        return tuple(choice.value for choice in field.choices)
    return None


def _sections(field: Any, headings: Headings) -> dict[str, list[str]]:
    """The items of a list by heading, in the order in which the list has them."""
    known, found = headings.get(field.source, {}), dict[str, list[str]]()
    for choice in field.choices:
        found.setdefault(known.get(choice.value, ""), []).append(choice.value)
    return found
