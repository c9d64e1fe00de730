"""Two who change agendas at the same instant wait for each other; neither waits for the other forever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from ombud.storage.meetings import MeetingKind
from ombud.storage.session import reading
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import agenda, meetings, minutes
from ombud.workflows.refusals import AgendaChanged
from tests.integration.board.papers_world import Panel
from tests.integration.board.petition import APRIL, MAY, SPECIAL

pytestmark = pytest.mark.both_databases

ROUNDS = 8


def together(*acts: Callable[[], object]) -> None:
    """At once, whatever each may be refused for having come second. What a database refuses is no refusal of ours."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except AgendaChanged:
            return

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def adding(panel: Panel, meeting: object) -> Callable[[], object]:
    """Adds items to an agenda, one after the other, each on what the one before left."""

    def add() -> None:
        for _each in range(3):
            panel.add(meeting, "Budget")  # type: ignore[arg-type]

    return add


def test_minutes_are_drafted_while_somebody_adds_to_the_agenda_they_go_to(panel: Panel) -> None:
    panel.hold(APRIL)
    panel.adjourn(APRIL)
    made, staff = minutes.typeset(panel.manuscript(APRIL)), panel.who("staff")

    def draft() -> None:
        panel.do(lambda s: minutes.draft(s, panel.office, made, by=staff, at=panel.at))

    for _round in range(ROUNDS):
        together(draft, adding(panel, MAY))
    assert panel.seen(MAY)[0] == "1 Minutes of the meeting of 2026-04-08"


def test_a_meeting_is_cancelled_while_somebody_adds_to_the_next(panel: Panel) -> None:
    for number in range(ROUNDS):
        day = APRIL + timedelta(days=1 + number)
        how = {"kind": MeetingKind.REGULAR, "by": OPERATOR, "at": panel.at}
        meeting_id = panel.do(lambda s, day=day, how=how: meetings.schedule(s, "panel", starts_at=day, **how))
        panel.add(day, f"Item {number}")
        why = {"reason": "Snow", "office": panel.office, "by": OPERATOR, "at": panel.at}
        together(lambda one=meeting_id, why=why: panel.do(lambda s: meetings.cancel(s, one, **why)), adding(panel, MAY))
    assert sum(line.split(" ", 1)[1].startswith("Item") for line in panel.seen(MAY)) == ROUNDS


def test_items_are_put_off_both_ways_at_once(panel: Panel) -> None:
    for _round in range(ROUNDS):
        there, back = panel.add(SPECIAL, "There"), panel.add(MAY, "Back")
        seen = {day: panel.agenda(day).version for day in (SPECIAL, MAY)}
        together(
            lambda one=there, seen=seen[SPECIAL]: panel.defer(one, seen=seen, to=MAY),
            lambda one=back, seen=seen[MAY]: panel.defer(one, seen=seen, to=SPECIAL),
        )
    with reading(panel.database) as session:
        chair = panel.who("chair")
        shown = agenda.agenda_of(session, panel.office, panel.meeting(MAY), chair, at=panel.at)
    assert len(shown.items) + len(panel.agenda(SPECIAL).items) == 2 * ROUNDS
