"""The records the hand-written matrix asks about, and what somebody gets who asks for them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from sqlalchemy import select, update

from ombud.storage.ballots import BallotSeat
from ombud.storage.base import new_id
from ombud.storage.board import Body
from ombud.storage.cases import Attachment, Case
from ombud.storage.directory import Person, RoleHolding
from ombud.storage.letters import Delivery, DeliveryStatus, Letter
from ombud.storage.meetings import Meeting
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.idempotency import new_key
from ombud.workflows.actors import OPERATOR as COMMAND_LINE
from ombud.workflows.board.ballots.opening import open_motion
from tests.web.house import DECISION, Browser, House
from tests.web.people import DIRECTOR, HDC, MEMBER
from tests.web.routes_matrix import CODE, NOBODY, OTHER_CODE, PEOPLE

NAMES = ("number", "other", "decide", "answer", "open", "letter", "delivery", "attachment", "meeting", "nothing",
         "ballot", "seat", "person", "organisation", "holding")  # fmt: skip
"""What the addresses of the matrix leave open."""

TOKENS = "/file/agency_grievance"
"""A page everybody may open, with a form."""


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
            body = select(Body.id).where(Body.key == "grievance_subcommittee").scalar_subquery()
            coming = select(Meeting.id).where(Meeting.body_id == body, Meeting.starts_at > house.at)
            meeting = session.scalars(coming.order_by(Meeting.starts_at).limit(1)).one()
        self.names = {
            "number": number, "other": other, "decide": decide, "answer": house.task(number, "answer_decision"),
            "open": house.task(other, "director_decides"), "letter": letter, "delivery": delivery, "attachment": attachment, "meeting": meeting, "nothing": new_id(),
        }  # fmt: skip
        self.names |= dict(zip(("ballot", "seat"), _ballot(house), strict=True)) | _of_agency(house)
        assert {*self.names} == {*NAMES}


def _of_agency(house: House) -> dict[str, object]:
    """Somebody of an agency in the directory, and the role they hold in it."""
    with reading(house.database) as session:
        person = session.scalars(select(Person).where(Person.email == HDC)).one()
        holding = session.scalars(select(RoleHolding.id).where(RoleHolding.person_id == person.id)).one()
        return {"person": person.id, "organisation": person.organisation_id, "holding": holding}


def _ballot(house: House) -> tuple[object, object]:
    """A ballot of the Board by correspondence, and the seat in it of MEMBER."""
    with unit_of_work(house.database) as session:
        board = session.scalars(select(Body.id).where(Body.key == "dsb")).one()
        ballot = open_motion(
            session, house.office, board, motion="Shall we meet?", options=[("yes", "Yes"), ("no", "No")],
            meeting_id=None, closes_at=house.at + timedelta(days=7), by=COMMAND_LINE, at=house.at,
        )  # fmt: skip
        held = select(BallotSeat.id).join(Person, Person.id == BallotSeat.holder_id)
        seat = session.scalars(held.where(BallotSeat.ballot_id == ballot, Person.email == MEMBER)).one()
    return ballot, seat


def no_records() -> dict[str, object]:
    """Names of nothing, where an address only has to have the form of one."""
    return dict.fromkeys(NAMES, new_id()) | dict.fromkeys(("number", "other"), "GRV-2026-0001")


def with_a_failed_delivery(house: House) -> Records:
    records = Records(house)
    with unit_of_work(house.database) as session:
        failed = update(Delivery).where(Delivery.id == records.names["delivery"])
        session.execute(failed.values(status=DeliveryStatus.FAILED, delivered_at=None))
    return records


def answers(records: Records, method: str, table: dict[str, tuple[int | str, ...]]) -> dict[str, list[int | str]]:
    """Each person's answers to every route, in the order of the table."""
    browsers = [_browser(records, who) for who in PEOPLE]
    return {path: [answer(records, browser, method, path) for browser in browsers] for path in table}


def _browser(records: Records, who: str) -> Browser:
    if who == NOBODY:
        return records.house.browser()
    if who in (CODE, OTHER_CODE):
        return records.house.track(records.code if who == CODE else records.other_code)
    return records.house.as_(who)


def _token(browser: Browser, path: str) -> str:
    """The session's token, asked for once; what may have ended the session asks again."""
    if not hasattr(browser, "page") or browser.page.request.path != TOKENS or path in ("/sign-out", "/track/leave"):
        browser.see(TOKENS)
    return browser.hidden("csrf_token")


def answer(records: Records, browser: Browser, method: str, path: str) -> int | str:
    address = path.format(**records.names)
    if method == "GET":
        got = browser.get(address)
    else:
        got = browser.post(address, data={"csrf_token": _token(browser, path), "request_key": new_key()})
    if got.status_code not in (302, 303):
        return int(got.status_code)
    target = got.location
    for name, value in records.names.items():
        target = target.replace(str(value), f"{{{name}}}")
    return str(target)
