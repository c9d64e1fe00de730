"""All mutants of a procedure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.mutation.clocks import clocks
from ombud.workflows.procedures.mutation.gates import gates
from ombud.workflows.procedures.mutation.mutant import Kind, Mutant
from ombud.workflows.procedures.mutation.recipients import recipients
from ombud.workflows.procedures.mutation.steps import steps
from ombud.workflows.procedures.scenarios.model import read_scenario


def breed(procedure: Procedure, kinds: Collection[Kind] = tuple(Kind)) -> list[Mutant]:
    """Each differs from the procedure in one place. Raises ProcedureError for a scenario that cannot be read."""
    return [mutant for mutant in _all(procedure) if mutant.kind in kinds]


def _all(procedure: Procedure) -> Iterator[Mutant]:
    yield from clocks(procedure, _given(procedure))
    yield from gates(procedure)
    yield from recipients(procedure)
    yield from steps(procedure)


def _given(procedure: Procedure) -> frozenset[str]:
    names = (name for path in procedure.scenarios for name in read_scenario(path).toml.given.settings)
    return frozenset(name.partition(".")[2] for name in names if name.partition(".")[0] == procedure.key)
