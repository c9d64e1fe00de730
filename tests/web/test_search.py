"""The search as people use it: what they type stands in no address, and what is odd is answered in a sentence."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest

from tests.support.statements import statements
from tests.web.house import DECISION, Browser, House, build_house
from tests.web.people import DIRECTOR, HDC, MEMBER, STAFF


def search(browser: Browser, text: str, status: int = 200) -> str:
    browser.see("/search")
    answer = browser.send("/search", {"text": text}, status=303 if status == 200 else status)
    return browser.see(str(answer.location)) if status == 200 else answer.text


def cases_in(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/cases/([A-Z]+-\d+-\d+)"', page)


def test_the_director_finds_a_case_by_whoever_brought_it_and_by_what_they_sent(house: House) -> None:
    number, _code = house.file(documents=[(BytesIO(b"Refused, they said."), "january report.txt")])
    house.file(contact_name="Ned Falk")
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    house.work()
    director = house.as_(DIRECTOR)
    director.see("/inbox")
    page = director.see(str(director.send("/search", {"text": "lindgren"}).location))
    assert cases_in(page) == [number]
    assert "Rosa Lindgren" in page
    page = search(director, "January")
    assert director.get(re.search(r'href="(/cases/[^"]+/attachments/[^"]+)"', page)[1]).data == b"Refused, they said."  # type: ignore[index]
    page = search(director, "decision rosa")
    assert director.get(re.search(r'href="(/cases/[^"]+/letters/[^"]+)"', page)[1]).mimetype == "application/pdf"  # type: ignore[index]
    assert "Nothing was found that you may open." in search(house.as_(MEMBER), "lindgren")


def test_a_procedure_is_found_by_what_it_is_for_and_started_by_whom_it_lets(house: House) -> None:
    page = search(house.as_(HDC), "grievance agency")
    assert 'href="/procedures/agency_grievance/about"' in page
    assert 'href="/procedures/agency_grievance"' in page
    assert 'href="/procedures/client_grievance"' not in page
    assert 'href="/procedures/agency_grievance"' not in search(house.as_(MEMBER), "grievance agency")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return build_house(tmp_path, url=url)


def test_odd_words_are_answered_in_a_sentence(either: House) -> None:
    number, _code = either.file()
    director = either.as_(DIRECTOR)
    refused = {
        "": "Enter a word or a number",
        "   ": "Enter a word or a number",
        "%": "Enter a word or a number",
        "_ % * ? %@%": "Enter a word or a number",
        "x" * 10_000: "Shorten this to 200 characters",
        "a b c d e f g h i": "Enter at most 8 words",
    }
    for text, answer in refused.items():
        page = search(director, text, status=422)
        assert answer in page
        assert "Error: Search" in page
    for text in ("%rosa_", "\0rosa\0", "\\rosa\\", "☃ rosa", f"rosa '{number}'--"):
        assert cases_in(search(director, text)) == [number], "signs make no difference"
    for text in ("' UNION SELECT 1 --", "<script>alert(1)</script>", "a@b@c", "ros_"):
        page = search(director, text)
        assert "Nothing was found" in page, text
        assert "<script>alert" not in page


def test_what_was_looked_for_stands_in_no_address_and_is_typed_again_by_nobody(house: House) -> None:
    staff = house.as_(STAFF)
    page = search(staff, "Rosa <Lindgren>")
    assert 'value="Rosa &lt;Lindgren&gt;"' in page
    assert not re.search(r'(?:href|action)="[^"]*(?i:rosa|lindgren)', page)
    assert "no-store" in staff.page.headers["Cache-Control"]
    assert house.browser().get("/search").location == "/sign-in"


def test_what_was_found_is_come_back_to_without_sending_it_again(house: House) -> None:
    number, _code = house.file()
    house.file(contact_name="Ned Falk")
    director = house.as_(DIRECTOR)
    found = []
    for text in ("lindgren", "falk"):
        director.see("/search")
        found.append(str(director.send("/search", {"text": text}).location))
        assert re.fullmatch(r"/search\?asked=[\w-]+", found[-1]), "and the words are not in it"
    assert cases_in(director.see(found[0])) == [number]
    assert 'value="lindgren"' in director.page.text
    assert 'value="falk"' in director.see(found[1])


def test_the_cookie_tells_nobody_what_was_looked_for_and_keeps_the_newest_only(house: House) -> None:
    director = house.as_(DIRECTOR)
    director.see("/search")
    first = str(director.send("/search", {"text": "lindgren"}).location)
    with director.session_transaction() as held:
        assert "lindgren" not in str(dict(held))
        theirs = held["searches"]
    staff = house.as_(STAFF)
    staff.see("/search")
    with staff.session_transaction() as held:
        held["searches"] = theirs
    assert "lindgren" not in staff.see(first), "what was sealed for one person opens for no other"
    for search in range(4):  # as long as it may be, in letters that take four bytes each
        director.see("/search")
        director.send("/search", {"text": "".join(chr(0x20000 + 997 * search + 37 * letter) for letter in range(200))})
    cookie = director.get_cookie("ombud")
    assert cookie is not None
    assert len(cookie.value) < 3500
    page = director.see(first)
    assert "kept no longer" in page
    assert "lindgren" not in page


def test_whoever_signs_out_leaves_nothing_they_looked_for(house: House) -> None:
    staff = house.as_(STAFF)
    staff.see("/search")
    staff.send("/search", {"text": "lindgren"})
    staff.see("/search")
    staff.send("/sign-out")
    with staff.session_transaction() as held:
        assert "searches" not in held


def test_as_many_statements_whatever_is_found(house: House) -> None:
    house.file(documents=[(BytesIO(b"First."), "note.txt")])
    director = house.as_(DIRECTOR)
    search(director, "rosa note")
    with statements(house.database) as few:
        assert len(cases_in(search(director, "rosa note"))) == 1
    for _more in range(5):
        house.file(documents=[(BytesIO(b"Again."), "note.txt")])
    with statements(house.database) as many:
        assert len(cases_in(search(director, "rosa note"))) == 6
    assert 0 < len(many) == len(few)
