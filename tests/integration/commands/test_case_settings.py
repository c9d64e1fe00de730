"""An open case put under today's settings on purpose: what changes, what stands, and how it is taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from ombud.storage.events import Event
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import case_settings, proof, rewind, settings, terminating
from ombud.workflows.actors import OPERATOR
from ombud.workflows.days import day_of
from ombud.workflows.deadlines import commands as deadlines
from ombud.workflows.log import history_of
from ombud.workflows.opening import Opened
from ombud.workflows.refusals import CaseClosed, Forbidden, InvalidCommand
from tests.support.permit import Town, deploy_permit

pytestmark = pytest.mark.both_databases

WHY: dict[str, Any] = {"reason": "The council wants it so.", "by": OPERATOR}


def set_days(town: Town, days: int, name: str = "decision") -> None:
    town.pass_days(1)
    with unit_of_work(town.database) as session:
        toml = town.office.procedures.latest(session, "permit").toml
        settings.set_value(session, toml, name, days, deviating=True, at=town.at, **WHY)


def take(town: Town, asked: Opened, **how: Any) -> None:
    with unit_of_work(town.database) as session:
        case_settings.take_todays(session, town.office, asked.case_id, **(WHY | {"at": town.at} | how))


def undo(town: Town, asked: Opened) -> None:
    with unit_of_work(town.database) as session:
        rewind.undo(session, town.office, asked.case_id, at=town.at, **WHY)


def due(town: Town, asked: Opened, element: str = "decide") -> date:
    at = town.task(asked, element).due_at
    assert at is not None
    return day_of(at)


def kinds(town: Town, asked: Opened) -> list[str]:
    with reading(town.database) as session:
        assert proof.verify(session, town.office, town.case(asked)) == []
        return list(session.scalars(select(Event.kind).where(Event.chain == asked.case_id).order_by(Event.seq)))


def test_an_open_case_keeps_its_settings_until_it_is_moved_on_purpose(town: Town) -> None:
    asked = town.ask()
    set_days(town, 20)
    assert (town.case(asked).settings["decision"], due(town, asked)) == (30, date(2026, 4, 1))
    take(town, asked)
    assert (town.case(asked).settings["decision"], due(town, asked)) == (20, date(2026, 3, 22))
    assert town.case(asked).next_due_at == town.task(asked, "decide").due_at
    assert kinds(town, asked)[-3:] == ["case.settings_taken", "deadline.retime", "deadline.retime"]
    with reading(town.database) as session:
        body = session.scalars(select(Event.body).where(Event.kind == "case.settings_taken")).one()
    assert body == {"as_of": town.at.isoformat(), "changed": [{"name": "decision", "was": 30, "now": 20}]}


def test_nothing_to_change_and_nobody_but_an_operator(town: Town) -> None:
    asked = town.ask()
    with pytest.raises(InvalidCommand, match="already"):
        take(town, asked)
    set_days(town, 20)
    with pytest.raises(Forbidden):
        take(town, asked, by=town.who("clerk"))
    with pytest.raises(InvalidCommand, match="Say why"):
        take(town, asked, reason=" ")
    town.withdraw(asked, town.stranger(asked))
    with pytest.raises(CaseClosed):
        take(town, asked)
    assert town.case(asked).settings["decision"] == 30


def test_undo_takes_the_move_back_before_any_step(town: Town) -> None:
    asked = town.ask()
    set_days(town, 20)
    take(town, asked)
    undo(town, asked)
    assert (town.case(asked).settings["decision"], due(town, asked)) == (30, date(2026, 4, 1))
    assert town.open_tasks(asked) == {"decide"}
    with pytest.raises(InvalidCommand, match="only opened"):
        undo(town, asked)


def test_a_step_that_followed_is_taken_back_first(town: Town) -> None:
    asked = town.ask()
    set_days(town, 20)
    take(town, asked)
    town.refuse_permit(asked)
    undo(town, asked)
    assert (town.open_tasks(asked), due(town, asked)) == ({"decide"}, date(2026, 3, 22))
    undo(town, asked)
    assert due(town, asked) == date(2026, 4, 1)
    assert town.case(asked).settings["decision"] == 30


def test_a_move_is_also_taken_back_by_another_one(town: Town) -> None:
    asked = town.ask()
    for days in (20, 30):
        set_days(town, days)
        take(town, asked)
    assert due(town, asked) == date(2026, 4, 1)
    undo(town, asked)
    assert due(town, asked) == date(2026, 3, 22)
    undo(town, asked)
    assert due(town, asked) == date(2026, 4, 1)


def test_a_termination_is_taken_back_before_the_move(town: Town) -> None:
    asked = town.ask()
    set_days(town, 20)
    take(town, asked)
    with unit_of_work(town.database) as session:
        terminating.terminate(session, town.office, asked.case_id, at=town.at, **WHY)
    undo(town, asked)
    assert (town.case(asked).status, town.case(asked).settings["decision"]) == ("open", 20)
    undo(town, asked)
    assert town.case(asked).settings["decision"] == 30


def test_a_day_that_has_passed_then_has_its_consequence(town: Town) -> None:
    """On day 25 the decision is due on day 20: the timer fires at the next chance, as it would have."""
    asked = town.ask()
    town.pass_days(24)
    set_days(town, 20)
    take(town, asked)
    assert due(town, asked) == date(2026, 3, 22)
    assert "ticked" not in kinds(town, asked)
    town.work()
    assert "ticked" in kinds(town, asked)


def test_an_extension_stands_and_a_paused_date_follows_when_it_runs_again(town: Town) -> None:
    asked = town.ask()
    with reading(town.database) as session:
        mine = select(Deadline).where(Deadline.case_id == asked.case_id, Deadline.status == DeadlineStatus.WAITING)
        task, timer = sorted(session.scalars(mine), key=lambda row: row.timer)
    with unit_of_work(town.database) as session:
        deadlines.extend(session, town.office, task.id, until=date(2026, 4, 20), at=town.at, **WHY)
        deadlines.pause(session, town.office, timer.id, at=town.at, **WHY)
    set_days(town, 20)
    take(town, asked)
    assert due(town, asked) == date(2026, 4, 20)
    with reading(town.database) as session:
        assert session.get_one(Deadline, timer.id).due_at == timer.due_at
    with unit_of_work(town.database) as session:
        deadlines.resume(session, town.office, timer.id, at=town.at, **WHY)
    with reading(town.database) as session:
        at = session.get_one(Deadline, timer.id).due_at
    assert at is not None
    assert day_of(at) == date(2026, 3, 23), "20 days, and the one it stood still"


def test_a_migration_keeps_the_day_whose_settings_were_taken(town: Town) -> None:
    asked = town.ask()
    set_days(town, 20)
    take(town, asked)
    with unit_of_work(town.database) as session:
        deploy_permit(session, "v2")
    with unit_of_work(town.database) as session:
        to = town.office.procedures.latest(session, "permit")
        rewind.migrate(session, town.office, asked.case_id, to=to, at=town.at, **WHY)
    assert town.case(asked).settings["decision"] == 20
    with reading(town.database) as session:
        assert history_of(session, asked.case_id).newest_taken is not None
    undo(town, asked)
    assert town.case(asked).settings["decision"] == 30


def test_whoever_has_the_task_and_the_party_are_told_once_and_of_no_meeting(town: Town) -> None:
    asked = town.ask(by=town.who("asker"))
    town.work()
    town.mailer.messages.clear()
    set_days(town, 20)
    take(town, asked)
    town.work()
    texts = [message.get_body(("plain",)).get_content() for message in town.mailer.messages]  # type: ignore[union-attr]
    assert len([text for text in texts if "runs under other settings now" in text]) == len(texts) > 0
    assert "meeting" not in " ".join(texts).lower()
    town.mailer.messages.clear()
    town.work()
    assert town.mailer.messages == []


def test_the_agenda_follows_a_cutoff_that_changed(town: Town) -> None:
    """The hearing is at the meeting of April 8; with 60 days of notice it is at the one of May 13."""
    asked = town.ask(by=town.who("asker"))
    town.refuse_permit(asked)
    town.work()
    town.complete(asked, "answer", town.who("asker"), answer="appeal")
    assert due(town, asked, "hear") == date(2026, 4, 8)
    set_days(town, 60, "agenda_cutoff")
    take(town, asked)
    assert due(town, asked, "hear") == date(2026, 5, 13)
    undo(town, asked)
    assert due(town, asked, "hear") == date(2026, 4, 8)
