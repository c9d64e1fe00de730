"""The page of standing duties: overdue first, recorded by who owes it, the evidence shown."""

from __future__ import annotations

from tests.web.house import House
from tests.web.people import COCHAIR

EVALUATION = "Advises on the annual evaluation and monitoring of the implementation"
DONE = {"done_on": "2025-02-10", "evidence": "Report of February 2025, item 4 of the minutes"}


def test_overdue_first_and_the_evidence_with_it(house: House) -> None:
    browser = house.as_(COCHAIR)
    page = browser.see("/duties")
    assert page.index("No record yet") < page.index("Continuous, or as needed")
    browser.see("/duties/annual_evaluation")
    browser.send("/duties/annual_evaluation", DONE)
    page = browser.see("/duties")
    assert page.index(EVALUATION) < page.index("Oversees the shared statewide data strategy")
    assert "Overdue" in page
    assert DONE["evidence"] in page
    browser.see("/duties/annual_evaluation")
    browser.send("/duties/annual_evaluation", DONE | {"done_on": "2026-02-10", "evidence": "Report of 2026"})
    page = browser.see("/duties")
    assert "Overdue" not in page
    assert "Feb 10, 2027" in page
    page = browser.see("/duties/annual_evaluation")
    assert page.index("Report of 2026") < page.index(DONE["evidence"])
    assert "Recorded by Marcus Doyle" in page


def test_who_owes_nothing_sees_nothing_and_who_oversees_records_nothing(house: House) -> None:
    assert "None of the standing duties is yours." in house.as_("user@harbor.example").see("/duties")
    house.as_("user@harbor.example").see("/duties/annual_evaluation", status=404)
    auditor = house.as_("auditor@ombud.example")
    assert EVALUATION in auditor.see("/duties")
    assert "Record it" not in auditor.see("/duties/annual_evaluation")
    auditor.send("/duties/annual_evaluation", DONE, status=403)
    executive = house.as_("executive@lead.example")
    assert EVALUATION not in executive.see("/duties")
    executive.see("/duties/delegated_authority")
    executive.send("/duties/delegated_authority", DONE)
    executive.see("/duties/nothing", status=404)


def test_what_does_not_fit_is_said(house: House) -> None:
    browser = house.as_(COCHAIR)
    browser.see("/duties/annual_evaluation")
    page = browser.send("/duties/annual_evaluation", {"done_on": "2026-03-01"}, status=422).text
    assert "what shows that it was done" in page
    page = browser.send("/duties/annual_evaluation", DONE | {"done_on": "2026-03-03"}, status=422).text
    assert "This day has not come yet" in page
    browser.send("/duties/annual_evaluation", DONE | {"done_on": "soon"}, status=422)
