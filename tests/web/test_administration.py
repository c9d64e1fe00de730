"""Who sees the administration, who only reads it, and its log."""

from __future__ import annotations

import re

import pytest

from tests.web.house import House
from tests.web.offices import ORGANISATIONS, PEOPLE, grant, organisation, page_of
from tests.web.people import AUDITOR, HDC, OPERATOR


def test_an_auditor_reads_and_changes_nothing(house: House) -> None:
    auditor, path = house.as_(AUDITOR), page_of(house, HDC)
    pages = [ORGANISATIONS, f"{ORGANISATIONS}/{organisation(house, 'Harbor House')}", PEOPLE, path]
    for page in [*pages, "/administration", "/administration/log"]:
        text = auditor.see(page)
        assert not re.search(r"<button[^>]*>(Disable|Invite|Sign out everywhere|Add)", text), page
        assert "/edit" not in text, page
        assert "/new" not in text, page


@pytest.mark.parametrize("email", [HDC, "abena@dsb.example"])
def test_administration_is_not_shown_to_others(house: House, email: str) -> None:
    browser = house.as_(email)
    assert "/administration" not in browser.see("/inbox")
    browser.see("/administration", status=403)


def test_the_lead_sees_the_parts_that_are_its_own(house: House) -> None:
    page = house.as_("director@lead.example").see("/administration")
    assert f'href="{PEOPLE}"' not in page
    assert 'href="/administration/log"' not in page


def test_the_log_tells_what_was_done_by_whom_in_pages(house: House) -> None:
    operator = house.as_(OPERATOR)
    grant(house, operator, HDC, "security_officer/system")
    page = operator.see("/administration/log")
    assert "Role granted" in page
    assert "Security Officer" in page
    assert "Tomas Berg" in page
    assert "“ombud log verify”" in page
    deployed = '<th scope="row">Version of a procedure deployed'
    assert deployed in page
    assert deployed not in operator.see("/administration/log?kind=role.granted")
    operator.see("/administration/log?kind=nothing")
    for before in ("2", "-5", "x", "9" * 40):
        operator.see(f"/administration/log?before={before}")
    assert "Nothing was changed" in operator.see("/administration/log?before=1")
