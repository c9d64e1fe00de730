"""The identity seal on the pages: a walk over everything staff can open, and the opening by two people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from ombud.storage.cases import Case
from ombud.storage.letters import Delivery, DeliveryStatus, Letter
from ombud.storage.meetings import AgendaItem
from ombud.storage.session import reading, unit_of_work
from tests.web.boardroom import ABENA, BOARD_STAFF, BRUNO, CAROL, COCHAIR, COCHAIR_2, Hearing, vote
from tests.web.house import Browser, House, build_house

TELLTALE = {
    "contact_name": "Zephyrine Quillfeather",
    "client_name": "Bartholomew Wintergreen",
    "contact_email": "zephyrine@quillmail.example",
    "contact_other": "Lantern Court, room 9",
}
NEEDLES = ("zephyrine", "quillfeather", "bartholomew", "wintergreen", "quillmail", "lantern court")
HAPPENED = "I was told that my file had been shown to somebody else."
WHY, WHY_TOO = "The letter has to go by post.", "There is no other way to answer."

OPERATOR, AUDITOR, DIRECTOR, LEAD = (
    "operator@ombud.example",
    "auditor@ombud.example",
    "director@lead.example",
    "staff@lead.example",
)
FIRST = (BOARD_STAFF, COCHAIR, ABENA, OPERATOR)
"""Each sees other pages; the rest of the staff walks with --all."""
STAFF = (BOARD_STAFF, COCHAIR, CAROL, ABENA, DIRECTOR, LEAD, OPERATOR, AUDITOR, "hdc@harbor.example")

NOT_WALKED = re.compile(
    r"^/(static|policies|sign-out|language|bodies/[^/]+/calendar|delegations/new|procedures|file|track|bodies/dsb(?!/meet))"
)
"""Leads away from the cases: the manual, forms for something new, the calendar's keeping."""
MOST = 90
"""Pages of one person; what matters is in MUST, and comes first."""


class Sealed:
    """A complaint heard by the subcommittee, with letters, a ballot, minutes; and one whose letter waits for the post."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.number, self.code = self.file()
        self.posted, self.posted_code = self.file(contact_email="")
        house.work()
        house.complete(self.number, "triage", BOARD_STAFF, {"matter": "system_level", "reason": "It is the system's."})
        house.work()
        client = house.track(self.code)
        client.see("/track/messages")
        client.send("/track/messages", {"message": "When do you meet?"})
        self.hold_meeting()
        house.work()
        self.fail()

    def file(self, **changes: str) -> tuple[str, str]:
        told = {"filing_for": "other", "language": "en", "about": "system", "happened": HAPPENED}
        files = {"documents": [(BytesIO(b"Nobody asked me."), "note.txt")]}
        said = {**TELLTALE, **told, "told_agency": "not_about_an_agency", **files, **changes}
        browser = self.house.browser()
        browser.see("/file/client_grievance")
        browser.send("/file/client_grievance", said)
        receipt = browser.see("/receipt")
        number, code = re.search(r"CGR-\d+-\d+", receipt), re.search(r"<code>([A-Z2-7-]+)</code>", receipt)
        assert number
        assert code
        return number[0], code[1]

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


def words_of(browser: Browser, path: str) -> tuple[int, str, str]:
    """Status, text and type of what a browser gets; a PDF's text and what stands in its head."""
    answer = browser.get(path, follow_redirects=True)
    if answer.mimetype == "application/pdf":
        pdf = PdfReader(BytesIO(answer.data))
        return (
            answer.status_code,
            " ".join(page.extract_text() for page in pdf.pages) + str(pdf.metadata),
            answer.mimetype,
        )
    return answer.status_code, answer.text, answer.mimetype


def walk(browser: Browser, start: list[str]) -> dict[str, tuple[int, str, str]]:
    """Every page that is named and every page they lead to."""
    seen: dict[str, tuple[int, str, str]] = {}
    waiting = list(start)
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen[path] = words_of(browser, path)
        if seen[path][2] == "text/html":
            found = re.findall(r'href="(/[^"#]*)', seen[path][1].replace("&amp;", "&"))
            waiting += [link for link in dict.fromkeys(found) if link not in seen and not NOT_WALKED.match(link)]
    return seen


def named(pages: dict[str, tuple[int, str, str]]) -> dict[str, list[str]]:
    """The pages on which somebody who is sealed is named, and by which word."""
    hits = {
        path: [word for word in NEEDLES if word in " ".join(text.lower().split())]
        for path, (_, text, _t) in pages.items()
    }
    return {path: words for path, words in hits.items() if words}


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    house = build_house(tmp_path_factory.mktemp("sealed"))
    yield Sealed(house)
    house.database.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[tuple[House, str, str]]:
    """A house with one complaint in it, whose letter has to go by post: the house, its number, its code."""
    house = build_house(tmp_path)
    filed = Sealed.__new__(Sealed)
    filed.house = house
    number, code = filed.file(contact_email="")
    house.work()
    yield house, number, code
    house.database.close()


