"""What the manual calls by several names is one thing here, and found by any of them (A10)."""

from __future__ import annotations

import re

from tests.web.house import House
from tests.web.offices import PEOPLE, page_of
from tests.web.people import HDC, OPERATOR


def test_the_page_of_policies_says_what_else_something_is_called(house: House) -> None:
    page = house.browser().see("/policies")
    named = re.search(r'id="called".*?</section>', page, re.DOTALL)
    assert named
    for words in ("Security Contact", "Protected Personal Information", "consumer", "Section B of the Attachments"):
        assert words in named[0]
    assert "There are two lists, and they stay two" in named[0]


def test_whoever_looks_for_a_role_finds_it_by_its_other_name(house: House) -> None:
    operator = house.as_(OPERATOR)
    words = "Agency Security Coordinator (also called Security Contact)"
    assert words in operator.see(PEOPLE)
    assert words in operator.see(f"{PEOPLE}/new")
    choose = operator.see(f"{page_of(house, HDC)}/roles/new")
    assert "Security Contact" in choose
    assert "Security Contact" in operator.see(f"{page_of(house, HDC)}/roles/new/security_coordinator/organisation")


def test_a_document_is_found_by_its_other_name(house: House) -> None:
    operator = house.as_(OPERATOR)
    for path in ("/administration/documents", "/administration/documents/exhibit_b"):
        assert "Section B of the Attachments" in operator.see(path)
    assert "Also called" not in operator.see("/administration/documents/exhibit_a")


def test_the_director_is_shown_as_administrator_by_default(house: House) -> None:
    """A08: while nobody was given the role of its own."""
    operator = house.as_(OPERATOR)
    page = operator.see(page_of(house, "director@lead.example"))
    assert "HMIS Administrator" in page
    assert "By default, with the role Director of HMIS and Strategic Analysis" in page
    operator.see(PEOPLE)
    found = operator.send(PEOPLE, {"role": "hmis_administrator"}, status=200).text
    assert "Dana Whitfield" in found
    assert "HMIS Administrator (by default)" in found
