from __future__ import annotations

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
from tests.procedures.trails import Beginnings, Ground, counted_ids
from tests.support.permit import MONDAY, found_town


class Sets:
    """Stages that are copies of one furnished database: setting one up costs a file copy."""

    def __init__(self, template: Path, office: Office) -> None:
        self.template, self.office = template, office
        self.ground = Ground(template.with_name("ground.sqlite"))

    @contextmanager
    def stage(self) -> Iterator[Stage]:
        yield Stage(self.ground.lay(self.template), self.office, KeptMailer(), MONDAY)
        self.ground.clear()


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Sets:
    """The procedures of `bpmn/` with the demonstration directory."""
    template = tmp_path_factory.mktemp("shipped") / "template.sqlite"
    database = Database(f"sqlite:///{template}")
    migrate(database)
    office = environment.office(Vault(parse_key(new_key())))
    with unit_of_work(database) as session, counted_ids(page=0):
        directory = read_directory(BPMN / "directory.toml")
        furnish(session, office, procedures=load_all(BPMN), directory=directory, at=MONDAY)
    database.close()
    return Sets(template, office)


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    """How the scenarios begin, for walks that begin somewhere in one of them."""
    office = environment.office(Vault(parse_key(new_key())))
    return Beginnings(office, tmp_path_factory.mktemp("beginnings"))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Sets:
    """The tests' own small procedure, which has what the shipped ones lack: a deadline that is counted in days."""
    template = tmp_path_factory.mktemp("small") / "template.sqlite"
    town = found_town(f"sqlite:///{template}")
    town.database.close()
    return Sets(template, town.office)
