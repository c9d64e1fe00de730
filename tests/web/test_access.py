"""Who may call what: every route wears a guard, and role × route × somebody else's record is written down here."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select, update

from ombud.storage.base import new_id
from ombud.storage.cases import Attachment, Case
from ombud.storage.letters import Delivery, DeliveryStatus, Letter
from ombud.storage.session import reading, unit_of_work
from ombud.webapp import guards
from tests.web.house import COMPLAINT, DECISION, Browser, House

NOBODY = ""
CODE = "the complainant's code"
OTHER_CODE = "another complainant's code"
DIRECTOR = "director@lead.example"
STAFF = "staff@lead.example"
MEMBER = "abena@dsb.example"
AGENCY = "hdc@harbor.example"
OPERATOR = "operator@ombud.example"
AUDITOR = "auditor@ombud.example"
PEOPLE = (NOBODY, CODE, OTHER_CODE, DIRECTOR, STAFF, MEMBER, AGENCY, OPERATOR, AUDITOR)

IN = "/sign-in"
ASK_CODE = "/track"

#: what each of PEOPLE gets for a page, in that order: a status, or the page they are sent to
GETS = {
    "/": (200, 200, 200, "/inbox", "/inbox", "/inbox", "/inbox", "/inbox", "/inbox"),
    "/healthz": (200,) * 9,
    "/readyz": (503,) * 9,  # no worker runs here
    "/sign-in": (200, 200, 200, "/inbox", "/inbox", "/inbox", "/inbox", "/inbox", "/inbox"),
    "/account": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/inbox": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/procedures": (IN, IN, IN, 200, 200, 200, 200, 200, 200),
    "/procedures/agency_grievance": (IN, IN, IN, 200, 200, 403, 200, 403, 403),
    "/procedures/client_grievance": (IN, IN, IN, 403, 403, 403, 403, 403, 403),
    "/procedures/unknown": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/file/agency_grievance": (200,) * 9,
    "/file/unknown": (404,) * 9,
    "/receipt": (200,) * 9,
    "/track": (200, "/track/case", "/track/case", 200, 200, 200, 200, 200, 200),
    "/track/case": (ASK_CODE, 200, 200, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/track/withdraw": (ASK_CODE, 200, 200, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/track/tasks/{answer}": (ASK_CODE, 200, 404, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/track/tasks/{decide}": (ASK_CODE, 403, 404, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/track/letters/{letter}.pdf": (ASK_CODE, 200, 404, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/track/attachments/{attachment}": (ASK_CODE, 200, 404, *(ASK_CODE,) * 6),
    "/cases/{number}": (IN, IN, IN, 200, 404, 404, 404, 200, 200),
    "/cases/{number}/diagram.bpmn": (IN, IN, IN, 200, 404, 404, 404, 200, 200),
    "/cases/{number}/letters/{letter}.pdf": (IN, IN, IN, 200, 404, 404, 404, 404, 404),
    "/cases/{number}/attachments/{attachment}": (IN, IN, IN, 200, 404, 404, 404, 404, 404),
    "/cases/{number}/attachments/{nothing}": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/cases/{number}/letters/{nothing}.pdf": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/cases/{number}/withdraw": (IN, IN, IN, 403, 404, 404, 404, 403, 403),
    "/cases/GRV-1999-0001": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/tasks/{decide}": (IN, IN, IN, 200, 404, 404, 404, 403, 403),
    "/tasks/{answer}": (IN, IN, IN, 403, 404, 404, 404, 403, 403),
    "/tasks/{nothing}": (IN, IN, IN, 404, 404, 404, 404, 404, 404),
    "/deliveries/{delivery}": (IN, IN, IN, 200, 404, 403, 403, 200, 403),
    "/deliveries/{nothing}": (IN, IN, IN, 404, 404, 403, 403, 404, 403),
    "/operator": (IN, IN, IN, 403, 403, 403, 403, 200, 403),
    "/mailbox": (404,) * 9,  # this is no demonstration
}

#: the same for sending a form; 422 means that they may, and the form was empty
POSTS = {
    "/language": (400,) * 9,
    "/account/sign-ins/{nothing}/end": (
        IN,
        IN,
        IN,
        "/account",
        "/account",
        "/account",
        "/account",
        "/account",
        "/account",
    ),
    "/file/agency_grievance": (422,) * 9,
    "/procedures/agency_grievance": (IN, IN, IN, 422, 422, 403, 422, 403, 403),
    "/track": (422,) * 9,
    "/track/tasks/{answer}": (ASK_CODE, 422, 404, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/track/tasks/{decide}": (ASK_CODE, 403, 404, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE, ASK_CODE),
    "/tasks/{open}/complete": (IN, IN, IN, 422, 404, 404, 404, 403, 403),
    "/tasks/{decide}/complete": (IN, IN, IN, 409, 404, 404, 404, 403, 403),
    "/tasks/{answer}/complete": (IN, IN, IN, 403, 404, 404, 404, 403, 403),
    "/tasks/{open}/claim": (IN, IN, IN, "/tasks/{open}", 404, 404, 404, 403, 403),
    "/tasks/{open}/release": (IN, IN, IN, "/tasks/{open}", 404, 404, 404, 403, 403),
    "/tasks/{open}/reassign": (IN, IN, IN, 422, 404, 404, 404, 403, 403),
    "/cases/{number}/withdraw": (IN, IN, IN, 403, 404, 404, 404, 403, 403),
    "/deliveries/{delivery}": (IN, IN, IN, 422, 404, 403, 403, 422, 403),
    "/operator/jobs/{nothing}/retry": (IN, IN, IN, 403, 403, 403, 403, 404, 403),
    "/operator/cases/{other}/suspend": (IN, IN, IN, 403, 403, 403, 403, "/cases/{other}", 403),
    "/operator/cases/{other}/resume": (IN, IN, IN, 403, 403, 403, 403, "/cases/{other}", 403),
    # these end something, so they come last
    "/track/withdraw": (ASK_CODE, "/track/case", "/track/case", *(ASK_CODE,) * 6),
    "/track/leave": ("/track",) * 9,
    "/sign-out": ("/",) * 9,
}


class Records:
    """A case with a letter that did not arrive and a decision waiting for its complainant, and a second one beside it."""

    def __init__(self, house: House) -> None:
        self.house = house
        number, self.code = house.file(documents=[(BytesIO(b"Refused, they said."), "note.txt")])
        decide = house.task(number, "director_decides")
        house.complete(number, "director_decides", DIRECTOR, DECISION)
        house.work()
        other, self.other_code = house.file(contact_name="Ned Falk")
        with reading(house.database) as session:
            case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
            letter = session.scalars(select(Letter.id).where(Letter.case_id == case_id).limit(1)).one()
            attachment = session.scalars(select(Attachment.id).where(Attachment.case_id == case_id)).one()
            delivery = session.scalars(select(Delivery.id).where(Delivery.letter_id == letter)).one()
        self.names = {
            "number": number, "other": other, "decide": decide, "answer": house.task(number, "answer_decision"),
            "open": house.task(other, "director_decides"), "letter": letter, "delivery": delivery, "attachment": attachment, "nothing": new_id(),
        }  # fmt: skip


def test_no_route_is_without_a_guard(house: House) -> None:
    guards.check(house.app)
    house.app.add_url_rule("/back-door", "back_door", lambda: "open")
    with pytest.raises(guards.Unguarded, match="back_door"):
        guards.check(house.app)


def test_every_route_is_in_the_matrix(house: House) -> None:
    assert _missing(house.app, "GET", GETS) == set()
    assert _missing(house.app, "POST", POSTS) == {"/sign-in"}, "test_accounts tells of it"


def test_pages(house: House) -> None:
    records = _with_a_failed_delivery(house)
    assert _answers(records, "GET", GETS) == {path: list(expected) for path, expected in GETS.items()}


def test_forms(house: House) -> None:
    records = _with_a_failed_delivery(house)
    assert _answers(records, "POST", POSTS) == {path: list(expected) for path, expected in POSTS.items()}


def test_an_overseer_sees_the_course_of_a_case_and_nothing_anybody_wrote(house: House) -> None:
    number, _code = house.file()
    page = house.as_(AUDITOR).see(f"/cases/{number}")
    assert "Decide on the complaint" in page
    for text in (COMPLAINT["complaint"], COMPLAINT["contact_name"], COMPLAINT["contact_email"]):
        assert text not in page


def test_a_complainant_does_not_read_what_the_office_wrote_to_itself(house: House) -> None:
    number, code = house.file(stage="informal")
    log = {"held_on": "2026-03-01", "parties": "Rosa Lindgren", "stage": "unsettled", "summary": "She was cross."}
    staff, task = house.as_(STAFF), house.task(number, "log_conversation")
    page = staff.see(f"/tasks/{task}")
    chosen = page.split(">Omar Reyes</option>")[0].rsplit('value="', 1)[1].rstrip('"')
    staff.send(f"/tasks/{task}/complete", log | {"staff": chosen})
    assert "She was cross." in staff.see(f"/cases/{number}")
    assert "She was cross." not in house.track(code).see("/track/case")


def _with_a_failed_delivery(house: House) -> Records:
    records = Records(house)
    with unit_of_work(house.database) as session:
        failed = update(Delivery).where(Delivery.id == records.names["delivery"])
        session.execute(failed.values(status=DeliveryStatus.FAILED, delivered_at=None))
    return records


def _answers(records: Records, method: str, table: dict[str, tuple[int | str, ...]]) -> dict[str, list[int | str]]:
    """Each person's answers to every route, in the order of the table."""
    browsers = [_browser(records, who) for who in PEOPLE]
    return {path: [_answer(records, browser, method, path) for browser in browsers] for path in table}


