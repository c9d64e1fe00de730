"""The pages of checklists, as a new operator uses them: the official text takes a stand-in's place, and can go again."""

from __future__ import annotations

import html
from io import BytesIO

import pytest

from ombud.webapp.files import LARGEST_TEXT
from ombud.workflows import checklists
from tests.web.exhibits import ADDRESS, EXHIBIT, OFFICIAL, WORDS, choices, in_use, look, publish
from tests.web.house import House
from tests.web.people import AUDITOR, DIRECTOR, OPERATOR

STAND_IN = "Stand-in, not the official checklist"


def test_an_operator_replaces_a_stand_in_by_the_official_text(house: House) -> None:
    browser = house.as_(OPERATOR)
    assert ADDRESS in browser.see("/administration")
    assert browser.see(ADDRESS).count(STAND_IN) == 2
    page = browser.see(EXHIBIT)
    assert STAND_IN in page
    assert "Designates exactly one <abbr" in page, "what a row of the register asks stands with the item"
    page = look(browser)
    assert "3 items." in page
    assert choices(page) == ["hdc_appointed", "executive_director_current", ""]
    publish(browser, page)
    page = browser.see(EXHIBIT)
    assert "Version 1 is published." in page
    assert "Official text" in page
    assert "Something that was never asked before" in page
    assert "Exhibit A, January 2026" in page
    found = in_use(house)
    assert [item.id for item in found.items[:2]] == ["hdc_appointed", "executive_director_current"]
    assert found.items[0].cites, "its reasons went with it"
    assert [item.heading for item in found.items] == ["People", "People", "Access"]
    assert browser.see(ADDRESS).count(STAND_IN) == 1


def test_the_operator_decides_what_continues_what(house: House) -> None:
    browser = house.as_(OPERATOR)
    page = look(browser)
    twice = ["hdc_appointed", "hdc_appointed", ""]
    publish(browser, page, same=twice, status=422)
    assert "Items 1 and 2 continue the same item" in html.unescape(browser.page.text)
    assert choices(browser.page.text) == twice
    publish(browser, browser.page.text, same=["", "hdc_appointed", "asc_appointed"])
    assert [item.id for item in in_use(house).items[1:]] == ["hdc_appointed", "asc_appointed"]
    assert in_use(house).items[0].id.startswith("the_agency_has_named_an_")


def test_what_was_chosen_and_typed_is_kept_when_something_is_missing(house: House) -> None:
    browser = house.as_(OPERATOR)
    page = look(browser)
    publish(browser, page, official="", origin="", reason="Because", same=["", "", "hipaa_kept"], status=422)
    page = html.unescape(browser.page.text)
    for sentence in ("Say whether it is the official text.", "Name the document, with its date or version."):
        assert sentence in page
    assert "Because" in page
    assert choices(page) == ["", "", "hipaa_kept"]
    browser.send(f"{EXHIBIT}/replace", {"text": OFFICIAL, "go": "back"}, status=200)
    assert "never asked before" in browser.page.text
    assert in_use(house).version == 0


def test_it_says_what_would_no_longer_be_asked(house: House) -> None:
    gone = len(in_use(house).items) - 2  # two of the official text's three have a counterpart
    page = look(house.as_(OPERATOR))
    assert f"New: 1. Reworded: 2. Under another heading: 2. No longer asked: {gone}." in page
    assert "rows of the policy register would have no item any more" in page


def test_whoever_was_slower_is_told_and_loses_nothing(house: House) -> None:
    first, second = house.as_(OPERATOR), house.as_(DIRECTOR)
    one, other = look(first), look(second, OFFICIAL.replace("never", "seldom"))
    publish(first, one)
    publish(second, other, status=409)
    page = html.unescape(second.page.text)
    assert "Somebody has published another version" in page
    assert "seldom" in page
    assert WORDS["origin"] in page
    assert second.hidden("seen") == "1"
    publish(second, second.page.text)
    assert in_use(house).version == 2


def test_it_says_whether_the_board_has_approved_it(house: House) -> None:
    browser = house.as_(OPERATOR)
    page = look(browser)
    publish(browser, page, resolution="DSB-2020-999", status=422)
    kept = html.unescape(browser.page.text)
    assert "has no resolution DSB-2020-999" in kept
    assert 'value="DSB-2020-999"' in kept
    publish(browser, browser.page.text)
    assert "No: no resolution is recorded" in browser.see(EXHIBIT)


def test_a_double_click_is_one_version(house: House) -> None:
    browser = house.as_(OPERATOR)
    page = look(browser)
    key = browser.hidden("request_key")
    publish(browser, page, key=key)
    browser.see("/account")  # the same form once more, from the history of the browser
    sent = {"text": OFFICIAL, "go": "publish", "seen": "0", "same": choices(page)} | WORDS
    browser.send(f"{EXHIBIT}/replace", sent, key=key)
    assert in_use(house).version == 1


def test_going_back_is_a_version_of_its_own(house: House) -> None:
    browser = house.as_(OPERATOR)
    publish(browser, look(browser))
    house.pass_(minutes=5)
    page = browser.see(f"{EXHIBIT}/versions/0")
    assert "This is an old version." in page
    browser.send(f"{EXHIBIT}/versions/0/again", {"seen": "1"}, status=422)
    browser.send(f"{EXHIBIT}/versions/0/again", {"seen": "0", "reason": "Wrong text"}, status=409)
    assert "Somebody has published another version" in browser.page.text
    browser.send(f"{EXHIBIT}/versions/0/again", {"seen": "1", "reason": "Wrong text"})
    page = browser.see(EXHIBIT)
    assert "Version 2" in page
    assert STAND_IN in page
    assert "What changed from Version 1" in page
    assert "Wrong text" in page
    assert in_use(house).items == checklists.values.from_toml("exhibit_a", house.office.checklists["exhibit_a"]).items


