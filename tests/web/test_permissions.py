"""Nobody reads or decides what they are barred from, and nobody skips a step: on every address the application has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy import func, select

from ombud.storage.ballots import BallotSeat, Vote
from ombud.storage.base import new_id
from ombud.storage.cases import OPEN_TASK, Attachment, Case, Submission, Task
from ombud.storage.directory import Person
from ombud.storage.events import Event
from ombud.storage.letters import Delivery, Letter
from ombud.storage.session import reading
from ombud.webapp.guards import record_of
from ombud.webapp.idempotency import new_key
from ombud.workflows import actors
from ombud.workflows.board import packet
from tests.web.boardroom import STRANGER, Hearing, a_hearing, arrive, vote
from tests.web.house import APPEAL, COMPLAINT, DECISION, Browser, House, build_house
from tests.web.people import ABENA, AUDITOR, BRUNO, CAROL, COCHAIR, DIRECTOR, DMITRI, ESTHER, OPERATOR

PAPER = b"Refused, they said, on a Tuesday."
WRITTEN = (COMPLAINT["complaint"], COMPLAINT["contact_name"], DECISION["reasons"], APPEAL["grounds"])
OF_A_CASE = {"number", "task_id", "ballot_id", "letter_id", "attachment_id", "delivery_id"}
"""Names in addresses that lead to something of one case."""


def names_of(house: House, number: str) -> dict[str, Any]:
    """What addresses of a case are made of."""
    with reading(house.database) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        letter = session.scalars(select(Letter.id).where(Letter.case_id == case_id).limit(1)).one()
        delivery = session.scalars(select(Delivery.id).where(Delivery.letter_id == letter).limit(1)).one()
        paper = session.scalars(select(Attachment.id).where(Attachment.case_id == case_id)).one()
        asked = select(Task.id).where(Task.case_id == case_id, Task.impartial.is_(True), Task.status.in_(OPEN_TASK))
        task = session.scalars(asked).one()
    return {"number": number, "task_id": task, "letter_id": letter, "delivery_id": delivery, "attachment_id": paper}


def addresses(house: House, names: dict[str, Any]) -> Iterator[str]:
    """Every page, file and picture of the application that is of one case, for accounts."""
    adapter = house.app.url_map.bind("localhost")
    for rule in house.app.url_map.iter_rules():
        asked = rule.arguments
        if "GET" in (rule.methods or ()) and asked and asked <= OF_A_CASE and not rule.rule.startswith("/track"):
            assert record_of(house.app.view_functions[rule.endpoint]) != "everybody", rule.rule
            yield adapter.build(rule.endpoint, {name: names[name] for name in asked})


def answers(house: House, email: str, names: dict[str, Any]) -> dict[str, int]:
    browser = house.as_(email)
    return {address: browser.get(address).status_code for address in addresses(house, names)}


def rows(house: House) -> list[Any]:
    """What a command could have changed."""
    with reading(house.database) as session:
        tasks = session.execute(select(Task.id, Task.status, Task.assignee_id).order_by(Task.id)).all()
        counted = (select(func.count()).select_from(one) for one in (Event, Submission, Vote, Attachment))
        return [tasks, *(session.scalar(one) for one in counted)]


def try_it(browser: Browser, path: str, data: dict[str, Any] | None = None) -> int:
    browser.see("/account")
    secrets = {"csrf_token": browser.hidden("csrf_token"), "request_key": new_key()}
    return browser.post(path, data=(data or {}) | secrets).status_code


class Sitting:
    """A ballot on an appeal: Dmitri has stepped aside, Bruno is what the complaint is about."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.hearing: Hearing = a_hearing(house, documents=[(BytesIO(PAPER), "note.txt")])  # type: ignore[arg-type]
        self.number = self.hearing.number
        self.chair = self.hearing.call_to_order(ABENA, BRUNO, CAROL, DMITRI)
        arrive(self.chair, self.hearing.meeting, "Esther Lindqvist")
        self.names = names_of(house, self.number)
        assert answers(house, DMITRI, self.names | {"ballot_id": new_id()})[f"/cases/{self.number}"] == 200
        self._bar()
        self.ballot = self.hearing.open_ballot(self.chair)
        self.names |= {"ballot_id": UUID(self.ballot.rpartition("/")[2])}

    def _bar(self) -> None:
        address = f"/cases/{self.number}/conflicts"
        dmitri, cochair = self.house.as_(DMITRI), self.house.as_(COCHAIR)
        dmitri.see(address)
        dmitri.send(address, {"own-reason": "My sister works there."})
        cochair.see(address)
        cochair.send(address, {"person": str(self.person(BRUNO)), "kind": "subject", "reason": "It is about him."})

    def person(self, email: str) -> UUID:
        with reading(self.house.database) as session:
            return session.scalars(select(Person.id).where(Person.email == email)).one()

    def seat(self, email: str) -> UUID:
        with reading(self.house.database) as session:
            held = select(BallotSeat.id).where(BallotSeat.ballot_id == self.names["ballot_id"])
            return session.scalars(held.where(BallotSeat.holder_id == self.person(email))).one()

    def decide(self) -> None:
        for email in (ABENA, CAROL, ESTHER):
            vote(self.house, email, self.ballot, "upheld")
        self.chair.see(self.ballot)
        self.chair.send(f"{self.ballot}/close")
        self.house.work()


