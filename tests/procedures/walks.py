"""A walk: where it begins, its moves one after the other, and that the case is in order after each."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from ombud.storage.cases import Case, CaseStatus
from ombud.workflows.scheduling import entering
from tests.procedures import voting
from tests.procedures.dates import change_a_date, change_the_calendar
from tests.procedures.invariants import check
from tests.procedures.recusals import lift, recuse
from tests.procedures.trails import counted_ids
from tests.procedures.wanderer import Wanderer

MOVES = (
    *(Wanderer.complete,) * 5,
    *(Wanderer.follow,) * 5,
    Wanderer.withdraw,
    Wanderer.let_time_pass,
    Wanderer.sleep_in,
    Wanderer.work,
    Wanderer.suspend_or_resume,
    Wanderer.undo,
    Wanderer.terminate,
    change_the_calendar,
    change_a_date,
    *(recuse,) * 2,
    lift,
    *(voting.vote,) * 2,
)
"""Going on is the likeliest, else few walks would see an appeal."""

TURNS = (Wanderer.suspend_or_resume, Wanderer.terminate, Wanderer.follow)
"""What changes a suspended case."""

REOPENS = (Wanderer.undo, Wanderer.follow)
"""What changes a closed one."""

WORKED = (Wanderer.let_time_pass, Wanderer.work)
"""After these nothing is left that was due."""

A_WALK = 1 << 32
"""What is made on a walk is counted from here: no story has as many pages."""


def walk(wanderer: Wanderer, moves: int) -> None:
    """Each move is one that is possible now, or one that has to be refused; either way the case stays in order."""
    with pytest.MonkeyPatch.context() as chance, counted_ids(page=A_WALK):
        chance.setattr(entering, "new_seed", lambda: "walk")  # who is drawn by lot is the same each time
        wanderer.begin()
        before = check(wanderer.stage.database, wanderer.stage.office, wanderer.case_id)
        for _move in range(moves):
            before = _go(wanderer, before)


def _go(wanderer: Wanderer, before: Case) -> Case:
    move = wanderer.draw(st.sampled_from(MOVES))
    move(wanderer, before)
    after = check(wanderer.stage.database, wanderer.stage.office, wanderer.case_id)
    if before.status is CaseStatus.CLOSED and move not in REOPENS:
        assert _ending(after) == _ending(before)
    if before.status is CaseStatus.SUSPENDED and move not in TURNS:
        assert after.status is CaseStatus.SUSPENDED
    if after.status is CaseStatus.OPEN and move in WORKED:
        assert after.next_due_at is None or after.next_due_at >= wanderer.stage.now
    return after


def _ending(case: Case) -> tuple[Any, ...]:
    return case.status, case.outcome, case.closed_at
