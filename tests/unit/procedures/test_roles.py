"""The list of roles: what the shipped one says of those the policy knows, and what is refused in one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from ombud.storage.directory import OrganisationKind
from ombud.workflows.casefile.words import role_name
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.model import Scope
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.roles import read_roles
from ombud.workflows.procedures.root import BPMN

KEPT = """
[roles.keeper]
title = "Keeper"
scopes = ["system"]
rights = ["operate", "administer"]
source = "local"
[organisations]
one_of_each = []
source = "local"
"""
ONE = '[roles.x]\ntitle = "X"\nscopes = ["organisation"]\none_per_organisation = true\nsource = "local"\n'
ALL = '[roles.x]\ntitle = "X"\nscopes = ["system"]\nsource = "local"\n'


def test_an_agency_has_one_data_coordinator_and_one_security_coordinator() -> None:
    roles = read_roles().roles
    single = {role: rule.source for role, rule in roles.items() if rule.one_per_organisation}
    assert single == {"hdc": "P107-a", "security_coordinator": "P108-a"}
    assert set(read_roles().always_held()) == single.keys()
    assert all(roles[role].kinds == (OrganisationKind.AGENCY,) for role in single)


def test_every_source_is_a_row_of_the_register_or_local() -> None:
    rows = read_register(BPMN).keys()
    roles = read_roles().roles.values()
    assert {rule.source for rule in roles} - rows == {"local"}
    assert {rule.acting.source for rule in roles if rule.acting} <= rows
    assert {alias.source for rule in roles for alias in rule.aliases} <= rows


def test_only_a_data_coordinator_is_acted_for_and_only_the_administrator_is_somebody_by_default() -> None:
    """A69 and A08 name these; of another role nothing is invented."""
    (acting,) = read_roles().acted_in().items()
    assert acting[0] == "hdc"
    assert acting[1].named_by == ("executive_director",)
    assert acting[1].told == ("system_administrator", "operator")
    assert read_roles().by_default() == {"hmis_administrator": "director"}


def test_every_role_of_the_demonstration_has_a_title_and_is_held_within_what_it_is_held_within_there() -> None:
    roles = read_roles().roles
    for person in tomllib.loads((BPMN / "directory.toml").read_text())["persons"]:
        for held in person.get("roles", ()):
            scope = next((scope for scope in (Scope.ORGANISATION, Scope.BODY) if scope in held), Scope.SYSTEM)
            assert scope in roles[held["role"]].scopes, held


def test_a_role_without_a_title_is_called_by_its_key() -> None:
    assert role_name("complainant") == "The complainant"
    assert role_name("data_steward") == "Data steward"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[roles.x]\ntitle = "X"\nscopes = ["system"]\none_per_organisation = true\nsource = "local"', "organisation"),
        ('[roles.x]\ntitle = "X"\nscopes = ["planet"]\nsource = "local"', "scopes"),
        ('[roles.x]\ntitle = "X"\nscopes = []\nsource = "local"', "scopes"),
        ('[roles.x]\ntitle = "X"\nscopes = ["body"]\nwithin.title = "X"\nsource = "local"', "within"),
        ("[roles.x", "TOML"),
        (f"{ONE}acting.named_by = []\nacting.source = 'local'\n{KEPT}", "acting.named_by"),
        (f"{ONE}acting.named_by = ['nobody']\nacting.source = 'local'\n{KEPT}", "nobody"),
        (f"{ONE}acting.named_by = ['keeper']\nacting.source = 'local'\n{KEPT}", "organisation"),
        (f"{ONE}acting.named_by = ['x']\nacting.told = ['x']\nacting.source = 'local'\n{KEPT}", "told"),
        (
            f"{ONE.replace('one_per', 'always_held = false #')}acting.named_by = ['x']\nacting.source = 'local'",
            "one_per",
        ),
        (f"{ALL}held_by_default = 'nobody'\n{KEPT}", "nobody"),
        (f"{ALL}held_by_default = 'x'\n{KEPT}", "default of another"),
        (f"{ALL}rights = ['edit']\nheld_by_default = 'keeper'\n{KEPT}", "rights"),
        (f"{ONE}held_by_default = 'keeper'\n{KEPT}", "whole system"),
        (f"{ALL}aliases = [{{ name = '', source = 'local' }}]\n{KEPT}", "aliases"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "roles.toml").write_text(text)
    with pytest.raises(ProcedureError, match=said):
        read_roles(tmp_path)


def test_a_missing_list_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProcedureError, match="missing"):
        read_roles(tmp_path)