@pytest.fixture(scope="module")
def sitting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sitting]:
    """For reading, and for what is refused: to bring an appeal before the body takes longer than any of that."""
    house = build_house(tmp_path_factory.mktemp("sitting"))
    yield Sitting(house)
    house.close()


@pytest.mark.parametrize("email", [DMITRI, BRUNO])
def test_a_recused_member_and_the_subject_read_nothing_of_it(sitting: Sitting, email: str) -> None:
    """S2. Page, diagram, letter, attachment, task and ballot, while it is open."""
    _reads_nothing(sitting, email)


def test_nor_do_they_once_it_is_decided(house: House) -> None:
    """S2. The resolution too."""
    sitting = Sitting(house)
    sitting.decide()
    for email in (DMITRI, BRUNO):
        _reads_nothing(sitting, email)
    assert house.as_(ABENA).get(f"{sitting.ballot}/resolution.pdf").data.startswith(b"%PDF-")


def _reads_nothing(sitting: Sitting, email: str) -> None:
    got = answers(sitting.house, email, sitting.names)
    assert len(got) >= 10
    assert set(got.values()) <= {403, 404}, got
    assert got[f"/cases/{sitting.number}"] == got[sitting.ballot] == 404
    _nothing_in_lists(sitting, email)


def _nothing_in_lists(sitting: Sitting, email: str) -> None:
    browser, meeting = sitting.house.as_(email), sitting.hearing.meeting
    lists = [f"/inbox?box={box}" for box in ("mine", "groups", "waiting", "done")]
    lists += [meeting, f"{meeting}/packet", "/meetings", "/meetings.ics", "/bodies/grievance_subcommittee"]
    lists += ["/bodies/grievance_subcommittee/meetings.ics", "/duties", "/delegations", "/substitutes", "/account"]
    for path in lists:
        page = browser.see(path)
        for text in (sitting.number, str(sitting.names["task_id"]), sitting.ballot, *WRITTEN):
            assert str(text) not in page, (path, text)
    house = sitting.house
    with reading(house.database) as session:
        actor, manual = actors.person(sitting.person(email)), house.app.extensions["ombud"].manual
        put = packet.packet_of(session, house.office, manual, sitting.hearing.meeting_id, actor, at=house.at)
        assert sitting.number not in repr(put), "nor in the file, which is set from this"


def test_who_is_free_reads_all_of_it(sitting: Sitting) -> None:
    """S2, the other way round: what is refused above is there to be read."""
    got = answers(sitting.house, ABENA, sitting.names)
    for address in (f"/cases/{sitting.number}", sitting.ballot, f"/tasks/{sitting.names['task_id']}"):
        assert got[address] == 200
    assert sitting.number in sitting.house.as_(ABENA).see(f"{sitting.hearing.meeting}/packet")


@pytest.mark.parametrize("email", [DMITRI, BRUNO])
def test_a_recused_member_and_the_subject_do_not_vote_or_decide(sitting: Sitting, email: str) -> None:
    """S2. With the addresses and seats of others too; nothing is counted."""
    browser, task, before = sitting.house.as_(email), sitting.names["task_id"], rows(sitting.house)
    said = {"choice": "upheld", "seen": "0", "reasons": "Because.", "appeal_outcome": "upheld", "reason": "So."}
    for seat in (email, ABENA):
        assert try_it(browser, f"{sitting.ballot}/seats/{sitting.seat(seat)}/vote", said) in (403, 404)
    for path in (
        *(f"/tasks/{task}/{act}" for act in ("claim", "release", "complete", "reassign", "ballot")),
        *(f"{sitting.ballot}/{act}" for act in ("proxy", "close", "void", "bar")),
        f"/cases/{sitting.number}/conflicts/{new_id()}/lift",
    ):
        assert try_it(browser, path, said) in (403, 404), path
    assert rows(sitting.house) == before


def test_whom_a_complaint_is_about_reads_nothing_of_it_and_decides_nothing(house: House) -> None:
    """S2. The Director, in a complaint about the Director."""
    number, _code = house.file(director_is_subject="y", documents=[(BytesIO(PAPER), "note.txt")])  # type: ignore[arg-type]
    house.work()
    names = names_of(house, number) | {"ballot_id": new_id()}
    got = answers(house, DIRECTOR, names)
    assert set(got.values()) <= {403, 404}, got
    director = house.as_(DIRECTOR)
    for box in ("mine", "groups", "waiting", "done"):
        assert number not in director.see(f"/inbox?box={box}")
    before = rows(house)
    for act in ("claim", "release", "complete", "reassign"):
        assert try_it(director, f"/tasks/{names['task_id']}/{act}", dict(DECISION)) == 404
    assert rows(house) == before


