"""All mutants of a procedure against its scenarios, several processes at a time."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from time import perf_counter

import structlog

from ombud.workflows.procedures.check import Surroundings
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.mutation.breeding import breed
from ombud.workflows.procedures.mutation.ground import Ground, prepared
from ombud.workflows.procedures.mutation.memory import Memory
from ombud.workflows.procedures.mutation.mutant import Kind, Mutant, Verdict
from ombud.workflows.procedures.scenarios.run import Result, Theatre

Told = Callable[[Verdict], object]


@dataclass(frozen=True, slots=True)
class Campaign:
    """What became of a procedure's mutants, in the order in which they were bred."""

    procedure: Procedure
    verdicts: tuple[Verdict, ...]
    seconds: float

    @property
    def survivors(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.survived]


def campaign(
    procedure: Procedure,
    theatre: Theatre,
    surroundings: Surroundings | None,
    *,
    kinds: Sequence[Kind] = tuple(Kind),
    jobs: int = 1,
    told: Told = lambda _verdict: None,
) -> Campaign:
    """Tries every mutant until something notices it: the check (not asked without `surroundings`), or a scenario.

    `told` hears of each verdict as it is known. Raises ProcedureError where a scenario fails on the procedure itself.
    """
    begun, mutants = perf_counter(), breed(procedure, kinds)
    with prepared(procedure, theatre, surroundings) as ground, _processes(ground, mutants, jobs) as pool:
        memory = _rehearsed(pool, ground)
        verdicts = dict(_tried(pool, ground, mutants, memory, jobs, told))
    return Campaign(procedure, tuple(verdicts[place] for place in range(len(mutants))), perf_counter() - begun)


def _processes(ground: Ground, mutants: list[Mutant], jobs: int) -> ProcessPoolExecutor:
    """They are forked: ground and mutants are theirs without being sent."""
    return ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("fork"), initializer=_begin, initargs=(ground, mutants)
    )


def _rehearsed(pool: ProcessPoolExecutor, ground: Ground) -> Memory:
    """Every scenario on the procedure as it is. Raises ProcedureError for one that fails."""
    results = list(pool.map(_rehearse, range(len(ground.scenarios))))
    failed = [result.failure for result, _seconds in results if not result.passed]
    if failed:
        raise ProcedureError(f"A scenario fails already, so that mutants would tell nothing: {failed[0]}")
    key = ground.procedure.key
    visited = [frozenset(result.visited.get(key, ())) for result, _seconds in results]
    return Memory(visited, [seconds for _result, seconds in results])


def _tried(
    pool: ProcessPoolExecutor, ground: Ground, mutants: list[Mutant], memory: Memory, jobs: int, told: Told
) -> Iterator[tuple[int, Verdict]]:
    """No more are begun than there are processes, so that each profits from what is known of those before."""
    names = [scenario.path.name for scenario in ground.scenarios]
    waiting, running = list(reversed(range(len(mutants)))), dict[Future[tuple[str, str]], int]()
    while waiting or running:
        while waiting and len(running) < jobs:
            place = waiting.pop()
            running[pool.submit(_try, place, memory.order(mutants[place]))] = place
        for done in wait(running, return_when=FIRST_COMPLETED).done:
            place = running.pop(done)
            verdict = Verdict(mutants[place], *done.result())
            if verdict.killer in names:
                memory.keep(verdict.mutant, names.index(verdict.killer))
            told(verdict)
            yield place, verdict


_GROUND: list[tuple[Ground, list[Mutant]]] = []
"""In a process of the pool: what it was begun with."""


def _begin(ground: Ground, mutants: list[Mutant]) -> None:
    """A mutant's jobs fail loudly, which nobody wants to read."""
    _GROUND.append((ground, mutants))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)


def _rehearse(place: int) -> tuple[Result, float]:
    ground, _mutants = _GROUND[-1]
    begun = perf_counter()
    return ground.play(ground.scenarios[place], ground.procedure), perf_counter() - begun


def _try(place: int, order: list[int]) -> tuple[str, str]:
    ground, mutants = _GROUND[-1]
    return ground.verdict(mutants[place], order)
