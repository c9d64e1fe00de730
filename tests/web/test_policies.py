"""The pages about the policies: public, as of today, and what a citation meant on its day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from ombud.storage.board import PolicyVersion
from ombud.storage.directory import Person
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.policies.under import under
from ombud.workflows.actors import person
from ombud.workflows.procedures.policies import read_policies
from ombud.workflows.procedures.root import BPMN
from tests.web.house import House
from tests.web.people import AUDITOR, DIRECTOR, HDC, OPERATOR

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
    assert '<a href="/procedures/policy_amendment/about?mark=board_votes">Vote on the change</a>' in page
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


def test_where_header_and_change_log_disagree_is_listed_and_each_says_how(house: House) -> None:
    """A05: the register of the manual names most of them; the rest follows from comparing the months."""
    apart = {slug for slug, policy in POLICIES.items() if policy.disagrees}
    assert apart == {
        "data_coordinator", "security_coordinator", "licensed_end_user", "disaster_recovery", "grievance", "consent",
        "retraining", "data_elements", "data_retention", "access_levels", "case_note_deletion", "data_release",
    }  # fmt: skip
    page = house.browser().see("/policies")
    listed = page.partition('<section aria-labelledby="disagree">')[2].partition("</section>")[0]
    assert set(re.findall(r'href="/policies/([a-z_]+)"', listed)) == apart
    said = [re.sub(r"<[^>]+>", "", line).partition(": ")[2].strip() for line in re.findall(r"<li>.*?</li>", listed)]
    assert len(said) == len(apart)
    assert all(said), "each says how"


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


def clause(page: str, row: str) -> str:
    """What a policy's page says of one row, without markup."""
    within = page.split(f'<tr id="{row}">')[1].split("</tr>")[0]
    return re.sub(
        r"\s+",
        " ",
        unescape(re.sub(r"<[^>]+>", "", within.replace("<p", " <p").replace("<ul", " <ul").replace("<br>", " "))),
    )


def test_every_kind_of_place_is_told_by_its_name(house: House) -> None:
    browser = house.browser()
    board, contract = browser.see("/policies/data_strategy_board"), browser.see("/policies/contract_requirements")
    assert "Filling a vacancy on the Data Strategy Board Step:" in clause(board, "P102-p")
    assert "Letter: A seat on the Data Strategy Board is vacant" in clause(board, "P102-p")
    assert "Ballot: Designate a co-chair" in clause(board, "P102-q")
    assert "Standing duty: Oversees the shared statewide data strategy" in clause(board, "P102-b")
    assert "Rule: See the procedure The Board decides by rules" in clause(board, "P102-u")
    assert "Time limit: Decide whether it is built" in clause(board, "P102-ah")
    appeal = clause(browser.see("/policies/grievance"), "P114-l")
    assert "Time limit: Hear and resolve the appeal" in appeal
    agency = clause(contract, "P101-h")
    assert "Exhibit A: administrative checklist Checklist item: The agency has accepted the policies" in agency
    route = clause(browser.see("/policies/management"), "P103-e")
    assert "Grievance of a client Step:" in route
    assert "Decision table: Where a client's complaint belongs" in route


def test_a_row_names_all_that_takes_it_up_not_only_what_counts_for_it(house: House) -> None:
    """P102-m is a step of the appointment, and a rule that says why nothing else of it runs."""
    told = clause(house.browser().see("/policies/data_strategy_board"), "P102-m")
    assert "Step:" in told
    assert "Rule:" in told


@pytest.mark.long
def test_every_clause_of_the_manual_can_be_read_and_every_drawing_it_leads_to(house: House) -> None:
    browser = house.browser()
    links = set()
    for slug in POLICIES:
        page = browser.see(f"/policies/{slug}")
        assert "/cases/" not in page
        links |= {unescape(link) for link in re.findall(r'href="(/procedures/[^"]+)"', page)}
    assert len(links) > 20
    for link in sorted(links):
        assert ("What you came for" in browser.see(link)) == ("mark=" in link), link


def test_a_drawing_marks_what_was_come_for_and_says_it_in_words(house: House) -> None:
    page = house.browser().see("/procedures/policy_amendment/about?mark=board_votes&mark=nonsense")
    assert 'data-now="board_votes"' in page
    came_for = page.split('id="what-you-came-for"')[1].split("</section>")[0]
    assert "Vote on the change" in came_for
    assert "P111-e" in came_for
    assert 'Vote on the change <span class="state state--now">marked</span>' in page
    assert "nonsense" not in page
    browser = house.browser()
    assert b"<bpmn:definitions" in browser.get("/procedures/policy_amendment/drawing.bpmn").data
    assert "What you came for" not in browser.see("/procedures/policy_amendment/about")
    for path in ("about", "drawing.bpmn"):
        browser.see(f"/procedures/nonsense/{path}", status=404)


def test_open_cases_stand_under_their_policies_for_those_who_see_them(house: House) -> None:
    number, code = house.file()
    for policy in ("grievance", "management"):
        for email in (DIRECTOR, OPERATOR, AUDITOR):
            assert f'<a href="/cases/{number}">{number}</a>' in house.as_(email).see(f"/policies/{policy}")
    assert number not in house.as_(DIRECTOR).see("/policies/consent")
    stranger = house.as_(HDC).see("/policies/grievance")
    assert "No open case under it that you see." in stranger
    assert "are open" not in stranger
    for browser in (house.browser(), house.track(code)):
        page = browser.see("/policies/grievance")
        assert number not in page
        assert "Open cases" not in page
    assert "Rosa" not in house.as_(DIRECTOR).see("/policies/grievance")


def test_a_case_that_is_closed_is_no_longer_under_it(house: House) -> None:
    number, code = house.file()
    party = house.track(code)
    party.see("/track/withdraw")
    party.send("/track/withdraw", {"why": ""})
    assert number not in house.as_(OPERATOR).see("/policies/grievance")


def test_overseers_are_told_how_many_are_not_listed_and_nobody_else(house: House) -> None:
    for name in ("Rosa Lindgren", "Ned Falk", "Ida Moss"):
        house.file(contact_name=name)
    counted = {}
    for email in (OPERATOR, DIRECTOR, HDC):
        with reading(house.database) as session:
            actor = person(session.scalars(select(Person.id).where(Person.email == email)).one())
            found = under(session, house.office, "grievance", actor, at=house.at, listed=1)
            counted[email] = (len(found.cases), found.others)
    assert counted == {OPERATOR: (1, 2), DIRECTOR: (1, None), HDC: (0, None)}
