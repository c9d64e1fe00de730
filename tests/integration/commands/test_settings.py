"""Settings as commands: who, which values, from when; another number than the policy's is never set in passing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ombud.storage.chain import SYSTEM_CHAIN, verify_chain
from ombud.storage.events import Event
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import settings
from ombud.workflows.actors import OPERATOR
from ombud.workflows.refusals import DeviatesFromPolicy, Forbidden, InvalidCommand
from tests.support.permit import Town

HOW: dict[str, Any] = {"reason": "The council asked for it.", "by": OPERATOR}


def change(town: Town, name: str, value: Any, **how: Any) -> None:
    with unit_of_work(town.database) as session:
        toml = town.office.procedures.latest(session, "permit").toml
        settings.set_value(session, toml, name, value, **({"at": town.at} | HOW | how))


def values(town: Town) -> dict[str, Any]:
    with reading(town.database) as session:
        return settings.snapshot(session, town.office.procedures.latest(session, "permit").toml, at=town.at)


def events(town: Town) -> list[Any]:
    with reading(town.database) as session:
        assert verify_chain(session, SYSTEM_CHAIN).ok
        return list(session.scalars(select(Event.body).where(Event.kind == "setting.changed").order_by(Event.seq)))


def test_another_number_than_the_policys_has_to_be_meant_and_the_record_says_so(town: Town) -> None:
    with pytest.raises(DeviatesFromPolicy):
        change(town, "decision", 20)
    assert (values(town)["decision"], events(town)) == (30, [])
    change(town, "decision", 20, deviating=True)
    assert values(town)["decision"] == 20
    assert events(town)[0]["deviates"] is True
    town.pass_days(1)
    change(town, "decision", 30)
    assert [event["deviates"] for event in events(town)] == [True, False]


@pytest.mark.parametrize(
    ("name", "value"),
    [("decision", None), ("decision", -1), ("decision", True), ("decision", "30"), ("hearing", 3), ("unheard_of", 1)],
)
def test_what_no_setting_takes_is_refused(town: Town, name: str, value: Any) -> None:
    with pytest.raises(InvalidCommand):
        change(town, name, value, deviating=True)
    assert events(town) == []


def test_only_administrators_and_only_from_now_on(town: Town) -> None:
    with pytest.raises(Forbidden):
        change(town, "agenda_cutoff", 5, by=town.who("clerk"))
    with pytest.raises(InvalidCommand):
        change(town, "agenda_cutoff", 5, from_at=town.at - timedelta(days=1))
    with pytest.raises(InvalidCommand):
        change(town, "agenda_cutoff", 5, reason="  ")
    assert values(town)["agenda_cutoff"] == 0


def test_of_two_values_for_one_day_the_later_decision_holds(town: Town) -> None:
    tomorrow = town.at + timedelta(days=1)
    for value in (5, 9, 7):
        change(town, "agenda_cutoff", value, from_at=tomorrow)
    assert values(town)["agenda_cutoff"] == 0
    town.pass_days(2)
    assert values(town)["agenda_cutoff"] == 7


def test_the_same_request_is_carried_out_once(town: Town) -> None:
    for value in (5, 6):
        change(town, "agenda_cutoff", value, request_key="k" * 40)
    town.pass_days(1)
    assert (values(town)["agenda_cutoff"], len(events(town))) == (5, 1)
