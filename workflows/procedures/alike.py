"""`bpmn/alike.toml`: procedures that are taken for one another, and when each is the right one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ombud.workflows.procedures.errors import Mistake, ProcedureError, toml_line
from ombud.workflows.procedures.load import load_all
from ombud.workflows.procedures.model import Name, Part
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import parse_toml, text_of

FILE = "alike.toml"


class When(Part):
    text: Annotated[str, Field(min_length=1)]


Group = Annotated[dict[Name, When], Field(min_length=2)]


class AlikeToml(Part):
    groups: tuple[Group, ...]


@cache
def read_alike(root: Path = BPMN) -> tuple[Group, ...]:
    """None where an office has written none. Raises ProcedureError, also for a procedure that there is not."""
    path = root / FILE
    if not path.exists():
        return ()
    text = text_of(path)
    groups, known = parse_toml(path, text, AlikeToml).groups, load_all(root)
    mistakes = [
        Mistake(str(path), f"there is no procedure {key}.", toml_line(text, ("groups", place, key)), f"groups.{key}")
        for place, group in enumerate(groups)
        for key in group
        if key not in known
    ]
    if mistakes:
        raise ProcedureError(*mistakes)
    return groups
