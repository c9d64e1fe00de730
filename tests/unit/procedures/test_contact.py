"""`bpmn/contact.toml`: shown where it is given, and nothing is shown where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.workflows.procedures.contact import Contact, read_contact
from ombud.workflows.procedures.errors import ProcedureError


def test_what_ships_reaches_nobody_and_the_demonstration_has_an_office() -> None:
    assert not read_contact().contact
    assert read_contact().demonstration


def test_a_name_alone_reaches_nobody() -> None:
    assert not Contact(name="Office")
    assert Contact(name="Office", phone="860-555-0100")


def test_without_the_file_there_is_none_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    assert not read_contact(tmp_path / "none").contact
    (tmp_path / "contact.toml").write_text('[contact]\nfax = "1"\n')
    with pytest.raises(ProcedureError, match="fax"):
        read_contact(tmp_path)
