"""The words of letters in the browser: read, written with a preview, refused with their line, and taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ombud.storage.letters import LetterText
from ombud.storage.session import reading
from tests.support.pdf import text_of
from tests.web.house import Browser, House
from tests.web.people import AUDITOR, DIRECTOR, MEMBER

LIST = "/administration/letters"
PAGE = f"{LIST}/agency_grievance/acknowledgement"
OWN = "<p>Thank you for writing on {{ complaint.sent_at | day }}.</p>\n<p>{{ complaint.answers.complaint }}</p>"
WHY = "The Board asked for plainer words."


def letters_on(page: str) -> list[str]:
    """The addresses of the letters it lists, sorted."""
    return sorted({part.split('"')[0] for part in page.split('href="') if part.startswith(f"{LIST}/")})


def shows_pdf(browser: Browser, address: str) -> None:
    answer = browser.get(f"{address}/preview.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), address


def kept(house: House) -> list[LetterText]:
    with reading(house.database) as session:
        return list(session.scalars(select(LetterText).order_by(LetterText.from_at)))


def test_an_editor_writes_a_letter_sees_it_sets_it_and_goes_back(house: House) -> None:
    director = house.as_(DIRECTOR)
    assert director.see(LIST).count("As shipped") > 20
    page = director.see(PAGE)
    assert "complaint.answers.complaint" in page
    assert "Who sent it" in page
    preview = director.send(f"{PAGE}/preview", {"text": OWN}, status=200)
    assert preview.mimetype == "application/pdf"
    assert "Thank you for writing on March 2, 2026." in text_of(preview.data)
    assert kept(house) == []
    director.see(PAGE)
    key = director.hidden("request_key")
    for _click in range(2):
        director.send(PAGE, {"text": OWN, "reason": WHY}, key=key)
    house.pass_(minutes=1)
    assert [row.text for row in kept(house)] == [OWN + "\n"]
    shown = director.see(PAGE)
    assert "Own words" in shown
    assert WHY in shown
    assert "Added:" in shown
    assert "Removed:" in shown
    assert director.see(LIST).count("Own words") == 1
    number, _code = house.file()
    house.work()
    assert "Thank you for writing" in _issued(house, number)
    director.see(PAGE)
    director.send(f"{PAGE}/shipped", {"reason": "It was too short."})
    house.pass_(minutes=1)
    assert "Back to the shipped words" in director.see(PAGE)
    assert director.see(LIST).count("Own words") == 0
    assert "Thank you for writing" in _issued(house, number)


def _issued(house: House, number: str) -> str:
    director = house.as_(DIRECTOR)
    page = director.see(f"/cases/{number}")
    address = next(part.split('"')[0] for part in page.split('href="') if ".pdf" in part.split('"')[0])
    return text_of(director.get(address).data)


@pytest.mark.parametrize("door", ["", "/preview"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<p>\n{{ complaint.answers.unasked }}</p>", "line 2: there is no complaint.answers.unasked."),
        ("<p>\n\n{% if %}</p>", "line 3"),
        ('<img src="file:///etc/passwd">', "line 1: &lt;img&gt; does not belong into a letter."),
        ("{{ range(3) }}", "“range” is not known here"),
    ],
)
def test_s16_what_no_letter_can_be_made_of_is_said_with_its_line_and_the_text_is_kept(
    house: House, text: str, said: str, door: str
) -> None:
    director = house.as_(DIRECTOR)
    director.see(PAGE)
    answer = director.send(PAGE + door, {"text": text, "reason": WHY}, status=422).text
    assert said in answer
    assert text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;").split("\n")[0] in answer
    assert kept(house) == []


def test_a_reason_and_other_words_are_asked_for(house: House) -> None:
    director = house.as_(DIRECTOR)
    director.see(PAGE)
    assert "Say why" in director.send(PAGE, {"text": OWN, "reason": ""}, status=422).text
    assert "Say why" in director.send(f"{PAGE}/shipped", {"reason": ""}, status=422).text
    assert "has already" in director.send(f"{PAGE}/shipped", {"reason": WHY}, status=422).text


@pytest.mark.long
def test_the_words_in_force_can_be_previewed_with_every_value_there(house: House) -> None:
    """One letter of each procedure; the rest with --all."""
    auditor = house.as_(AUDITOR)
    first = {address.rsplit("/", 1)[0]: address for address in reversed(letters_on(auditor.see(LIST)))}
    assert len(first) > 2
    for address in first.values():
        shows_pdf(auditor, address)


@pytest.mark.long
def test_each_letter_in_force_can_be_previewed(house: House) -> None:
    auditor = house.as_(AUDITOR)
    addresses = letters_on(auditor.see(LIST))
    assert len(addresses) > 20
    for address in addresses:
        shows_pdf(auditor, address)


def test_readers_read_and_others_do_not(house: House) -> None:
    auditor = house.as_(AUDITOR)
    assert "Write it anew" not in auditor.see(PAGE)
    auditor.send(PAGE, {"text": OWN, "reason": WHY}, status=403)
    house.as_(MEMBER).see(LIST, status=403)
