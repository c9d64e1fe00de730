"""`bpmn/policies.toml`: the policies of the manual with their dates; what the manual leaves blank stays blank."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ombud.workflows.procedures.errors import Mistake, ProcedureError
from ombud.workflows.procedures.sentences import mistakes_of

FILE = "policies.toml"


class Policy(BaseModel):
    """Dates as the manual writes them; empty where it has none."""

    model_config = ConfigDict(extra="allow", frozen=True)

    title: str
    approved: str = ""
    effective: str = ""
    revised: str = ""


class PoliciesToml(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)

    policies: dict[Annotated[str, Field(pattern=r"^[A-Z0-9][A-Za-z0-9.-]*$")], Policy] = Field(default_factory=dict)


def read_policies(root: Path) -> dict[str, Policy]:
    """The policies by number. Raises ProcedureError naming file, line, key and what was expected."""
    path = root / FILE
    try:
        text = path.read_text("utf-8")
        return dict(PoliciesToml.model_validate(tomllib.loads(text)).policies)
    except FileNotFoundError:
        raise ProcedureError(Mistake(str(path), "the list of policies is missing.")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProcedureError(Mistake(str(path), f"this is not TOML: {error}.")) from None
    except ValidationError as error:
        raise ProcedureError(*mistakes_of(error, PoliciesToml, file=str(path), text=text)) from None
