from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, unit_of_work
from ombud.webapp.cli import environment
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.office import Office
from ombud.workflows.procedures.directory import read_directory
from ombud.workflows.procedures.load import load_all
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.stage import Stage, furnish
from tests.support.permit import MONDAY, found_town


class Sets:
    """Stages that are copies of one furnished database: setting one up costs a file copy."""

    def __init__(self, template: Path, office: Office) -> None:
        self.template, self.office, self.made = template, office, 0

    @contextmanager
    def stage(self) -> Iterator[Stage]:
        self.made += 1
        path = self.template.with_name(f"{self.template.stem}-{self.made}.sqlite")
        shutil.copyfile(self.template, path)
        database = Database(f"sqlite:///{path}")
        yield Stage(database, self.office, KeptMailer(), MONDAY)
        database.close()
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Sets:
    """The procedures of `bpmn/` with the demonstration directory."""
    template = tmp_path_factory.mktemp("shipped") / "template.sqlite"
    database = Database(f"sqlite:///{template}")
    migrate(database)
    office = environment.office(Vault(parse_key(new_key())))
    with unit_of_work(database) as session:
        directory = read_directory(BPMN / "directory.toml")
        furnish(session, office, procedures=load_all(BPMN), directory=directory, at=MONDAY)
    database.close()
    return Sets(template, office)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Sets:
    """The tests' own small procedure, which has what the shipped ones lack: a deadline that is counted in days."""
    template = tmp_path_factory.mktemp("small") / "template.sqlite"
    town = found_town(f"sqlite:///{template}")
    town.database.close()
    return Sets(template, town.office)
