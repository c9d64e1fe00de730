"""Who lost their code and gave no address finds on the pages how the office is reached, where it has said so."""

from __future__ import annotations

from pathlib import Path

from tests.web.house import House, build_house

PHONE = 'href="tel:860-555-0100"'
ADDRESSES = ("/track/lost", "/help")


def test_a_demonstration_shows_an_invented_office(tmp_path: Path) -> None:
    house = build_house(tmp_path, demo=True)
    browser = house.browser()
    for address in ADDRESSES:
        assert PHONE in browser.see(address)
    house.database.close()


def test_where_the_office_says_nothing_nothing_is_shown(house: House) -> None:
    browser = house.browser()
    house.file(browser)
    for address in ADDRESSES:
        assert "How to reach the office" not in browser.see(address)
