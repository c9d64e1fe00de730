"""Random walks through every procedure, everything read anew at each step: no case ever stands still or loses count.

A walk begins anew, or somewhere in a story that a scenario tells, and goes on as chance has it. In the long tier the walks
of a procedure reach all of its ends: those that chance has not met are sought.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ombud.workflows.procedures.root import BPMN
from tests.procedures.conftest import Sets
from tests.procedures.shown import definition
from tests.procedures.trails import Beginnings, Trail, inputs, trails_of
from tests.procedures.walks import walk
from tests.procedures.wanderer import Wanderer

SHIPPED = sorted(path.parent.name for path in BPMN.glob("*/procedure.toml"))
FEW, MANY = 2, 100
"""Walks of each procedure in the quick tier; what the long tier is known by."""
LONG = settings.default.max_examples >= MANY
SOUGHT, NEAR = 15, 3
"""Walks towards an end that no other has reached, and at most how many steps of the story before it they begin."""
MOVES = st.integers(1, 12)
pytestmark = pytest.mark.timeout(1_200)  # with --all there are ten times as many walks
walks = settings(
    max_examples=settings.default.max_examples // 3 if LONG else FEW,
    derandomize=True,  # which ends are reached is the same in every run
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[phase for phase in Phase if phase is not Phase.explain],  # it traces every line, the PDFs' included
)


@dataclass
class Walks:
    """Those of one procedure, and the ends that they have reached: what a story had reached before does not count."""

    procedure: str
    sets: Sets
    trails: list[Trail]
    reached: set[str] = field(default_factory=set)

    @property
    def missing(self) -> list[str]:
        elements = definition(self.procedure).elements.values()
        return sorted({element.id for element in elements if element.type == "endEvent"} - self.reached)

    def anywhere(self, data: st.DataObject) -> None:
        """One in three begins with a case of its own, the others on some page of a story."""
        if data.draw(st.integers(0, 2), label="in a story"):
            trail = data.draw(st.sampled_from(self.trails), label="story")
            self.from_story(trail, data.draw(st.integers(0, len(trail.acts) - 1), label="steps"), data)
        else:
            with self.sets.stage() as stage:
                self._walk(Wanderer(stage, self.procedure, data.draw), data)

    def from_story(self, trail: Trail, steps: int, data: st.DataObject) -> None:
        self._walk(Wanderer(trail.stage(steps), self.procedure, data.draw, trail.acts[steps:]), data)

    def seek(self, end: str) -> None:
        """Walks that begin shortly before a story reaches the end."""
        places = [(trail, steps) for trail in self.trails if (steps := trail.reaching(end))]

        @settings(walks, max_examples=SOUGHT)
        @given(data=st.data())
        def towards(data: st.DataObject) -> None:
            trail, steps = data.draw(st.sampled_from(places), label="story")
            self.from_story(trail, max(steps - data.draw(st.integers(1, NEAR), label="before"), 0), data)

        towards()

    def _walk(self, wanderer: Wanderer, data: st.DataObject) -> None:
        database = wanderer.stage.database
        before = inputs(database, self.procedure)
        walk(wanderer, data.draw(MOVES, label="moves"))
        for place, visited in inputs(database, self.procedure).items():
            if place not in before:
                self.reached |= visited


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="ombud-walks-") as made:
        yield Path(made)


@pytest.mark.parametrize("procedure", SHIPPED)
def test_a_shipped_procedure_stays_in_order_and_its_ends_are_reached(
    shipped: Sets, beginnings: Beginnings, folder: Path, procedure: str
) -> None:
    through = Walks(procedure, shipped, trails_of(procedure, beginnings, folder))
    walks(given(data=st.data())(through.anywhere))()
    if LONG:
        for end in through.missing:
            through.seek(end)
        assert through.missing == []


@walks
@given(data=st.data())
def test_a_deadline_counted_in_days_stays_in_order(small: Sets, data: st.DataObject) -> None:
    with small.stage() as stage:
        walk(Wanderer(stage, "permit", data.draw), data.draw(MOVES, label="moves"))
