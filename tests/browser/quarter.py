"""An installation in which people administer, write to each other and stand in for each other, for looking at its pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from ombud.storage.directory import Organisation, Person
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.actors import OPERATOR as COMMAND_LINE
from ombud.workflows.people import accounts
from tests.browser.village import CLIENT
from tests.web.absence import act, propose
from tests.web.exhibits import look, publish
from tests.web.house import House, build_house
from tests.web.links import link_in, mails_to, pdf, send
from tests.web.people import BOARD_STAFF, BRUNO, COCHAIR, DIRECTOR, HDC, MEMBER, NORA, OPERATOR, STAFF
from tests.web.sealed import answer, ask

NOT_SET_UP = "esther@dsb.example"
DISABLED = "felix@dsb.example"
INVITED = "nia@harbor.example"
ELM_HEAD, ELM_HDC = "director@elm.example", "hdc@elm.example"
LETTER = "/administration/letters/agency_grievance/acknowledgement"
WORDS = "<p>Thank you for writing on {{ complaint.sent_at | day }}.</p>\n<p>{{ complaint.answers.complaint }}</p>"
TARGET = "/administration/settings/agency_grievance/decision_target"
SETTING = "/administration/settings/agency_grievance/agenda_cutoff_days"
DOCUMENT = "/administration/documents/memorandum"


@dataclass
class Quarter:
    house: House
    talk: str  # a grievance about which both sides have written
    code: str  # of it
    link: str  # that opens it
    sealed: str  # cases that hide who brought them: one nobody asked about,
    asked: str  # one that somebody asked to open,
    opened: str  # and one that is open to two people,
    opened_code: str
    dated: str  # a grievance with a date that runs
    welcome: str  # links of people: to an account,
    reset: str  # and to another password

    def person(self, email: str) -> str:
        return f"/administration/people/{person_id(self.house, email)}"

    def role_of(self, email: str) -> str:
        """Where a role of theirs is ended."""
        page = self.house.as_(OPERATOR).see(self.person(email))
        found = re.search(r'href="([^"]+/roles/[0-9a-f-]{36}/end)"', page)
        assert found, page
        return found[1]

    def organisation(self, name: str) -> str:
        with reading(self.house.database) as session:
            found = session.scalars(select(Organisation.id).where(Organisation.name == name)).one()
        return f"/administration/organisations/{found}"

    def operating(self, number: str, part: str) -> str:
        """The first address of that part on the operator's page of a case."""
        page = self.house.as_(OPERATOR).see(f"/operator/cases/{number}")
        found = re.search(rf'href="(/operator/cases/{number}/{part}[^"]*)"', page)
        assert found, page
        return found[1]


def build_quarter(folder: Path) -> Quarter:
    house = build_house(folder)
    talk, code, link = _talk(house)
    (sealed, _), (asked, _), (opened, opened_code) = (_client(house) for _case in range(3))
    house.work()
    ask(house, asked)
    ask(house, opened)
    answer(house, opened, COCHAIR, "agree")
    _keep(house)
    dated, _code = house.file(contact_name="Ned Falk", organisation_name="Quiet Harbor Kitchen")
    _substitutes(house)
    _acting(house)
    welcome, reset = _people(house)
    house.pass_(minutes=20)
    return Quarter(house, talk, code, link, sealed, asked, opened, opened_code, dated, welcome, reset)


def person_id(house: House, email: str) -> UUID:
    with reading(house.database) as session:
        return session.scalars(select(Person.id).where(Person.email == email)).one()


def _talk(house: House) -> tuple[str, str, str]:
    number, code = house.file()
    house.work()
    director, party = house.as_(DIRECTOR), house.track(code)
    send(director, f"/cases/{number}/messages", message="Which report do you mean?\nThe one of January?")
    send(director, f"/cases/{number}/notes", note="Legal has the report of January.", note_documents=pdf("legal.pdf"))
    house.pass_(minutes=10)
    send(party, "/track/messages", message="That one, see the file.", documents=pdf())
    house.work()
    return number, code, link_in(mails_to(house, "rosa@willow.example", "a message is waiting")[-1])


