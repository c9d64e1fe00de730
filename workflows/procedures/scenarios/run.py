"""Runs scenario files: each on its own stage; a failure says which step and what was seen."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import select

from ombud.storage.cases import Case
from ombud.storage.events import Event
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows.engine.values import ElementKey
from ombud.workflows.mail.smtp import Mailer
from ombud.workflows.office import Office
from ombud.workflows.procedures.directory import Directory
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.scenarios.acts import act
from ombud.workflows.procedures.scenarios.addressees import shut_out
from ombud.workflows.procedures.scenarios.cast import cast
from ombud.workflows.procedures.scenarios.expectations import unmet
from ombud.workflows.procedures.scenarios.model import Scenario, Step, read_scenario
from ombud.workflows.procedures.scenarios.stage import Stage, differ, furnish
from ombud.workflows.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Result:
    path: Path
    title: str
    failure: str = ""
    #: procedure key -> the elements its cases visited
    visited: dict[str, set[str]] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return not self.failure


Furnish = Callable[[Database], None]


def nothing(_database: Database) -> None: ...


class Fresh(Protocol):
    """Gives a migrated database of one's own with what `furnish` puts into it; that may be done once for all that are
    furnished `alike`."""

    def __call__(self, furnish: Furnish = nothing, *, alike: Hashable = None) -> AbstractContextManager[Database]: ...


@dataclass(frozen=True)
class Theatre:
    """What all scenarios share: the procedures, the directory, and how to make a database, an office and a mailer."""

    procedures: dict[str, Procedure]
    directory: Directory
    database: Fresh
    office: Callable[[], Office]
    mailer: Callable[[], Mailer]

    def furnished(self, procedures: dict[str, Procedure], at: datetime) -> AbstractContextManager[Database]:
        """A database with the directory and these procedures as of `at`."""

        def furnish_at(database: Database) -> None:
            with unit_of_work(database) as session:
                furnish(session, self.office(), procedures=procedures, directory=self.directory, at=at)

        return self.database(furnish_at, alike=(at, tuple(procedures)))


NEIGHBOURS = 4
"""How many scenarios a process is given at a time."""


def run(paths: list[Path], theatre: Theatre, *, jobs: int = 1) -> Iterator[Result]:
    """Plays them in that many processes at a time; the results come in the order of the paths."""
    if min(jobs, len(paths)) <= 1:
        yield from (run_one(path, theatre) for path in paths)
        return
    with ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("fork"), initializer=_begin, initargs=(theatre,)
    ) as pool:
        # neighbours begin alike, so that a process furnishes once for several
        yield from pool.map(_run_staged, paths, chunksize=min(NEIGHBOURS, -(-len(paths) // jobs)))


_STAGED: list[Theatre] = []
"""In a process of the pool: the theatre it was forked with, which cannot be sent."""


def _begin(theatre: Theatre) -> None:
    """What was there before the fork is nobody's garbage, and a scenario leaves little."""
    gc.freeze()
    gc.set_threshold(100_000)
    _STAGED.append(theatre)


def _run_staged(path: Path) -> Result:
    return run_one(path, _STAGED[-1])


def run_one(path: Path, theatre: Theatre) -> Result:
    """Plays one scenario from its first step to its last, or to the first that fails."""
    try:
        scenario = read_scenario(path)
    except ProcedureError as error:
        return Result(path, path.stem, str(error))
    return play(scenario, theatre)


def play(scenario: Scenario, theatre: Theatre) -> Result:
    """A scenario that has been read, from its first step to its last, or to the first that fails."""
    with ExitStack() as borrowed:
        try:
            procedures = cast(scenario, theatre.procedures)
            database = borrowed.enter_context(theatre.furnished(procedures, scenario.at))
            stage = Stage(database, theatre.office(), theatre.mailer(), scenario.at)
            differ(stage, procedures, scenario.toml.given)
        except (ProcedureError, Refusal) as error:
            place = f"{scenario.path}:{scenario.given_line}: given"
            return Result(scenario.path, scenario.title, f"{place}: the scenario cannot begin: {error}")
        failure = next(_play(stage, scenario), "") or next(_shut_out(stage, scenario), "")
        return Result(scenario.path, scenario.title, failure, visited(database))


def _play(stage: Stage, scenario: Scenario) -> Iterator[str]:
    for number, step in enumerate(scenario.toml.step, 1):
        line = scenario.lines[number - 1] if number <= len(scenario.lines) else 0
        if problem := _step(stage, step):
            yield f"{scenario.path}:{line}: step {number} ({step.verb}): {problem}"


def _shut_out(stage: Stage, scenario: Scenario) -> Iterator[str]:
    with reading(stage.database) as session:
        yield from (f"{scenario.path}: {problem}" for problem in shut_out(session, stage.office, at=stage.now))


def _step(stage: Stage, step: Step) -> str:
    if step.verb == "expect":
        try:
            return "; ".join(unmet(stage, step))
        except ProcedureError as error:
            return str(error)
    try:
        act(stage, step)
    except Refusal as refusal:
        name = type(refusal).__name__
        return "" if name == step.refused else f"refused with {name}: {refusal}"
    except ProcedureError as error:
        return str(error)
    return f"expected the refusal {step.refused}, and it was done" if step.refused else ""


def visited(database: Database) -> dict[str, set[str]]:
    """The elements every case in the database has visited, by procedure."""
    found: dict[str, set[str]] = {}
    with reading(database) as session:
        rows = session.execute(
            select(Event.body, Case).join(Case, Case.id == Event.chain).where(Event.input.is_not(None))
        )
        for body, case in rows:
            keys = {ElementKey.parse(text).element for text in body["visited"]}
            found.setdefault(case.version.key, set()).update(keys)
    return found
