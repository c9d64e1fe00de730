"""`told`: which letter or notice went to whom, where several mails go out at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.workflows.procedures.scenarios.run import Theatre, run_one
from tests.procedures.mutation.conftest import HEAD

WENT = "receipt did not go to clerk@permit.example; it went to: chair@panel.example, operator@permit.example"


@pytest.mark.parametrize(
    ("told", "failure"),
    [
        ('receipt = ["chair@panel.example"], task = ["clerk@permit.example", "deputy@permit.example"]', ""),
        ('receipt = ["clerk@permit.example"]', WENT),
        ('refusal = ["asker@town.example"]', "refusal did not go to asker@town.example; it went to: none"),
    ],
)
def test_a_mail_beside_it_does_not_stand_for_a_letter(
    theatre: Theatre, tmp_path: Path, told: str, failure: str
) -> None:
    path = tmp_path / "told.toml"
    path.write_text(HEAD.format(name="told") + f"\n[[step]]\nexpect = {{ told = {{ {told} }} }}\n")
    result = run_one(path, theatre)
    assert result.failure.endswith(failure)
    assert result.passed == (not failure)
