"""The policies as of a day: the manual's, and what amendments have made of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import PolicyVersion
from ombud.storage.cases import OPEN_TASK, Case, Task
from ombud.storage.directory import Person
from ombud.storage.events import Event
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, reading, unit_of_work
from ombud.webapp.cli import environment
from ombud.workflows import policies, rewind, tasks
from ombud.workflows.actors import OPERATOR, person
from ombud.workflows.commands import perform
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.procedures.board import read_board
from ombud.workflows.procedures.directory import read_directory
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.procedures.policies import read_policies
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.acts import act
from ombud.workflows.procedures.scenarios.model import read_scenario
from ombud.workflows.procedures.scenarios.stage import Stage, furnish
from ombud.workflows.refusals import InvalidAnswers, Refusal

MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
SCENARIOS = BPMN / "policy_amendment" / "scenarios"
VERSION = {
    "number": "114",
    "policy_title": "Grievance Policy",
    "takes_effect": "yes",
    "effective_on": "2026-05-01",
    "change": "A time limit for telling the agency was added.",
    "citation": "Manual, version 8, page 31",
}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def stage(database: Database) -> Stage:
    procedures = {"policy_amendment": load_procedure(BPMN / "policy_amendment")}
    directory, office = read_directory(BPMN / "directory.toml"), environment.office(Vault(parse_key(new_key())))
    with unit_of_work(database) as session:
        furnish(session, office, procedures=procedures, directory=directory, at=MONDAY)
    return Stage(database, office, KeptMailer(), MONDAY)


def play(stage: Stage, name: str, *, until: str = "") -> None:
    """The steps of a scenario, up to the one that completes the task `until`."""
    for step in read_scenario(SCENARIOS / f"{name}.toml").toml.step:
        if until and step.complete == until:
            return
        if step.refused:
            with pytest.raises(Refusal):
                act(stage, step)
        elif step.verb != "expect":
            act(stage, step)


def record(stage: Stage, **changes: Any) -> None:
    """Staff of the board record the version, in the only case there is."""
    with reading(stage.database) as session:
        by = person(session.scalars(select(Person.id).where(Person.email == "staff@dsb.example")).one())
        open_task = select(Task.id).where(Task.element == "record_adoption", Task.status.in_(OPEN_TASK))
        task_id = session.scalars(open_task).one()
    perform(
        stage.database,
        stage.office,
        lambda session: tasks.complete(session, stage.office, task_id, VERSION | changes, by=by, at=stage.now),
        at=stage.now,
    )


def undo(stage: Stage) -> None:
    with unit_of_work(stage.database) as session:
        rewind.undo(session, stage.office, stage.case_id(None), reason="A slip.", by=OPERATOR, at=stage.now)


def title_on(session: Session, number: str, on: str) -> str | None:
    found = policies.by_number(session, number, on=date.fromisoformat(on))
    return found.title if found else None


def test_a_citation_of_212_means_what_it_meant_on_its_day(database: Database) -> None:
    with reading(database) as session:
        assert title_on(session, "212", "2025-11-02") == "No Show Policy"
        assert title_on(session, "212", "2025-11-03") == "User Access Report"
        assert title_on(session, " 213 ", "2026-03-02") == "User Access Report"
        assert title_on(session, "213", "2025-11-02") is None
        assert title_on(session, "999", "2026-03-02") is None
        found = policies.by_slug(session, "no_show", on=date(2026, 3, 2))
        assert found is None


def test_a_number_that_is_used_again_resolves_by_date_to_both_policies(stage: Stage) -> None:
    play(stage, "number_used_again")
    with reading(stage.database) as session:
        assert title_on(session, "403", "2026-05-31") == "Access to Consumer Paper Records"
        assert title_on(session, "403", "2026-06-01") is None
        assert title_on(session, "403", "2026-07-01") == "Records of Telephone Calls"
        old = policies.versions_of(session, "paper_records")
        new = policies.versions_of(session, "records_of_telephone_calls")
        assert [(version.from_on, version.until_on) for version in old] == [(None, date(2026, 6, 1))]
        assert [(version.from_on, version.until_on) for version in new] == [(date(2026, 7, 1), None)]
        log = policies.change_log(session)
        assert [change.on for change in log[:2]] == [date(2026, 7, 1), date(2026, 6, 1)]
        assert "page 31" in log[0].entry


def test_an_amendment_makes_a_version_from_its_day_on(stage: Stage) -> None:
    play(stage, "new_version")
    with reading(stage.database) as session:
        before, after = policies.versions_of(session, "grievance")
        assert (before.until_on, after.from_on, after.until_on) == (date(2026, 5, 1), date(2026, 5, 1), None)
        assert after.case_id == stage.case_id(None)
        held = policies.by_slug(session, "grievance", on=date(2026, 4, 30))
        assert held == before
        due = {review.policy.slug: review.due_on for review in reviews(session, datetime(2026, 6, 1, 14, tzinfo=UTC))}
        assert due["grievance"] == date(2029, 5, 1)


def test_a_review_sets_the_day_of_the_next_one(stage: Stage) -> None:
    play(stage, "reviewed")
    with reading(stage.database) as session:
        found = {review.policy.slug: review for review in reviews(session, datetime(2026, 4, 2, 14, tzinfo=UTC))}
    assert found["retraining"].due_on == date(2029, 4, 1)
    assert not found["retraining"].own_is_old
    assert "paper_records" not in found


def test_every_policy_is_due_three_years_after_the_adoption_and_three_are_old(database: Database) -> None:
    with reading(database) as session:
        found = reviews(session, MONDAY)
        later = reviews(session, datetime(2029, 1, 24, 14, tzinfo=UTC))
    assert {review.policy.slug for review in found} == {*read_policies(BPMN)}
    assert {review.due_on for review in found} == {date(2029, 1, 22)}
    assert [review.policy.number for review in found if review.own_is_old] == ["211", "403", "404"]
    assert not any(review.overdue for review in found)
    assert all(review.overdue for review in later)
    blank = {review.policy.number for review in found if review.own_on is None}
    assert blank == {"110", "113", "205", "210", "401", "Attachment"}


def test_without_a_period_nothing_is_due(database: Database) -> None:
    unset = read_board().model_copy(update={"policy_review": None})
    with reading(database) as session:
        assert policies.review_due(session, unset, at=MONDAY) == ()


def test_a_version_taken_back_is_gone_and_can_be_recorded_anew(stage: Stage) -> None:
    play(stage, "new_version")
    undo(stage)
    with reading(stage.database) as session:
        assert len(policies.versions_of(session, "grievance")) == 1
        assert session.get_one(Case, stage.case_id(None)).status == "open"
    record(stage, effective_on="2026-06-01")
    with reading(stage.database) as session:
        assert [version.from_on for version in policies.versions_of(session, "grievance")][1:] == [date(2026, 6, 1)]
    undo(stage)
    undo(stage)
    with reading(stage.database) as session:
        assert session.scalars(select(PolicyVersion)).all() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"number": "113"}, "number"), ({"number": "213"}, "number"), ({"effective_on": "2027-01-01"}, "effective_on")],
)
def test_a_version_that_contradicts_another_is_refused_at_its_field(
    stage: Stage, changes: dict[str, str], field: str
) -> None:
    play(stage, "new_version", until="record_adoption")
    with unit_of_work(stage.database) as session:
        row = {"slug": "grievance", "number": "114", "title": "Grievance Policy", "change": "", "case_id": None}
        session.add(PolicyVersion(from_on=date(2027, 1, 1), **row))
    with pytest.raises(InvalidAnswers) as refused:
        record(stage, **changes)
    assert set(refused.value.errors) == {field}
    with reading(stage.database) as session:
        assert [row.from_on for row in session.scalars(select(PolicyVersion))] == [date(2027, 1, 1)]


def test_a_policy_that_was_retired_meanwhile_has_no_new_version(stage: Stage) -> None:
    play(stage, "new_version", until="record_adoption")
    with unit_of_work(stage.database) as session:
        row = {"slug": "grievance", "number": "114", "title": "Grievance Policy", "change": "Retired."}
        session.add(PolicyVersion(from_on=date(2026, 4, 1), retired_on=date(2026, 4, 1), **row))
    with pytest.raises(InvalidAnswers, match="does not hold"):
        record(stage)


def test_a_case_whose_policy_is_called_otherwise_keeps_its_slug(stage: Stage) -> None:
    play(stage, "new_version", until="record_adoption")
    record(stage, number="115", policy_title="Grievances and Appeals")
    with reading(stage.database) as session:
        assert title_on(session, "114", "2026-04-30") == "Grievance Policy"
        assert title_on(session, "115", "2026-05-01") == "Grievances and Appeals"
        assert title_on(session, "114", "2026-05-01") is None
        assert [version.number for version in policies.versions_of(session, "grievance")] == ["114", "115"]


def test_events_hold_no_word_of_what_was_typed(stage: Stage) -> None:
    play(stage, "new_version")
    with reading(stage.database) as session:
        told = session.scalars(select(Event.body).where(Event.chain == stage.case_id(None))).all()
    assert any("record_policy_version" in str(body) for body in told)
    assert not any("time limit" in str(body) or "Amira" in str(body) for body in told)


def test_the_29th_of_february_comes_round_on_the_28th(database: Database) -> None:
    with unit_of_work(database) as session:
        row = {"slug": "retraining", "number": "211", "title": "CT HMIS Retraining", "change": "Reaffirmed."}
        session.add(PolicyVersion(from_on=date(2028, 2, 29), **row))
    with reading(database) as session:
        found = {one.policy.slug: one.due_on for one in reviews(session, datetime(2028, 3, 1, 14, tzinfo=UTC))}
    assert found["retraining"] == date(2031, 2, 28)


def reviews(session: Session, at: datetime) -> tuple[policies.ReviewDue, ...]:
    return policies.review_due(session, read_board(), at=at)
