"""A party reads the newest letter on the page of its case: the answer, the reasons, and what follows."""

from __future__ import annotations

import re
from html import unescape

from tests.support.pdf import text_of
from tests.web.house import House
from tests.web.people import BOARD_STAFF, CAROL
from tests.web.sealed import NEEDLES, file_sealed

REASONS = {"reasons": "We read <h2>both</h2> files & asked.", "action": "The Lead writes to all agencies."}


def decided(house: House, **told: str) -> str:
    """The code of whoever complained, whose complaint was found right."""
    number, code = file_sealed(house, **told)
    house.complete(number, "triage", BOARD_STAFF, {"matter": "system_level", "reason": "It is the system's."})
    house.work()
    house.pass_(days=37)
    heard = {"finding": "founded", "decided_on": "2026-04-08", "votes_counted": "Three for, one against"}
    house.complete(number, "subcommittee_hears", CAROL, heard)
    house.complete(number, "write_reasons", BOARD_STAFF, REASONS)
    house.work()
    return code


def test_the_answer_stands_on_the_page_with_its_reasons(house: House) -> None:
    page = house.track(decided(house)).see("/track/case")
    assert "Decided by the grievance subcommittee: <strong>The complaint is right</strong>" in page
    letter = page[page.index('<div class="letter-words" lang="en">') : page.index('id="so-far"')]
    assert "<h4>The reasons</h4>" in letter
    assert "We read &lt;h2&gt;both&lt;/h2&gt; files &amp; asked." in letter
    assert "The Lead writes to all agencies." in letter
    assert page.count('class="letter-words"') == 1
    assert "The policy names no further step for this case." in page
    assert 'href="/file/client_grievance"' in page


def test_it_says_what_the_pdf_says_and_names_nobody(house: House) -> None:
    client = house.track(decided(house, language="es"))
    page = client.see("/track/case")
    letter = re.search(r'<div class="letter-words" lang="es">(.*?)</div>\s*<div class="row">', page, re.DOTALL)
    address = re.search(r"/track/letters/[0-9a-f-]+\.pdf", page)
    assert letter
    assert address
    words = re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", " ", letter[1])))
    assert "justificada" in words
    assert words in re.sub(r"\s+", "", text_of(client.get(address[0]).data))
    assert not [name for name in NEEDLES if name in letter[1].lower()]


def test_a_letter_to_somebody_else_is_not_shown(house: House) -> None:
    number, code = file_sealed(house)
    assert "letter-words" not in house.track(code).see("/track/case")
    house.work()
    _other, code_of_another = file_sealed(house)
    assert "no further step" not in house.track(code_of_another).see("/track/case")
    assert "letter-words" not in house.track(code_of_another).see("/track/case")
    assert f"Its number is {number}." in house.track(code).see("/track/case")