def test_a_step_that_is_not_open_yet_is_not_there(house: House) -> None:
    """S3. The ids of tasks follow from case and element, so a later one can be computed; it is refused all the same."""
    number, code = house.file()
    with reading(house.database) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
    assert str(uuid5(case_id, "task director_decides:1")) == house.task(number, "director_decides")
    before, later = rows(house), [uuid5(case_id, f"task {one}:1") for one in ("answer_decision", "subcommittee_hears")]
    for email in (DIRECTOR, ABENA, OPERATOR):
        browser = house.as_(email)
        for task_id in (*later, new_id()):
            assert browser.get(f"/tasks/{task_id}").status_code == 404
            for act in ("claim", "complete", "ballot"):
                assert try_it(browser, f"/tasks/{task_id}/{act}", dict(DECISION)) == 404, (email, act)
    party = house.track(code)
    for task_id in later:
        assert party.get(f"/track/tasks/{task_id}").status_code == 404
        party.see("/track/case")
        secrets = {"csrf_token": party.hidden("csrf_token"), "request_key": new_key()}
        assert party.post(f"/track/tasks/{task_id}", data=dict(APPEAL) | secrets).status_code == 404
    assert rows(house) == before


def test_a_step_that_is_done_is_not_done_again(house: House) -> None:
    """S3. Back to a step that is over, by whoever did it and by its party."""
    number, code = house.file()
    task = house.task(number, "director_decides")
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    party, answer = house.track(code), house.task(number, "answer_decision")
    party.see(f"/track/tasks/{answer}")
    party.send(f"/track/tasks/{answer}", APPEAL)
    before = rows(house)
    director = house.as_(DIRECTOR)
    for act, refused in (("claim", 409), ("release", 409), ("complete", 409), ("reassign", 409)):
        assert try_it(director, f"/tasks/{task}/{act}", DECISION | {"reason": "x", "to": str(new_id())}) == refused, act
    party.see("/track/case")
    secrets = {"csrf_token": party.hidden("csrf_token"), "request_key": new_key()}
    assert party.post(f"/track/tasks/{answer}", data=dict(APPEAL) | secrets).status_code == 409
    assert rows(house) == before


def test_a_step_of_another_case_and_a_body_of_others_are_refused(house: House) -> None:
    """S3. With a code of one case in another, with an account that has no part in it, and past a body's own pages."""
    number, _code = house.file()
    _other, code = house.file(contact_name="Ned Falk")
    task, before = house.task(number, "director_decides"), rows(house)
    party = house.track(code)
    assert party.get(f"/track/tasks/{task}").status_code == 404
    stranger, chair = house.as_(STRANGER), house.as_(CAROL)
    for act in ("claim", "complete", "reassign", "ballot"):
        assert try_it(stranger, f"/tasks/{task}/{act}", dict(DECISION)) == 404
    for path in ("/bodies/dsb/ballot", "/bodies/dsb/rules", "/bodies/dsb/convene", "/bodies/dsb/calendar/new"):
        assert chair.get(path).status_code in (403, 404), path
        assert try_it(chair, path, {"motion": "Mine", "name": "Mine", "charge": "Mine"}) in (403, 404), path
    assert rows(house) == before


def test_a_ballot_is_not_opened_where_none_is_asked_for(house: House) -> None:
    """S3. Neither on a task that no body decides, nor by who does not preside, nor on a hearing before it is there."""
    number, _code = house.file()
    task, before = house.task(number, "director_decides"), rows(house)
    for email, refused in ((OPERATOR, 422), (DIRECTOR, 403), (CAROL, 404)):
        assert try_it(house.as_(email), f"/tasks/{task}/ballot", {"closes_on": "2026-03-20"}) == refused, email
    assert rows(house) == before


@pytest.mark.parametrize("email", [OPERATOR, AUDITOR])
def test_operators_and_auditors_see_the_course_and_never_what_people_wrote(sitting: Sitting, email: str) -> None:
    """On every page, file and list there is of a case, with everything written into it that a hearing has."""
    house = sitting.house
    browser, read = house.as_(email), 0
    pages = [*addresses(house, sitting.names), sitting.hearing.meeting, f"{sitting.hearing.meeting}/packet"]
    pages += [f"/inbox?box={box}" for box in ("mine", "groups", "waiting", "done")]
    pages += ["/operator", "/administration/log", "/meetings", "/delegations", "/substitutes", "/duties"]
    for path in pages:
        answer = browser.get(path)
        read += answer.status_code == 200
        lifts = email == OPERATOR and path.endswith("/conflicts")  # who lifts a bar reads why there is one
        for text in (*WRITTEN, PAPER.decode(), *(() if lifts else ("My sister works there.",))):
            assert str(text) not in answer.text, (path, text)
    assert read >= 12
    assert "Hear and resolve the appeal" in browser.see(f"/cases/{sitting.number}")
    for path in ("letters/{letter_id}.pdf", "attachments/{attachment_id}"):
        assert browser.get(f"/cases/{sitting.number}/{path.format(**sitting.names)}").status_code == 404
    packet_of_it = re.search(rf"{sitting.number}.*", browser.see(f"{sitting.hearing.meeting}/packet"))
    assert packet_of_it, "they see that it is on the agenda"
