"""What the party and those who work on its case write to each other, and notes the party never sees."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from ombud.forms.uploads import MAX_FILE
from ombud.storage.cases import Attachment, Case, Submission
from ombud.storage.events import Event
from ombud.storage.session import reading
from ombud.webapp.public.limits import MESSAGES_PER_PARTY
from ombud.workflows import proof
from tests.web.house import DECISION, Browser, House
from tests.web.links import LETTER, link_in, mails_to, pdf, send
from tests.web.people import BOARD_STAFF, DIRECTOR

ASKS = "Which report do you mean, Quackenbush's?"
ANSWERS = "The one of January, see the file."
NOTE = "She is cross; ask legal about Quackenbush."


def the_case(house: House, number: str) -> Case:
    with reading(house.database) as session:
        return session.scalars(select(Case).where(Case.number == number)).one()


def faults(house: House, number: str) -> list[str]:
    with reading(house.database) as session:
        return proof.verify(session, house.office, session.scalars(select(Case).where(Case.number == number)).one())


def test_a_client_files_opens_the_link_answers_with_a_file_and_never_sees_a_note(house: House) -> None:
    number, _code = house.file()
    house.work()
    (receipt,) = mails_to(house, "rosa@willow.example", "a letter is ready")
    rosa = house.browser()
    assert "Open my case" in rosa.see(link_in(receipt))
    rosa.send(link_in(receipt))
    assert "Director of HMIS and Strategic Analysis" in rosa.see("/track/case")

    director = house.as_(DIRECTOR)
    send(director, f"/cases/{number}/messages", message=ASKS)
    send(director, f"/cases/{number}/notes", note=NOTE, note_documents=pdf("legal.pdf"))
    house.work()
    (waits,) = mails_to(house, "rosa@willow.example", "a message is waiting")
    assert ASKS not in waits
    again = house.browser()
    again.see(link_in(waits))
    again.send(link_in(waits))
    page = again.see("/track/case")
    assert "Quackenbush&#39;s" in page
    assert "Whitfield" not in page
    send(again, "/track/messages", message=ANSWERS, documents=pdf())
    house.work()
    assert mails_to(house, DIRECTOR, "a message is waiting")

    seen = director.see(f"/cases/{number}")
    assert seen.index("Quackenbush&#39;s") < seen.index(NOTE) < seen.index(ANSWERS)
    assert "Note: only staff see this" in seen
    files = {row.size: row.id for row in _attachments(house)}
    director.see(f"/cases/{number}/attachments/{files[len(LETTER)]}")
    _nothing_of_the_note(house, number, again)
    assert faults(house, number) == []


def _attachments(house: House) -> list[Attachment]:
    with reading(house.database) as session:
        return list(session.scalars(select(Attachment).order_by(Attachment.added_at)))


def _nothing_of_the_note(house: House, number: str, party: Browser) -> None:
    """On no page the party can open, in none of its files and letters, in none of its mails."""
    with reading(house.database) as session:
        of_note = select(Submission.id).where(Submission.form == "message.note")
        (note_file,) = session.scalars(select(Attachment.id).where(Attachment.submission_id.in_(of_note)))
    party.see(f"/track/attachments/{note_file}", status=404)
    for path in _reachable(party, "/track/case"):
        answer = party.get(path)
        assert b"cross" not in answer.data
        assert b"legal" not in answer.data
        assert b"Note: only" not in answer.data
    for mail in house.mailer.messages:
        assert "cross" not in str(mail)


def _reachable(browser: Browser, start: str) -> set[str]:
    """Every address of the party's own pages that can be followed from one of them."""
    found, left = set(), [start]
    while left:
        path = left.pop()
        if path in found:
            continue
        found.add(path)
        text = browser.get(path).get_data(as_text=True) if not path.endswith(".pdf") else ""
        left += [one for one in re.findall(r'href="(/track[^"#]*)', text) if one not in found]
    assert len(found) > 2
    return found


def test_a_party_with_an_account_has_the_same_messages_and_no_notes(house: House) -> None:
    number = _of_an_agency(house)
    staff = house.as_("staff@lead.example")
    send(staff, f"/cases/{number}/messages", message=ASKS)
    send(staff, f"/cases/{number}/notes", note=NOTE)
    house.work()
    assert "/cases/" in mails_to(house, "hdc@harbor.example", "a message is waiting")[0]
    hdc = house.as_("hdc@harbor.example")
    page = hdc.see(f"/cases/{number}")
    assert "Quackenbush&#39;s" in page
    assert "cross" not in page
    assert "Omar Reyes" not in _thread(page)
    assert f"/cases/{number}/notes" not in page
    send(hdc, f"/cases/{number}/messages", message=ANSWERS)
    hdc.see(f"/cases/{number}/messages")
    hdc.send(f"/cases/{number}/notes", {"note": "mine"}, status=403)
    assert ANSWERS in staff.see(f"/cases/{number}/messages")


