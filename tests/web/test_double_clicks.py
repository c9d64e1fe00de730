"""The same form sent twice, as a double click sends it: one act, and the second answer reads like the first."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from ombud.storage.accounts import AccountLink, SignIn
from ombud.storage.base import new_id
from ombud.storage.directory import Person
from ombud.storage.events import Event
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.actors import OPERATOR as SYSTEM
from ombud.workflows.people import accounts, persons
from tests.web.entry import count, token_of
from tests.web.house import COMPLAINT, SECOND_FACTOR, Browser, House
from tests.web.offices import grant, organisation, page_of
from tests.web.people import HDC, OPERATOR, STAFF
from tests.web.test_operator import AGAIN, CLIENT

CHOSEN = "seven otters under the bridge"
NOOR = "noor@harbor.example"


def twice(house: House, browser: Browser, path: str, data: dict[str, Any] | None = None) -> tuple[TestResponse, ...]:
    """Both requests hold the cookies and the key of the page that was seen: the second is sent before the first answer."""
    form = (data or {}) | {name: browser.hidden(name) for name in ("csrf_token", "request_key")}
    again = house.browser()
    again.set_cookie("ombud", token_of(browser))
    first, second = (one.post(path, data=form) for one in (browser, again))
    assert (first.status_code, first.location) == (second.status_code, second.location) != (500, None)
    assert first.status_code == 303, first.text[-2000:]
    return first, second


def made(house: House, kind: str) -> int:
    return count(house, Event, Event.kind == kind)


def a_person(house: House) -> str:
    with unit_of_work(house.database) as session:
        facts: dict[str, Any] = {"email": NOOR, "name": "Noor Aydin", "organisation_id": None, "language": "en"}
        return str(persons.add(session, by=SYSTEM, at=house.at, **facts))


def id_of(house: House, email: str) -> Any:
    with reading(house.database) as session:
        return session.scalars(select(Person.id).where(Person.email == email)).one()


def a_dead_letter(house: House) -> Any:
    with unit_of_work(house.database) as session:
        job_id = new_id()
        dead = {"kind": JobKind.MAIL, "payload": {}, "status": JobStatus.DEAD, "run_at": house.at, "attempts": 48}
        session.add(Job(id=job_id, key=f"mail:{job_id}", last_error="ConnectionRefusedError", **dead))
    return job_id


def test_a_delivery_is_recorded_once(house: House) -> None:
    client = house.browser()
    client.see("/file/client_grievance")
    client.send("/file/client_grievance", CLIENT)
    house.work()
    operator = house.as_(OPERATOR)
    found = re.search(r'href="(/deliveries/[^"]+)"', operator.see("/operator"))
    assert found
    operator.see(found[1])
    twice(house, operator, found[1], {"channel": "post", "note": "Certified mail"})
    assert made(house, "letter.delivered") == 1


def test_a_role_is_taken_back_once(house: House) -> None:
    operator = house.as_(OPERATOR)
    grant(
        house,
        operator,
        HDC,
        "security_coordinator/organisation",
        within=organisation(house, "Harbor House"),
        replaces="y",
    )
    ending = re.findall(rf'href="({page_of(house, HDC)}/roles/[0-9a-f-]+)/end"', operator.see(page_of(house, HDC)))
    backs = [path for path in ending if "Take it back" in operator.see(f"{path}/end")]
    twice(house, operator, f"{backs[0]}/take-back")
    assert made(house, "role.taken_back") == 1


def test_a_dead_letter_is_tried_again_once(house: House) -> None:
    job_id, operator = a_dead_letter(house), house.as_(OPERATOR)
    operator.see(f"/operator/jobs/{job_id}/retry")
    twice(house, operator, f"/operator/jobs/{job_id}/retry", AGAIN)
    a_dead_letter(house)
    a_dead_letter(house)
    operator.see("/operator/jobs/retry?error=ConnectionRefusedError")
    twice(house, operator, "/operator/jobs/retry", AGAIN | {"error": "ConnectionRefusedError"})
    assert made(house, "job.retried") == 3


def test_an_invitation_is_one_mail_and_its_link_works(house: House) -> None:
    person_id, operator = a_person(house), house.as_(OPERATOR)
    operator.see(f"/administration/people/{person_id}")
    twice(house, operator, f"/administration/people/{person_id}/invite")
    house.work()
    mails = [str(mail.get_body(("plain",)).get_content()) for mail in house.mailer.messages if NOOR in str(mail["To"])]  # type: ignore[union-attr]
    assert len(mails) == 1
    link = re.search(r"/welcome/\S+", mails[0])
    assert link
    house.browser().see(link[0])


def test_a_second_factor_is_reset_once(house: House) -> None:
    operator, path = house.as_(OPERATOR), f"/administration/people/{id_of(house, STAFF)}/second-factor"
    operator.see(path)
    twice(house, operator, path, {"reason": "lost"})
    assert made(house, "account.second_factor_reset") == made(house, "account.reset_reason") == 1


def test_a_forgotten_password_is_one_mail(house: House) -> None:
    browser = house.browser()
    browser.see("/sign-in/forgotten")
    twice(house, browser, "/sign-in/forgotten", {"email": STAFF})
    assert count(house, AccountLink) == 1


def test_a_password_set_by_a_link_lets_in_both_times(house: House) -> None:
    person_id = a_person(house)
    with unit_of_work(house.database) as session:
        link = accounts.invite(session, house.office, id_of(house, NOOR), by=SYSTEM, at=house.at)
    path, browser = link.removeprefix(house.office.base_url), house.browser()
    browser.see(path)
    form = {"new_password": CHOSEN, "new_password_again": CHOSEN}
    secrets = {name: browser.hidden(name) for name in ("csrf_token", "request_key")}
    kept = token_of(browser)
    _first, second = twice(house, browser, path, form)
    assert second.location == SECOND_FACTOR
    assert made(house, "account.password_set") == 1
    other = house.browser()
    other.set_cookie("ombud", kept)
    answer = other.post(path, data=form | secrets | {"new_password": "eight otters under a bridge"})
    assert answer.status_code == 404, "whoever finds the request later needs the password as well"
    with reading(house.database) as session:
        mine = select(func.count()).select_from(SignIn).join(Person, Person.id == SignIn.person_id)
        assert session.scalar(mine.where(Person.email == NOOR)) == 2, person_id


def test_going_back_and_sending_again_is_one_complaint_and_other_words_are_another(house: House) -> None:
    """The page somebody goes back to is shown anew: with a key of its own, and with what they had typed."""
    browser, codes = house.browser(), []
    for _time in range(2):
        number, code = house.file(browser)
        codes.append(code)
        assert number == "GRV-2026-0001"
    assert codes[0] == codes[1]
    browser.see("/file/agency_grievance")
    key = browser.hidden("request_key")
    browser.send("/file/agency_grievance", COMPLAINT)
    assert "This was sent already" in browser.see("/receipt")
    browser.see("/file/agency_grievance")
    browser.send("/file/agency_grievance", COMPLAINT | {"remedy": "Give us the report."}, key=key)
    page = browser.see("/receipt")
    assert "GRV-2026-0002" in page
    assert "This was sent already" not in page


def test_the_same_with_another_file_is_another_sending(house: House) -> None:
    browser, sent = house.browser(), []
    for content in (b"one", b"one", b"two"):
        browser.see("/file/client_grievance")
        browser.send("/file/client_grievance", CLIENT | {"documents": [(BytesIO(content), "note.txt")]})
        sent.append(re.findall(r"CGR-\d+-\d+", browser.see("/receipt"))[0])
    assert sent == ["CGR-2026-0001", "CGR-2026-0001", "CGR-2026-0002"]
