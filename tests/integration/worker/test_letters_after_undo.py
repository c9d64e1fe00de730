"""A letter quotes what is in force: an undo takes back a step, or only the end that an operator had set."""

from __future__ import annotations

from uuid import UUID

import pytest

from ombud.workflows import rewind
from ombud.workflows.log import history_of
from ombud.workflows.terminating import terminate
from tests.integration.worker.test_course import answer, letter_text
from tests.integration.worker.world import COMPLAINT, World

pytestmark = pytest.mark.both_databases


def end(world: World, case_id: UUID) -> None:
    by = world.person("operator@nutmeg.example")
    world.each(lambda s: terminate(s, world.office, case_id, reason="Twice.", by=by, at=world.clock()))


def undo(world: World, case_id: UUID) -> None:
    by = world.person("operator@nutmeg.example")
    world.each(lambda s: rewind.undo(s, world.office, case_id, reason="A slip.", by=by, at=world.clock()))


def test_an_end_that_was_taken_back_takes_nothing_said_with_it(world: World) -> None:
    case_id = world.ask()
    world.work()
    end(world, case_id)
    undo(world, case_id)
    answer(world, case_id)
    world.work()
    assert COMPLAINT.split("\n", maxsplit=1)[0] in letter_text(world, case_id, "reply")


def test_what_is_in_force_is_read_the_same_at_every_event(world: World) -> None:
    case_id = world.ask()
    answer(world, case_id)
    end(world, case_id)
    undo(world, case_id)
    seen = [world.each(lambda s, n=n: history_of(s, case_id, up_to=n)) for n in range(1, 5)]
    assert [len(log.entries) for log in seen] == [1, 2, 2, 2]
    assert [bool(log.terminated) for log in seen] == [False, False, True, False]
    assert len(seen[-1].commitments) == 2
    undo(world, case_id)
    assert [len(world.each(lambda s: history_of(s, case_id)).entries)] == [1]
