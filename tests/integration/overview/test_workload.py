"""What the bodies have before them: matters, ballots and meetings, without what a reader is barred from."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from ombud.storage.board import ConflictKind
from ombud.storage.events import Event
from ombud.storage.meetings import AgendaItem
from ombud.storage.session import reading
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import conflicts
from ombud.workflows.days import day_of
from ombud.workflows.overview.period import Period, year
from ombud.workflows.overview.workload import Load, Place, Workload, workload_of
from tests.integration.board.hall import Hall
from tests.integration.board.papers_world import Panel
from tests.integration.board.petition import APRIL, JUNE, MAY, SPECIAL
from tests.support.statements import statements

NAME = "Petitions panel"


def load(place: Hall | Panel, by: str, *, period: Period | None = None) -> Workload:
    with reading(place.database) as session:
        return workload_of(session, place.office, place.who(by), period=period or year(2026), at=place.at)


def at(found: Workload, day: object) -> Load:
    (one,) = [one for one in found.loads if one.starts_at == day]
    return one


@pytest.mark.both_databases
def test_matters_wait_are_heard_and_what_is_left_goes_on(panel: Panel) -> None:
    heard, deferred, withdrawn = panel.petition(), panel.petition(), panel.petition()
    assert (at(load(panel, "chair"), APRIL).heard, at(load(panel, "chair"), APRIL).waiting) == (0, 3)
    panel.hold(APRIL)
    panel.hear(heard)
    panel.withdraw(withdrawn)
    panel.defer(panel.item_of(deferred).id, seen=panel.agenda(APRIL).version, to=MAY)
    found = load(panel, "chair")
    assert [(one.body, one.place, one.starts_at, one.heard, one.waiting) for one in found.loads] == [
        (NAME, Place.MEETING, APRIL, 1, 0),
        (NAME, Place.MEETING, MAY, 0, 1),
    ]
    assert found.matters == 2
    with reading(panel.database) as session:
        completed = select(func.count()).where(Event.kind == "completed", Event.element.like("hear%"))
        assert session.scalar(completed) == sum(one.heard for one in found.loads)
    with statements(panel.database) as asked:
        load(panel, "chair")
    assert len(asked) <= 9, asked


def test_another_period_shows_what_waits_today_and_no_meeting_of_this_one(panel: Panel) -> None:
    panel.hear(panel.petition())
    waiting = panel.petition()
    panel.hold(APRIL)
    panel.defer(panel.item_of(waiting).id, seen=panel.agenda(APRIL).version, to=MAY)
    assert [(one.starts_at, one.waiting) for one in load(panel, "staff", period=year(2025)).loads] == [(MAY, 1)]
    assert load(panel, "staff", period=Period(day_of(SPECIAL), day_of(SPECIAL))).loads[0].starts_at == MAY


def test_what_waits_without_a_meeting_stands_by_itself(panel: Panel) -> None:
    panel.petition()
    for day in (APRIL, MAY, JUNE):
        panel.cancel(day)
    panel.work()
    assert [(one.place, one.waiting, one.starts_at) for one in load(panel, "auditor").loads] == [(Place.NONE, 1, None)]


def test_nobody_counts_a_matter_that_a_conflict_bars_them_from(panel: Panel) -> None:
    case_id = panel.petition()
    panel.petition()
    assert at(load(panel, "chair"), APRIL).waiting == 2
    assert load(panel, "abena") == Workload(0, ()), "presides over nothing"
    chair = panel.who("chair").person_id
    told = {"kind": ConflictKind.DECLARED, "reason": "Neighbours.", "by": OPERATOR, "at": panel.at}
    panel.do(lambda s: conflicts.declare(s, panel.office, case_id, person_id=chair, **told))
    assert (at(load(panel, "chair"), APRIL).waiting, load(panel, "chair").matters) == (1, 1)
    assert at(load(panel, "staff"), APRIL).waiting == 2
    with reading(panel.database) as session:
        assert session.scalar(select(func.count()).select_from(AgendaItem)) == 2


@pytest.mark.both_databases
def test_ballots_are_counted_where_they_were_held(hearing: Hall) -> None:
    (before,) = [one for one in load(hearing, "operator").loads if one.ballots]
    assert (before.body, before.place) == ("Panel", Place.MEETING)
    assert (before.ballots_open, before.ballots_closed, before.ballots_void) == (1, 0, 0)
    for name in ("ada", "ben", "cas", "dora"):
        hearing.vote(name, "upheld")
    hearing.close()
    (after,) = [one for one in load(hearing, "operator").loads if one.ballots]
    assert (after.ballots_open, after.ballots_closed) == (0, 1)
    assert [event.kind for event in hearing.events()].count("ballot.closed") == 1
