"""`bpmn/appeals.toml`: what whoever brought a matter can do when they do not agree with what becomes of it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import RootModel, ValidationError

from ombud.workflows.procedures.errors import Mistake, ProcedureError
from ombud.workflows.procedures.model import Name, Part
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.sentences import mistakes_of

FILE = "appeals.toml"


class Appeal(Part):
    """`not_after`: outcomes of a closed case after which this way is no longer open."""

    text: str
    source: str
    not_after: tuple[Name, ...] = ()


class AppealsToml(RootModel[dict[Name, Appeal]]):
    """By key of the procedure."""

    def of(self, procedure: str, outcome: str | None) -> Appeal | None:
        appeal = self.root.get(procedure)
        return None if appeal is None or outcome in appeal.not_after else appeal


@cache
def read_appeals(root: Path = BPMN) -> AppealsToml:
    """Raises ProcedureError naming file, line, key and what was expected."""
    path = root / FILE
    try:
        text = path.read_text("utf-8")
        return AppealsToml.model_validate(tomllib.loads(text))
    except FileNotFoundError:
        raise ProcedureError(Mistake(str(path), "the list of appeals is missing.")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProcedureError(Mistake(str(path), f"this is not TOML: {error}.")) from None
    except ValidationError as error:
        raise ProcedureError(*mistakes_of(error, Appeal, file=str(path), text=text)) from None
