"""Somebody leaves: their account at once, whoever stands in, and the tasks they had claimed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ombud.storage.cases import TaskStatus
from ombud.storage.directory import Person
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import proof
from ombud.workflows.people import leaving
from ombud.workflows.refusals import Forbidden, InvalidCommand
from tests.support.court import Court


def give_back_all(court: Court, name: str, *, by: str = "operator") -> int:
    return leaving.give_back_all(court.database, court.office, court.id_of(name), by=court.who(by), at=court.at)


def disable(court: Court, name: str) -> None:
    person_id, by = court.id_of(name), court.who("operator")
    court.do(lambda s: leaving.disable(s, court.office, person_id, by=by, at=court.at))


def test_the_tasks_of_whoever_is_disabled_go_back_to_their_role(court: Court) -> None:
    court.ask()
    court.claim("decide", "clerk")
    disable(court, "clerk")
    assert give_back_all(court, "clerk") == 1
    task = court.task("decide")
    assert (task.status, task.assignee_id) == (TaskStatus.READY, None)
    assert give_back_all(court, "clerk") == 0, "once"
    with reading(court.database) as session:
        events = session.scalars(select(Event).where(Event.kind == "task.released")).all()
        assert [(one.chain, one.actor_id) for one in events] == [(court.case_id, court.id_of("operator"))]
        assert proof.verify(session, court.office, court.case()) == []


def test_nothing_is_taken_from_whoever_may_still_act(court: Court) -> None:
    court.ask()
    court.claim("decide", "clerk")
    assert give_back_all(court, "clerk") == 0
    assert court.task("decide").assignee_id == court.id_of("clerk")


def test_who_claims_it_meanwhile_keeps_it(court: Court) -> None:
    court.ask()
    court.claim("decide", "clerk")
    disable(court, "clerk")
    task_id, clerk, by = court.task("decide").id, court.id_of("clerk"), court.who("operator")
    give_back_all(court, "clerk")
    court.claim("decide", "decided")
    with unit_of_work(court.database) as session:
        leaving.give_back(session, court.office, task_id, clerk, by=by, at=court.at)
    assert court.task("decide").assignee_id == court.id_of("decided")


def test_only_an_operator_gives_tasks_of_others_back_or_signs_them_out(court: Court) -> None:
    court.ask()
    court.claim("decide", "clerk")
    disable(court, "clerk")
    with pytest.raises(Forbidden):
        give_back_all(court, "clerk", by="auditor")
    clerk, auditor = court.id_of("clerk"), court.who("auditor")
    with pytest.raises(Forbidden):
        court.do(lambda s: leaving.sign_out(s, clerk, by=auditor, at=court.at))
    with pytest.raises(Forbidden):
        court.do(lambda s: leaving.disable(s, court.office, clerk, by=auditor, at=court.at))


def test_a_second_factor_is_reset_for_one_of_the_known_reasons(court: Court) -> None:
    clerk, by = court.id_of("clerk"), court.who("operator")
    with pytest.raises(InvalidCommand, match="Say why"):
        court.do(
            lambda s: leaving.reset_second_factor(
                s, court.office, clerk, reason="Her son dropped it", by=by, at=court.at
            )
        )
    with reading(court.database) as session:
        assert session.get_one(Person, clerk).active
        kinds = session.scalars(select(Event.kind).where(Event.chain == SYSTEM_CHAIN)).all()
    assert "account.reset_reason" not in kinds
