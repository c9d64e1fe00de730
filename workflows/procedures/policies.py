"""`bpmn/policies.toml`: the policies of the manual with their dates; what the manual leaves blank stays blank."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from ombud.workflows.procedures.errors import Mistake, ProcedureError, toml_line
from ombud.workflows.procedures.sentences import mistakes_of

FILE = "policies.toml"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Part):
    """The number a policy has in one place of the manual (A03)."""

    number: str
    where: str


class Policy(Part):
    """Dates as the header prints them, `month/year`; empty where the header is blank."""

    slug: str
    labels: tuple[Label, ...]
    title: str
    written: str
    revised: str
    approved: str
    approval: str
    effective: str = ""
    note: str = ""


class Manual(Part):
    title: str
    version: str
    revised: str
    adopted: date


class PoliciesToml(Part):
    manual: Manual
    policies: tuple[Policy, ...]
    retired: tuple[dict[str, Any], ...] = ()


def read_policies(root: Path) -> dict[str, Policy]:
    """The policies by slug. Raises ProcedureError naming file, line, key and what was expected."""
    path = root / FILE
    try:
        text = path.read_text("utf-8")
        toml = PoliciesToml.model_validate(tomllib.loads(text))
    except FileNotFoundError:
        raise ProcedureError(Mistake(str(path), "the list of policies is missing.")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProcedureError(Mistake(str(path), f"this is not TOML: {error}.")) from None
    except ValidationError as error:
        raise ProcedureError(*mistakes_of(error, PoliciesToml, file=str(path), text=text)) from None
    found: dict[str, Policy] = {}
    for place, policy in enumerate(toml.policies):
        if policy.slug in found:
            line = toml_line(text, ("policies", place))
            raise ProcedureError(Mistake(str(path), f"the slug {policy.slug} stands here twice.", line, "policies"))
        found[policy.slug] = policy
    return found
