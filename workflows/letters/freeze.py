"""What is fixed of a letter in the very commit that issues it; nothing that happens later changes what it will say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson

from ombud.storage.base import new_id
from ombud.storage.ledger import DeadlineStatus
from ombud.storage.letters import LetterStatus
from ombud.workflows.engine import ElementKey
from ombud.workflows.held import HeldCase, Row
from ombud.workflows.letters.own import bodies_of
from ombud.workflows.letters.templates import digest, frozen_texts
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.refusals import NotConfigured
from ombud.workflows.submissions import START
from ombud.workflows.text import SOURCE, in_language
from ombud.workflows.text import translate as _


def letter_row(held: HeldCase, *, key: ElementKey, name: str) -> Row:
    """The row of the letter `name` issued by `key`, for the command's own insert. Asks the database nothing, but for
    the first letter after an office has changed its own words (`own`).

    Raises NotConfigured when the deployed version has no template of that name.
    """
    if name not in held.deployed.letters or name not in held.deployed.toml.letters:
        raise NotConfigured(
            _("%(procedure)s has no letter %(name)s.", procedure=_(held.deployed.toml.title), name=name)
        )
    letter_id = new_id()
    bodies = bodies_of(held, name)
    texts = frozen_texts(bodies.pop(SOURCE), bodies)
    context = orjson.dumps(_context(held, name, texts, translated=bodies))
    return {
        "id": letter_id,
        "case_id": held.id,
        "element": str(key),
        "name": name,
        "template_digest": digest(texts),
        "context_sealed": held.key.seal(context, table="letters", column="context_sealed", row_id=letter_id),
        "pdf_sealed": None,
        "pdf_sha256": None,
        "status": LetterStatus.FROZEN,
        "issued_at": held.at,
        "rendered_at": None,
    }


def _context(held: HeldCase, name: str, texts: dict[str, str], *, translated: Iterable[str]) -> Row:
    letter = held.deployed.toml.letters[name]
    return {
        "texts": texts,
        "language": SOURCE,
        **_titles(held, name),
        "translated": {language: _titles(held, name, language) for language in translated},
        "to": letter.to,
        "sender": letter.sender,
        "required": letter.required,
        "settings": held.case["settings"],
        "deadlines": _deadlines(held),
        "quotes": {quoted: _quote(held, element) for quoted, element in letter.quotes.items()},
        "head_seq": held.case["head_seq"],
    }


def _titles(held: HeldCase, name: str, language: str = SOURCE) -> Row:
    toml = held.deployed.toml
    with in_language(language):
        return {"case_title": _(toml.title), "letter_title": _(toml.letters[name].title)}


def _deadlines(held: HeldCase) -> dict[str, str]:
    """The dates this command set."""
    return {
        name: row["due_at"].isoformat()
        for (_key, name), row in held.deadlines.items()
        if row["status"] == DeadlineStatus.WAITING and row["due_at"] is not None
    }


def _quote(held: HeldCase, element: str) -> dict[str, Any]:
    """Which submission is quoted: its id if this command made it, else the newest that stood in the case's chain of
    events up to `head_seq`; submissions are never changed, so that names one of them for good."""
    form = form_of(held.deployed, element)
    own: list[UUID] = [row["id"] for row in held.submissions if row["element"] == element and row["form"] == form]
    return {"element": element, "form": form, "submission": str(own[-1]) if own else None}


def form_of(deployed: Deployed, element: str) -> str:
    """The form of what a letter quotes: of a task, of the start or of the withdrawal."""
    toml = deployed.toml
    if element == START:
        return toml.start.form
    if element == "withdrawal" and toml.withdrawal is not None:
        return toml.withdrawal.form
    return deployed.definition.elements[element].form
