"""What the law gives is shown with its citation, wherever a source is shown, and never as policy (A31)."""

from __future__ import annotations

from tests.web.house import House
from tests.web.people import AUDITOR, OPERATOR
from tests.web.test_policies import clause

REPORTER = "hdc@harbor.example"
TODAY = "2026-03-02"
DAYS = "/administration/settings/breach_notification/residents_told"
MONTHS = "/administration/settings/breach_notification/protection_months"
CITATION = "Law: Conn. Gen. Stat. § 36a-701b(b)(1)"


def test_the_settings_cite_it(house: House) -> None:
    auditor = house.as_(AUDITOR)
    page = auditor.see(DAYS)
    assert CITATION in page
    assert "Policy: P212-x" not in page
    assert "(b)(2)(B)" in auditor.see(MONTHS)


def test_another_value_than_the_law_has_is_called_that(house: House) -> None:
    operator = house.as_(OPERATOR)
    operator.see(DAYS)
    given = {"use": "own", "value": "45", "reason": "An amendment."}
    refused = operator.send(DAYS, given, status=422).text
    assert "This differs from the law cited. Tick the box if it is meant" in refused
    operator.send(DAYS, given | {"deviating": "y"})
    page = operator.see(DAYS)
    assert "Differs from the law cited" in page
    assert "As the law cited has it: 60" in page
    assert "from the policy" not in page


def test_the_dates_of_a_case_cite_it(house: House) -> None:
    browser = house.as_(REPORTER)
    browser.see("/procedures/breach_notification")
    told = {"agency": browser.option("Harbor House"), "discovered_on": TODAY, "what_happened": "A laptop is gone."}
    number = browser.send("/procedures/breach_notification", told).location.rsplit("/", 1)[1]
    page = house.as_("security@lead.example").see(f"/cases/{number}")
    assert "Law, not policy" in page
    assert "Law: Conn. Gen. Stat. § 36a-701b(c)" in page


def test_the_policy_that_points_to_it_cites_it(house: House) -> None:
    row = clause(house.browser().see("/policies/user_access_report"), "P212-x")
    assert CITATION in row
    assert "Time limit: " in row
