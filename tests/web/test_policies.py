"""The pages about the policies: public, as of today, and what a citation meant on its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ombud.storage.board import PolicyVersion
from ombud.storage.session import unit_of_work
from ombud.workflows.procedures.policies import read_policies
from ombud.workflows.procedures.root import BPMN
from tests.web.house import House

POLICIES = read_policies(BPMN)


def test_anybody_reads_what_holds_today_with_blanks_left_blank(house: House) -> None:
    page = house.browser().see("/policies")
    assert "212 (213 in the contents and the change log)" in page
    assert "User Access Report" in page
    assert "with the manual" in page
    assert 0 < page.count("own approval is old") < len(POLICIES)
    assert "No Show Policy" in page
    assert page.count('<td data-label="Number">') == len(POLICIES)


@pytest.mark.parametrize(
    ("on", "told"), [("2025-01-01", "No Show Policy"), ("2025-11-03", "User Access Report"), ("", "User Access Report")]
)
def test_a_citation_is_resolved_by_its_day(house: House, on: str, told: str) -> None:
    assert told in house.browser().see(f"/policies/citation?number=212&on={on}")


def test_a_citation_of_nothing_says_so(house: House) -> None:
    browser = house.browser()
    assert "No policy had this number on" in browser.see("/policies/citation?number=999&on=2026-01-01", status=404)
    for query in ("", "number=", f"number={'1' * 41}", "number=212&on=yesterday", "number=212&on=2026-02-30"):
        browser.see(f"/policies/citation?{query}", status=422)


def test_a_policy_shows_its_versions_its_log_and_what_runs_it(house: House) -> None:
    page = house.browser().see("/policies/amending")
    assert "Change to the policies: Vote on the change; Record the new version" in page
    assert "P111-e" in page
    assert "01/2026" in page
    assert "Jan 22, 2029" in page
    house.browser().see("/policies/nonsense", status=404)


def test_a_retired_policy_says_that_it_does_not_hold(house: House) -> None:
    page = house.browser().see("/policies/no_show")
    assert "This policy does not hold today." in page
    assert "self-paced" in page


def test_a_blank_header_is_shown_blank(house: House) -> None:
    page = house.browser().see("/policies/access_levels")
    assert '<dd><span class="quiet">blank</span><br><span class="quiet">It holds because' in page


def test_an_amendment_changes_the_list_from_its_day_on(house: House) -> None:
    with unit_of_work(house.database) as session:
        row = {"slug": "grievance", "number": "115", "title": "Grievances and Appeals", "change": "Renamed <b>so</b>."}
        session.add(PolicyVersion(from_on=date(2026, 3, 10), **row))
    assert "Grievances and Appeals</a></th>" not in house.browser().see("/policies")
    house.pass_(days=14)
    browser = house.browser()
    page = browser.see("/policies")
    assert "Grievances and Appeals</a></th>" in page
    assert "Renamed &lt;b&gt;so&lt;/b&gt;." in page
    page = browser.see("/policies/grievance")
    assert page.index("Grievances and Appeals") < page.index("Grievance Policy")
    assert page.count("Holds today") == 1
    cited = browser.see("/policies/citation?number=114&on=2026-03-09")
    assert "now 115, Grievances and Appeals" in cited


def test_a_policy_without_a_review_period_is_told_as_not_set(house: House) -> None:
    unset = house.office.board.model_copy(update={"policy_review": None})
    other = House(house.database, replace(house.office, board=unset), house.config)
    assert "not set" not in house.browser().see("/policies")
    assert "not set" in other.browser().see("/policies")
