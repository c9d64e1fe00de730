"""What a step costs: the shipped agency grievance, completed on both databases, beside the engine on the same states.

    scripts/bench engine [CASES]

A full step is a command as a page gives it: lock, load, complete, run, save, task rows, history, chain, commit. The
engine alone loads, completes, runs and dumps the same state, with no database. Times are milliseconds.
"""

from __future__ import annotations

import statistics
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import event, select, text

from ombud.storage.cases import OPEN_TASK, Case, Party, Task
from ombud.storage.directory import Person
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, reading, unit_of_work
from ombud.webapp.forms_bridge import form_catalogue
from ombud.workflows import cases, engine, tasks
from ombud.workflows.actors import OPERATOR, STRANGER, Actor, party, person
from ombud.workflows.choices import choices_for
from ombud.workflows.commands import perform
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.opening import Opened
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.directory import load_directory, read_directory
from ombud.workflows.procedures.load import load_all
from ombud.workflows.procedures.root import BPMN
from tests.support.postgres import fresh_database, running_postgres

CASES = 200
WARM_UP = 10
SCENARIO = BPMN / "agency_grievance" / "scenarios" / "decided_on_appeal.toml"


@dataclass
class Counter:
    """Statements the driver is given, and commits, since `reset`."""

    statements: int = 0
    commits: int = 0
    worst: tuple[int, int] = (0, 0)

    def watch(self, database: Database) -> None:
        event.listen(database.engine, "before_cursor_execute", self._statement)
        event.listen(database.engine, "commit", self._commit)

    def reset(self) -> None:
        self.statements = self.commits = 0

    def keep(self) -> None:
        self.worst = max(self.worst, (self.statements, self.commits))

    def _statement(self, *_: Any) -> None:
        self.statements += 1

    def _commit(self, *_: Any) -> None:
        self.commits += 1


@dataclass
class Bench:
    database: Database
    office: Office
    counter: Counter = field(default_factory=Counter)
    full: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)

    def course(self, scenario: Mapping[str, Any]) -> None:
        """One case from the complaint to the decision on appeal, as the scenario tells it."""
        at: datetime = scenario["at"]
        opened: Opened | None = None
        for step in scenario["step"]:
            at = step.get("until", at)
            if "refused" in step:
                continue
            if "start" in step:
                opened = self._open(step["start"], step["answers"], at=at)
            if "complete" in step and opened:
                actor = self._actor(opened.case_id, step["by"])
                self._step(opened.case_id, step["complete"], actor, step["answers"], at=at)

    def _open(self, key: str, answers: Mapping[str, Any], *, at: datetime) -> Opened:
        return perform(
            self.database,
            self.office,
            lambda session: cases.open_case(session, self.office, key, answers, by=STRANGER, at=at),
            at=at,
        )

    def _step(self, case_id: UUID, element: str, by: Actor, answers: Mapping[str, Any], *, at: datetime) -> None:
        with reading(self.database) as session:
            case = session.get_one(Case, case_id)
            task = session.scalars(
                select(Task).where(Task.case_id == case_id, Task.element == element, Task.status.in_(OPEN_TASK))
            ).one()
            form = self.office.forms[task.form]
            routing = form.validate(answers, choices_for(session, form, at=at), on=day_of(at)).routing
            definition = self.office.procedures.get(session, case.version_id).definition
        state = engine.State(case.tree or b"", case.variables)
        key = engine.ElementKey(task.element, task.occurrence, task.item)
        self.alone.append(timed(lambda: engine.complete(definition, state, key, routing, now=at, due={})))
        self.counter.reset()
        self.full.append(timed(lambda: self._complete(task.id, answers, by=by, at=at)))
        self.counter.keep()

    def _complete(self, task_id: UUID, answers: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
        perform(
            self.database,
            self.office,
            lambda session: tasks.complete(session, self.office, task_id, answers, by=by, at=at),
            at=at,
        )

    def _actor(self, case_id: UUID, by: str) -> Actor:
        with reading(self.database) as session:
            if by.startswith("party:"):
                return party(session.scalars(select(Party.id).where(Party.case_id == case_id)).one(), case_id)
            return person(session.scalars(select(Person.id).where(Person.email == by)).one())


def timed(act: Callable[[], object]) -> float:
    begun = perf_counter()
    act()
    return (perf_counter() - begun) * 1000


@contextmanager
def prepared(url: str, *, at: datetime) -> Iterator[Bench]:
    database = Database(url)
    migrate(database)
    office = Office(DeployedProcedures(), form_catalogue(), Vault(parse_key(new_key())))
    with unit_of_work(database) as session:
        load_directory(session, read_directory(BPMN / "directory.toml"), at=at)
        for procedure in load_all(BPMN).values():
            deploy(session, procedure, office.forms, by=OPERATOR, at=at)
    bench = Bench(database, office)
    bench.counter.watch(database)
    yield bench
    database.close()


def size(database: Database) -> int:
    """Bytes of the database, free pages given back."""
    if database.dialect == "sqlite":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            driver: Any = connection.connection.dbapi_connection
            driver.execute("COMMIT") if driver.in_transaction else None
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(database.url.database or "").stat().st_size
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM FULL"))
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def measure(url: str, rounds: int) -> str:
    scenario = tomllib.loads(SCENARIO.read_text())
    with prepared(url, at=scenario["at"]) as bench:
        for _ in range(WARM_UP):
            bench.course(scenario)
        bench.full.clear()
        bench.alone.clear()
        before = size(bench.database)
        for _ in range(rounds):
            bench.course(scenario)
        return report(bench, (size(bench.database) - before) / rounds)


def report(bench: Bench, growth: float) -> str:
    full, alone = statistics.median(bench.full), statistics.median(bench.alone)
    statements, commits = bench.counter.worst
    return (
        f"{bench.database.dialect:<11}{full:>8.2f}{p95(bench.full):>8.2f}{alone:>10.2f}{p95(bench.alone):>8.2f}"
        f"{full / alone:>9.1f}x{statements:>11}{commits:>9}{growth / 1024:>13.1f}"
    )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    print(f"{SCENARIO.stem}, {rounds} times; milliseconds")
    print("             full step      engine alone      ratio statements  commits   KiB a case")
    print("              median     p95    median     p95            (worst)  (worst)   (finished)")
    with TemporaryDirectory(prefix="ombud-bench-") as folder:
        print(measure(f"sqlite:///{folder}/ombud.sqlite", rounds))
    with running_postgres() as server, fresh_database(server) as url:
        print(measure(url, rounds))


if __name__ == "__main__":
    main()
