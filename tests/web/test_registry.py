"""The document registry's pages: what the office has, what stands in, what is missing; and who may write it down."""

from __future__ import annotations

import html
import re

import pytest

from ombud.storage.session import reading, unit_of_work
from ombud.workflows import registry
from ombud.workflows.actors import OPERATOR as COMMAND_LINE
from ombud.workflows.checklists import Item, publish
from ombud.workflows.procedures.documents import read_documents
from tests.web.house import Browser, House
from tests.web.people import AUDITOR, OPERATOR, STAFF

ADDRESS = "/administration/documents"
MOU = f"{ADDRESS}/memorandum"
HAVE = {"possession": "have", "owner": "Office of the HMIS Lead", "link": "https://files.example.org/mou.pdf?a=1&b=2"}


def counts(page: str) -> dict[str, int]:
    return {name: int(count) for name, count in re.findall(r'<h2 id="(\w+)">[^<]*<span class="number">\((\d+)\)', page)}


def record(browser: Browser, address: str, status: int = 303, **words: str) -> str:
    browser.see(address)
    browser.send(address, HAVE | words, status=status)
    return html.unescape(browser.page.text)


def kept(house: House, key: str) -> list[registry.Record]:
    with reading(house.database) as session:
        return registry.history(session, house.office, key)


def test_an_operator_records_that_a_document_is_there(house: House) -> None:
    browser = house.as_(OPERATOR)
    assert ADDRESS in browser.see("/administration")
    before = counts(browser.see(ADDRESS))
    assert before["have"] == 0
    assert sum(before.values()) == len(read_documents().documents)
    assert "and meets its stated requirements" in browser.see(MOU)
    record(browser, MOU, note="Version of January 2026")
    page = browser.see(ADDRESS)
    assert counts(page) == before | {"stand_in": before["stand_in"] - 1, "have": 1}
    link = re.search(r'<a href="https://files[^>]*>', page)
    assert link
    assert "noreferrer" in link[0]
    assert 'href="https://files.example.org/mou.pdf?a=1&amp;b=2"' in link[0]
    page = browser.see(MOU)
    assert "Version of January 2026" in page
    assert 'value="Office of the HMIS Lead"' in page, "only what has changed is typed again"


def test_a_place_is_no_link(house: House) -> None:
    browser = house.as_(STAFF)
    record(browser, MOU, link="Cabinet: third drawer <b>left</b>")
    page = browser.see(MOU)
    assert "Cabinet: third drawer &lt;b&gt;left&lt;/b&gt;" in page
    assert 'href="Cabinet' not in page


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://files.example.org", "//files.example.org", "data:,x"])
def test_other_addresses_are_refused_and_nothing_is_lost(house: House, link: str) -> None:
    browser = house.as_(OPERATOR)
    page = record(browser, MOU, 422, link=link, note="Keep this")
    assert "begins with https://" in page
    assert "Keep this" in page
    assert f'value="{link}"' in page
    assert kept(house, "memorandum") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"possession": ""}, "Say whether this office has it."),
        ({"possession": "stolen"}, "Choose one of the answers listed."),
        ({"owner": " "}, "Name the office or the role."),
        ({"owner": "\u200b"}, "Name the office or the role that keeps it"),
        ({"owner": "x" * 121}, "Shorten this to 120 characters."),
        ({"note": "x" * 2001}, "Shorten this to 2000 characters."),
    ],
)
def test_what_does_not_fit_is_said(house: House, words: dict[str, str], told: str) -> None:
    assert told in record(house.as_(OPERATOR), MOU, 422, **words)
    assert kept(house, "memorandum") == []


def test_hidden_bytes_are_left_out(house: House) -> None:
    record(house.as_(OPERATOR), MOU, owner="Office\x00 of\u202e the Lead", note="One\r\n\r\nTwo\x00")
    (found,) = kept(house, "memorandum")
    assert (found.owner, found.note) == ("Office of the Lead", "One\n\nTwo")


def test_an_exhibit_is_had_when_its_official_text_is_published(house: House) -> None:
    browser = house.as_(OPERATOR)
    address, before = f"{ADDRESS}/exhibit_a", counts(browser.see(ADDRESS))
    page = browser.see(address)
    assert "Stand-in, not the official checklist" in page
    assert "Publish the official text under Checklists" in page
    assert 'name="possession"' not in page
    record(browser, address, possession="have", note="Asked for it")
    assert str(kept(house, "exhibit_a")[0].possession) == "stand_in", "a forged answer changes nothing"
    items = [Item("one", "An official item")]
    with unit_of_work(house.database) as session:
        publish(session, house.office, "exhibit_a", items=items, origin="Exhibit A", official=True, reason="Sent", seen=0, by=COMMAND_LINE, at=house.at)  # fmt: skip
    assert "We have it" in browser.see(address)
    assert counts(browser.see(ADDRESS)) == before | {"stand_in": before["stand_in"] - 1, "have": 1}


def test_history_names_who_recorded_what(house: House) -> None:
    record(house.as_(OPERATOR), MOU)
    house.pass_(days=1)
    record(house.as_(STAFF), MOU, possession="missing", owner="Board staff", link="")
    page = house.as_(AUDITOR).see(MOU)
    assert page.index("It is missing") < page.index("We have it, and use it")
    assert "Board staff" in page


def test_a_double_click_is_one_record(house: House) -> None:
    browser = house.as_(OPERATOR)
    browser.see(MOU)
    key = browser.hidden("request_key")
    for _click in range(2):
        browser.send(MOU, HAVE, key=key)
    assert len(kept(house, "memorandum")) == 1


def test_an_auditor_reads_and_records_nothing(house: House) -> None:
    browser = house.as_(AUDITOR)
    assert "Record it" not in browser.see(MOU)
    browser.send(MOU, HAVE, status=403)
    assert kept(house, "memorandum") == []
    browser.see(f"{ADDRESS}/nothing", status=404)


def test_no_document_waits_for_a_procedure_that_is_not_there(house: House) -> None:
    """A list of documents may name procedures that are planned; the shipped one names none any more."""
    browser = house.as_(OPERATOR)
    names = list(read_documents().documents)
    assert len(names) > 20
    assert [name for name in names if "(planned)" in browser.see(f"{ADDRESS}/{name}")] == []