@pytest.mark.parametrize("email", [one if one in FIRST else pytest.param(one, marks=pytest.mark.long) for one in STAFF])
def test_no_page_paper_or_calendar_names_the_client_to_staff(sealed: Sealed, email: str) -> None:
    pages = walk(sealed.house.as_(email), sealed.must())
    assert named(pages) == {}
    assert set(sealed.must()) <= set(pages)
    if email == BOARD_STAFF:
        shown = [path for path, (status, _text, _type) in pages.items() if status == 200]
        for wanted in (
            "/letters/",
            "/packet.pdf",
            "/minutes.pdf",
            "/resolution.pdf",
            "/attachments/",
            ".ics",
            "/deliveries/",
        ):
            assert any(wanted in path for path in shown), f"{wanted} was not among what they were shown"
        assert "Sealed: who brought this case" in pages[f"/cases/{sealed.number}"][1]
        assert HAPPENED in pages[f"/cases/{sealed.number}"][1]
        letter = next(pages[path][1] for path in sealed.letters if sealed.number in path)
        assert f"The client in case {sealed.number}" in letter


def test_the_walk_finds_a_name_where_one_is(sealed: Sealed) -> None:
    """The party reads its own name, so the words would be found."""
    client = sealed.house.track(sealed.code)
    found = named(walk(client, ["/track/case"]))
    assert set(found["/track/case"]) >= {"zephyrine", "wintergreen", "quillmail", "lantern court"}


def test_whoever_posts_a_letter_is_sent_to_the_seal_first(sealed: Sealed) -> None:
    waits = [
        key for key in sealed.deliveries if sealed.house.as_(BOARD_STAFF).get(f"/deliveries/{key}").status_code == 200
    ]
    page = sealed.house.as_(BOARD_STAFF).see(f"/deliveries/{waits[0]}")
    assert "Who this letter is to is sealed" in page
    assert "/identity" in page
    assert "/identity" not in sealed.house.as_(OPERATOR).see(f"/deliveries/{waits[0]}")


def ask(house: House, number: str, email: str = BOARD_STAFF) -> Browser:
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


def test_two_open_it_both_see_that_and_one_seals_it_again(fresh: tuple[House, str, str]) -> None:
    house, number, code = fresh
    address = f"/cases/{number}/identity"
    page = house.as_(BOARD_STAFF).see(f"/cases/{number}")
    assert "This is access control in Ombud, not cryptography" in page
    staff = ask(house, number)
    assert "Take it back" in staff.see(address)
    assert "Quillfeather" not in staff.see(address)
    waiting = house.as_(COCHAIR).see(address)
    assert WHY in waiting
    assert "/cases/" + number + '"' not in waiting, "the case itself is not theirs yet"
    cochair = answer(house, number, COCHAIR, "agree")
    for browser in (cochair, staff):
        known = browser.see(address)
        assert all(text in known for text in (TELLTALE["contact_name"], TELLTALE["client_name"], "Lantern Court"))
    assert "Zephyrine Quillfeather" in staff.see(f"/cases/{number}")
    assert "Zephyrine Quillfeather" not in house.as_(COCHAIR_2).see(address)
    client = house.track(code)
    told = client.see("/track/case")
    assert "Board staff and Co-chair opened who you are" in told
    assert WHY in told
    assert WHY_TOO in told
    assert "Helen Brandt" not in told.split('id="seal"')[1].split("</section>")[0], "the party reads roles"
    staff.see(address)
    staff.send(f"{address}/seal")
    assert "Quillfeather" not in staff.see(address)
    assert "Quillfeather" not in cochair.see(address)
    assert "It is sealed again since" in client.see("/track/case")
    history = house.as_(OPERATOR).see(f"/cases/{number}")
    for words in (
        "Asked to see who brought this case",
        "Opened who brought this case",
        "Who brought this case is sealed again",
    ):
        assert words in history
    assert WHY not in history


def test_refused(fresh: tuple[House, str, str]) -> None:
    house, number, code = fresh
    ask(house, number)
    cochair = answer(house, number, COCHAIR, "refuse")
    assert "Not opened" in cochair.see(f"/cases/{number}/identity")
    assert WHY_TOO not in cochair.page.text
    assert f"Not agreed to: {WHY_TOO}" in house.as_(BOARD_STAFF).see(f"/cases/{number}/identity")
    assert "Nobody has opened it." in house.track(code).see("/track/case")


def test_forms_that_say_nothing_and_people_who_may_not(fresh: tuple[House, str, str]) -> None:
    house, number, _code = fresh
    address = f"/cases/{number}/identity"
    staff = house.as_(BOARD_STAFF)
    staff.see(address)
    assert "without a reason nobody can agree" in staff.send(address, {"reason": " "}, status=422).text
    ask(house, number)
    refused = answer(house, number, COCHAIR, "", reason="", status=422).page.text
    assert "Choose yes or no." in refused
    assert "Say why you agree, or why not." in refused
    staff.see(address)
    staff.send(address, {"reason": WHY}, status=409)
    for email, status in ((OPERATOR, 403), (AUDITOR, 403), (DIRECTOR, 404), (ABENA, 404)):
        house.as_(email).see(address, status=status)
    house.as_(BOARD_STAFF).see("/cases/CGR-1999-0001/identity", status=404)


def test_a_case_that_seals_nothing_has_no_such_page(house: House) -> None:
    number, _code = house.file()
    house.as_(DIRECTOR).see(f"/cases/{number}/identity", status=404)
    assert "not cryptography" not in house.as_(DIRECTOR).see(f"/cases/{number}")
    assert "Rosa Lindgren" in house.as_(DIRECTOR).see(f"/cases/{number}")