def _thread(page: str) -> str:
    return page[page.index('<h2 id="messages">') : page.index("Write a message")]


def _of_an_agency(house: House) -> str:
    hdc = house.as_("hdc@harbor.example")
    hdc.see("/procedures/agency_grievance")
    said = {
        "contact_name": "Tomas Berg", "contact_email": "hdc@harbor.example", "language": "en",
        "complainant_kind": "agency", "agency": hdc.option("Harbor House"), "subject_areas": ["reporting"],
        "complaint": "Our figures were published wrong.", "stage": "informal",
    }  # fmt: skip
    return hdc.send("/procedures/agency_grievance", said).location.rsplit("/", 1)[1]


@pytest.mark.parametrize("email", ["operator@ombud.example", "auditor@ombud.example"])
def test_who_keeps_the_place_running_or_audits_it_reads_and_writes_none(house: House, email: str) -> None:
    number, code = house.file()
    send(house.track(code), "/track/messages", message=ANSWERS)
    send(house.as_(DIRECTOR), f"/cases/{number}/notes", note=NOTE)
    overseer = house.as_(email)
    page = overseer.see(f"/cases/{number}")
    assert ANSWERS not in page
    assert NOTE not in page
    overseer.see(f"/cases/{number}/messages", status=403)
    overseer.see("/account")
    for path in ("messages", "notes"):
        overseer.send(f"/cases/{number}/{path}", {"message": "x", "note": "x"}, status=403)


def test_another_party_and_who_has_nothing_to_do_with_it_get_neither(house: House) -> None:
    number, code = house.file()
    _other, other_code = house.file(contact_name="Ned Falk")
    send(house.track(code), "/track/messages", message=ANSWERS, documents=pdf())
    ned = house.track(other_code)
    assert ANSWERS not in ned.see("/track/messages")
    ned.see(f"/track/attachments/{_attachments(house)[0].id}", status=404)
    stranger = house.as_("director@elm.example")
    stranger.see(f"/cases/{number}/messages", status=404)
    stranger.see(f"/cases/{number}/attachments/{_attachments(house)[0].id}", status=404)


def test_a_message_goes_to_whoever_works_on_the_case_and_then_to_who_did_last(house: House) -> None:
    number, code = house.file()
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    house.work()
    house.mailer.messages.clear()
    send(house.track(code), "/track/messages", message=ANSWERS)
    house.work()
    assert [str(mail["To"]) for mail in house.mailer.messages] == ["Dana Whitfield <director@lead.example>"]
    party = house.appeal(number, code)
    house.work()
    house.mailer.messages.clear()
    send(party, "/track/messages", message=ANSWERS)
    house.work()
    assert DIRECTOR not in " ".join(str(mail["To"]) for mail in house.mailer.messages)
    assert any("@dsb.example" in str(mail["To"]) for mail in house.mailer.messages)


def test_a_closed_case_is_read_and_no_more_written(house: House) -> None:
    number, code = house.file()
    rosa = house.track(code)
    send(rosa, "/track/messages", message=ANSWERS)
    director = house.as_(DIRECTOR)
    director.see(f"/cases/{number}")
    rosa.see("/track/withdraw")
    rosa.send("/track/withdraw", {"reason": ""})
    page = rosa.see("/track/case")
    assert ANSWERS in page
    assert "no more are sent" in page
    assert "Write a message" not in page
    rosa.send("/track/messages", {"message": "One more thing."}, status=409)
    assert "One more thing." in rosa.page.text
    director.send(f"/cases/{number}/notes", {"note": "For the file."}, status=409)
    assert "For the file." in director.page.text
    assert sorted(_said(house)) == ["message", "start", "withdrawal"]


def _said(house: House) -> list[str]:
    with reading(house.database) as session:
        return list(session.scalars(select(Submission.element).order_by(Submission.sent_at, Submission.id)))


def test_a_double_click_is_one_message(house: House) -> None:
    _number, code = house.file()
    rosa = house.track(code)
    key = rosa.hidden("request_key")
    for _click in range(2):
        rosa.send("/track/messages", {"message": ANSWERS}, key=key)
    assert _said(house).count("message") == 1


