"""Who brought a case is opened on its page by two people, and sealed again."""

from __future__ import annotations

import pytest

from tests.web.house import House
from tests.web.people import ABENA, AUDITOR, BOARD_STAFF, COCHAIR, COCHAIR_2, DIRECTOR, OPERATOR
from tests.web.sealed import TELLTALE, WHY, WHY_TOO, answer, ask, file_sealed


@pytest.fixture
def fresh(house: House) -> tuple[House, str, str]:
    """A house with one complaint in it, whose letter has to go by post: the house, its number, its code."""
    number, code = file_sealed(house, contact_email="")
    house.work()
    return house, number, code


def test_two_open_it_both_see_that_and_one_seals_it_again(fresh: tuple[House, str, str]) -> None:
    house, number, code = fresh
    address = f"/cases/{number}/identity"
    page = house.as_(BOARD_STAFF).see(f"/cases/{number}")
    assert "This is access control in Ombud, not cryptography" in page
    staff = ask(house, number)
    assert "Take it back" in staff.see(address)
    assert "Quillfeather" not in staff.see(address)
    waiting = house.as_(COCHAIR).see(address)
    assert WHY in waiting
    assert "/cases/" + number + '"' not in waiting, "the case itself is not theirs yet"
    cochair = answer(house, number, COCHAIR, "agree")
    for browser in (cochair, staff):
        known = browser.see(address)
        assert all(text in known for text in (TELLTALE["contact_name"], TELLTALE["client_name"], "Lantern Court"))
    assert "Zephyrine Quillfeather" in staff.see(f"/cases/{number}")
    assert "Zephyrine Quillfeather" not in house.as_(COCHAIR_2).see(address)
    client = house.track(code)
    told = client.see("/track/case")
    assert "Board staff and Co-chair opened who you are" in told
    assert WHY in told
    assert WHY_TOO in told
    assert "Helen Brandt" not in told.split('id="seal"')[1].split("</section>")[0], "the party reads roles"
    staff.see(address)
    staff.send(f"{address}/seal")
    assert "Quillfeather" not in staff.see(address)
    assert "Quillfeather" not in cochair.see(address)
    assert "It is sealed again since" in client.see("/track/case")
    history = house.as_(OPERATOR).see(f"/cases/{number}")
    for words in (
        "Asked to see who brought this case",
        "Opened who brought this case",
        "Who brought this case is sealed again",
    ):
        assert words in history
    assert WHY not in history


def test_what_is_asked_for_may_be_refused(fresh: tuple[House, str, str]) -> None:
    house, number, code = fresh
    ask(house, number)
    cochair = answer(house, number, COCHAIR, "refuse")
    assert "Not opened" in cochair.see(f"/cases/{number}/identity")
    assert WHY_TOO not in cochair.page.text
    assert f"Not agreed to: {WHY_TOO}" in house.as_(BOARD_STAFF).see(f"/cases/{number}/identity")
    assert "Nobody has opened it." in house.track(code).see("/track/case")


def test_forms_that_say_nothing_and_people_who_may_not(fresh: tuple[House, str, str]) -> None:
    house, number, _code = fresh
    address = f"/cases/{number}/identity"
    staff = house.as_(BOARD_STAFF)
    staff.see(address)
    assert "without a reason nobody can agree" in staff.send(address, {"reason": " "}, status=422).text
    ask(house, number)
    refused = answer(house, number, COCHAIR, "", reason="", status=422).page.text
    assert "Choose yes or no." in refused
    assert "Say why you agree, or why not." in refused
    staff.see(address)
    staff.send(address, {"reason": WHY}, status=409)
    for email, status in ((OPERATOR, 403), (AUDITOR, 403), (DIRECTOR, 404), (ABENA, 404)):
        house.as_(email).see(address, status=status)
    house.as_(BOARD_STAFF).see("/cases/CGR-1999-0001/identity", status=404)


def test_a_case_that_seals_nothing_has_no_such_page(house: House) -> None:
    number, _code = house.file()
    house.as_(DIRECTOR).see(f"/cases/{number}/identity", status=404)
    assert "not cryptography" not in house.as_(DIRECTOR).see(f"/cases/{number}")
    assert "Rosa Lindgren" in house.as_(DIRECTOR).see(f"/cases/{number}")