def test_an_auditor_reads_and_changes_nothing(house: House) -> None:
    browser = house.as_(AUDITOR)
    for address in (ADDRESS, EXHIBIT):
        assert "Replace the text" not in browser.see(address)
    browser.see(f"{EXHIBIT}/replace", status=403)
    browser.send(f"{EXHIBIT}/replace", {"text": OFFICIAL, "go": "publish"} | WORDS, status=403)
    assert in_use(house).version == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "There is no item in it."),
        ("One\none", "Line 2 says the same as line 1."),
        ("x" * 1001, "Line 1 is 1001 characters long."),
        ("One \ufffd", "Line 1: some letters were damaged"),
        ("\n".join(f"Item {n}" for n in range(5000)), "There are 5000 items."),
        ("1. " * 300_000, "characters long"),
    ],
)
def test_a_text_that_cannot_be_used_comes_back_with_the_reason(house: House, text: str, told: str) -> None:
    browser = house.as_(OPERATOR)
    browser.see(f"{EXHIBIT}/replace")
    browser.send(f"{EXHIBIT}/replace", {"text": text, "go": "publish"} | WORDS, status=422)
    assert told in html.unescape(browser.page.text)
    assert text[:3] in browser.page.text
    assert in_use(house).version == 0


def test_ten_megabytes_are_too_large(house: House) -> None:
    browser = house.as_(OPERATOR)
    browser.see(f"{EXHIBIT}/replace")
    sent = {"text": "x" * (LARGEST_TEXT * 5), "go": "look", "file": (BytesIO(b""), "")}
    browser.send(f"{EXHIBIT}/replace", sent, status=413)
    assert "What you sent is too large." in browser.page.text


def test_a_table_is_read_as_text_and_formulas_stay_words(house: House) -> None:
    table = 'section,item\r\nPeople,=HYPERLINK("https://evil.example")\r\nPeople,<script>alert(1)</script>\r\n'
    page = look(house.as_(OPERATOR), file=(BytesIO(table.encode()), "exhibit.csv"))
    assert "=HYPERLINK(&#34;https://evil.example&#34;)" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "People" in page


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_of_a_table_without_names_the_column_with_the_words_is_taken(house: House, delimiter: str) -> None:
    rows = [("1", "The agency has an office, and a door", "yes"), ("2", "The door has a lock", "yes")]
    table = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    page = look(house.as_(OPERATOR), file=(BytesIO(b"\xef\xbb\xbf" + table.encode()), "LIST.CSV"))
    assert "2 items." in page
    assert "The agency has an office, and a door" in page


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("exhibit.docx", b"PK\x03\x04", "Choose a text file"),
        ("exhibit", b"One", "Choose a text file"),
        ("exhibit.txt", b"", "The file is empty."),
        ("exhibit.txt", b"%PDF-1.7", "not a text file"),
        ("exhibit.csv", b"PK\x03\x04rest", "not a text file"),
        ("exhibit.txt", b"One\x00two", "not a text file"),
        ("exhibit.txt", "One".encode("utf-16"), "written in UTF-16"),
        ("exhibit.csv", b"One\nBr\xfcder", "Line 2 is not written in UTF-8"),
        ("exhibit.txt", b"x" * 600_000, "larger than 512 KB"),
        ("exhibit.csv", b'"' + b"x" * 200_000, "The table cannot be read"),
        ("../../etc/exhibit.csv", b"\n\n", "There is no item in it."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(house: House, name: str, content: bytes, told: str) -> None:
    browser = house.as_(OPERATOR)
    browser.see(f"{EXHIBIT}/replace")
    sent = {"text": "What stood in the page", "go": "look", "file": (BytesIO(content), name)}
    browser.send(f"{EXHIBIT}/replace", sent, status=422)
    page = html.unescape(browser.page.text)
    assert told in page
    assert content == b"\n\n" or "What stood in the page" in page


def test_marks_that_turn_text_around_are_left_out(house: House) -> None:
    browser = house.as_(OPERATOR)
    page = look(browser, "Pay \u202eycnega\u202c the agency\u2066\nSecond\ufeff item")
    publish(browser, page)
    assert [item.text for item in in_use(house).items] == ["Pay ycnega the agency", "Second item"]
    assert "\u202e" not in browser.see(EXHIBIT)


@pytest.mark.parametrize("seen", ["", "-1", "99", "one"])
def test_a_forged_version_number_publishes_nothing(house: House, seen: str) -> None:
    browser = house.as_(OPERATOR)
    publish(browser, look(browser), seen=seen, status=409)
    assert in_use(house).version == 0


def test_forged_choices_are_answered_with_suggestions(house: House) -> None:
    browser = house.as_(OPERATOR)
    page = look(browser)
    for same in (["nobody_knows", "", ""], ["hdc_appointed"], []):
        publish(browser, page, same=same, official="", status=422)
        assert choices(browser.page.text) == ["hdc_appointed", "executive_director_current", ""]
