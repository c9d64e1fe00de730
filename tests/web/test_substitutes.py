"""The page of substitutes: proposing, answering, ending; and what a substitute then finds in the inbox."""

from __future__ import annotations

import re

from tests.web.absence import DAYS, act, propose
from tests.web.house import COMPLAINT, DECISION, House
from tests.web.people import AUDITOR, DIRECTOR, MEMBER, OPERATOR, STAFF


def test_from_the_proposal_to_the_task_that_is_done_as_a_substitute(house: House) -> None:
    assert "Nobody stands in for you" in house.as_(STAFF).see("/substitutes")
    assert "Director of HMIS" in house.as_(DIRECTOR).see("/substitutes/new")
    away = propose(house)
    assert "Waiting for an answer" in away.see("/substitutes")
    house.work()
    mail = house.mailer.messages[-1]
    assert mail["To"].addresses[0].addr_spec == STAFF
    assert "/substitutes" in mail.get_content()
    assert "Dana" not in mail.get_content()

    number, _code = house.file()
    task = house.task(number, "director_decides")
    staff = house.as_(STAFF)
    assert task not in staff.see("/inbox?box=groups")
    assert "You are asked to stand in" in staff.see("/substitutes")
    act(staff, "accept")
    assert "In force" in staff.see("/substitutes")
    page = staff.see("/inbox?box=groups")
    assert task in page
    assert "as the substitute of Dana Whitfield" in page
    staff.see(f"/tasks/{task}")
    staff.send(f"/tasks/{task}/complete", DECISION)
    assert "As a substitute" in staff.see(f"/cases/{number}")
    act(away, "end")
    assert "Ended early" in away.see("/substitutes")


def test_declined_nothing_changes(house: House) -> None:
    propose(house)
    staff = house.as_(STAFF)
    act(staff, "decline")
    assert "Declined" in staff.see("/substitutes")
    number, _code = house.file()
    assert house.task(number, "director_decides") not in staff.see("/inbox?box=groups")


def test_an_operator_proposes_for_somebody_and_overseers_see_everybodys(house: House) -> None:
    browser = propose(house, by=OPERATOR, person=DIRECTOR)
    assert "Dana Whitfield" in browser.see("/substitutes")
    auditor = house.as_(AUDITOR)
    assert "Dana Whitfield" in auditor.see("/substitutes")
    assert "/end" not in auditor.page.text
    assert "Dana Whitfield" not in house.as_(MEMBER).see("/substitutes")
    act(browser, "end")
    assert "Withdrawn" in browser.see("/substitutes")


def test_what_is_wrong_is_said_and_kept(house: House) -> None:
    page = propose(house, "nobody@nowhere.example", status=422).page.text
    assert "Nobody with this address" in page
    assert 'value="nobody@nowhere.example"' in page
    assert "Nobody stands in for themself" in propose(house, DIRECTOR, status=422).page.text
    assert "from today on or later" in propose(house, from_on="2026-03-01", status=422).page.text
    assert "Enter the last day" in propose(house, to_on="", status=422).page.text
    propose(house)
    assert "there is a substitute already" in propose(house, MEMBER, status=409).page.text
    assert "in person" in propose(house, MEMBER, by=STAFF, status=422).page.text


def test_a_stranger_neither_answers_nor_ends_it(house: House) -> None:
    away = propose(house)
    button = re.search(r'action="(/substitutes/[^"]+)/end"', away.see("/substitutes"))
    assert button
    for verb in ("accept", "decline", "end"):
        stranger = house.as_(MEMBER)
        stranger.see("/account")
        stranger.send(f"{button[1]}/{verb}", status=404)
        if verb != "end":
            away.see("/substitutes")
            away.send(f"{button[1]}/{verb}", status=403)


def test_a_barred_director_has_a_barred_substitute(house: House) -> None:
    propose(house)
    act(house.as_(STAFF), "accept")
    number, _code = house.file()
    staff, task = house.as_(STAFF), house.task(number, "director_decides")
    assert COMPLAINT["complaint"] in staff.see(f"/tasks/{task}")
    director = house.as_(DIRECTOR)
    director.see(f"/cases/{number}/conflicts")
    director.send(f"/cases/{number}/conflicts", {"own-reason": "My sister runs that agency."})
    assert task not in staff.see("/inbox?box=groups")
    staff.see(f"/tasks/{task}", status=404)
    staff.see(f"/cases/{number}", status=404)


def test_who_is_asked_to_stand_in_sees_it_on_the_first_page(house: House) -> None:
    assert "asks you to stand in" not in house.as_(STAFF).see("/home")
    propose(house)
    staff = house.as_(STAFF)
    page = staff.see("/home")
    assert re.search(r"Dana Whitfield asks you to stand in from [^<]*Mar 2[^<]* to [^<]*Mar 6", page)
    assert 'href="/substitutes" aria-label="Answer: stand in for Dana Whitfield"' in page
    act(staff, "decline")
    assert "asks you to stand in" not in staff.see("/home")


def test_whoever_will_be_away_finds_it_on_their_account_and_chooses_from_their_colleagues(house: House) -> None:
    director = house.as_(DIRECTOR)
    page = director.see("/account")
    assert "While I am away" in page
    assert 'href="/substitutes/new"' in page
    page = director.see("/substitutes/new")
    listed = dict(re.findall(r'<option value="([^"]+)">([^<]+)</option>', page))
    assert "Dana Whitfield" not in listed.values()
    assert "Tomas Berg" not in listed.values(), "who belongs to another organisation is named by their address"
    (key,) = (key for key, name in listed.items() if name == "Omar Reyes")
    director.send("/substitutes/new", DAYS, status=422)
    assert "Choose somebody from the list, or enter the address they sign in with." in director.page.text
    director.send("/substitutes/new", DAYS | {"substitute": key, "email": ""})
    assert "Dana Whitfield asks you to stand in" in house.as_(STAFF).see("/home")
