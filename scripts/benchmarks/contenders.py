"""The three who run the same case: the full step on a database, the engine alone, the library as its tutorial shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Party, Task
from ombud.storage.directory import Person
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows import cases, engine, tasks
from ombud.workflows.actors import Actor, party, person
from ombud.workflows.commands import perform
from ombud.workflows.engine.values import Input
from ombud.workflows.log import log_of
from ombud.workflows.office import Office
from ombud.workflows.procedures.directory import Directory
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.scenarios.stage import furnish
from scripts.benchmarks.library import Tutorial
from scripts.benchmarks.story import PROCEDURE, WHOEVER_OPENED, Act

Times = list[float]
"""Seconds, one for each act of the story: the opening, then the completions."""

Clock = Callable[[], float]


@dataclass
class Traffic:
    """What a transaction sent to the driver: each call of execute or executemany, and commits."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@dataclass
class FullStep:
    """The whole command through `perform`: lock, load, complete, run, save, task rows, history, chain, commit."""

    name: str
    database: Database
    office: Office
    story: list[Act]
    clock: Clock
    people: dict[str, Actor] = field(default_factory=dict)
    opened: list[UUID] = field(default_factory=list)

    def furnish(self, procedures: dict[str, Procedure], directory: Directory) -> None:
        with unit_of_work(self.database) as session:
            furnish(session, self.office, procedures=procedures, directory=directory, at=self.story[0].at)
        with reading(self.database) as session:
            found = session.execute(select(Person.email, Person.id))
            self.people = {email: person(person_id) for email, person_id in found}

    def run(self) -> Times:
        return list(self._acts())

    def _acts(self) -> Iterator[float]:
        case_id: UUID | None = None
        for act in self.story:
            command = self._opening(act) if case_id is None else self._completion(case_id, act)
            began = self.clock()
            result = perform(self.database, self.office, command, at=act.at)
            seconds = self.clock() - began
            if case_id is None:
                case_id = result.case_id
                self.opened.append(case_id)
            yield seconds

    def _opening(self, act: Act) -> Any:
        return partial(_open, office=self.office, act=act, by=self.people[act.by], request_key=uuid4().hex)

    def _completion(self, case_id: UUID, act: Act) -> Any:
        with reading(self.database) as session:
            task = select(Task.id).where(Task.case_id == case_id, Task.element == act.element)
            task_id = session.scalars(task.where(Task.status.in_(OPEN_TASK))).one()
            by = self.people[act.by] if act.by != WHOEVER_OPENED else _opener(session, case_id)
        return partial(_complete, office=self.office, task_id=task_id, act=act, by=by, request_key=uuid4().hex)

    def traffic(self) -> list[Traffic]:
        """What each act of one more case sends to the driver."""
        seen: list[Traffic] = []
        listeners: dict[str, Callable[..., None]] = {
            "begin": lambda _connection: seen.append(Traffic()),
            "before_cursor_execute": lambda *given: seen[-1].statements.append(given[2]),
            "commit": lambda _connection: seen[-1].__setattr__("commits", seen[-1].commits + 1),
        }
        for name, listener in listeners.items():
            event.listen(self.database.engine, name, listener)
        self.run()
        for name, listener in listeners.items():
            event.remove(self.database.engine, name, listener)
        return [transaction for transaction in seen if transaction.commits]

    def inputs(self) -> list[Input]:
        """What the engine was given in the first case."""
        with reading(self.database) as session:
            return log_of(session, self.opened[0])


def _open(session: Session, *, office: Office, act: Act, by: Actor, request_key: str) -> Any:
    return cases.open_case(session, office, PROCEDURE, act.answers, by=by, at=act.at, request_key=request_key)


def _complete(session: Session, *, office: Office, task_id: UUID, act: Act, by: Actor, request_key: str) -> None:
    tasks.complete(session, office, task_id, act.answers, by=by, at=act.at, request_key=request_key)


def _opener(session: Session, case_id: UUID) -> Actor:
    opener = session.scalars(select(Party).where(Party.case_id == case_id)).one()
    return person(opener.person_id) if opener.person_id else party(opener.id, case_id)


@dataclass
class EngineAlone:
    """The same inputs on the same states, no database: load, complete, run, dump."""

    definition: engine.Definition
    inputs: list[Input]
    clock: Clock
    name: str = "engine alone"

    def run(self) -> Times:
        opening, *completions = self.inputs
        times, step = [], None
        for given in (opening, *completions):
            began = self.clock()
            if step is None or given.key is None:
                step = engine.open(self.definition, variables=given.values, now=given.now)
            else:
                step = engine.complete(
                    self.definition, step.state, given.key, given.values, now=given.now, due=given.due
                )
            times.append(self.clock() - began)
        return times


@dataclass
class LibraryAlone:
    """SpiffWorkflow with its own serializer, no database."""

    tutorial: Tutorial
    inputs: list[Input]
    clock: Clock
    name: str = "library, tutorial"

    def run(self) -> Times:
        times, stored = [], ""
        for given in self.inputs:
            began = self.clock()
            stored = self.tutorial.complete(stored, given) if stored else self.tutorial.open(given)
            times.append(self.clock() - began)
        return times
