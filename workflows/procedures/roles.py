"""`bpmn/roles.toml`: what roles are called, within what they are held, and of which an organisation has just one."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from ombud.storage.directory import OrganisationKind
from ombud.workflows.procedures.model import Alias, Name, Part, Scope
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import read_toml

FILE = "roles.toml"


class Within(Part):
    """How a role is called together with what it is held within, at the place of `%(name)s`."""

    title: str = Field(pattern=r"%\(name\)s")


class Right(StrEnum):
    """What a role may do beside the tasks of its lanes; `roles.toml` says what each means."""

    OVERSEE = "oversee"
    OPERATE = "operate"
    ADMINISTER = "administer"
    INSPECT = "inspect"
    EDIT = "edit"
    DELIVER = "deliver"
    PRESIDE = "preside"
    BREAK_TIES = "break_ties"
    SET_RULES = "set_rules"
    WORK_FOR_LEAD = "work_for_lead"


class Acting(Part):
    """Somebody acts in the role for some days while nobody holds it: who names them, and who is told."""

    named_by: tuple[Name, ...] = Field(min_length=1)  # roles held within the same organisation
    told: tuple[Name, ...] = ()  # roles of the whole system
    source: str


class RoleRule(Part):
    title: str
    scopes: tuple[Scope, ...] = Field(min_length=1)
    kinds: tuple[OrganisationKind, ...] = ()  # of organisations it is held within; empty: any
    one_per_organisation: bool = False
    always_held: bool = False  # an agency that takes part without one has a vacancy
    seated: bool = False  # comes with a seat or an office of a body
    in_person: bool = False  # nobody's to pass on
    rights: tuple[Right, ...] = ()
    within: Within | None = None
    acting: Acting | None = None
    held_by_default: Name | None = None  # whoever holds that role holds this one too, until it is given to somebody
    aliases: tuple[Alias, ...] = ()
    source: str

    @model_validator(mode="after")
    def acting_in_one_role(self) -> RoleRule:
        if self.acting and not self.one_per_organisation:
            raise ValueError("somebody acts in a role of which an organisation has one holder (one_per_organisation)")
        return self

    @model_validator(mode="after")
    def by_default_in_the_system(self) -> RoleRule:
        if self.held_by_default and (self.scopes != (Scope.SYSTEM,) or self.rights):
            raise ValueError("held_by_default is for a role of the whole system that has no rights of its own")
        return self

    @model_validator(mode="after")
    def within_organisations(self) -> RoleRule:
        of_organisations = self.kinds or self.one_per_organisation or self.always_held
        if of_organisations and Scope.ORGANISATION not in self.scopes:
            raise ValueError('kinds, one_per_organisation and always_held are for roles with the scope "organisation"')
        return self


class OrganisationsRule(Part):
    one_of_each: tuple[OrganisationKind, ...]  # kinds of which there is one organisation each
    source: str


class RolesToml(Part):
    organisations: OrganisationsRule
    roles: dict[Name, RoleRule]

    @model_validator(mode="after")
    def somebody_keeps_the_place(self) -> RolesToml:
        for right in (Right.OPERATE, Right.ADMINISTER):
            if not self.having(right):
                raise ValueError(f'no role has the right "{right}": nobody could keep the place')
        return self

    @model_validator(mode="after")
    def named_roles_fit(self) -> RolesToml:
        for role, rule in self.roles.items():
            for namer in rule.acting.named_by if rule.acting else ():
                self._must_be(namer, Scope.ORGANISATION, f"roles.{role}.acting.named_by")
            for told in rule.acting.told if rule.acting else ():
                self._must_be(told, Scope.SYSTEM, f"roles.{role}.acting.told")
            if rule.held_by_default:
                self._must_be(rule.held_by_default, Scope.SYSTEM, f"roles.{role}.held_by_default")
        if set(self.by_default().values()) & self.by_default().keys():
            raise ValueError("a role that is held by default is no default of another one")
        return self

    def _must_be(self, role: str, scope: Scope, where: str) -> None:
        if role not in self.roles or scope not in self.roles[role].scopes:
            raise ValueError(f'{where}: "{role}" is no role of this list with the scope "{scope}"')

    def by_default(self) -> dict[str, str]:
        """Role -> the role whose holders hold it as long as nobody was given it."""
        return {role: rule.held_by_default for role, rule in self.roles.items() if rule.held_by_default}

    def acted_in(self) -> dict[str, Acting]:
        """Role -> who names somebody to act in it while nobody holds it."""
        return {role: rule.acting for role, rule in self.roles.items() if rule.acting}

    def always_held(self) -> list[str]:
        return [role for role, rule in self.roles.items() if rule.always_held]

    def having(self, right: Right) -> tuple[str, ...]:
        return tuple(role for role, rule in self.roles.items() if right in rule.rights)

    def in_person(self) -> tuple[str, ...]:
        return tuple(role for role, rule in self.roles.items() if rule.in_person)


@cache
def read_roles(root: Path = BPMN) -> RolesToml:
    """Raises ProcedureError naming file, line, key and what was expected."""
    return read_toml(root / FILE, RolesToml, missing="the list of roles is missing.")
