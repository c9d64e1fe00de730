"""A case from its opening to its end, and everything that is refused on the way."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Submission, TaskStatus
from ombud.storage.events import Event
from ombud.storage.jobs import Job
from ombud.storage.ledger import Deadline
from ombud.storage.letters import Letter
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import cases, proof, tasks
from ombud.workflows.commands import perform
from ombud.workflows.refusals import (
    AlreadyClaimed,
    CaseSuspended,
    Forbidden,
    InvalidAnswers,
    InvalidCommand,
    NotFound,
    NotYours,
    NotYourTask,
    TaskGone,
)
from tests.support.permit import Town
from tests.support.statements import statements
from tests.support.together import together

pytestmark = pytest.mark.both_databases


def counts(town: Town, *tables: Any) -> list[int]:
    with reading(town.database) as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_a_refusal_is_appealed_and_heard(town: Town) -> None:
    asked = town.ask(contact_name="Zoe", contact_email="zoe@town.example")
    assert asked.number == "PER-2026-0001"
    town.refuse_permit(asked)
    town.complete(asked, "answer", town.stranger(asked), answer="appeal")
    town.complete(asked, "hear", town.who("chair"), ruling="upheld", reasons="The clerk was right.")

    case = town.case(asked)
    assert (case.status, case.outcome, case.tree, case.next_due_at) == ("closed", "heard", None, None)
    with reading(town.database) as session:
        assert proof.verify(session, town.office, case) == []


def test_a_double_click_shows_the_same_tracking_code_again(town: Town) -> None:
    first = town.ask(request_key="one-request-sent-twice")
    again = town.ask(request_key="one-request-sent-twice")
    assert again == first
    assert first.tracking_code is not None


def test_the_same_opening_sent_twice_at_once_is_one_case(town: Town) -> None:
    ask = partial(town.ask, request_key="sent by an impatient hand")
    assert len({*together(ask, ask, ask)}) == 1
    assert counts(town, cases.Party) == [1]


def test_whoever_has_an_account_gets_no_code(town: Town) -> None:
    asked = town.ask(town.who("asker"))
    assert asked.tracking_code is None
    town.refuse_permit(asked)
    town.complete(asked, "answer", town.who("asker"), answer="accept")
    assert town.case(asked).outcome == "refusal_accepted"


def test_staff_record_a_request_for_somebody_else(town: Town) -> None:
    asked = town.ask(town.who("clerk"), contact_name="Zoe")
    assert asked.tracking_code is not None
    town.refuse_permit(asked)
    with pytest.raises(NotYourTask):
        town.complete(asked, "answer", town.who("clerk"), answer="accept")


def test_only_those_named_may_start(town: Town) -> None:
    with pytest.raises(NotYours):
        town.ask(town.who("passer"))
    assert counts(town, cases.Party, Event) == [0, 1]  # the deployment's event


def test_strangers_to_a_case_do_not_learn_that_it_exists(town: Town) -> None:
    asked, other = town.ask(), town.ask()
    for somebody in (town.who("passer"), town.stranger(other), town.who("chair")):
        with pytest.raises(NotFound):
            town.complete(asked, "decide", somebody, decision="granted", reasons="x")


def test_a_party_may_not_do_the_clerks_task(town: Town) -> None:
    asked = town.ask()
    with pytest.raises(NotYourTask):
        town.complete(asked, "decide", town.stranger(asked), decision="granted", reasons="x")


def test_answers_that_do_not_fit_change_nothing(town: Town) -> None:
    asked = town.ask()
    before = counts(town, Event, Submission, Job)
    with pytest.raises(InvalidAnswers) as refused:
        town.complete(asked, "decide", town.who("clerk"), decision="refused")
    assert refused.value.errors == {"reasons": ["Answer this."]}
    assert counts(town, Event, Submission, Job) == before
    assert town.open_tasks(asked) == {"decide"}


def test_claimed_by_one_and_refused_to_the_other(town: Town) -> None:
    asked = town.ask()
    task_id = town.task(asked, "decide").id
    with unit_of_work(town.database) as session:
        tasks.claim(session, town.office, task_id, by=town.who("clerk"), at=town.at)
    with pytest.raises(AlreadyClaimed), unit_of_work(town.database) as session:
        tasks.claim(session, town.office, task_id, by=town.who("deputy"), at=town.at)
    with pytest.raises(AlreadyClaimed):
        town.complete(asked, "decide", town.who("deputy"), decision="granted", reasons="x")
    with unit_of_work(town.database) as session:
        tasks.release(session, town.office, task_id, by=town.who("clerk"), at=town.at)
    assert town.task(asked, "decide").status == TaskStatus.READY


def test_reassigning_needs_a_reason_and_a_holder_of_the_role(town: Town) -> None:
    asked = town.ask()
    task_id, clerk = town.task(asked, "decide").id, town.who("clerk")
    deputy, passer = town.who("deputy").person_id, town.who("passer").person_id
    assert deputy is not None
    assert passer is not None
    for to, reason in ((deputy, " "), (passer, "He is here.")):
        with pytest.raises(InvalidCommand), unit_of_work(town.database) as session:
            tasks.reassign(session, town.office, task_id, to=to, reason=reason, by=clerk, at=town.at)
    with unit_of_work(town.database) as session:
        tasks.reassign(session, town.office, task_id, to=deputy, reason="I am away.", by=clerk, at=town.at)
    assert town.task(asked, "decide").assignee_id == deputy


def test_a_repeat_of_the_same_request_is_one_completion(town: Town) -> None:
    asked, clerk = town.ask(), town.who("clerk")
    for _click in range(2):
        town.complete(asked, "decide", clerk, request_key="a double click", decision="refused", reasons="x")
    assert counts(town, Letter) == [1]
    with pytest.raises(TaskGone):
        town.complete(asked, "decide", clerk, request_key="somebody else", decision="granted", reasons="x")


def test_withdrawn_at_any_stage_by_its_party_only(town: Town) -> None:
    early, late = town.ask(), town.ask()
    town.refuse_permit(late)
    town.complete(late, "answer", town.stranger(late), answer="appeal")
    with pytest.raises(Forbidden):
        town.withdraw(early, town.who("clerk"))
    for asked in (early, late):
        town.withdraw(asked, town.stranger(asked))
        assert (town.case(asked).outcome, town.open_tasks(asked)) == ("gone", set())
    with reading(town.database) as session:
        assert {row.status for row in session.scalars(select(Deadline))} == {"cancelled", "met"}


def test_nothing_moves_in_a_suspended_case(town: Town) -> None:
    asked, operator = town.ask(), town.who("operator")
    with pytest.raises(Forbidden), unit_of_work(town.database) as session:
        cases.suspend(session, town.office, asked.case_id, reason="Wait.", by=town.who("clerk"), at=town.at)
    with unit_of_work(town.database) as session:
        cases.suspend(session, town.office, asked.case_id, reason="Wait.", by=operator, at=town.at)
    with pytest.raises(CaseSuspended):
        town.refuse_permit(asked)
    town.pass_days(60)
    town.work()
    assert town.open_tasks(asked) == {"decide"}
    with unit_of_work(town.database) as session:
        cases.resume(session, town.office, asked.case_id, reason="Go on.", by=operator, at=town.at)
    town.work()
    with reading(town.database) as session:
        assert "fired" in set(session.scalars(select(Deadline.status)))


def test_four_simultaneous_completions_are_one_success_and_three_conflicts(town: Town) -> None:
    asked, clerk = town.ask(), town.who("clerk")
    task_id, answers = town.task(asked, "decide").id, {"decision": "refused", "reasons": "x"}
    command = partial(tasks.complete, office=town.office, task_id=task_id, answers=answers, by=clerk, at=town.at)
    complete = partial(perform, town.database, town.office, command, at=town.at)
    outcomes = together(*[complete] * 4)
    assert outcomes.count(TaskGone) == 3
    assert TaskGone.status == 409
    assert counts(town, Letter) == [1]
    with reading(town.database) as session:
        assert proof.verify(session, town.office, town.case(asked)) == []


def test_a_rolled_back_completion_leaves_no_row(town: Town) -> None:
    asked, clerk = town.ask(), town.who("clerk")
    tables = (Event, Submission, Job, Deadline, Letter, cases.Party)
    before, task_id = counts(town, *tables), town.task(asked, "decide").id
    answers = {"decision": "refused", "reasons": "x"}

    def complete_and_fail(session: Session) -> None:
        tasks.complete(session, town.office, task_id, answers, by=clerk, at=town.at)
        raise RuntimeError("the power fails")

    with pytest.raises(RuntimeError):
        perform(town.database, town.office, complete_and_fail, at=town.at)
    assert counts(town, *tables) == before
    assert town.open_tasks(asked) == {"decide"}


def test_the_worst_completion_takes_eight_statements_and_one_commit(town: Town) -> None:
    asked, clerk = town.ask(), town.who("clerk")
    town.refuse_permit(town.ask())  # every cache of the process is warm
    task_id, commits = town.task(asked, "decide").id, []
    event.listen(town.database.engine, "commit", commits.append)
    with statements(town.database) as ran, unit_of_work(town.database) as session:
        answers = {"decision": "refused", "reasons": "x"}
        tasks.complete(session, town.office, task_id, answers, by=clerk, at=town.at)
    assert 0 < len(ran) <= 8, "\n".join(ran)
    assert len(commits) == 1
