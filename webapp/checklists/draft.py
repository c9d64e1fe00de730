"""A new text on its way to being published: what was sent, what was understood of it, and what it would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from ombud.webapp.checklists.upload import LARGEST, text_of
from ombud.workflows.checklists import Checklist, Difference, Item, difference
from ombud.workflows.checklists.matching import merged, suggested
from ombud.workflows.checklists.text import Line, printed, understand

NEW = ""
"""What a line is matched with that no item of the list in use is."""


@dataclass
class Draft:
    """`wrong` says why the text cannot be used yet; then there are no lines."""

    text: str
    newest: Checklist
    lines: tuple[Line, ...] = ()
    chosen: tuple[str, ...] = ()  # for each line the id of the item it continues, or NEW
    wrong: list[str] = field(default_factory=list)
    mixed_up: list[str] = field(default_factory=list)  # choices that cannot be

    @property
    def items(self) -> tuple[Item, ...]:
        return merged(self.lines, self.chosen, self._old)

    @property
    def change(self) -> Difference:
        return difference(self.newest.items, self.items)

    @property
    def lost(self) -> list[str]:
        """Rows of the register for which the list in use has an item and this one would have none."""
        kept = {row for item in self.items for row in item.cites}
        return list(dict.fromkeys(row for item in self.newest.items for row in item.cites if row not in kept))

    @property
    def _old(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.newest.items}


def begun(newest: Checklist) -> Draft:
    """The text in use, to be edited or pasted over."""
    return Draft(printed(newest.items), newest)


def sent(form: MultiDict[str, str], files: MultiDict[str, FileStorage], newest: Checklist) -> Draft:
    """What the page sent: a file if one was chosen, else the text; the choices made for its lines, or suggestions."""
    draft = Draft(form.get("text", ""), newest)
    file = files.get("file")
    if file is not None and file.filename:
        try:
            draft.text = text_of(file.filename, file.stream.read(LARGEST + 1))
        except ValueError as wrong:
            draft.wrong = [str(wrong)]
            return draft
    understood = understand(draft.text)
    draft.wrong = list(understood.wrong)
    if not draft.wrong:
        draft.lines = understood.lines
        draft.text = printed(understood.lines)
        _choose(draft, form.getlist("same"))
    return draft


def _choose(draft: Draft, chosen: Sequence[str]) -> None:
    known = {item.id for item in draft.newest.items}
    if len(chosen) != len(draft.lines) or not known.issuperset(filter(None, chosen)):
        draft.chosen = suggested(draft.lines, draft.newest.items)
        return
    first: dict[str, int] = {}
    for place, item_id in enumerate(chosen, 1):
        if item_id and first.setdefault(item_id, place) != place:
            draft.mixed_up.append(
                _(
                    "Items %(first)d and %(second)d continue the same item. Choose for one of them that it is new.",
                    first=first[item_id],
                    second=place,
                )
            )
    draft.chosen = tuple(chosen)


def published(draft: Draft, form: Any) -> dict[str, Any]:
    """What the command is given."""
    return {
        "items": draft.items,
        "origin": str(form.origin.data),
        "official": form.official.data == "yes",
        "resolution": str(form.resolution.data or ""),
        "reason": str(form.reason.data),
    }
