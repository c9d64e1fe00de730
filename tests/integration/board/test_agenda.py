"""Agendas: cases find their meeting, those who preside order them, nobody sees a matter they are barred from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from ombud.storage.board import Body
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.meetings import AgendaItem, Meeting, MeetingKind
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import agenda, meetings, resolutions
from ombud.workflows.board.agenda import ItemKind, ItemState
from ombud.workflows.refusals import AgendaChanged, Forbidden, InvalidCommand, NotFound
from ombud.workflows.rewind import undo
from tests.integration.board.papers_world import Panel, a_ballot
from tests.integration.board.petition import APRIL, JUNE, MAY, SPECIAL


def test_a_case_is_put_on_the_agenda_its_deadline_points_to(panel: Panel) -> None:
    case_id = panel.petition()
    (item,) = panel.agenda(APRIL).items
    assert (item.number, item.kind, item.state) == (1, ItemKind.CASE, ItemState.OPEN)
    assert (item.title, item.case_number) == ("Petition to the panel", panel.number(case_id))
    assert item.task_id == panel.task(case_id).id
    assert panel.agenda(SPECIAL).items == ()


def test_what_was_taken_off_as_decided_stands_again_when_its_decision_is_taken_back(panel: Panel) -> None:
    case_id = panel.petition()
    panel.hear(case_id, ruling="denied")
    (item,) = panel.agenda(APRIL).items
    assert (item.state, item.settled_before) == (ItemState.DECIDED, True)
    chair = panel.who("chair")
    panel.do(lambda s: agenda.remove(s, panel.office, item.id, seen=panel.agenda(APRIL).version, by=chair, at=panel.at))
    assert panel.agenda(APRIL).items == ()
    panel.do(lambda s: undo(s, panel.office, case_id, reason="By mistake.", by=OPERATOR, at=panel.at))
    assert [one.state for one in panel.agenda(APRIL).items] == [ItemState.OPEN]


def test_the_same_job_twice_is_one_item(panel: Panel) -> None:
    case_id = panel.petition()
    version = panel.agenda(APRIL).version
    with unit_of_work(panel.database) as session:
        agenda.replace_items_of(session, panel.office, case_id, at=panel.at)
    assert panel.seen(APRIL) == [f"1 {panel.number(case_id)}"]
    assert panel.agenda(APRIL).version == version


def test_an_item_follows_its_task(panel: Panel) -> None:
    heard, withdrawn = panel.petition(), panel.petition()
    panel.hear(heard)
    panel.withdraw(withdrawn)
    (item,) = panel.agenda(APRIL).items
    assert (item.case_number, item.state) == (panel.number(heard), ItemState.DECIDED)


def test_what_is_withdrawn_during_the_meeting_stays_on_it_as_withdrawn(panel: Panel) -> None:
    case_id = panel.petition()
    panel.hold(APRIL)
    panel.at += timedelta(minutes=20)
    panel.withdraw(case_id)
    (item,) = panel.agenda(APRIL).items
    assert item.state is ItemState.WITHDRAWN


def test_a_cancelled_meeting_rolls_its_items_on_and_coming_back_brings_them_back(panel: Panel) -> None:
    case_id = panel.petition()
    panel.cancel(APRIL)
    panel.work()
    assert panel.seen(MAY) == [f"1 {panel.number(case_id)}"]
    panel.cancel(MAY)
    panel.cancel(JUNE)
    panel.work()
    assert panel.item_of(case_id).meeting_id is None
    with reading(panel.database) as session:
        body_id = session.get_one(Meeting, panel.meeting(APRIL)).body_id
        waiting = agenda.unscheduled(session, panel.office, body_id, panel.who("chair"), at=panel.at)
    assert [item.case_number for item in waiting] == [panel.number(case_id)]
    july = JUNE + timedelta(days=28)
    panel.do(
        lambda s: meetings.schedule(s, "panel", starts_at=july, kind=MeetingKind.REGULAR, by=OPERATOR, at=panel.at)
    )
    panel.work()
    assert panel.seen(july) == [f"1 {panel.number(case_id)}"]


def test_an_item_put_off_by_hand_stays_so_unless_that_meeting_is_cancelled(panel: Panel) -> None:
    case_id = panel.petition()
    item_id = panel.item_of(case_id).id
    panel.defer(item_id, seen=panel.agenda(APRIL).version)
    panel.do(lambda s: agenda.replace_items_of(s, panel.office, case_id, at=panel.at))
    (item,) = panel.agenda(MAY).items
    assert (item.id, item.deferred_from) == (item_id, APRIL)
    assert panel.agenda(APRIL).items == ()
    panel.cancel(MAY)
    panel.work()
    assert panel.seen(JUNE) == [f"1 {panel.number(case_id)}"]


def test_an_item_can_be_put_off_to_a_special_meeting_but_not_to_one_that_is_over_or_another_bodys(
    panel: Panel,
) -> None:
    item_id = panel.item_of(panel.petition()).id
    panel.do(lambda s: meetings.schedule(s, "board", starts_at=MAY, kind=MeetingKind.REGULAR, by=OPERATOR, at=panel.at))
    others = panel.meeting(MAY, "board")
    seen = panel.agenda(APRIL).version
    chair = panel.who("chair")
    for target in (others, panel.meeting(APRIL)):
        with pytest.raises(InvalidCommand):
            panel.do(
                lambda s, target=target: agenda.defer(
                    s, panel.office, item_id, to_meeting_id=target, seen=seen, by=chair, at=panel.at
                )
            )
    assert panel.defer(item_id, seen=seen, to=SPECIAL) == panel.meeting(SPECIAL)


def test_what_a_meeting_left_undone_goes_on_to_the_next_when_its_day_is_over(panel: Panel) -> None:
    left, heard = panel.petition(), panel.petition()
    panel.until(APRIL)
    panel.hear(heard)
    panel.until(APRIL + timedelta(hours=8))
    assert len(panel.seen(APRIL)) == 2
    panel.until(APRIL + timedelta(days=1))
    assert panel.seen(APRIL) == [f"1 {panel.number(heard)}"]
    (item,) = panel.agenda(MAY).items
    assert (item.case_number, item.deferred_from) == (panel.number(left), APRIL)
    panel.until(MAY + timedelta(days=1))
    (item,) = panel.agenda(JUNE).items
    assert (item.case_number, item.deferred_from) == (panel.number(left), MAY)


def test_those_who_preside_add_order_and_remove(panel: Panel) -> None:
    first, second = panel.petition(), panel.petition()
    budget = panel.add(APRIL, "Budget for training", input_wanted=True)
    ids = [item.id for item in panel.agenda(APRIL).items]
    panel.order(APRIL, [budget, ids[1], ids[0]], seen=panel.agenda(APRIL).version)
    assert panel.seen(APRIL, "abena") == [
        "1 Budget for training", f"2 {panel.number(second)}", f"3 {panel.number(first)}",
    ]  # fmt: skip
    (item, *_cases) = panel.agenda(APRIL).items
    assert (item.kind, item.state, item.input_wanted) == (ItemKind.FREE, ItemState.OPEN, True)
    chair, seen = panel.who("chair"), panel.agenda(APRIL).version
    panel.do(lambda s: agenda.remove(s, panel.office, budget, seen=seen, by=chair, at=panel.at))
    assert len(panel.seen(APRIL)) == 2
    with pytest.raises(InvalidCommand):
        panel.do(lambda s: agenda.remove(s, panel.office, ids[0], seen=seen + 1, by=chair, at=panel.at))


def test_input_is_asked_for_and_its_arrival_recorded_without_saying_whose_it_is(panel: Panel) -> None:
    panel.petition()
    (item,) = panel.agenda(APRIL).items
    staff = panel.who("staff")
    seen = panel.agenda(APRIL).version
    with pytest.raises(InvalidCommand):
        panel.do(lambda s: agenda.input_received(s, panel.office, item.id, seen=seen, by=staff, at=panel.at))
    panel.do(lambda s: agenda.ask_input(s, panel.office, item.id, seen=seen, by=staff, at=panel.at))
    panel.do(lambda s: agenda.input_received(s, panel.office, item.id, seen=seen + 1, by=staff, at=panel.at))
    (item,) = panel.agenda(APRIL).items
    assert (item.input_wanted, item.input_received_at) == (True, panel.at)


def test_a_member_reads_and_does_not_order_and_a_passer_by_does_not_read(panel: Panel) -> None:
    panel.petition()
    agenda_seen = panel.agenda(APRIL, "abena")
    assert not agenda_seen.may_order
    assert panel.agenda(APRIL, "chair").may_order
    with pytest.raises(Forbidden):
        panel.add(APRIL, "Mine", by="abena")
    with pytest.raises(Forbidden):
        panel.order(APRIL, [item.id for item in agenda_seen.items], seen=agenda_seen.version, by="abena")
    with pytest.raises(NotFound):
        panel.agenda(APRIL, "passer")
    assert len(panel.agenda(APRIL, "auditor").items) == 1


def test_nothing_of_an_item_reaches_whoever_is_barred_from_it(panel: Panel) -> None:
    elm, harbor, third = panel.petition(), panel.petition("Harbor House"), panel.petition()
    assert len(panel.seen(APRIL, "abena")) == 3
    assert panel.seen(APRIL, "harbor") == [f"1 {panel.number(elm)}", f"3 {panel.number(third)}"]
    assert panel.number(harbor) not in str(panel.agenda(APRIL, "harbor").items)
    assert panel.agenda(APRIL, "harbor").gaps == (agenda.Gap(2, agenda.Unshown.CONFLICT),)


def test_who_is_barred_orders_around_what_they_do_not_see(panel: Panel) -> None:
    with unit_of_work(panel.database) as session:
        panel_id = session.scalars(select(Body.id).where(Body.key == "panel")).one()
        session.add(
            RoleHolding(
                person_id=panel.who("harbor").person_id,
                role="chair",
                scope=RoleScope.BODY,
                scope_id=panel_id,
                from_on=panel.at.date(),
            )
        )
    first, hidden, last = panel.petition(), panel.petition("Harbor House"), panel.petition()
    mine = [item.id for item in panel.agenda(APRIL, "harbor").items]
    panel.order(APRIL, mine[::-1], seen=panel.agenda(APRIL).version, by="harbor")
    numbers = [panel.number(case_id) for case_id in (last, hidden, first)]
    assert panel.seen(APRIL) == [f"{place} {number}" for place, number in enumerate(numbers, start=1)]
    hidden_item, harbor = panel.item_of(hidden).id, panel.who("harbor")
    with pytest.raises(NotFound):
        panel.do(lambda s: agenda.defer(s, panel.office, hidden_item, seen=0, by=harbor, at=panel.at))


@pytest.mark.both_databases
def test_of_two_people_ordering_at_once_the_later_sees_the_change_and_repeats(panel: Panel) -> None:
    for _each in range(3):
        panel.petition()
    ids = [item.id for item in panel.agenda(APRIL).items]
    seen = panel.agenda(APRIL).version
    wanted = {"chair": ids[::-1], "staff": [ids[1], ids[0], ids[2]]}

    def try_to(name: str) -> str | None:
        try:
            panel.order(APRIL, wanted[name], seen=seen, by=name)
        except AgendaChanged:
            return None
        return name

    with ThreadPoolExecutor(2) as pool:
        (winner,) = [name for name in pool.map(try_to, wanted) if name]
    assert [item.id for item in panel.agenda(APRIL).items] == wanted[winner]
    (loser,) = set(wanted) - {winner}
    panel.order(APRIL, wanted[loser], seen=panel.agenda(APRIL).version, by=loser)
    assert [item.id for item in panel.agenda(APRIL).items] == wanted[loser]


def test_a_stale_page_changes_nothing(panel: Panel) -> None:
    item_id = panel.item_of(panel.petition()).id
    seen = panel.agenda(APRIL).version
    panel.add(APRIL, "Budget")
    chair, meeting_id = panel.who("chair"), panel.meeting(APRIL)
    for command in (
        lambda s: agenda.add_item(s, panel.office, meeting_id, title="Late", seen=seen, by=chair, at=panel.at),
        lambda s: agenda.order(s, panel.office, meeting_id, [item_id], seen=seen, by=chair, at=panel.at),
        lambda s: agenda.defer(s, panel.office, item_id, seen=seen, by=chair, at=panel.at),
        lambda s: agenda.ask_input(s, panel.office, item_id, seen=seen, by=chair, at=panel.at),
    ):
        with pytest.raises(AgendaChanged):
            panel.do(command)
    assert len(panel.seen(APRIL)) == 2
    with pytest.raises(AgendaChanged):
        panel.order(APRIL, [item_id], seen=seen + 1)


def test_an_item_with_an_open_ballot_is_not_put_off(panel: Panel) -> None:
    case_id = panel.petition()
    item_id = panel.item_of(case_id).id
    with unit_of_work(panel.database) as session:
        a_ballot(session, panel, meeting_id=panel.meeting(APRIL), task_id=panel.task(case_id).id, case_id=case_id)
    with pytest.raises(InvalidCommand):
        panel.defer(item_id, seen=panel.agenda(APRIL).version)


def test_a_bodys_own_items_leave_a_cancelled_meeting_too(panel: Panel) -> None:
    panel.add(APRIL, "Budget")
    panel.cancel(APRIL)
    panel.until(APRIL + timedelta(days=1))
    assert panel.seen(MAY) == ["1 Budget"]


def test_the_history_knows_each_change_by_ids_alone(panel: Panel) -> None:
    item_id = panel.item_of(panel.petition()).id
    panel.add(APRIL, "Budget of Wilhelmina Quackenbush")
    panel.defer(item_id, seen=panel.agenda(APRIL).version)
    with reading(panel.database) as session:
        events = session.scalars(
            select(Event).where(Event.chain == SYSTEM_CHAIN, Event.kind.startswith("agenda.")).order_by(Event.seq)
        ).all()
    assert [event.kind for event in events] == ["agenda.placed", "agenda.added", "agenda.deferred"]
    assert "Quackenbush" not in str([event.body for event in events])
    assert events[-1].body["was"] == str(panel.meeting(APRIL))


def test_positions_survive_whatever_is_on_them(panel: Panel) -> None:
    for _each in range(4):
        panel.petition(place=False)
    panel.work()
    with reading(panel.database) as session:
        rows = session.scalars(select(AgendaItem).order_by(AgendaItem.position)).all()
    assert [row.position for row in rows] == [1, 2, 3, 4]
    assert len({row.id for row in rows}) == len(rows)


@pytest.mark.both_databases
def test_resolutions_are_numbered_by_body_and_year_also_by_two_at_once(panel: Panel) -> None:
    def next_one(body: str) -> str:
        with unit_of_work(panel.database) as session:
            return resolutions.next_number(session, body, at=panel.at)

    with ThreadPoolExecutor(4) as pool:
        given = sorted(pool.map(next_one, ["dsb"] * 8))
    assert given == [f"DSB-2026-{number:03d}" for number in range(1, 9)]
    assert next_one("grievance_subcommittee") == "GRIEVANCE-SUBCOMMITTEE-2026-001"
    with unit_of_work(panel.database) as session:
        assert resolutions.next_number(session, "dsb", at=panel.at + timedelta(days=365)) == "DSB-2027-001"


def test_an_unknown_item_is_not_there(panel: Panel) -> None:
    with pytest.raises(NotFound):
        panel.defer(UUID(int=7), seen=0)
