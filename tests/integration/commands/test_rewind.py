"""An operator's undo and the move to a newer diagram, by replaying the input log."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from ombud.storage.ledger import Deadline
from ombud.storage.letters import Letter
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import cases, proof, rewind, tasks
from ombud.workflows.actors import OPERATOR
from ombud.workflows.days import day_of
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotReplayable
from tests.support.permit import Town, deploy_permit

pytestmark = pytest.mark.both_databases


def undo(town: Town, case_id: object, by: str = "operator") -> None:
    with unit_of_work(town.database) as session:
        rewind.undo(session, town.office, case_id, reason="The wrong case.", by=town.who(by), at=town.at)  # type: ignore[arg-type]


def test_undo_opens_the_task_again_with_the_date_it_had(town: Town) -> None:
    asked = town.ask()
    due_at = town.task(asked, "decide").due_at
    town.pass_days(2)
    town.refuse_permit(asked)
    undo(town, asked.case_id)
    assert town.open_tasks(asked) == {"decide"}
    assert town.task(asked, "decide").due_at == due_at
    town.complete(asked, "decide", town.who("clerk"), decision="granted", reasons="After all.")
    assert town.case(asked).outcome == "permit_granted"
    with reading(town.database) as session:
        assert proof.verify(session, town.office, town.case(asked)) == []


def test_undo_opens_a_closed_case_again(town: Town) -> None:
    asked = town.ask()
    town.withdraw(asked, town.stranger(asked))
    undo(town, asked.case_id)
    assert (town.case(asked).status, town.open_tasks(asked)) == ("open", {"decide"})
    town.pass_days(31)
    town.work()
    assert town.case(asked).next_due_at is None


def test_the_opening_cannot_be_undone_nor_by_just_anybody(town: Town) -> None:
    asked = town.ask()
    with pytest.raises(InvalidCommand):
        undo(town, asked.case_id)
    with pytest.raises(Forbidden):
        undo(town, asked.case_id, by="clerk")


def migrate(town: Town, case_id: object) -> None:
    with unit_of_work(town.database) as session:
        to = town.office.procedures.latest(session, "permit")
        rewind.migrate(session, town.office, case_id, to=to, reason="New rules.", by=town.who("operator"), at=town.at)  # type: ignore[arg-type]


def test_a_running_case_stays_on_its_version_until_it_is_migrated(town: Town) -> None:
    asked = town.ask()
    with unit_of_work(town.database) as session:
        deploy_permit(session, "v2")
    assert town.open_tasks(town.ask()) == {"review"}
    assert town.open_tasks(asked) == {"decide"}
    migrate(town, asked.case_id)
    assert town.open_tasks(asked) == {"review"}
    town.complete(asked, "review", town.who("clerk"), decision="refused", reasons="x")
    due_at = town.task(asked, "decide").due_at
    assert due_at is not None
    assert day_of(due_at) == date(2026, 3, 22)
    with reading(town.database) as session:
        assert proof.verify(session, town.office, town.case(asked)) == []


def test_a_history_that_does_not_fit_is_refused_and_nothing_changes(town: Town) -> None:
    asked = town.ask()
    town.refuse_permit(asked)
    with unit_of_work(town.database) as session:
        deploy_permit(session, "v2")
    before = town.case(asked)
    with pytest.raises(NotReplayable, match="decide"):
        migrate(town, asked.case_id)
    after = town.case(asked)
    assert (after.version_id, after.head_seq, after.tree) == (before.version_id, before.head_seq, before.tree)


def test_a_step_taken_back_can_be_done_again_with_its_letter(town: Town) -> None:
    asked = town.ask()
    for _time in range(2):
        town.refuse_permit(asked)
        town.work()
        undo(town, asked.case_id)
    town.refuse_permit(asked)
    with reading(town.database) as session:
        assert len(session.scalars(select(Letter).where(Letter.case_id == asked.case_id)).all()) == 3


def test_a_suspended_case_stays_asleep_when_a_step_is_taken_back(town: Town) -> None:
    asked = town.ask()
    town.refuse_permit(asked)
    with unit_of_work(town.database) as session:
        cases.suspend(session, town.office, asked.case_id, reason="Wait.", by=OPERATOR, at=town.at)
    undo(town, asked.case_id)
    assert (town.case(asked).status, town.open_tasks(asked)) == ("suspended", {"decide"})


def test_a_step_that_is_repeated_belongs_to_nobody_yet(town: Town) -> None:
    asked = town.ask()
    town.refuse_permit(asked)
    town.complete(asked, "answer", town.stranger(asked), answer="appeal")
    with unit_of_work(town.database) as session:
        tasks.claim(session, town.office, town.task(asked, "hear").id, by=town.who("chair"), at=town.at)
        hearing = session.scalars(select(Deadline).where(Deadline.name == "hearing")).one()
        hearing.paused_at = hearing.overdue_told_at = town.at
    undo(town, asked.case_id)
    assert town.task(asked, "hear").assignee_id is None
    town.complete(asked, "answer", town.stranger(asked), answer="appeal")
    hear = town.task(asked, "hear")
    assert (hear.status, hear.assignee_id) == ("ready", None)
    with reading(town.database) as session:
        hearing = session.scalars(select(Deadline).where(Deadline.name == "hearing")).one()
    assert (hearing.status, hearing.paused_at, hearing.overdue_told_at) == ("waiting", None, None)


def test_a_task_taken_from_somebody_by_a_withdrawal_is_theirs_again(town: Town) -> None:
    asked = town.ask()
    clerk = town.who("clerk")
    with unit_of_work(town.database) as session:
        tasks.claim(session, town.office, town.task(asked, "decide").id, by=clerk, at=town.at)
    town.withdraw(asked, town.stranger(asked))
    undo(town, asked.case_id)
    assert (town.task(asked, "decide").status, town.task(asked, "decide").assignee_id) == ("claimed", clerk.person_id)
