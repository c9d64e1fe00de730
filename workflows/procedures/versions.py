"""`bpmn/versions.lock`: which digest each version of each procedure has. Written once, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ombud.workflows.procedures.errors import Mistake, ProcedureError

FILE = "versions.lock"

Locked = Mapping[tuple[str, int], str]
"""(procedure key, version) -> digest."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A procedure that is not what its version was locked as. `way_out` says what to do."""

    line: int | None
    sentence: str
    way_out: str


def read_versions(root: Path) -> dict[tuple[str, int], str]:
    """Raises ProcedureError for a line that is not `key version digest`, or that repeats a version."""
    path = root / FILE
    found: dict[tuple[str, int], str] = {}
    mistakes = []
    for number, line in enumerate(_lines(path), 1):
        words = line.split()
        if not words:
            continue
        if len(words) != 3 or not words[1].isdecimal() or len(words[2]) != 64:
            mistakes.append(Mistake(str(path), "expected `key version digest` on this line.", number))
        elif (words[0], int(words[1])) in found:
            mistakes.append(Mistake(str(path), f"{words[0]} version {words[1]} stands here twice.", number))
        else:
            found[(words[0], int(words[1]))] = words[2]
    if mistakes:
        raise ProcedureError(*mistakes)
    return found


def drift(key: str, version: int, digest: str, locked: Locked) -> Drift | None:
    """What is wrong between a procedure and the lock; None when nothing is."""
    known = locked.get((key, version))
    if known == digest:
        return None
    line = next((place for place, entry in enumerate(locked, 1) if entry == (key, version)), None)
    if known is not None:
        sentence = f"What runs has changed since version {version} of {key} was locked."
        return Drift(
            line, sentence, f"Write version = {version + 1} in its procedure.toml, then `ombud procedures lock`."
        )
    newest = max((number for name, number in locked if name == key), default=0)
    if version < newest:
        sentence = f"{key} says version {version}, and version {newest} is locked already."
        return Drift(line, sentence, f"Write version = {newest + 1} in its procedure.toml.")
    return Drift(None, f"Version {version} of {key} is not locked.", "Run `ombud procedures lock`.")


def lock_versions(root: Path, digests: Mapping[str, tuple[int, str]]) -> list[str]:
    """Adds a line for each new version (key -> version, digest) and returns the lines added.

    Raises ProcedureError for a version that was locked with another digest; then nothing is written.
    """
    locked = read_versions(root)
    added: dict[tuple[str, int], str] = {}
    mistakes = []
    for key, (version, digest) in sorted(digests.items()):
        found = drift(key, version, digest, locked)
        if found is None:
            continue
        newest = max((number for name, number in locked if name == key), default=0)
        if (key, version) in locked or version < newest:
            mistakes.append(Mistake(str(root / FILE), f"{found.sentence} {found.way_out}", found.line))
        else:
            added[(key, version)] = digest
    if mistakes:
        raise ProcedureError(*mistakes)
    if added:
        entries = sorted({**locked, **added}.items())
        (root / FILE).write_text("".join(f"{key} {version} {digest}\n" for (key, version), digest in entries), "utf-8")
    return [f"{key} {version} {digest}" for (key, version), digest in sorted(added.items())]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except UnicodeDecodeError:
        raise ProcedureError(Mistake(str(path), "it is not written in UTF-8.")) from None
