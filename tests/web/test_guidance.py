"""What anybody may read before they begin: each procedure, each role, the guides, the words, and the way there."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest

from ombud.storage.session import unit_of_work
from ombud.workflows import settings
from ombud.workflows.actors import OPERATOR as COMMAND_LINE
from ombud.workflows.procedures.root import BPMN
from tests.support.statements import statements
from tests.web.house import Browser, House
from tests.web.people import DIRECTOR, HDC, OPERATOR

KEYS = sorted(path.parent.name for path in BPMN.glob("*/procedure.toml"))
OF_PEOPLE_AND_ENDS = re.compile(r'<bpmn:(?:userTask|endEvent|boundaryEvent|intermediateCatchEvent) id="([a-z_0-9]+)"')
ID, ANCHOR = re.compile(r' id="([^"]+)"'), re.compile(r'href="#([^"]+)"')
LONG = pytest.mark.long


def is_whole(browser: Browser, key: str) -> str:
    """The page has every task, event and end of the drawing once, and no link on it leads to nothing on it."""
    page, ids = browser.see(f"/procedures/{key}/about"), Counter[str]()
    ids.update(ID.findall(page))
    drawn = OF_PEOPLE_AND_ENDS.findall((BPMN / key / f"{key}.bpmn").read_text())
    assert {name: ids[name] for name in drawn} == dict.fromkeys(drawn, 1)
    assert max(ids.values()) == 1
    assert set(ANCHOR.findall(page)) <= set(ids)
    return page


@pytest.mark.parametrize("key", ["agency_onboarding", "security_incident"])
def test_a_procedure_is_told_whole(house: House, key: str) -> None:
    is_whole(house.browser(), key)


@LONG
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_procedure_is_told_whole_in_every_language(house: House, language: str) -> None:
    browser = house.browser()
    browser.see("/help")
    browser.send("/language", {"language": language, "back": "/help"})
    for key in KEYS:
        assert f'<html lang="{language}">' in is_whole(browser, key)


def test_it_says_who_begins_what_follows_and_how_it_ends(house: House) -> None:
    page = house.browser().see("/procedures/agency_grievance/about")
    assert 'href="/file/agency_grievance"' in page
    assert '<a href="/help/roles/hdc">HMIS Data Coordinator</a>' in page
    assert "Nobody decides on a complaint about themselves" in page
    assert "A letter, “Decision on your complaint”, to: The complainant" in page
    assert "At the next regular meeting: Grievance subcommittee." in page
    assert "you may appeal to the grievance subcommittee" in page
    assert "by: The complainant, as long as this goes on: Grievance, until it is decided or withdrawn." in page
    assert 'id="settled">Settled by a conversation' in page
    quarterly = house.browser().see("/procedures/mfa_contact_audit/about")
    assert "It opens by itself every quarter" in quarterly
    assert 'href="/procedures/mfa_shared_contact/about"' in quarterly


def test_it_begins_with_what_whoever_begins_it_wants_to_know(house: House) -> None:
    def in_short(key: str) -> str:
        return house.browser().see(f"/procedures/{key}/about").split('id="in-short"')[1].split("</section>")[0]

    request = in_short("data_request")
    assert "Anybody may begin it, without an account." in request
    assert "The policy sets no time limit." in request
    assert 'href="/help/guides/requester"' in request
    incident = in_short("security_incident")
    assert "Begun with an account, by: " in incident
    assert "It cannot be withdrawn once it has begun." in incident
    assert "Time limits:" in in_short("retraining_request") + in_short("agency_grievance")


def test_who_came_to_the_wrong_form_is_shown_the_one_that_sounds_like_it(house: House) -> None:
    about = house.browser().see("/procedures/security_incident/about")
    form = house.as_(HDC).see("/procedures/licence_change")
    public = house.browser().see("/file/client_grievance")
    for page, others in (
        (about, {"usage_escalation", "breach_notification"}),
        (form, {"access_request", "agency_onboarding", "coordinator_change"}),
        (public, {"agency_grievance", "client_record_request"}),
    ):
        offered = page.split("Not what you need?")[1].split("</ul>")[0]
        assert set(re.findall(r'href="/procedures/([a-z_]+)/about"', offered)) == others
    assert "Not what you need?" not in house.browser().see("/procedures/case_note_deletion/about")


def test_a_local_target_is_labelled_and_shows_what_the_office_has_set(house: House) -> None:
    limits = house.browser().see("/procedures/agency_grievance/about").split('id="time-limits"')[1]
    assert "No days are set." in limits
    assert "Local target, not policy" in limits
    with unit_of_work(house.database) as session:
        toml = house.office.procedures.latest(session, "agency_grievance").toml
        settings.set_value(session, toml, "decision_target", 30, reason="Decided.", by=COMMAND_LINE, at=house.at)
    house.at += timedelta(minutes=1)
    limits = house.browser().see("/procedures/agency_grievance/about").split('id="time-limits"')[1]
    assert "30 days after this step has begun." in limits


def test_the_law_is_no_policy(house: House) -> None:
    limits = house.browser().see("/procedures/breach_notification/about").split('id="time-limits"')[1]
    assert "Law, not policy" in limits
    assert "Conn. Gen. Stat. § 36a-701b(b)(1)" in limits


def test_nothing_of_a_case_and_no_name_of_a_person_is_public(house: House) -> None:
    number, _code = house.file()
    stranger = house.browser()
    public = "".join(stranger.see(f"/{page}") for page in ("procedures/agency_grievance/about", "help/roles/director"))
    assert number not in public
    assert "Dana Whitfield" not in public
    with_account = house.as_(HDC).see("/help/roles/director")
    assert "Where you are stuck, these can help:" in with_account


def test_a_role_is_told_from_what_comes_to_it(house: House) -> None:
    page = house.browser().see("/help/roles/hdc")
    comes, begins = page.split('id="starts"')
    assert 'href="/procedures/annual_certification/about#certify_exhibit_a"' in comes or "Annual certification" in comes
    assert "Deletion of a case note" in begins
    assert "You coordinate an agency" in page
    assert "What people wrote in a case" in page
    operator = house.browser().see("/help/roles/operator")
    assert "Acts on cases" in operator
    assert "No task of a procedure comes to this role." in operator


def test_who_has_a_role_in_one_case_alone_is_told_so(house: House) -> None:
    page = house.browser().see("/help/roles/client")
    assert "Nobody is given this role." in page
    assert "You get help from an agency and want to ask or complain" in page


def test_a_guide_leads_to_where_things_are_done(house: House) -> None:
    page = house.browser().see("/help/guides/client")
    assert "Ask for your HMIS record, or for a correction of it" in page
    for address in ("/file/client_grievance", "/track", "/track/lost", "/help/roles/client"):
        assert f'href="{address}"' in page


def test_a_word_has_its_sentence_and_its_clause(house: House) -> None:
    words = house.browser().see("/glossary")
    assert re.search(r'id="word-hdc">HMIS Data Coordinator <span class="words__short">HDC</span>', words)
    assert 'href="/policies/hmis_data_coordinators#P107-a"' in words or "#P107-a" in words
    assert "<dt>APR</dt><dd>Annual Performance Report</dd>" in words


def test_the_front_page_begins_with_those_who_know_least(house: House) -> None:
    page = house.browser().see("/")
    order = ["client_grievance", "client_record_request", "data_request", "policy_amendment"]
    assert [key for key in re.findall(r'href="/file/([a-z_]+)"', page) if key in order] == order
    assert "Ask for your HMIS record, or for a correction of it" in page
    assert "Request of a client about their record" not in page


def test_a_form_is_called_what_it_is_to_whoever_fills_it_in(house: House) -> None:
    page = house.browser().see("/file/client_record_request")
    assert "<h1>Ask for your HMIS record, or for a correction of it</h1>" in page
    eyebrow = page.split('class="eyebrow">')[1].split("</p>")[0]
    assert "Request of a client about their record" in eyebrow
    assert 'href="/procedures/client_record_request/about"' in eyebrow


def test_a_day_that_the_office_may_set_is_said_as_a_day(house: House) -> None:
    about, setting = "/procedures/annual_certification/about", "/administration/settings/annual_certification/cycle"
    page = house.browser().see(about)
    assert "By the last day of the year. The office may set an earlier day." in page
    assert "-364" not in page
    operator = house.as_(OPERATOR)
    operator.see(setting)
    operator.send(setting, {"use": "own", "value": "-30", "reason": "The board meets in December."})
    assert "30 days before the end of the period, as the office has set." in house.browser().see(about)


def test_every_page_about_a_case_leads_to_its_procedure(house: House) -> None:
    number, code = house.file()
    about = 'href="/procedures/agency_grievance/about"'
    assert about in house.track(code).see("/track/case")
    director = house.as_(DIRECTOR)
    assert about in director.see(f"/cases/{number}")
    task = director.see(f"/tasks/{house.task(number, 'director_decides')}")
    assert about in task
    assert 'href="/help/roles/director"' in task
    assert 'href="/help"' in director.see("/inbox")


def test_a_policy_names_the_procedures_under_it(house: House) -> None:
    under = house.browser().see("/policies/grievance").split('id="procedures"')[1]
    named = re.findall(r'href="/procedures/([a-z_]+)/about">', under.split("</section>")[0])
    assert {"client_grievance", "agency_grievance"} <= set(named) < set(KEYS)


def test_it_takes_as_many_statements_for_the_longest_procedure_as_for_the_shortest(house: House) -> None:
    browser, ran = house.browser(), []
    for key in ("user_notice", "agency_onboarding"):
        browser.see(f"/procedures/{key}/about")  # the versions are read once in a process
        with statements(house.database) as seen:
            browser.see(f"/procedures/{key}/about")
        ran.append(len(seen))
    assert ran[0] == ran[1] <= 8