def _client(house: House) -> tuple[str, str]:
    browser = house.browser()
    browser.see("/file/client_grievance")
    browser.send("/file/client_grievance", CLIENT)
    receipt = browser.see("/receipt")
    number, code = re.search(r"CGR-\d+-\d+", receipt), re.search(r"<code>([A-Z2-7-]+)</code>", receipt)
    assert number
    assert code
    return number[0], code[1]


def _keep(house: House) -> None:
    """A setting to come, an office's own letter, an official checklist, a document that is had, a closure."""
    operator = house.as_(OPERATOR)
    operator.see(TARGET)
    operator.send(TARGET, {"use": "own", "value": "30", "reason": "The Board asked for answers within a month."})
    operator.see(SETTING)
    operator.send(SETTING, {"use": "own", "value": "5", "reason": "Decided by the Board on February 26."})
    coming = {"use": "own", "value": "7", "reason": "Five is too few.", "from_on": "2026-03-30"}
    operator.send(SETTING, coming)
    operator.see(LETTER)
    operator.send(LETTER, {"text": WORDS, "reason": "The Board asked for plainer words."})
    publish(operator, look(operator))
    operator.see(DOCUMENT)
    had = {"possession": "have", "owner": "Office of the HMIS Lead", "link": "https://files.example.org/mou.pdf"}
    operator.send(DOCUMENT, had | {"note": "Signed copies are in the second cabinet."})
    operator.see("/administration/closures/new")
    days = "2026-05-25 Memorial Day\n2027-07-05 Independence Day (observed)"
    operator.send("/administration/closures/new", {"days": days})


def _substitutes(house: House) -> None:
    """One in force, one that waits, one declined."""
    propose(house)
    act(house.as_(STAFF), "accept")
    propose(house, BRUNO, by=BOARD_STAFF, from_on="2026-04-01", to_on="2026-04-10")
    propose(house, MEMBER, by=COCHAIR, from_on="2026-04-01", to_on="2026-04-10")
    act(house.as_(MEMBER), "decline")
    propose(house, NORA, by=HDC, from_on="2026-05-01", to_on="2026-05-10")


def _acting(house: House) -> None:
    """Elm Street Shelter is without its data coordinator; somebody is named to act from tomorrow on."""
    operator = house.as_(OPERATOR)
    page = operator.see(f"/administration/people/{person_id(house, ELM_HDC)}")
    (end,) = re.findall(r'href="([^"]+/end)" aria-label="End: HMIS Data Coordinator', page)
    operator.see(end)
    operator.send(end, {"to_on": "2026-03-01"})
    head = house.as_(ELM_HEAD)
    (path,) = re.findall(r'href="(/acting/[^"]+/hdc)"', head.see("/acting"))
    head.see(path)
    named = {"person": str(person_id(house, ELM_HDC)), "from_on": "2026-03-03", "to_on": "2026-03-31"}
    head.send(path, named)


def _people(house: House) -> tuple[str, str]:
    """Somebody invited, somebody disabled, somebody without an authenticator; the two links that were made."""
    operator = house.as_(OPERATOR)
    operator.see("/administration/people/new")
    with reading(house.database) as session:
        harbor = session.scalars(select(Organisation.id).where(Organisation.name == "Harbor House")).one()
    new = {"name": "Nia Novak", "email": INVITED, "organisation": str(harbor), "role": "end_user", "language": "en"}
    operator.send("/administration/people/new", new)
    disable = f"/administration/people/{person_id(house, DISABLED)}/disable"
    operator.see(disable)
    operator.send(disable)
    reset = f"/administration/people/{person_id(house, NOT_SET_UP)}/second-factor"
    operator.see(reset)
    operator.send(reset, {"reason": "lost"})
    with unit_of_work(house.database) as session:
        links = [
            accounts.invite(session, house.office, person_id(house, email), by=COMMAND_LINE, at=house.at)
            for email in (INVITED, NORA)
        ]
    welcome, reset = (link.removeprefix(house.office.base_url) for link in links)
    return welcome, reset
