"""A case opened by another one: once for each pass, whatever becomes of the worker or of the step; linked both ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import orjson
import pytest
from sqlalchemy import select

from ombud.storage.cases import Case, Party, Submission
from ombud.storage.events import Event
from ombud.storage.jobs import JobStatus
from ombud.storage.sealing import new_key
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import proof
from ombud.workflows.casefile.finding import case_by_id
from ombud.workflows.casefile.relations import Relations, relations_of
from ombud.workflows.jobs.patience import LEASE
from ombud.workflows.opening import Opened
from ombud.workflows.submissions import START, read
from tests.integration.worker.referral import REMARK, WISH, Hall, found_hall, killed_at
from tests.support.permit import deploy_permit

pytestmark = pytest.mark.both_databases

LONG = [pytest.mark.long, pytest.mark.timeout(1_800)]

FAR = 300
"""More statements than one opening takes."""


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Hall]:
    hall = found_hall(database_url, new_key(), tmp_path)
    yield hall
    hall.database.close()


def in_order(hall: Hall, *cases: Case) -> None:
    with reading(hall.database) as session:
        for case in cases:
            assert proof.verify(session, hall.office, session.get_one(Case, case.id)) == []


def related(hall: Hall, case: Case, name: str) -> Relations | None:
    with reading(hall.database) as session:
        found = case_by_id(session, hall.office, hall.who("operator"), case.id, at=hall.at)
        return relations_of(session, hall.office, found, hall.who(name), at=hall.at)


def parent(hall: Hall, remark: Opened) -> Case:
    return hall.case(remark)


def test_a_step_opens_a_case_of_another_procedure_after_the_commit(hall: Hall) -> None:
    remark = hall.remark()
    hall.look(remark)
    assert hall.opened_by(remark) == []
    hall.work()
    (permit,) = hall.opened_by(remark)
    assert (permit.version.key, permit.opened_from, permit.number[:3]) == ("permit", "ask_for_it:1", "PER")
    assert permit.opened_by == hall.who("clerk").person_id
    hall.work()
    assert len(hall.opened_by(remark)) == 1
    in_order(hall, parent(hall, remark), permit)


def test_a_step_that_is_not_taken_opens_nothing(hall: Hall) -> None:
    remark = hall.remark()
    hall.look(remark, permit="not_needed")
    hall.work()
    assert hall.opened_by(remark) == []


def test_what_was_said_goes_from_seal_to_seal_and_never_through_the_engine(hall: Hall) -> None:
    remark = hall.remark()
    hall.look(remark)
    hall.work()
    (permit,) = hall.opened_by(remark)
    with reading(hall.database) as session:
        sent = session.scalars(select(Submission).where(Submission.case_id == permit.id)).one()
        values, _labels = read(hall.office.vault.unwrap(permit.data_key), sent)
        party = session.scalars(select(Party).where(Party.case_id == permit.id)).one()
        told = session.execute(select(Event.body, Event.input).where(Event.chain.in_([permit.id, remark.case_id])))
        plain = orjson.dumps([list(row) for row in told], default=str)
    assert values == {"wish": WISH, "contact_name": "Asa Asker", "contact_email": "clerk@permit.example"}
    assert (sent.element, party.role, party.person_id) == (START, "asker", hall.who("clerk").person_id)
    job = orjson.dumps(hall.opening_job(remark.case_id).payload)
    for place in (plain, job, permit.variables, parent(hall, remark).variables):
        assert not any(words.encode() in place for words in (WISH, REMARK, "Asa Asker"))


def test_both_cases_tell_of_each_other_to_whoever_may_see_both(hall: Hall) -> None:
    remark = hall.remark()
    hall.look(remark)
    hall.work()
    (permit,), asked = hall.opened_by(remark), parent(hall, remark)
    below, above = related(hall, asked, "clerk"), related(hall, permit, "clerk")
    assert below is not None
    assert above is not None
    assert above.opened_from is not None
    assert ([one.number for one in below.led_to], above.opened_from.number) == ([permit.number], asked.number)
    assert related(hall, asked, "asker") is None
    with reading(hall.database) as session:
        told = select(Event.body).where(Event.chain == asked.id, Event.kind == "case.led_to")
        assert session.scalars(told).one()["number"] == permit.number


def test_a_step_taken_back_before_the_worker_came_opens_nothing_until_it_is_taken_again(hall: Hall) -> None:
    remark = hall.remark()
    hall.look(remark)
    hall.undo(remark)
    hall.work()
    assert hall.opened_by(remark) == []
    for _time in range(2):
        hall.look(remark)
        hall.undo(remark)
    hall.look(remark)
    hall.work()
    (permit,) = hall.opened_by(remark)
    in_order(hall, parent(hall, remark), permit)


def test_a_case_that_is_open_stays_when_its_step_is_taken_back_and_is_met_again(hall: Hall) -> None:
    remark = hall.remark()
    hall.look(remark)
    hall.work()
    (before,) = hall.opened_by(remark)
    hall.undo(remark)
    hall.work()
    assert [case.id for case in hall.opened_by(remark)] == [before.id]
    hall.look(remark)
    hall.work()
    assert [case.id for case in hall.opened_by(remark)] == [before.id]
    in_order(hall, parent(hall, remark), before)


@pytest.mark.parametrize("stride", [pytest.param(1, marks=LONG, id="every"), pytest.param(11, id="some")])
def test_workers_that_are_killed_open_it_once(hall: Hall, stride: int) -> None:
    """With a death at every few statements along the way."""
    for dies_at in count(1, stride):
        remark = hall.remark()
        hall.work()
        hall.look(remark)
        killed = killed_at(hall, dies_at)
        hall.at += LEASE + timedelta(seconds=1)
        hall.work()
        (permit,) = hall.opened_by(remark)
        in_order(hall, parent(hall, remark), permit)
        if not killed:
            break
        assert dies_at < FAR
    assert dies_at > 20  # it had that many chances to die


def test_what_cannot_be_opened_waits_for_an_operator_and_says_why(database_url: str, tmp_path: Path) -> None:
    hall = found_hall(database_url, new_key(), tmp_path, with_permits=False)
    remark = hall.remark()
    hall.look(remark)
    hall.work()
    job = hall.opening_job(remark.case_id)
    assert (job.status, job.last_error) == (JobStatus.READY, "NotOpened: the procedure permit is not deployed")
    with unit_of_work(hall.database) as session:
        deploy_permit(session, "v1")
    hall.retry(job)
    hall.work()
    assert len(hall.opened_by(remark)) == 1
    hall.database.close()


def test_an_answer_the_other_form_cannot_do_without_is_missed_by_name_only(hall: Hall) -> None:
    remark = hall.remark()
    hall.complete(remark, "look", hall.who("clerk"), permit="needed")
    hall.work()
    told = "NotOpened: permit.ask does not take what is handed over: wish"
    assert hall.opening_job(remark.case_id).last_error == told
    assert hall.opened_by(remark) == []
