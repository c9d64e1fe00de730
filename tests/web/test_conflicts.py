"""Conflicts on the pages: who steps aside, who is barred, and that nothing of the decision reaches them on any of them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from ombud.storage.board import Body, Conflict
from ombud.storage.cases import Attachment, Case
from ombud.storage.directory import Organisation, Person, RoleHolding, RoleScope
from ombud.storage.letters import Letter
from ombud.storage.session import reading, unit_of_work
from tests.web.house import APPEAL, COMPLAINT, DECISION, Browser, House
from tests.web.people import ABENA, BOARD_STAFF, CAROL, COCHAIR, DIRECTOR, DMITRI, OPERATOR
from tests.web.sealed import HAPPENED, file_sealed

FREE = "dmitri@dsb.example"
WHY = "Her sister runs the office that complains."

BARRED = {
    "abena@dsb.example": "recused",
    "bruno@dsb.example": "has a conflict",
    "carol@dsb.example": "subject of the case",
    "coordinator@inland.example": "party",
    "esther@dsb.example": "from the organisation the case is from",
    DIRECTOR: "decided before",
}
SEES_THE_CASE = ("coordinator@inland.example", DIRECTOR)


class Hearing:
    """An appeal of a Continuum of Care before the subcommittee, where the complainant and the Director sit too."""

    def __init__(self, house: House) -> None:
        self.house = house
        with unit_of_work(house.database) as session:
            body_id = session.scalars(select(Body.id).where(Body.key == "grievance_subcommittee")).one()
            inland = session.scalars(select(Organisation.id).where(Organisation.name.startswith("Inland"))).one()
            for email in SEES_THE_CASE:
                person_id = session.scalars(select(Person.id).where(Person.email == email)).one()
                held = {"role": "member", "scope": RoleScope.BODY, "scope_id": body_id}
                session.add(RoleHolding(person_id=person_id, from_on=date(2026, 1, 1), **held))
        self.number = self._complain(str(inland))
        house.complete(self.number, "director_decides", DIRECTOR, DECISION)
        house.work()
        house.complete(self.number, "answer_decision", "coordinator@inland.example", APPEAL)
        self.task = house.task(self.number, "subcommittee_hears")
        with reading(house.database) as session:
            case_id = session.scalars(select(Case.id).where(Case.number == self.number)).one()
            self.letter = session.scalars(select(Letter.id).where(Letter.case_id == case_id).limit(1)).one()
            self.paper = session.scalars(select(Attachment.id).where(Attachment.case_id == case_id)).one()

    def _complain(self, continuum: str) -> str:
        browser = self.house.as_("coordinator@inland.example")
        browser.see("/procedures/agency_grievance")
        paper = (BytesIO(b"Refused, they said."), "note.txt")
        said: dict[str, Any] = {**COMPLAINT, "complainant_kind": "coc", "continuum": continuum, "documents": paper}
        return browser.send("/procedures/agency_grievance", said).location.rsplit("/", 1)[1]

    def person(self, email: str) -> str:
        with reading(self.house.database) as session:
            return str(session.scalars(select(Person.id).where(Person.email == email)).one())

    def recuse(self, email: str) -> Browser:
        browser = self.house.as_(email)
        browser.see(f"/cases/{self.number}/conflicts")
        browser.send(f"/cases/{self.number}/conflicts", {"own-reason": WHY})
        return browser

    def declare(self, email: str, kind: str, by: str) -> Browser:
        browser = self.house.as_(by)
        browser.see(f"/cases/{self.number}/conflicts")
        said = {"person": self.person(email), "kind": kind, "reason": WHY}
        browser.send(f"/cases/{self.number}/conflicts", said)
        return browser


@pytest.fixture
def hearing(house: House) -> Hearing:
    hearing = Hearing(house)
    hearing.recuse("abena@dsb.example")
    hearing.declare("bruno@dsb.example", "declared", by=COCHAIR)
    hearing.declare("carol@dsb.example", "subject", by=OPERATOR)
    return hearing


def test_barred_on_every_ground_everywhere(hearing: Hearing) -> None:
    house, number, task = hearing.house, hearing.number, hearing.task
    for email in BARRED:
        browser = house.as_(email)
        page, act = (200, 403) if email in SEES_THE_CASE else (404, 404)
        for box in ("mine", "groups"):
            assert task not in browser.see(f"/inbox?box={box}"), email
        answers = {
            path: browser.get(path).status_code
            for path in (
                f"/cases/{number}",
                f"/cases/{number}/diagram.bpmn",
                f"/cases/{number}/letters/{hearing.letter}.pdf",
                f"/cases/{number}/attachments/{hearing.paper}",
                f"/tasks/{task}",
            )
        }
        assert list(answers.values()) == [page, page, page, page, act], (email, answers)
        browser.see("/account")
        for path in (f"/tasks/{task}/claim", f"/tasks/{task}/complete"):
            browser.send(path, {"reasons": "Because."}, status=act)
            browser.see("/account")


def test_only_those_who_are_free_are_told_and_offered(hearing: Hearing) -> None:
    house = hearing.house
    before = len(house.mailer.messages)
    house.tell_at_once(FREE, *BARRED)
    house.work()
    told = {str(mail["To"].addresses[0].addr_spec) for mail in house.mailer.messages[before:]}
    assert FREE in told
    assert told.isdisjoint(BARRED)
    page = house.as_(FREE).see(f"/tasks/{hearing.task}")
    assert "I have a conflict" in page
    for name in ("Abena Osei", "Bruno Castell", "Carol Haines", "Esther Lindqvist", "Dana Whitfield", "Samuel Greer"):
        assert f">{name}</option>" not in page


def test_who_presides_sees_who_and_why_and_members_do_not(hearing: Hearing) -> None:
    house, address = hearing.house, f"/cases/{hearing.number}/conflicts"
    page = house.as_(COCHAIR).see(address)
    for words in (*BARRED.values(), "Abena Osei", "Samuel Greer", WHY):
        assert words in page
    auditor = house.as_("auditor@ombud.example").see(address)
    assert "Abena Osei" in auditor
    assert WHY not in auditor
    member = house.as_(FREE).see(address)
    assert "Abena Osei" not in member
    assert "Step aside" in member
    house.as_(DIRECTOR).see(f"/cases/{hearing.number}")
    house.as_("coordinator@shoreline.example").see(address, status=404)
    assert "Conflicts in this case" in house.as_(COCHAIR).see(f"/cases/{hearing.number}")
    assert WHY not in house.as_(FREE).see(f"/cases/{hearing.number}")


def test_who_presides_sees_the_course_and_nothing_anybody_wrote(house: House) -> None:
    hearing = Hearing(house)
    page = house.as_(COCHAIR).see(f"/cases/{hearing.number}")
    assert "Hear and resolve the appeal" in page
    for text in (COMPLAINT["complaint"], APPEAL["grounds"], DECISION["reasons"]):
        assert str(text) not in page
    house.as_(COCHAIR).see(f"/cases/{hearing.number}/letters/{hearing.letter}.pdf", status=404)


def test_a_bar_is_lifted_with_a_reason(hearing: Hearing) -> None:
    house, address = hearing.house, f"/cases/{hearing.number}/conflicts"
    with reading(house.database) as session:
        rows = dict(session.execute(select(Conflict.person_id, Conflict.id)).all())
        person_id = session.scalars(select(Person.id).where(Person.email == "bruno@dsb.example")).one()
    conflict_id = rows[person_id]
    browser = house.as_(OPERATOR)
    browser.see(address)
    assert "Say why the bar is lifted" in browser.send(f"{address}/{conflict_id}/lift", status=422).text
    browser.send(f"{address}/{conflict_id}/lift", {f"{conflict_id.hex}-reason": "It was another Bruno."})
    assert "It was another Bruno." in browser.see(address)
    house.as_("bruno@dsb.example").see(f"/tasks/{hearing.task}")
    member = house.as_(FREE)
    member.see(address)
    member.send(f"{address}/{conflict_id}/lift", {f"{conflict_id.hex}-reason": "No."}, status=403)


def test_what_is_left_out_is_asked_for(hearing: Hearing) -> None:
    address = f"/cases/{hearing.number}/conflicts"
    presider, member = hearing.house.as_(COCHAIR), hearing.house.as_(FREE)
    presider.see(address)
    page = presider.send(address, {"kind": "declared"}, status=422).text
    assert "Choose a person." in page
    assert "Say what the conflict is" in page
    member.see(address)
    assert "what your conflict is" in member.send(address, {"own-reason": " "}, status=422).text
    member.send(address, {"person": hearing.person(FREE), "kind": "declared", "reason": "x"}, status=422)


def test_a_double_click_steps_aside_once(hearing: Hearing) -> None:
    browser, address = hearing.house.as_(FREE), f"/cases/{hearing.number}/conflicts"
    browser.see(address)
    key = browser.hidden("request_key")
    answer = browser.send(address, {"own-reason": WHY}, key=key)
    assert answer.location == "/inbox"
    assert "You are recused" in browser.see("/inbox")
    browser.see("/account")
    browser.send(address, {"own-reason": WHY}, key=key)
    with reading(hearing.house.database) as session:
        assert len(session.scalars(select(Conflict.id)).all()) == 4


def test_nobody_of_the_agency_complained_of_reads_or_decides_it(house: House) -> None:
    number, _code = file_sealed(house, about="information", told_agency="yes")
    with reading(house.database) as session:
        harbor = session.scalars(select(Organisation.id).where(Organisation.name == "Harbor House")).one()
    found = {"matter": "personal_information", "agency_tried": "yes", "agency": str(harbor), "reason": "It was asked."}
    house.complete(number, "triage", BOARD_STAFF, found)
    task, theirs, others = house.task(number, "subcommittee_hears"), house.as_(DMITRI), house.as_(ABENA)
    assert number in others.see("/inbox?box=groups")
    assert HAPPENED in others.see(f"/tasks/{task}")
    assert number not in theirs.see("/inbox?box=groups")
    theirs.see(f"/tasks/{task}", 404)
    theirs.see(f"/cases/{number}", 404)
    page = house.as_(CAROL).see(f"/cases/{number}/conflicts")
    assert "Dmitri Volkov" in page
    assert "from the organisation whose act is judged" in page
