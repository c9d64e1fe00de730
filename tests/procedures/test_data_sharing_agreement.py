"""An agreement in force leads to cases of their own: what a scenario, which plays in one case, cannot follow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from ombud.storage.cases import Case, Party, Task
from ombud.storage.directory import Person
from ombud.storage.ledger import Deadline
from ombud.storage.letters import Letter
from ombud.storage.session import reading
from ombud.workflows import tasks
from ombud.workflows.actors import Actor, party
from ombud.workflows.casefile.finding import case_by_id
from ombud.workflows.casefile.sheet import may_withdraw
from ombud.workflows.commands import perform
from ombud.workflows.days import day_of, end_of
from ombud.workflows.letters.issue import read_pdf
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.opening import contact_of
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.acts import act
from ombud.workflows.procedures.scenarios.model import read_scenario
from ombud.workflows.procedures.scenarios.stage import Stage
from ombud.workflows.said_last import said_last
from ombud.workflows.submissions import START, read
from tests.procedures.conftest import Sets
from tests.support.pdf import text_of

REQUESTER = "amira@college.example"
CERTIFICATE = {
    "data_file": "COS-1",
    "destroyed_on": "2026-10-02",
    "how": "Overwritten.",
    "copies": "none",
    "certified": True,
}
DRAFT = {"statements": "Page 3: one in nine comes back.", "no_client_level": True}


def play(stage: Stage, scenario: str, *, requester: str = "party:amira", before: str = "") -> None:
    """All that is done in a scenario of the agreement, without what is expected or refused; up to a task, if one is named."""
    played = read_scenario(BPMN / "data_sharing_agreement" / "scenarios" / f"{scenario}.toml")
    stage.now = played.at
    stage.settle()
    for step in played.toml.step:
        if before and step.complete == before:
            return
        if step.verb != "expect" and not step.refused:
            act(stage, step.model_copy(update={"by": requester}) if step.by == "party:amira" else step)


def opened(stage: Stage, procedure: str) -> list[Case]:
    with reading(stage.database) as session:
        theirs = select(Case).where(Case.parent_id == stage.cases["case 1"]).order_by(Case.number)
        return [case for case in session.scalars(theirs) if case.version.key == procedure]


def requester_of(stage: Stage, case: Case) -> tuple[Actor, dict[str, str]]:
    with reading(stage.database) as session:
        mine = session.scalars(select(Party).where(Party.case_id == case.id)).one()
        assert mine.person_id is None
        return party(mine.id, case.id), contact_of(stage.office.vault.unwrap(case.data_key), mine)


def task_of(stage: Stage, case: Case, element: str) -> Task:
    with reading(stage.database) as session:
        return session.scalars(select(Task).where(Task.case_id == case.id, Task.element == element)).one()


def waiting(stage: Stage, case: Case) -> set[str]:
    with reading(stage.database) as session:
        return set(session.scalars(select(Task.element).where(Task.case_id == case.id, Task.ended_at.is_(None))))


def complete(stage: Stage, task: Task, answers: dict[str, Any], by: Actor) -> None:
    perform(
        stage.database,
        stage.office,
        lambda session: tasks.complete(session, stage.office, task.id, answers, by=by, at=stage.now),
        at=stage.now,
    )


def mails_about(stage: Stage, case: Case) -> list[str]:
    assert isinstance(stage.mailer, KeptMailer)
    return [str(mail["To"]) for mail in stage.mailer.messages if case.number in str(mail)]


def test_the_time_for_the_file_is_counted_from_the_day_that_was_declared(shipped: Sets) -> None:
    with shipped.stage() as stage:
        play(stage, "executed_and_declared")
        (case,) = opened(stage, "data_destruction")
        task = task_of(stage, case, "destroy")
        assert task.due_at is not None
        assert day_of(task.due_at).isoformat() == "2026-12-30"


def test_where_nothing_is_declared_it_is_counted_from_the_planned_end(shipped: Sets) -> None:
    with shipped.stage() as stage:
        play(stage, "published_and_undeclared")
        (case,) = opened(stage, "data_destruction")
        task = task_of(stage, case, "destroy")
        assert task.due_at is not None
        assert day_of(task.due_at).isoformat() == "2027-03-31"


@pytest.mark.long
def test_an_extended_end_is_the_one_it_is_counted_from(shipped: Sets) -> None:
    with shipped.stage() as stage:
        play(stage, "extended_and_silent")
        (case,) = opened(stage, "data_destruction")
        with reading(stage.database) as session:
            reached = select(Deadline).where(Deadline.case_id == case.id, Deadline.name == "destruction")
            (due,) = {day_of(row.due_at).isoformat() for row in session.scalars(reached) if row.due_at}
    assert due == "2027-05-27"


@pytest.mark.long
def test_after_an_early_declaration_the_lead_asks_at_the_planned_end(shipped: Sets) -> None:
    with shipped.stage() as stage:
        play(stage, "published_and_undeclared", before="announce_draft")
        with reading(stage.database) as session:
            agreement = session.get_one(Case, stage.cases["case 1"])
            mine = session.scalars(select(Party).where(Party.case_id == agreement.id)).one()
        declaration = task_of(stage, agreement, "declare_completion")
        complete(stage, declaration, {"completed_on": "2026-07-24"}, party(mine.id, agreement.id))
        stage.advance(end_of(date(2026, 12, 31)))
        assert waiting(stage, agreement) == {"announce_draft"}
        stage.advance(end_of(date(2027, 1, 1)))
        assert waiting(stage, agreement) == {"announce_draft", "ask_and_close"}


def test_a_request_can_be_withdrawn_until_the_data_is_delivered(shipped: Sets) -> None:
    offered = []
    for task in ("deliver", "declare_completion"):
        with shipped.stage() as stage:
            play(stage, "executed_and_declared", before=task)
            with reading(stage.database) as session:
                agreement = session.get_one(Case, stage.cases["case 1"])
                requester, _contact = requester_of(stage, agreement)
                found = case_by_id(session, stage.office, requester, agreement.id, at=stage.now)
                offered.append(may_withdraw(session, found, requester))
    assert offered == [True, False]


def test_an_outsider_is_the_party_of_what_the_agreement_leads_to_and_can_act_there(shipped: Sets) -> None:
    with shipped.stage() as stage:
        play(stage, "executed_and_declared")
        (case,) = opened(stage, "data_destruction")
        by, contact = requester_of(stage, case)
        assert contact == {"name": "Amira Haddad", "email": REQUESTER, "language": "en"}
        assert any(REQUESTER in to for to in mails_about(stage, case))
        complete(stage, task_of(stage, case, "destroy"), CERTIFICATE, by)
        assert task_of(stage, case, "check")


def test_a_requester_with_an_account_has_it_in_their_account_also_where_a_deadline_opened_it(shipped: Sets) -> None:
    with shipped.stage() as stage:
        play(stage, "published_and_undeclared", requester="hdc@harbor.example")
        (case,) = opened(stage, "data_destruction")
        with reading(stage.database) as session:
            mine = session.scalars(select(Party).where(Party.case_id == case.id)).one()
            coordinator = session.scalars(select(Person).where(Person.email == "hdc@harbor.example")).one()
        assert (mine.person_id, mine.contact_sealed, mine.tracking_hash) == (coordinator.id, None, None)
        assert mine.organisation_id == coordinator.organisation_id
        assert case.opened_by is None


@pytest.mark.long
def test_each_draft_has_a_case_of_its_own_which_both_look_at(shipped: Sets) -> None:
    with shipped.stage() as stage:
        play(stage, "published_and_undeclared")
        first, second = opened(stage, "publication_clearance")
        by, _contact = requester_of(stage, first)
        complete(stage, task_of(stage, first, "hand_in_draft"), DRAFT, by)
        assert task_of(stage, first, "lead_checks")
        assert task_of(stage, first, "board_checks")
        assert task_of(stage, second, "hand_in_draft").ended_at is None


def test_a_request_that_moves_takes_along_what_was_said(shipped: Sets) -> None:
    with shipped.stage() as stage:
        play(stage, "not_needed")
        (case,) = opened(stage, "data_request")
        _by, contact = requester_of(stage, case)
        assert contact["email"] == REQUESTER
        with reading(stage.database) as session:
            key = stage.office.vault.unwrap(case.data_key)
            filed = said_last(session, key, case.id, element=START)
            assert filed is not None
            said = read(key, filed)[0]
    assert said["purpose"] == "To learn which young people lose their housing again."
    assert said["variables"].splitlines() == ["Date of birth", "First and last day of each stay"]
    assert said["earlier_request"] == "The schools can count by themselves."


def test_a_panels_decision_names_the_resolution_that_gave_it_the_authority(shipped: Sets) -> None:
    """A42: a panel decides only where the board has delegated it."""
    with shipped.stage() as stage:
        play(stage, "panel_decides")
        with reading(stage.database) as session:
            letter = session.scalars(select(Letter).where(Letter.name == "final_text")).one()
            key = stage.office.vault.unwrap(session.get_one(Case, letter.case_id).data_key)
            assert "by its resolution DSB-2026-001" in " ".join(text_of(read_pdf(key, letter)).split())
