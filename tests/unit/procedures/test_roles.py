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


def test_an_agency_has_one_data_coordinator_and_one_security_coordinator() -> None:
    roles = read_roles().roles
    single = {role: rule.source for role, rule in roles.items() if rule.one_per_organisation}
    assert single == {"hdc": "P107-a", "security_coordinator": "P108-a"}
    assert set(read_roles().always_held()) == single.keys()
    assert all(roles[role].kinds == (OrganisationKind.AGENCY,) for role in single)


def test_every_source_is_a_row_of_the_register_or_local() -> None:
    rows = read_register(BPMN).keys()
    assert {rule.source for rule in read_roles().roles.values()} - rows == {"local"}


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
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "roles.toml").write_text(text)
    with pytest.raises(ProcedureError, match=said):
        read_roles(tmp_path)


def test_a_missing_list_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProcedureError, match="missing"):
        read_roles(tmp_path)
