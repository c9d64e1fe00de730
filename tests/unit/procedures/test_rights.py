"""What roles may do beside the tasks of their lanes is data: the shipped list, and what is refused in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.workflows import permissions
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.roles import Right, read_roles
from ombud.workflows.procedures.root import BPMN


def test_who_keeps_the_place_and_who_only_looks() -> None:
    assert permissions.OPERATORS == permissions.ADMINISTRATORS == ("operator",)
    assert set(permissions.OVERSEERS) == set(permissions.INSPECTORS) == {"operator", "auditor"}
    roles = read_roles()
    assert not {*roles.roles["auditor"].rights} - {Right.OVERSEE, Right.INSPECT}, "an auditor changes nothing"


def test_every_right_is_some_roles() -> None:
    assert all(read_roles().having(right) for right in Right)


def test_whoever_presides_or_watches_does_so_in_person() -> None:
    """A seat has its alternate; no substitute votes, presides or runs the place."""
    roles = read_roles().roles
    assert {role for role, rule in roles.items() if rule.seated} <= set(permissions.NOT_DELEGATED)
    assert set(permissions.OVERSEERS) <= set(permissions.NOT_DELEGATED)


def test_there_is_one_lead_and_one_system_administrator() -> None:
    rule = read_roles().organisations
    assert [str(kind) for kind in rule.one_of_each] == ["lead", "system_administrator"]
    assert rule.source in read_register(BPMN)


@pytest.mark.parametrize(
    ("rights", "said"), [('["fly"]', "rights"), ('["operate"]', "administer"), ('["administer"]', "operate")]
)
def test_a_list_by_which_nobody_keeps_the_place_is_refused(tmp_path: Path, rights: str, said: str) -> None:
    text = '[organisations]\none_of_each = []\nsource = "local"\n[roles.x]\ntitle = "X"\nscopes = ["system"]\n'
    (tmp_path / "roles.toml").write_text(f'{text}rights = {rights}\nsource = "local"\n')
    with pytest.raises(ProcedureError, match=said):
        read_roles(tmp_path)
