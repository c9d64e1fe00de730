"""Random walks through every procedure, everything read anew at each step: no case ever stands still or loses count."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ombud.workflows.procedures.root import BPMN
from tests.procedures.conftest import Sets
from tests.procedures.wanderer import Wanderer

SHIPPED = sorted(path.parent.name for path in BPMN.glob("*/procedure.toml"))
MOVES = 12
FEW, MANY = 4, 100
"""Walks of each procedure in the quick tier; what the long tier is known by."""
pytestmark = pytest.mark.timeout(1_200)  # with --all there are ten times as many walks
walks = settings(
    max_examples=FEW if settings.default.max_examples < MANY else settings.default.max_examples // 3,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[phase for phase in Phase if phase is not Phase.explain],  # it traces every line, the PDFs' included
)


def wander(sets: Sets, procedure: str, data: st.DataObject) -> None:
    with sets.stage() as stage:
        Wanderer(stage, procedure, data.draw).wander(data.draw(st.integers(1, MOVES), label="moves"))


@pytest.mark.parametrize("procedure", SHIPPED)
@walks
@given(data=st.data())
def test_a_shipped_procedure_stays_in_order(shipped: Sets, procedure: str, data: st.DataObject) -> None:
    wander(shipped, procedure, data)


@walks
@given(data=st.data())
def test_a_deadline_counted_in_days_stays_in_order(small: Sets, data: st.DataObject) -> None:
    wander(small, "permit", data)