def _browser(records: Records, who: str) -> Browser:
    if who == NOBODY:
        return records.house.browser()
    if who in (CODE, OTHER_CODE):
        return records.house.track(records.code if who == CODE else records.other_code)
    return records.house.as_(who)


def _answer(records: Records, browser: Browser, method: str, path: str) -> int | str:
    address = path.format(**records.names)
    if method == "GET":
        answer = browser.get(address)
    else:
        browser.see("/file/agency_grievance")
        secrets = {"csrf_token": browser.hidden("csrf_token"), "request_key": browser.hidden("request_key")}
        answer = browser.post(address, data=secrets)
    if answer.status_code not in (302, 303):
        return int(answer.status_code)
    target = answer.location
    for name, value in records.names.items():
        target = target.replace(str(value), f"{{{name}}}")
    return str(target)


def _missing(app: Flask, method: str, table: dict[str, tuple[int | str, ...]]) -> set[str]:
    adapter = app.url_map.bind("localhost")
    names = dict.fromkeys(("number", "other"), "GRV-2026-0001") | dict.fromkeys(
        ("decide", "answer", "open", "letter", "delivery", "attachment", "nothing"), new_id()
    )
    told = {adapter.match(path.format(**names), method=method)[0] for path in table}
    rules = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return {rule.rule for rule in rules if rule.endpoint not in told and rule.endpoint != "static"}
