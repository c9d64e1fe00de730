"""`bpmn/roles.toml`: what roles are called, within what they are held, and of which an organisation has just one."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import Field, ValidationError, model_validator

from ombud.storage.directory import OrganisationKind
from ombud.workflows.procedures.errors import Mistake, ProcedureError
from ombud.workflows.procedures.model import Name, Part, Scope
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.sentences import mistakes_of

FILE = "roles.toml"


class Within(Part):
    """How a role is called together with what it is held within, at the place of `%(name)s`."""

    title: str = Field(pattern=r"%\(name\)s")


class RoleRule(Part):
    title: str
    scopes: tuple[Scope, ...] = Field(min_length=1)
    kinds: tuple[OrganisationKind, ...] = ()  # of organisations it is held within; empty: any
    one_per_organisation: bool = False
    always_held: bool = False  # an agency that takes part without one has a vacancy
    seated: bool = False  # comes with a seat or an office of a body
    within: Within | None = None
    source: str

    @model_validator(mode="after")
    def within_organisations(self) -> RoleRule:
        of_organisations = self.kinds or self.one_per_organisation or self.always_held
        if of_organisations and Scope.ORGANISATION not in self.scopes:
            raise ValueError('kinds, one_per_organisation and always_held are for roles with the scope "organisation"')
        return self


class RolesToml(Part):
    roles: dict[Name, RoleRule]

    def always_held(self) -> list[str]:
        return [role for role, rule in self.roles.items() if rule.always_held]


@cache
def read_roles(root: Path = BPMN) -> RolesToml:
    """Raises ProcedureError naming file, line, key and what was expected."""
    path = root / FILE
    try:
        text = path.read_text("utf-8")
        return RolesToml.model_validate(tomllib.loads(text))
    except FileNotFoundError:
        raise ProcedureError(Mistake(str(path), "the list of roles is missing.")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProcedureError(Mistake(str(path), f"this is not TOML: {error}.")) from None
    except ValidationError as error:
        raise ProcedureError(*mistakes_of(error, RolesToml, file=str(path), text=text)) from None
