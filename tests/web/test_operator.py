"""What an operator sees and mends; the health pages; what only a demonstration shows."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from ombud.storage.base import new_id
from ombud.storage.cases import Case
from ombud.storage.events import Event
from ombud.storage.jobs import Heartbeat, Job, JobKind, JobStatus
from ombud.storage.session import reading, unit_of_work
from tests.web.house import DECISION, PASSWORD, Browser, House, build_house
from tests.web.people import DIRECTOR, OPERATOR

CLIENT = {
    "filing_for": "myself",
    "contact_name": "Amira Haddad",
    "contact_other": "Phone 555 0142",
    "language": "es",
    "about": "system",
    "happened": "The record of my family is wrong everywhere.",
    "told_agency": "no",
}


AGAIN = {"reason": "repaired", "sure": "y"}


def beat(house: House, *, seconds_ago: int) -> None:
    with unit_of_work(house.database) as session:
        session.merge(Heartbeat(worker="one", seen_at=house.at - timedelta(seconds=seconds_ago)))


def test_the_heartbeat_is_seen_by_machines_and_people(house: House) -> None:
    browser, operator = house.browser(), house.as_(OPERATOR)
    assert browser.get("/healthz").json == {"status": "ok"}
    assert browser.get("/readyz").status_code == 503
    assert "No worker has ever run" in operator.see("/operator")
    beat(house, seconds_ago=20)
    assert browser.get("/readyz").json["heartbeat_age_seconds"] == 20.0
    assert "Deadlines are being watched" in operator.see("/inbox")
    beat(house, seconds_ago=600)
    assert browser.get("/readyz").status_code == 503
    assert "not being watched" in operator.see("/inbox")


def test_a_dead_letter_is_tried_again(house: House) -> None:
    job_id = new_id()
    with unit_of_work(house.database) as session:
        dead = Job(
            id=job_id, key="mail:dead", kind=JobKind.MAIL, payload={}, status=JobStatus.DEAD, run_at=house.at,
            attempts=48, last_error="ConnectionRefusedError in smtp.send",
        )  # fmt: skip
        session.add(dead)
    operator = house.as_(OPERATOR)
    assert "ConnectionRefusedError" in operator.see("/operator")
    path = f"/operator/jobs/{job_id}/retry"
    assert f'href="{path}"' in operator.page.text
    page = operator.see(path)
    for words in ("Send a mail", "It failed: ConnectionRefusedError in smtp.send.", "at once", "up to 48 times"):
        assert words in page
    for missing in ({"reason": "repaired"}, {"sure": "y"}, {"reason": "nonsense", "sure": "y"}):
        operator.send(path, missing, status=422)
    with reading(house.database) as session:
        assert session.get_one(Job, job_id).status is JobStatus.DEAD
    operator.send(path, AGAIN)
    with reading(house.database) as session:
        assert session.get_one(Job, job_id).status is JobStatus.READY
        told = session.scalars(select(Event.body).where(Event.kind == "job.retried")).one()
    assert told["reason"] == "repaired"
    assert "What made it fail is put right" in operator.see("/administration/log")
    operator.send(path, AGAIN, status=409)
    operator.see(path, status=409)


def test_a_letter_by_post_is_recorded_as_delivered(house: House) -> None:
    client = house.browser()
    client.see("/file/client_grievance")
    client.send("/file/client_grievance", CLIENT)
    house.work()
    operator = house.as_(OPERATOR)
    page = operator.see("/operator")
    assert "The client, by post" in page
    assert "Amira" not in page
    path = page.split('href="/deliveries/')[1].split('"')[0]
    operator.see(f"/deliveries/{path}")
    operator.send(f"/deliveries/{path}", {"channel": "post", "note": ""}, status=422)
    operator.send(f"/deliveries/{path}", {"channel": "post", "note": "Certified mail"})
    assert "every letter has arrived" in operator.see("/operator")
    operator.see(f"/deliveries/{path}", status=404)


def test_a_suspended_case_stands_still_until_it_is_resumed(house: House) -> None:
    number, _code = house.file()
    operator, director = house.as_(OPERATOR), house.as_(DIRECTOR)
    _turn(operator, number, "suspend")
    assert number in operator.see("/operator")
    task = house.task(number, "director_decides")
    director.see(f"/tasks/{task}")
    director.send(f"/tasks/{task}/complete", DECISION, status=409)
    assert DECISION["reasons"] in director.page.text
    _turn(operator, number, "resume")
    director.see(f"/tasks/{task}")
    director.send(f"/tasks/{task}/complete", DECISION)


def _turn(operator: Browser, number: str, act: str) -> None:
    path = f"/operator/cases/{number}/{act}"
    operator.see(path)
    operator.send(path, {"reason": "A flood in the office.", "sure": "y", "seen": operator.hidden("seen")})


def test_incidents_stand_by_case_and_one_error_is_tried_again_everywhere(house: House) -> None:
    number, _code = house.file()
    with unit_of_work(house.database) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        for place, error in enumerate(("MailRefused in smtp.send", "MailRefused in smtp.send", "Fault in letter")):
            dead = {"status": JobStatus.DEAD, "run_at": house.at, "attempts": 3, "last_error": error, "payload": {}}
            session.add(Job(id=new_id(), key=f"dead:{place}", kind=JobKind.MAIL, case_id=case_id, **dead))
    operator = house.as_(OPERATOR)
    page = operator.see("/operator")
    assert page.index("2 jobs") < page.index("One job") < page.index(f'href="/cases/{number}"')
    assert f"/operator/cases/{number}" in page
    assert "error_id" in page
    error = {"error": "MailRefused in smtp.send"}
    page = operator.see("/operator/jobs/retry?error=MailRefused+in+smtp.send")
    assert "Try 2 jobs again" in page
    assert page.count(f"Send a mail: {number}") == 2
    operator.send("/operator/jobs/retry", error, status=422)
    operator.send("/operator/jobs/retry", AGAIN | error)
    with reading(house.database) as session:
        dead_ones = session.scalars(select(Job.last_error).where(Job.status == JobStatus.DEAD)).all()
    assert dead_ones == ["Fault in letter"]
    operator.see("/file/agency_grievance")
    operator.send("/operator/jobs/retry", AGAIN | error, status=409)


def test_a_demonstration_shows_its_people_and_its_mail(tmp_path: Path) -> None:
    house = build_house(tmp_path, demo=True)
    page = house.browser().see("/sign-in")
    assert "Dana Whitfield" in page
    assert PASSWORD in page
    assert "This is a demonstration" in page
    house.tell_at_once(DIRECTOR)
    number, _code = house.file()
    house.work()
    assert f"{number}: a task is waiting for you" in house.browser().see("/mailbox")
    house.database.close()


def test_elsewhere_neither_is_shown(house: House) -> None:
    page = house.browser().see("/sign-in")
    assert "Dana Whitfield" not in page
    assert PASSWORD not in page
    house.browser().see("/mailbox", status=404)


def test_every_kind_of_dead_job_has_a_name(house: House) -> None:
    with unit_of_work(house.database) as session:
        for kind in JobKind:
            dead = {"status": JobStatus.DEAD, "run_at": house.at, "attempts": 3, "last_error": "Fault"}
            session.add(Job(id=new_id(), key=f"dead:{kind}", kind=kind, payload={}, **dead))
    page = house.as_(OPERATOR).see("/operator")
    names = re.findall(r'<th scope="row" data-label="Job">([^<]+)<br>', page)
    assert len(set(names)) == len(JobKind)
