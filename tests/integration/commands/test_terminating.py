"""A case ended by an operator without a decision, and that end taken back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.cases import Task
from ombud.storage.directory import RoleHolding
from ombud.storage.events import Event
from ombud.storage.ledger import Deadline
from ombud.storage.letters import OutboxMail
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import cases, proof, rewind
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import conflicts
from ombud.workflows.deadlines import commands as deadlines
from ombud.workflows.opening import Opened
from ombud.workflows.operating import hand_over
from ombud.workflows.refusals import (
    CaseClosed,
    Forbidden,
    InvalidCommand,
    NotFound,
    OwnMatter,
    TaskGone,
)
from ombud.workflows.terminating import terminate
from tests.support.permit import Town

WHY = "Opened twice: Rosa Lindgren sent it again."


def end(town: Town, asked: Opened, by: str = "operator", reason: str = WHY) -> None:
    with unit_of_work(town.database) as session:
        terminate(session, town.office, asked.case_id, reason=reason, by=town.who(by), at=town.at)


def undo(town: Town, asked: Opened) -> None:
    with unit_of_work(town.database) as session:
        rewind.undo(session, town.office, asked.case_id, reason="A slip.", by=OPERATOR, at=town.at)


def is_proven(town: Town, asked: Opened) -> bool:
    with reading(town.database) as session:
        return proof.verify(session, town.office, town.case(asked)) == []


def statuses(town: Town, asked: Opened) -> set[str]:
    with reading(town.database) as session:
        return {str(s) for s in session.scalars(select(Deadline.status).where(Deadline.case_id == asked.case_id))}


def test_nothing_is_asked_and_no_date_runs_any_more(town: Town) -> None:
    asked = town.ask(contact_name="Rosa", contact_email="rosa@willow.example")
    end(town, asked)
    case = town.case(asked)
    assert (case.status, case.outcome, case.closed_at, case.tree) == ("closed", "terminated", town.at, None)
    assert (town.open_tasks(asked), case.next_due_at) == (set(), None)
    assert statuses(town, asked) == {"cancelled"}
    assert is_proven(town, asked)
    town.pass_days(90)
    town.work()
    assert town.case(asked).head_seq == case.head_seq
    with pytest.raises(CaseClosed):
        end(town, asked)


def test_the_reason_is_sealed_and_the_event_commits_to_it(town: Town) -> None:
    asked = town.ask()
    end(town, asked)
    with reading(town.database) as session:
        event = session.scalars(select(Event).where(Event.kind == "case.terminated")).one()
        assert event.commitment is not None
        assert "Rosa" not in repr(event.body)
        assert "Rosa" in repr(proof.export(session, town.office, town.case(asked))["submissions"][-1])


def test_parties_and_whoever_had_a_task_are_told_once_each(town: Town) -> None:
    asked = town.ask(contact_name="Rosa", contact_email="rosa@willow.example")
    town.work()
    town.mailer.messages.clear()
    end(town, asked)
    town.work()
    told = {str(message["To"].addresses[0].addr_spec): message for message in town.mailer.messages}
    assert len(told) == len(town.mailer.messages)
    assert {"rosa@willow.example"} < told.keys()
    assert all("was ended" in str(message["Subject"]) for message in told.values())
    assert not any("Rosa" in message.get_content() for message in told.values())


def test_undo_takes_the_end_back_and_nothing_else(town: Town) -> None:
    asked = town.ask()
    town.refuse_permit(asked)
    before = town.case(asked)
    end(town, asked)
    undo(town, asked)
    after = town.case(asked)
    assert (after.status, after.outcome, after.closed_at) == ("open", None, None)
    assert (after.tree, after.next_due_at) == (before.tree, before.next_due_at)
    assert town.open_tasks(asked) == {"answer"}
    assert is_proven(town, asked)
    undo(town, asked)  # now it is the clerk's decision that goes
    assert town.open_tasks(asked) == {"decide"}
    end(town, asked)
    assert is_proven(town, asked)


def test_an_end_taken_back_at_once_tells_nobody(town: Town) -> None:
    asked = town.ask(contact_name="Rosa", contact_email="rosa@willow.example")
    end(town, asked)
    undo(town, asked)
    town.work()
    with reading(town.database) as session:
        assert "case.terminated" not in set(session.scalars(select(OutboxMail.notice)))


def test_a_suspended_case_and_a_paused_date_are_so_again(town: Town) -> None:
    asked = town.ask()
    with reading(town.database) as session:
        mine = select(Deadline.id).where(Deadline.case_id == asked.case_id).order_by(Deadline.timer)
        deadline_id = session.scalars(mine.limit(1)).one()
    told: dict[str, Any] = {"reason": "Wait.", "by": OPERATOR, "at": town.at}
    with unit_of_work(town.database) as session:
        deadlines.pause(session, town.office, deadline_id, **told)
        cases.suspend(session, town.office, asked.case_id, **told)
    before = statuses(town, asked)
    end(town, asked)
    undo(town, asked)
    assert (town.case(asked).status, statuses(town, asked)) == ("suspended", before)
    assert "paused" in before


def test_only_an_operator_with_a_reason_and_without_a_conflict(town: Town) -> None:
    asked = town.ask()
    with pytest.raises(Forbidden):
        end(town, asked, by="clerk")
    for reason in ("", "  \n", "x" * 2_001):
        with pytest.raises(InvalidCommand):
            end(town, asked, reason=reason)
    clerk = town.who("clerk")
    told: dict[str, Any] = {"reason": "A neighbour.", "by": OPERATOR, "at": town.at}
    with unit_of_work(town.database) as session:
        mine = session.scalars(select(RoleHolding).where(RoleHolding.person_id == clerk.person_id)).one()
        place = {"scope": mine.scope, "scope_id": mine.scope_id, "from_on": mine.from_on}
        session.add(RoleHolding(person_id=clerk.person_id, role="operator", **place))
        session.flush()
        assert clerk.person_id is not None
        declared = {"person_id": clerk.person_id, "kind": ConflictKind.DECLARED}
        conflicts.declare(session, town.office, asked.case_id, **declared, **told)
    with pytest.raises(OwnMatter):
        end(town, asked, by="clerk")
    with unit_of_work(town.database) as session:
        conflicts.lift(session, town.office, session.scalars(select(Conflict.id)).one(), **told)
    end(town, asked, by="clerk")
    assert town.case(asked).status == "closed"


def test_a_task_is_handed_over_and_given_back(town: Town) -> None:
    asked, clerk = town.ask(), town.who("clerk")
    task = town.task(asked, "decide")
    told: dict[str, Any] = {"reason": "Away.", "by": OPERATOR, "at": town.at}

    def give(to: Any, task_id: Any = task.id, **changes: Any) -> None:
        with unit_of_work(town.database) as session:
            hand_over(session, town.office, task_id, to=to, **told | changes)

    with pytest.raises(InvalidCommand, match="there already"):
        give(None)
    with pytest.raises(InvalidCommand, match="does not hold"):
        give(asked.case_id)
    with pytest.raises(Forbidden):
        give(clerk.person_id, by=clerk)
    with pytest.raises(NotFound):
        give(clerk.person_id, asked.case_id)
    give(clerk.person_id)
    assert town.task(asked, "decide").assignee_id == clerk.person_id
    give(None)
    assert (town.task(asked, "decide").assignee_id, town.task(asked, "decide").status) == (None, "ready")
    assert is_proven(town, asked)
    end(town, asked)
    with pytest.raises(TaskGone):
        give(clerk.person_id)
    with reading(town.database) as session:
        assert session.get_one(Task, task.id).status == "cancelled"
