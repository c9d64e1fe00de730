"""A complaint whose sender is sealed, with everything on which a name could stand."""

from __future__ import annotations

import re
from io import BytesIO
from uuid import UUID

from sqlalchemy import select, update

from ombud.storage.cases import Case
from ombud.storage.letters import Delivery, DeliveryStatus, Letter
from ombud.storage.meetings import AgendaItem
from ombud.storage.session import reading, unit_of_work
from tests.web.boardroom import Hearing, vote
from tests.web.house import Browser, House
from tests.web.people import ABENA, BOARD_STAFF, BRUNO, CAROL

TELLTALE = {
    "contact_name": "Zephyrine Quillfeather",
    "client_name": "Bartholomew Wintergreen",
    "contact_email": "zephyrine@quillmail.example",
    "contact_other": "Lantern Court, room 9",
}
NEEDLES = ("zephyrine", "quillfeather", "bartholomew", "wintergreen", "quillmail", "lantern court")
HAPPENED = "I was told that my file had been shown to somebody else."
WHY, WHY_TOO = "The letter has to go by post.", "There is no other way to answer."


def file_sealed(house: House, **changes: str) -> tuple[str, str]:
    """Files it publicly; returns the number and the tracking code."""
    told = {"filing_for": "other", "language": "en", "about": "system", "happened": HAPPENED}
    files = {"documents": [(BytesIO(b"Nobody asked me."), "note.txt")]}
    said = {**TELLTALE, **told, "told_agency": "not_about_an_agency", **files, **changes}
    browser = house.browser()
    browser.see("/file/client_grievance")
    browser.send("/file/client_grievance", said)
    receipt = browser.see("/receipt")
    number, code = re.search(r"CGR-\d+-\d+", receipt), re.search(r"<code>([A-Z2-7-]+)</code>", receipt)
    assert number
    assert code
    return number[0], code[1]


def ask(house: House, number: str, email: str = BOARD_STAFF) -> Browser:
    """Somebody asks to open who brought the case."""
    browser = house.as_(email)
    browser.see(f"/cases/{number}/identity")
    browser.send(f"/cases/{number}/identity", {"reason": WHY})
    return browser


def answer(house: House, number: str, email: str, choice: str, reason: str = WHY_TOO, status: int = 303) -> Browser:
    browser = house.as_(email)
    page = browser.see(f"/cases/{number}/identity")
    address = re.search(r'action="(/cases/[^"]+/identity/[0-9a-f-]{36})"', page)
    assert address, "the page offers no answer"
    browser.send(address[1], {"answer": choice, "reason": reason}, status=status)
    return browser


class Sealed:
    """A complaint heard by the subcommittee, with letters, a ballot, minutes; and one whose letter waits for the post."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.number, self.code = file_sealed(house)
        self.posted, self.posted_code = file_sealed(house, contact_email="")
        house.work()
        house.complete(self.number, "triage", BOARD_STAFF, {"matter": "system_level", "reason": "It is the system's."})
        house.work()
        client = house.track(self.code)
        client.see("/track/messages")
        client.send("/track/messages", {"message": "When do you meet?"})
        self.hold_meeting()
        house.work()
        self.fail()

    def hold_meeting(self) -> None:
        task = self.house.task(self.number, "subcommittee_hears")
        with reading(self.house.database) as session:
            item = session.scalars(select(AgendaItem).where(AgendaItem.task_id == UUID(task))).one()
            assert item.meeting is not None
            meeting_id, self.house.at = item.meeting.id, item.meeting.starts_at
        self.task, self.meeting = task, f"/meetings/{meeting_id}"
        hearing = Hearing(self.house, self.number, self.code, task, meeting_id)
        chair = hearing.call_to_order(ABENA, BRUNO, CAROL)
        self.ballot = hearing.open_ballot(chair)
        for email in (ABENA, BRUNO, CAROL):
            vote(self.house, email, self.ballot, "founded")
        chair.see(self.ballot)
        chair.send(f"{self.ballot}/close")
        chair.see(self.meeting)
        chair.send(f"{self.meeting}/adjourn")
        chair.see(self.meeting)
        chair.send(f"{self.meeting}/minutes", {"remarks": "All were heard."})

    def fail(self) -> None:
        """A letter by mail that did not arrive is listed for whoever delivers it otherwise."""
        with unit_of_work(self.house.database) as session:
            case_id = session.scalars(select(Case.id).where(Case.number == self.number)).one()
            failed = update(Delivery).where(Delivery.case_id == case_id)
            session.execute(failed.values(status=DeliveryStatus.FAILED, delivered_at=None))
            self.deliveries = [str(key) for key in session.scalars(select(Delivery.id))]
            letters = session.execute(select(Case.number, Letter.id).join(Case, Case.id == Letter.case_id))
            self.letters = [f"/cases/{number}/letters/{letter}.pdf" for number, letter in letters]

    def must(self) -> list[str]:
        """Where a name could stand."""
        boxes = [f"/inbox?box={box}" for box in ("mine", "groups", "waiting", "done")]
        cases = [
            f"/cases/{number}{page}"
            for number in (self.number, self.posted)
            for page in ("", "/conflicts", "/identity", "/messages")
        ]
        papers = [f"{self.meeting}{page}" for page in ("", "/packet", "/packet.pdf", "/minutes.pdf")]
        ballot = [self.ballot, f"{self.ballot}/resolution.pdf", "/meetings.ics", "/operator"]
        tasks = [f"/tasks/{self.task}", f"/tasks/{self.house.task(self.number, 'write_reasons')}"]
        deliveries = [f"/deliveries/{key}" for key in self.deliveries]
        return [*boxes, *cases, *tasks, *self.letters, *papers, *ballot, *deliveries]
