"""Two who correct the same record at once: nobody takes back what the other wrote without having seen it."""

from __future__ import annotations

from html import unescape
from typing import Any

from ombud.storage.directory import Organisation, Person
from ombud.storage.session import reading
from tests.web.entry import token_of
from tests.web.house import Browser, House
from tests.web.offices import ORGANISATIONS, organisation, page_of
from tests.web.people import OPERATOR, STAFF

HARBOR = {
    "name": "Harbor House",
    "kind": "agency",
    "participation": "participating",
    "victim_service_provider": "no",
    "coc_numbers": "CT-503",
}


def two(house: House, path: str) -> tuple[Browser, Browser]:
    first, second = house.as_(OPERATOR), house.as_(OPERATOR)
    for browser in (first, second):
        browser.see(path)
    return first, second


def send(browser: Browser, path: str, facts: dict[str, Any], status: int = 303) -> str:
    return unescape(browser.send(path, facts | {"shown": browser.hidden("shown")}, status=status).text)


def test_an_organisation_changed_meanwhile_is_told_and_what_was_typed_stays(house: House) -> None:
    organisation_id = organisation(house, "Harbor House")
    path = f"{ORGANISATIONS}/{organisation_id}/edit"
    first, second = two(house, path)
    send(first, path, HARBOR | {"coc_numbers": "CT-505", "participation": "ended"})
    page = send(second, path, HARBOR | {"name": "Harbor House Inc."}, status=409)
    assert "Somebody has changed this since you opened the page" in page
    assert "Now it says: CT-505" in page
    assert "Now it says: No longer takes part" in page
    assert 'value="Harbor House Inc."' in page
    send(second, path, HARBOR | {"name": "Harbor House Inc.", "participation": "ended", "coc_numbers": "CT-505"})
    with reading(house.database) as session:
        found = [one for one in session.query(Organisation) if str(one.id) == organisation_id]
        assert (found[0].name, found[0].coc_numbers, found[0].participation) == ("Harbor House Inc.", "CT-505", "ended")


def test_a_person_changed_meanwhile_is_told_and_what_was_typed_stays(house: House) -> None:
    path = f"{page_of(house, STAFF)}/edit"
    first, second = two(house, path)
    with reading(house.database) as session:
        person = next(one for one in session.query(Person) if one.email == STAFF)
        facts = {"name": person.name, "email": STAFF, "language": "en", "organisation": str(person.organisation_id)}
    send(first, path, facts | {"organisation": ""})
    page = send(second, path, facts | {"name": "Somebody Else"}, status=409)
    assert "Now nothing stands there." in page or "Now it says: None" in page
    assert 'value="Somebody Else"' in page
    send(second, path, facts | {"name": "Somebody Else", "organisation": ""})


def test_a_double_click_is_no_change_of_somebody_else(house: House) -> None:
    path = f"{ORGANISATIONS}/{organisation(house, 'Harbor House')}/edit"
    operator = house.as_(OPERATOR)
    operator.see(path)
    form = HARBOR | {"coc_numbers": "CT-505,CT-503"}
    form |= {name: operator.hidden(name) for name in ("csrf_token", "request_key", "shown")}
    again = house.browser()
    again.set_cookie("ombud", token_of(operator))
    assert [one.post(path, data=form).status_code for one in (operator, again)] == [303, 303]
