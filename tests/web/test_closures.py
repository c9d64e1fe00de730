"""Closures in the browser: added in two steps, listed by year, taken back while they are to come."""

from __future__ import annotations

import pytest

from ombud.storage.session import reading
from ombud.workflows.closures import days_closed
from tests.web.house import House
from tests.web.people import AUDITOR, OPERATOR

PAGE, NEW = "/administration/closures", "/administration/closures/new"
DAYS = "2026-05-25 Memorial Day\n2027-01-01, New Year’s Day"


def test_days_are_added_after_seeing_what_moves_and_taken_back(house: House) -> None:
    operator = house.as_(OPERATOR)
    assert "No closure is recorded." in operator.see(PAGE)
    assert "So a closure moves no date." in operator.see(PAGE)
    preview = operator.see(f"{NEW}?days=2026-05-25+Memorial+Day")
    assert "No date of any case would move." in preview
    assert "Memorial Day" in preview
    key = operator.hidden("request_key")
    for _click in range(2):
        operator.send(NEW, {"days": DAYS}, key=key)
    listed = operator.see(PAGE)
    assert listed.index(">2026<") < listed.index("Memorial Day") < listed.index(">2027<") < listed.index("New Year")
    operator.see(f"{PAGE}/2026-05-25/remove")
    operator.send(f"{PAGE}/2026-05-25/remove")
    assert "Memorial Day" not in operator.see(PAGE)


def test_an_auditor_reads_and_does_not_change(house: House) -> None:
    auditor = house.as_(AUDITOR)
    assert "Add days" not in auditor.see(PAGE)
    auditor.see(NEW, status=403)
    auditor.send(NEW, {"days": DAYS}, status=403)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("", "Write at least one day."),
        ("Memorial Day", "This is no day with its name"),
        ("2026-02-30 Never", "This is no day with its name"),
        ("2026-05-25", "This is no day with its name"),
        ("2026-05-25 One\n2026-05-25 Other", "A day stands here twice."),
        ("2026-02-27 Passed", "That day has passed"),
        ("2026-05-25 " + "x" * 300, "in a few words"),
        ("x" * 6000, "Shorten this"),
    ],
)
def test_what_is_no_day_with_a_name_is_said(house: House, days: str, said: str) -> None:
    operator = house.as_(OPERATOR)
    operator.see(NEW)
    assert said in operator.send(NEW, {"days": days}, status=422).text
    with reading(house.database) as session:
        assert days_closed(session) == frozenset()


def test_a_passed_closure_stays(house: House) -> None:
    operator = house.as_(OPERATOR)
    operator.see(NEW)
    operator.send(NEW, {"days": "2026-03-02 Snow"})
    house.pass_(days=1)
    operator = house.as_(OPERATOR)
    assert "Passed" in operator.see(PAGE)
    operator.see(f"{PAGE}/2026-03-02/remove", status=422)
    operator.send(f"{PAGE}/2026-03-02/remove", status=422)
    operator.see(f"{PAGE}/soon/remove", status=404)
