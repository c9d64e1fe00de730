"""Where cases stand, what they passed and how long it took: counted again from the events, and by who looks."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

import pytest
from sqlalchemy import select

from ombud.storage.board import ConflictKind
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.session import reading
from ombud.workflows import rewind
from ombud.workflows.actors import OPERATOR
from ombud.workflows.days import day_of
from ombud.workflows.overview.ageing import Ageing, ageing_of
from ombud.workflows.overview.heat import Heat, Stop, heat_of
from ombud.workflows.overview.period import Period, quarter, year
from ombud.workflows.overview.reading import counted
from ombud.workflows.refusals import NotFound
from tests.support.court import Court
from tests.support.statements import statements

Y2026 = year(2026)


def heat(court: Court, by: str = "auditor", *, period: Period = Y2026) -> Heat:
    with reading(court.database) as session:
        return heat_of(session, court.office.procedures, "permit", court.who(by), period=period, at=court.at)


def ageing(court: Court, by: str = "auditor") -> Ageing:
    with reading(court.database) as session:
        return ageing_of(session, court.office.procedures, court.who(by), at=court.at)


def a_season(court: Court) -> None:
    """Five cases: granted, refused and appealed, refused and taken, two that wait since different days."""
    court.ask()
    court.pass_days(4)
    court.complete("decide", "decided", decision="granted", reasons="There is room.")
    court.work()
    court.appeal()
    court.pass_days(6)
    court.ask()
    court.pass_days(2)
    court.complete("decide", "clerk", decision="refused", reasons="No room.")
    court.work()
    court.complete("answer", "party", answer="accept")
    court.ask()
    court.pass_days(40)
    court.work()
    court.ask()
    court.pass_days(1)


def by_the_events(court: Court) -> dict[str, tuple[int, int, timedelta | None]]:
    """Element -> cases that passed it, cases that stand at it, the median of how long it took."""
    passed, now, took = defaultdict(set), defaultdict(set), defaultdict(list)
    begun: dict[tuple[UUID, str], datetime] = {}
    with reading(court.database) as session:
        rows = session.scalars(select(Event).where(Event.chain != SYSTEM_CHAIN, Event.input.is_not(None)))
        for event in sorted(rows, key=lambda row: (row.chain, row.seq)):
            for key in event.body["opened"]:
                begun[event.chain, key] = event.at
                now[name(key)].add(event.chain)
            if event.kind == "completed":
                passed[name(str(event.element))].add(event.chain)
                took[name(str(event.element))].append(event.at - begun[event.chain, str(event.element)])
            for key in [event.element or "", *event.body["cancelled"]]:
                now[name(key)].discard(event.chain)
            for key in event.body["fired"]:
                passed[name(key)].add(event.chain)
            if event.body["ended"]:
                outcomes = [name(key) for key in event.body["visited"] if name(key) in OUTCOMES]
                passed[outcomes[-1] if outcomes else event.body["ended"]].add(event.chain)
    there = {key for key in (*passed, *now) if passed[key] or now[key]}
    return {key: (len(passed[key]), len(now[key]), median(took[key]) if took[key] else None) for key in there}  # type: ignore[type-var]


OUTCOMES = ("permit_granted", "refusal_accepted", "heard", "gone")


WAYS = {"body_flow_5", "body_no", "body_flow_9", "body_acc"}
UNASKED = WAYS | {"grant", "refuse", "tell_late"}


def in_use(found: Heat) -> list[Stop]:
    return [one for one in found.stops if one.passed or one.now]


def name(key: str) -> str:
    return key.partition(":")[0]


@pytest.mark.both_databases
def test_the_counts_are_those_of_the_events(court: Court) -> None:
    a_season(court)
    found = heat(court)
    assert found.cases == 5
    shown = {one.element: (one.passed, one.now, one.median) for one in in_use(found) if one.element not in UNASKED}
    assert shown == by_the_events(court)
    assert shown["decide"][:2] == (3, 2)
    assert shown["late"][0] == 1
    decide = next(one for one in found.stops if one.element == "decide")
    assert (decide.longest, decide.waiting) == (timedelta(days=4), timedelta(days=41))
    assert decide.who == "Clerk"
    assert [one.element for one in found.stops][:1] == ["decide"], "in the order of the drawing"


def test_only_what_happened_within_the_period_was_passed(court: Court) -> None:
    a_season(court)
    first = heat(court, period=Period(date(2026, 3, 1), date(2026, 3, 5)))
    assert sum(one.passed for one in first.stops if one.element == "permit_granted") == 0
    sixth = heat(court, period=Period(date(2026, 3, 6), date(2026, 3, 6)))
    assert {one.element: one.passed for one in sixth.stops if one.passed and one.element not in UNASKED} == {
        "decide": 2,
        "permit_granted": 1,
        "answer": 1,
    }
    assert [(one.name, one.passed) for one in sixth.stops if one.passed and one.element in WAYS] == [
        ("Granted Grant", 1),
        ("Granted Refuse", 1),
        ("Appealed Hear", 1),
    ]
    assert sixth.cases == 5
    nothing = heat(court, period=quarter(2025, 4))
    assert not any(one.passed for one in nothing.stops)
    assert sum(one.now for one in nothing.stops) == 3


def test_an_undo_takes_back_what_was_counted(court: Court) -> None:
    court.ask()
    court.complete("decide", "clerk", decision="refused", reasons="No room.")
    assert {one.element: (one.passed, one.now) for one in in_use(heat(court))} == {
        "decide": (1, 0),
        "body_no": (1, 0),
        "refuse": (1, 0),
        "answer": (0, 1),
    }
    court.do(lambda s: rewind.undo(s, court.office, court.case_id, reason="A slip.", by=OPERATOR, at=court.at))
    assert {one.element: (one.passed, one.now) for one in in_use(heat(court))} == {"decide": (0, 1)}


@pytest.mark.both_databases
def test_each_way_out_of_a_choice_has_its_number_and_what_is_done_without_being_asked(court: Court) -> None:
    a_season(court)
    stops = {one.element: one for one in heat(court).stops}
    assert {name: (stops[name].passed, stops[name].times, stops[name].now) for name in UNASKED} == {
        "body_flow_5": (1, 1, 0),
        "body_no": (2, 2, 0),
        "body_flow_9": (1, 1, 0),
        "body_acc": (1, 1, 0),
        "grant": (1, 1, 0),
        "refuse": (2, 2, 0),
        "tell_late": (1, 1, 0),
    }
    assert stops["decide"].passed == stops["body_flow_5"].passed + stops["body_no"].passed
    assert not {"body_flow_2", "granted"} & stops.keys(), "a flow that leaves no choice says nothing"


def test_a_way_that_was_taken_back_and_gone_again_is_gone_once(court: Court) -> None:
    court.ask()
    court.complete("decide", "clerk", decision="refused", reasons="No room.")
    court.do(lambda s: rewind.undo(s, court.office, court.case_id, reason="A slip.", by=OPERATOR, at=court.at))
    court.complete("decide", "clerk", decision="refused", reasons="No room indeed.")
    refused = next(one for one in heat(court).stops if one.element == "body_no")
    assert (refused.passed, refused.times) == (1, 1), "what was taken back did not happen"


def test_nobody_counts_a_case_they_may_not_see(court: Court) -> None:
    court.ask()
    first = court.case_id
    court.appeal()
    with reading(court.database) as session:
        numbers = {
            who: [one.open for one in counted(session, court.office.procedures, court.who(who), at=court.at)]
            for who in ("auditor", "operator", "clerk", "cochair", "passer", "recused")
        }
    assert numbers == {
        "auditor": [2],
        "operator": [2],
        "clerk": [2],
        "cochair": [1],
        "passer": [0],
        "recused": [1],
    }
    court.declare("cochair", ConflictKind.DECLARED, by="operator")
    court.recuse("recused")
    for who in ("cochair", "recused", "passer"):
        assert heat(court, who).cases == 0
        assert not any(one.now or one.passed for one in heat(court, who).stops)
        assert ageing(court, who).cases == 0
    assert court.case_id != first
    with reading(court.database) as session, pytest.raises(NotFound):
        heat_of(session, court.office.procedures, "nothing", OPERATOR, period=Y2026, at=court.at)


@pytest.mark.both_databases
def test_open_tasks_by_age(court: Court) -> None:
    assert ageing(court) == Ageing(0, 0, ())
    a_season(court)
    found = ageing(court)
    assert found.cases == 3
    assert [(one.task, one.open, one.overdue, one.ages) for one in found.kinds] == [
        ("Hear", 1, 1, (0, 0, 1, 0)),
        ("Decide", 2, 1, (1, 0, 1, 0)),
    ]
    assert found.kinds[1].oldest == timedelta(days=41)
    with reading(court.database) as session:
        opened = select(Event.at).where(Event.kind == "opened").order_by(Event.at)
        waits = [court.at - at for at in session.scalars(opened)][-2:]
    assert found.kinds[1].oldest == max(waits)
    assert sum(one.open for one in found.kinds) == sum(one[1] for one in by_the_events(court).values())


def test_how_many_statements_does_not_grow_with_the_cases(court: Court) -> None:
    for _number in range(4):
        a_season(court)
    heat(court)
    ageing(court)
    with statements(court.database) as asked:
        assert heat(court).cases == 20
    assert len(asked) <= 6, asked
    with statements(court.database) as asked:
        assert ageing(court).cases == 12
    assert len(asked) <= 2, asked


def test_a_period_is_whole_days_of_the_zone() -> None:
    assert quarter(2026, 4) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert quarter(2024, 1) == Period(date(2024, 1, 1), date(2024, 3, 31))
    assert day_of(datetime.fromisoformat("2026-12-31T23:30:00-05:00")) in year(2026)
    assert date(2027, 1, 1) not in year(2026)
