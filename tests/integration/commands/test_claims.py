"""Claims: one ends with the role it was made by, whoever has a task now is told, and no button acts twice."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from ombud.storage.cases import Task, TaskStatus
from ombud.storage.directory import RoleHolding
from ombud.storage.events import Event
from ombud.storage.session import reading
from ombud.workflows import inbox, operating, proof, tasks
from ombud.workflows.people import roles, substitutes
from ombud.workflows.permissions import may_act_on_task
from ombud.workflows.refusals import AlreadyClaimed, PageOutdated
from tests.integration.people.absence import DAY, TODAY, answer, stand_in
from tests.support.court import Court

pytestmark = pytest.mark.both_databases

CLERK, DORA, PASSER = "clerk@permit.example", "decided@permit.example", "passer@town.example"
KEY = "a request of one page"


def act(court: Court, verb: Any, by: str, **said: Any) -> None:
    task_id, actor = court.task("decide").id, court.who(by)
    court.do(lambda s: verb(s, court.office, task_id, by=actor, at=court.at, **said))


def may_act(court: Court, name: str) -> bool:
    actor = court.who(name)
    with reading(court.database) as session:
        mine = select(Task.id).where(Task.id == court.task("decide").id, may_act_on_task(actor, on=court.at.date()))
        in_inbox = inbox.counts(session, court.office, actor, at=court.at)
        found = session.scalar(mine) is not None
    assert found == bool(in_inbox[inbox.Box.GROUPS] or in_inbox[inbox.Box.MINE])
    return found


def events(court: Court) -> list[str]:
    with reading(court.database) as session:
        kinds = session.scalars(select(Event.kind).where(Event.chain == court.case_id).order_by(Event.seq)).all()
        assert proof.verify(session, court.office, court.case()) == []
    return [kind for kind in kinds if kind.startswith("task.")]


def test_a_claim_ends_on_the_last_day_of_a_substitute(court: Court) -> None:
    """The days had ended, nobody could act on the task any more, and nobody's inbox showed it."""
    stand_in(court, to_on=TODAY + DAY)
    court.ask()
    act(court, tasks.claim, "passer")
    with pytest.raises(AlreadyClaimed):
        act(court, tasks.claim, "clerk")
    assert not may_act(court, "clerk")
    court.pass_days(2)
    assert may_act(court, "clerk"), "before any worker has looked"
    act(court, tasks.claim, "clerk")
    assert court.task("decide").assignee_id == court.id_of("clerk")


def test_it_goes_back_by_itself_and_those_who_could_do_it_are_told(court: Court) -> None:
    stand_in(court, to_on=TODAY + DAY)
    court.ask()
    act(court, tasks.claim, "passer")
    court.work()
    court.pass_days(2)
    assert court.work() >= {CLERK, DORA}
    assert (court.task("decide").status, court.task("decide").assignee_id) == (TaskStatus.READY, None)
    assert events(court) == ["task.claimed", "task.released"]


def test_ended_early_it_goes_back_at_once(court: Court) -> None:
    key = stand_in(court)
    court.ask()
    act(court, tasks.claim, "passer")
    court.work()
    answer(court, key, "clerk", substitutes.end)
    assert court.work() == {CLERK, DORA, PASSER}
    assert court.task("decide").status is TaskStatus.READY


def test_what_was_claimed_again_meanwhile_stays(court: Court) -> None:
    key = stand_in(court)
    court.ask()
    act(court, tasks.claim, "passer")
    court.work()
    answer(court, key, "clerk", substitutes.end)
    act(court, tasks.claim, "decided")
    court.work()
    assert court.task("decide").assignee_id == court.id_of("decided")


def test_a_role_that_ends_takes_its_holders_claims_with_it(court: Court) -> None:
    court.ask()
    act(court, tasks.claim, "clerk")
    court.work()
    with reading(court.database) as session:
        mine = select(RoleHolding.id).where(RoleHolding.person_id == court.id_of("clerk"))
        holding = session.scalars(mine).one()
    by = court.who("operator")
    court.do(lambda s: roles.end(s, holding, to_on=TODAY, by=by, at=court.at))
    assert court.work() == set()
    assert court.task("decide").status is TaskStatus.CLAIMED, "it is theirs until the day is over"
    court.pass_days(1)
    assert court.work() == {DORA}
    assert court.task("decide").status is TaskStatus.READY


def test_the_new_holder_is_told_whoever_hands_it_over(court: Court) -> None:
    court.ask()
    court.work()
    act(court, tasks.reassign, "clerk", to=court.id_of("decided"), reason="I am away.")
    assert court.work() == {DORA}
    act(court, operating.hand_over, "operator", to=court.id_of("clerk"), reason="She is away.")
    assert court.work() == {CLERK}
    act(court, operating.hand_over, "operator", to=None, reason="Whoever is there.")
    assert court.work() == {CLERK, DORA}
    act(court, tasks.claim, "clerk")
    act(court, tasks.release, "clerk")
    assert court.work() == set()


def test_a_double_click_acts_once(court: Court) -> None:
    court.ask()
    for _click in range(2):
        act(court, tasks.claim, "clerk", request_key=f"claim {KEY}")
    handing = {"to": court.id_of("decided"), "reason": "I am away.", "request_key": f"reassign {KEY}"}
    for _click in range(2):
        act(court, tasks.reassign, "clerk", **handing)
    for _click in range(2):
        act(court, tasks.release, "decided", request_key=f"release {KEY}")
    assert events(court) == ["task.claimed", "task.reassigned", "task.released"]


def test_a_page_of_long_ago_does_not_act_again(court: Court) -> None:
    """The browser's way back, and the same button once more: the request has been carried out, and undone since."""
    court.ask()
    act(court, tasks.claim, "clerk", request_key=f"claim {KEY}")
    act(court, tasks.release, "clerk", request_key=f"release {KEY}")
    with pytest.raises(PageOutdated):
        act(court, tasks.claim, "clerk", request_key=f"claim {KEY}")
    assert court.task("decide").status is TaskStatus.READY
    act(court, tasks.claim, "clerk", request_key=f"another {KEY}")
    with pytest.raises(PageOutdated):
        act(court, tasks.release, "clerk", request_key=f"release {KEY}")
    assert court.task("decide").assignee_id == court.id_of("clerk")