def test_what_does_not_fit_is_refused_and_changes_nothing(house: House) -> None:
    number, code = house.file()
    rosa, before = house.track(code), the_case(house, number).head_seq
    send(rosa, "/track/messages", status=422, message="  ")
    send(rosa, "/track/messages", status=422, message="x" * 20_001)
    send(rosa, "/track/messages", status=422, message=ANSWERS, documents=pdf("run.exe", b"MZ" + bytes(60)))
    assert ANSWERS in rosa.page.text
    send(rosa, "/track/messages", status=422, message=ANSWERS, documents=pdf("letter.pdf", b"MZ" + bytes(60)))
    send(rosa, "/track/messages", status=422, message=ANSWERS, documents=pdf("big.pdf", LETTER + bytes(MAX_FILE)))
    send(rosa, "/track/messages", status=413, message=ANSWERS, documents=[one for n in range(5) for one in pdf(f"{n}.txt", b"x" * MAX_FILE)])  # fmt: skip
    send(rosa, "/track/messages", status=422, message=ANSWERS, website="http://spam.example")
    assert the_case(house, number).head_seq == before
    assert _attachments(house) == []


def test_files_of_messages_are_sealed_and_given_out_as_downloads(house: House) -> None:
    _number, code = house.file()
    rosa = house.track(code)
    send(rosa, "/track/messages", message=ANSWERS, documents=pdf("Quackenbush's.pdf"))
    (kept,) = _attachments(house)
    assert LETTER not in kept.content_sealed
    assert b"Quackenbush" not in kept.name_sealed
    answer = rosa.get(f"/track/attachments/{kept.id}")
    assert answer.data == LETTER
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "Quackenbush" not in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_many_messages_of_one_party_are_slowed_in_every_process(house: House) -> None:
    _number, code = house.file()
    rosa = house.track(code)
    for n in range(MESSAGES_PER_PARTY):
        send(rosa, "/track/messages", message=f"Number {n}")
    other = House(house.database, house.office, house.config, house.at).track(code)
    send(other, "/track/messages", status=429, message="One too many")
    assert "One too many" in other.page.text


def test_the_history_names_messages_and_no_notes_and_events_hold_no_words(house: House) -> None:
    number, code = house.file()
    send(house.track(code), "/track/messages", message=ANSWERS)
    director = house.as_(DIRECTOR)
    send(director, f"/cases/{number}/notes", note=NOTE)
    send(director, f"/cases/{number}/messages", message=ASKS)
    page = director.see(f"/cases/{number}")
    assert "Message sent" in page
    assert '<p class="timeline__what">Message sent</p><p class="quiet"><time' in page
    assert "Note added" not in page
    with reading(house.database) as session:
        events = session.scalars(select(Event).where(Event.kind.in_(("message.sent", "note.added")))).all()
    assert len(events) == 3
    assert all(event.commitment and event.input is None for event in events)
    assert "cross" not in str([event.body for event in events])


CLIENT = {
    "contact_name": "Amira Haddad",
    "contact_email": "amira@street.example",
    "language": "en",
    "filing_for": "myself",
    "about": "information",
    "happened": "Somebody read my address aloud.",
    "told_agency": "no",
}


def test_a_sealed_identity_stays_sealed_among_the_messages(house: House) -> None:
    browser = house.browser()
    browser.see("/file/client_grievance")
    browser.send("/file/client_grievance", CLIENT)
    receipt = browser.see("/receipt")
    (number,), code = set(re.findall(r"CGR-\d+-\d+", receipt)), re.search(r"<code>([A-Z2-7-]+)</code>", receipt)
    assert code
    send(house.track(code[1]), "/track/messages", message="At the desk by the door.")
    staff = house.as_(BOARD_STAFF)
    for path in (f"/cases/{number}", f"/cases/{number}/messages"):
        page = staff.see(path)
        assert "At the desk by the door." in page
        assert "The client" in page
        assert "Haddad" not in page
        assert "amira@" not in page


def test_a_task_says_what_was_written_beside_the_forms(house: House) -> None:
    number, code = house.file()
    director = house.as_(DIRECTOR)
    task = f"/tasks/{house.task(number, 'director_decides')}"
    assert "in this case</a>, the last one" not in director.see(task)
    send(house.track(code), "/track/messages", message=ANSWERS)
    assert "1 message or note in this case</a>, the last one" in director.see(task)
    send(director, f"/cases/{number}/notes", note=NOTE)
    top = director.see(task).split('class="split"')[0]
    assert "2 messages and notes in this case" in top
    assert f'href="/cases/{number}/messages"' in top
