"""Files sent with a complaint: sealed with it, proven with it, given out only to those who may read it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import request
from sqlalchemy import delete, select, update

from ombud.forms.uploads import MAX_FILE, MAX_FILES
from ombud.storage.cases import Attachment, Case
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import proof
from tests.web.house import DECISION, House
from tests.web.people import DIRECTOR

LETTER = b"%PDF-1.7\nThe refusal of 3 February, signed Quackenbush\n"
NOTE = b"What we asked for, in Quackenbush's words.\n"
STRANGER_TO_IT = "director@elm.example"


def files(*named: tuple[str, bytes]) -> list[tuple[BytesIO, str]]:
    return [(BytesIO(content), name) for name, content in named]


@pytest.fixture
def filed(house: House) -> tuple[str, str]:
    return house.file(documents=files(("refusal Quackenbush.pdf", LETTER), ("note.txt", NOTE)))


def stored(house: House) -> list[Attachment]:
    """The shorter first."""
    with reading(house.database) as session:
        return list(session.scalars(select(Attachment).order_by(Attachment.size)))


def faults(house: House, number: str) -> list[str]:
    with reading(house.database) as session:
        return proof.verify(session, house.office, session.scalars(select(Case).where(Case.number == number)).one())


def test_the_sender_and_who_works_in_the_case_get_the_files_back(house: House, filed: tuple[str, str]) -> None:
    number, code = filed
    _note, letter = stored(house)
    given_name = f"{number}-attachment-{str(letter.id)[:8]}.pdf"
    task = f"/tasks/{house.task(number, 'director_decides')}"
    for browser, page, path in (
        (house.track(code), "/track/case", f"/track/attachments/{letter.id}"),
        (house.as_(DIRECTOR), f"/cases/{number}", f"/cases/{number}/attachments/{letter.id}"),
        (house.as_(DIRECTOR), task, f"/cases/{number}/attachments/{letter.id}"),
    ):
        seen = browser.see(page)
        assert "refusal Quackenbush.pdf" in seen
        assert f'href="{path}"' in seen
        answer = browser.get(path)
        assert (answer.data, answer.mimetype) == (LETTER, "application/pdf")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{given_name}"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_others_get_none_of_it(house: House, filed: tuple[str, str]) -> None:
    number, _code = filed
    other_number, other_code = house.file()
    note, _letter = stored(house)
    house.as_(STRANGER_TO_IT).see(f"/cases/{number}/attachments/{note.id}", status=404)
    house.browser().see(f"/track/attachments/{note.id}", status=303)
    house.track(other_code).see(f"/track/attachments/{note.id}", status=404)
    house.as_(DIRECTOR).see(f"/cases/{other_number}/attachments/{note.id}", status=404)
    house.as_(DIRECTOR).see(f"/cases/{number}/attachments/{uuid4()}", status=404)


def test_files_are_sealed_and_proven_with_the_case(house: House, filed: tuple[str, str]) -> None:
    number, _code = filed
    note, letter = stored(house)
    for one in (note, letter):
        assert b"Quackenbush" not in one.content_sealed + one.name_sealed
    assert faults(house, number) == []
    with reading(house.database) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        exported = proof.export(session, house.office, case)["attachments"]
    assert {one["media_type"] for one in exported} == {"application/pdf", "text/plain"}

    with unit_of_work(house.database) as session:
        session.execute(update(Attachment).where(Attachment.id == note.id).values(content_sealed=letter.content_sealed))
    (said,) = faults(house, number)
    assert str(note.id) in said
    with unit_of_work(house.database) as session:
        session.execute(delete(Attachment).where(Attachment.id == note.id))
    assert faults(house, number) == [f"Attachment {note.id}, sent with start, is missing."]


def test_an_appeal_can_bring_documents_too(house: House, filed: tuple[str, str]) -> None:
    number, code = filed
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    house.work()
    house.appeal(number, code, documents=files(("reply.txt", b"Two others had one.")))
    assert "reply.txt" in house.as_(DIRECTOR).see(f"/cases/{number}")
    assert faults(house, number) == []


@pytest.mark.parametrize(
    ("documents", "said"),
    [
        (files(("run.exe", b"MZ" + bytes(60))), "“run.exe” cannot be sent."),
        (files(("a.txt", b"a"), ("invoice.pdf", b"MZ" + bytes(60))), "“invoice.pdf” is not the kind of file"),
        (files(("empty.pdf", b"")), "“empty.pdf” is empty."),
        (files(("big.txt", b"x" * (MAX_FILE + 1))), "“big.txt” is larger than 5 MB."),
        (files(*((f"{n}.txt", b"x") for n in range(MAX_FILES + 1))), "Send at most 4 files at a time."),
    ],
)
def test_a_file_that_does_not_fit_is_refused_and_the_rest_is_kept(house: House, documents: Any, said: str) -> None:
    browser = house.browser()
    browser.see("/file/agency_grievance")
    browser.send("/file/agency_grievance", {"complaint": "Kept as typed.", "documents": documents}, status=422)
    assert said in browser.page.text
    assert "Kept as typed." in browser.page.text
    assert stored(house) == []


def test_a_page_that_comes_back_asks_for_the_files_again(house: House) -> None:
    browser = house.browser()
    browser.see("/file/agency_grievance")
    browser.send("/file/agency_grievance", {"documents": files(("note.txt", NOTE))}, status=422)
    said, hint = re.findall(
        r'<(a href="#documents"|p [^>]*id="documents-again")>Choose again: note.txt', browser.page.text
    )
    assert said.startswith("a "), "whoever goes by the summary does not send it without the file"
    assert hint.startswith("p ")
    assert re.search(r'<input[^>]*aria-describedby="[^"]*documents-again"', browser.page.text)


def test_a_request_beyond_all_limits_is_refused_whole(house: House) -> None:
    browser = house.browser()
    browser.see("/file/agency_grievance")
    large = files(*((f"{n}.txt", b"x" * MAX_FILE) for n in range(MAX_FILES + 1)))
    browser.send("/file/agency_grievance", {"documents": large}, status=413)
    assert "What you sent is too large." in browser.page.text


def test_what_is_sent_is_on_no_disk_before_it_is_sealed(house: House) -> None:
    """S12. The web library would put what is larger than half a megabyte into a file, in the clear."""
    sent = {"documents": files(("scan.pdf", LETTER * 40_000))}
    with house.app.test_request_context("/file/agency_grievance", method="POST", data=sent):
        assert isinstance(request.files["documents"].stream, BytesIO)
