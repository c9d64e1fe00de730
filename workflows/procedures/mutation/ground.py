"""What mutants are tried on: furnished databases to copy, the scenarios, the check, and a time after which one is dead."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ombud.storage.session import Database, unit_of_work
from ombud.workflows.procedures.check import Finding, Surroundings, check_procedure
from ombud.workflows.procedures.directory import Directory
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.mutation.mutant import CHECK, Kind, Mutant
from ombud.workflows.procedures.scenarios.cast import cast
from ombud.workflows.procedures.scenarios.model import Scenario, read_scenario
from ombud.workflows.procedures.scenarios.run import Furnish, Result, Theatre, nothing, play
from ombud.workflows.procedures.scenarios.stage import furnish

Copies = Callable[[datetime], AbstractContextManager[Database]]

DRAWN = frozenset(
    {"boundary-place", "drawn-only", "flow-through-shape", "flow-undocked", "label-covers", "outside-lane"}
)
"""Rules about the picture: a step that was taken away leaves a gap in it, which is no reason to refuse the mutant."""


class TookTooLong(BaseException):
    """A mutant goes round in circles. Not an Exception: the worker would put the job back and go on."""


@dataclass(frozen=True)
class Ground:
    """`known` is what the check says of the procedure itself; `surroundings` None where the check is not asked."""

    procedure: Procedure
    theatre: Theatre
    copies: Copies
    scenarios: tuple[Scenario, ...]
    surroundings: Surroundings | None
    known: frozenset[tuple[str, str]] = frozenset()
    seconds: int = 120

    def play(self, scenario: Scenario, procedure: Procedure) -> Result:
        """One scenario, on a copy of the furnished database with this version of the procedure."""
        others = {name.partition(".")[0] for name in scenario.toml.given.settings}
        needed = {key: known for key, known in self.theatre.procedures.items() if key in others}

        @contextmanager
        def standing(furnish: Furnish = nothing, *, alike: object = None) -> Iterator[Database]:
            del alike  # each mutant is another
            with self.copies(scenario.at) as copy:
                furnish(copy)
                yield copy

        procedures = {**needed, procedure.key: procedure}
        return play(scenario, replace(self.theatre, procedures=procedures, directory=Directory(), database=standing))

    def verdict(self, mutant: Mutant, order: list[int]) -> tuple[str, str]:
        """The first to notice, in the order given (places among the scenarios), and what it says; empty for none."""
        if refusal := self.refusal(mutant):
            return CHECK, refusal
        for place in order:
            scenario = self.scenarios[place]
            if why := self._failure(_moved(scenario, mutant), mutant.procedure):
                return scenario.path.name, why
        return "", ""

    def refusal(self, mutant: Mutant) -> str:
        """What `ombud procedures check` has against it, and not against the procedure itself."""
        if self.surroundings is None:
            return ""
        found = check_procedure(mutant.procedure, self.surroundings)
        ignored = DRAWN if mutant.kind is Kind.STEP else frozenset[str]()
        new = [one for one in found if told(one) not in self.known and one.rule not in ignored]
        return ": ".join(told(new[0])) if new else ""

    def _failure(self, scenario: Scenario, procedure: Procedure) -> str:
        try:
            with _at_most(self.seconds):
                return self.play(scenario, procedure).failure
        except TookTooLong:
            return f"it goes on for more than {self.seconds} seconds"
        except Exception as error:
            return f"it breaks: {type(error).__name__}: {error}"


def told(finding: Finding) -> tuple[str, str]:
    """A finding wherever its line has moved to."""
    return finding.element, finding.sentence


@contextmanager
def prepared(procedure: Procedure, theatre: Theatre, surroundings: Surroundings | None) -> Iterator[Ground]:
    """The ground of a procedure. The directory and the other procedures stand in its databases from the beginning.

    Raises ProcedureError where the procedure has no scenario.
    """
    scenarios = tuple(read_scenario(path) for path in procedure.scenarios)
    if not scenarios:
        raise ProcedureError(f"{procedure.key} has no scenario: nothing could notice a mutant.")
    known = check_procedure(procedure, surroundings) if surroundings else []
    casts = [cast(scenario, theatre.procedures) for scenario in scenarios]
    others = {key: other for needed in casts for key, other in needed.items() if key != procedure.key}
    with TemporaryDirectory(prefix="ombud-mutants-") as name:
        folder = Path(name)
        places = {at: number for number, at in enumerate(sorted({scenario.at for scenario in scenarios}))}
        for at, number in places.items():
            _furnish(theatre, others, at, folder / f"{number}.sqlite")
        yield Ground(
            procedure,
            theatre,
            lambda at: _copy(folder / f"{places[at]}.sqlite"),
            scenarios,
            surroundings,
            frozenset(map(told, known)),
        )


def _furnish(theatre: Theatre, others: dict[str, Procedure], at: datetime, target: Path) -> None:
    with theatre.database() as database:
        with unit_of_work(database) as session:
            furnish(session, theatre.office(), procedures=others, directory=theatre.directory, at=at)
        database.engine.dispose()  # not `close`: a temporary one would be gone
        database.reader.dispose()
        shutil.copyfile(str(database.url.database), target)


@contextmanager
def _copy(template: Path) -> Iterator[Database]:
    with TemporaryDirectory(prefix="copy-", dir=template.parent) as folder:
        path = Path(folder) / template.name
        shutil.copyfile(template, path)
        database = Database(f"sqlite:///{path}")
        try:
            yield database
        finally:
            database.close()


def _moved(scenario: Scenario, mutant: Mutant) -> Scenario:
    """The scenario with what it sets the mutant's deadline to moved by as many days."""
    settings = dict(scenario.toml.given.settings)
    for name, days in mutant.shift.items():
        key = f"{mutant.procedure.key}.{name}"
        if isinstance(settings.get(key), int):
            settings[key] = max(0, settings[key] + days)
    if settings == scenario.toml.given.settings:
        return scenario
    given = scenario.toml.given.model_copy(update={"settings": settings})
    return replace(scenario, toml=scenario.toml.model_copy(update={"given": given}))


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """Raises TookTooLong in the block after that time. Only in the main thread; a timer that ran already goes on."""

    def stop(_number: int, _frame: Any) -> None:
        raise TookTooLong

    handler, timer = signal.signal(signal.SIGALRM, stop), signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)
