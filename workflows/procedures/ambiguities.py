"""`bpmn/ambiguities.toml`: where the manual is unclear or contradicts itself, how that is handled, and what shows it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, RootModel, model_validator

from ombud.workflows.procedures.errors import Mistake, ProcedureError
from ombud.workflows.procedures.model import Part
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import read_toml, text_of
from ombud.workflows.procedures.xml import XmlProblem, parse_xml

FILE = "ambiguities.toml"
DRAWN = (".bpmn", ".dmn")

SHOWN = 70
"""Characters of a topic in the text table."""

Key = Annotated[str, Field(pattern=r"^A\d{2,}$")]
Where = Annotated[str, Field(pattern=r"^[a-z][\w/.-]*(#[\w.-]+)?$")]


class Handling(StrEnum):
    SETTING = "setting"  # an office sets it; `where` is what it is set in
    RULE = "rule"  # the data or the steps of a procedure are drawn so
    OUTSIDE = "outside"  # Ombud has no part in it; `reason` says why


class Ambiguity(Part):
    """`where` are places below `bpmn/`: a file, and after `#` an element's id, a key of the TOML, or a row of the
    register. `shown_by` are the scenarios that show the handling."""

    topic: str
    problem: str
    handling: str
    answer: Handling
    where: tuple[Where, ...] = ()
    shown_by: tuple[Where, ...] = ()
    reason: str = ""

    @model_validator(mode="after")
    def answered(self) -> Ambiguity:
        if self.answer is Handling.OUTSIDE and not self.reason:
            raise ValueError("what is outside of Ombud needs a reason")
        if self.answer is not Handling.OUTSIDE and not (self.where and self.shown_by):
            raise ValueError("a setting or a rule needs `where` it stands and the scenario it is `shown_by`")
        return self


class Ambiguities(RootModel[dict[Key, Ambiguity]]):
    """By the number the register gives them."""


def read_ambiguities(root: Path = BPMN) -> dict[str, Ambiguity]:
    """In the order of the file; empty where an office keeps no such list. Raises ProcedureError for a file that cannot
    be read, for a place that is not there, and for a scenario that is none."""
    if not (root / FILE).exists():
        return {}
    found = read_toml(root / FILE, Ambiguities).root
    if mistakes := [mistake for key, each in found.items() for mistake in _astray(root, key, each)]:
        raise ProcedureError(*mistakes)
    return found


def _astray(root: Path, key: str, ambiguity: Ambiguity) -> Iterator[Mistake]:
    file = str(root / FILE)
    for place in ambiguity.where:
        if not _is_there(root, place):
            yield Mistake(file, f"there is no {place} below {root.name}/.", key=f"{key}.where")
    for place in ambiguity.shown_by:
        if not (root / place).is_file() or "scenarios" not in Path(place).parts:
            yield Mistake(file, f"{place} is no scenario below {root.name}/.", key=f"{key}.shown_by")


def _is_there(root: Path, place: str) -> bool:
    name, _hash, part = place.partition("#")
    path = root / name
    if not path.is_file():
        return False
    if not part:
        return True
    if path.suffix in DRAWN:
        return _is_drawn(path, part)
    if path.suffix == ".toml":
        return _is_written(tomllib.loads(text_of(path)), part.split("."))
    return part in read_register(root)


def _is_drawn(path: Path, element: str) -> bool:
    try:
        return any(node.get("id") == element for node in parse_xml(path.read_bytes()).iter())
    except XmlProblem:
        return False


def _is_written(value: Any, path: Sequence[str]) -> bool:
    """Keys of tables; the items of a list are counted from 1, as `coverage` counts them, or named by their `key`."""
    for part in path:
        if isinstance(value, list):
            named = {
                str(item.get("key", n)) if isinstance(item, dict) else str(n): item for n, item in enumerate(value, 1)
            }
            value = dict(enumerate(value, 1)).get(int(part)) if part.isdecimal() else named.get(part)
        elif isinstance(value, dict):
            value = value.get(part)
        else:
            return False
    return value is not None


def as_json(ambiguities: dict[str, Ambiguity]) -> dict[str, Any]:
    return {"ambiguities": [{"id": key} | each.model_dump(mode="json") for key, each in ambiguities.items()]}


def as_text(ambiguities: dict[str, Ambiguity]) -> str:
    """A line each: how it is handled, where, and the scenario that shows it."""
    lines = [f"  {key}  {each.answer:<8} {each.topic[:SHOWN]}\n{_told(each)}" for key, each in ambiguities.items()]
    counted = ", ".join(f"{sum(each.answer is kind for each in ambiguities.values())} {kind}" for kind in Handling)
    return "\n".join([*lines, f"All: {len(ambiguities)} ({counted})."])


def _told(ambiguity: Ambiguity) -> str:
    told = [f"       {place}" for place in ambiguity.where] + [
        f"       shown by {place}" for place in ambiguity.shown_by
    ]
    return "\n".join([*told, f"       {ambiguity.reason}"] if ambiguity.reason else told)
