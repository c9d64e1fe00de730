"""Where walks begin: somewhere in a story that a shipped scenario tells. The database is kept as each step left it."""

from __future__ import annotations

import shutil
from collections.abc import Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ombud.storage.base import ids_from
from ombud.storage.cases import Case, ProcedureVersion
from ombud.storage.events import Event
from ombud.storage.schema import migrate
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows.engine.values import ElementKey
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.directory import read_directory
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.acts import act
from ombud.workflows.procedures.scenarios.cast import cast
from ombud.workflows.procedures.scenarios.model import Scenario, Step, find_scenarios, read_scenario
from ombud.workflows.procedures.scenarios.stage import Stage, differ, furnish
from tests.procedures.shown import procedures

Inputs = dict[tuple[UUID, int], frozenset[str]]
"""What cases were moved by, each with the elements that it visited."""


def counted_ids(*, page: int) -> AbstractContextManager[None]:
    """Ids that are the same each time, one after the other, and no other page's."""
    numbers = count((page << 64) + 1)
    return ids_from(lambda: UUID(int=next(numbers)))


class Ground:
    """The one database that walks go in: what it holds is replaced for each, what was compiled for it stays."""

    def __init__(self, path: Path) -> None:
        self.path, self.database = path, Database(f"sqlite:///{path}")

    def lay(self, kept: Path) -> Database:
        """As it was when `kept` was kept."""
        self.clear()
        shutil.copyfile(kept, self.path)
        return self.database

    def keep(self, path: Path) -> Path:
        self.database.close()
        shutil.copyfile(self.path, path)
        return path

    def clear(self) -> None:
        self.database.close()
        for file in self.path.parent.glob(f"{self.path.name}*"):
            file.unlink()


@dataclass(frozen=True)
class Page:
    """All there was at a point of a story."""

    kept: Path
    office: Office
    now: datetime
    visited: frozenset[str]  # by cases of the story's own procedure
    names: dict[str, Any] = field(default_factory=dict)  # what the story calls its cases and their parties

    def stage(self, ground: Ground) -> Stage:
        known = {name: dict(value) for name, value in self.names.items()}
        return Stage(ground.lay(self.kept), self.office, KeptMailer(), self.now, **known)


class Beginnings:
    """The first page of every story: the demonstration directory, and what the story says differs. Each is made once."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office, self.folder, self.ground = office, folder, Ground(folder / "ground.sqlite")
        self._made: dict[Hashable, Page] = {}

    def of(self, scenario: Scenario) -> Page:
        alike = (scenario.at, scenario.toml.given.model_dump_json(), tuple(cast(scenario, procedures())))
        if alike not in self._made:
            self._made[alike] = self._make(scenario, self.folder / f"{len(self._made)}.sqlite")
        return self._made[alike]

    @cached_property
    def _empty(self) -> Path:
        migrate(self.ground.database)
        return self.ground.keep(self.folder / "empty.sqlite")

    def _make(self, scenario: Scenario, path: Path) -> Page:
        database = self.ground.lay(self._empty)
        # an office remembers the ids of its database: each beginning has one of its own, and makes no PDF files
        office = replace(self.office, procedures=DeployedProcedures(), bodies={}, own_letters={}, typeset=str.encode)
        needed, directory = cast(scenario, procedures()), read_directory(BPMN / "directory.toml")
        with counted_ids(page=0):
            with unit_of_work(database) as session:
                furnish(session, office, procedures=needed, directory=directory, at=scenario.at)
            differ(Stage(database, office, KeptMailer(), scenario.at), needed, scenario.toml.given)
        return Page(self.ground.keep(path), office, scenario.at, frozenset())


class Trail:
    """A scenario of a procedure, with its pages: one for each step that does something, turned once."""

    def __init__(self, procedure: str, scenario: Scenario, beginnings: Beginnings, folder: Path) -> None:
        self.procedure, self.scenario, self.beginnings, self.folder = procedure, scenario, beginnings, folder
        self._pages: list[Page] = []

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.scenario.path.stem})"

    @cached_property
    def acts(self) -> list[Step]:
        """The steps that do something: the others only look, or are refused."""
        return [step for step in self.scenario.toml.step if step.verb != "expect" and not step.refused]

    def stage(self, steps: int) -> Stage:
        """As the first `steps` of the acts left it."""
        return self._page(steps).stage(self.beginnings.ground)

    def reaching(self, element: str) -> int | None:
        """After how many acts a case of the procedure has first visited the element."""
        return next((n for n in range(len(self.acts) + 1) if element in self._page(n).visited), None)

    def _page(self, steps: int) -> Page:
        if not self._pages:
            self._pages.append(self.beginnings.of(self.scenario))
        for number in range(len(self._pages), steps + 1):
            self._pages.append(self._turn(self._pages[-1], number))
        return self._pages[steps]

    def _turn(self, page: Page, number: int) -> Page:
        stage = page.stage(self.beginnings.ground)
        with counted_ids(page=number):
            act(stage, self.acts[number - 1])
        visited = frozenset[str]().union(*inputs(stage.database, self.procedure).values())
        kept = self.beginnings.ground.keep(self.folder / f"{self.scenario.path.stem}-{number}.sqlite")
        names = {"cases": stage.cases, "scheduled": stage.scheduled, "parties": stage.parties}
        return Page(kept, page.office, stage.now, visited, names)


def trails_of(procedure: str, beginnings: Beginnings, folder: Path) -> list[Trail]:
    """In the order of their files; what they keep is below `folder`."""
    return [Trail(procedure, read_scenario(path), beginnings, folder) for path in find_scenarios([BPMN / procedure])]


def inputs(database: Database, procedure: str) -> Inputs:
    """Of every case of the procedure that the database holds."""
    found = select(Event.chain, Event.seq, Event.body).join(Case, Case.id == Event.chain).join(Case.version)
    with reading(database) as session:
        rows = session.execute(found.where(ProcedureVersion.key == procedure, Event.input.is_not(None))).all()
    return {
        (chain, seq): frozenset(ElementKey.parse(key).element for key in body["visited"]) for chain, seq, body in rows
    }
