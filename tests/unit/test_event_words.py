"""Every kind of event that the code can write has words: on the page of the log, or in the history of its case."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from ombud.webapp.administration.kinds import KINDS
from ombud.workflows.casefile.kinds import WORDS
from ombud.workflows.casefile.timeline import AMONG_THEM, OF_THE_BODY

ROOT = Path(__file__).parents[2]
KIND = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
FILES = (".toml", ".csv", ".html", ".css", ".lock", ".sqlite")

ELSEWHERE = ("storage/migrations", "workflows/procedures", "workflows/choices.py", "workflows/letters/samples.py")
"""Places whose dotted words are no events: columns, commands of scenarios, sources of choices, names in a template."""

OTHER_KEYS = frozenset(
    (
        "account.address", "account.link", "account.password", "ballot.reminder", "case.receipt", "job.failed", "meeting.changed", "message.message",
        "message.note", "moved.party", "persons.of_agencies", "public.track", "task.claims", "tracked.show", "worker.database",
    )
)  # fmt: skip
"""Dotted words that name a form, a notice, a page, a source of choices or a line of the program's own log. A new one that is no event goes here."""

DECIDED_LATER = {
    "agenda": ("added", "deferred", "input_received", "input_wanted", "ordered", "placed", "removed"),
    "ballot": (),
    "deadline": ("extend", "pause", "resume", "retime"),
    "letter": ("delivered", "failed"),
    "meeting": ("scheduled", "moved", "cancelled"),
}
"""The kinds whose second word the code puts in when it runs."""


def sources() -> Iterator[ast.Module]:
    for top in ("workflows", "storage"):
        for path in sorted((ROOT / top).rglob("*.py")):
            if not path.relative_to(ROOT).as_posix().startswith(ELSEWHERE):
                yield ast.parse(path.read_text())
    for name in ("webapp/public/doors.py", "workflows/procedures/deploy.py"):
        yield ast.parse((ROOT / name).read_text())


def written() -> set[str]:
    texts = {
        node.value
        for tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KIND.fullmatch(node.value)
    }
    return {text for text in texts if not text.endswith((*FILES, ".id"))} - OTHER_KEYS


def half_written() -> set[str]:
    """The first words of kinds whose second one is put in."""
    found = set()
    for tree in sources():
        for node in ast.walk(tree):
            first = node.values[0] if isinstance(node, ast.JoinedStr) and len(node.values) == 2 else None
            if isinstance(first, ast.Constant) and (match := re.fullmatch(r"([a-z_]+)\.", str(first.value))):
                found.add(match[1])
    return found


def has_words(kind: str) -> bool:
    return kind in KINDS or kind in WORDS or kind.startswith((*OF_THE_BODY, *AMONG_THEM, "identity."))


def test_every_kind_has_words() -> None:
    known = written()
    assert {"checklist.published", "code.refused", "case.undone", "body.rule_set"} <= known
    assert sorted(kind for kind in known if not has_words(kind) and not kind.endswith((".public", ".form"))) == []


def test_the_kinds_that_are_put_together_have_words_too() -> None:
    assert half_written() <= DECIDED_LATER.keys()
    kinds = [f"{first}.{second}" for first, seconds in DECIDED_LATER.items() for second in seconds]
    assert [kind for kind in kinds if not has_words(kind)] == []


def test_no_words_are_kept_for_what_is_never_written() -> None:
    kinds = {f"{first}.{second}" for first, seconds in DECIDED_LATER.items() for second in seconds}
    assert sorted(KINDS.keys() - written() - kinds) == []
