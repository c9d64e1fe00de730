"""What nobody writes and any program sends: numbers without end, NUL, and what only looks like a day."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from ombud.storage.directory import Organisation
from ombud.storage.session import reading
from tests.web.boardroom import next_meeting
from tests.web.house import House, build_house
from tests.web.people import COCHAIR, OPERATOR

NO_DAY = "Budget of 2026-31-12"
NO_INSTANT = "2026-31-12T10:00 House"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return build_house(tmp_path, url=url)


@pytest.mark.parametrize("page", ["99999999999999999999", "9" * 5000, "-1", "1e9", "two", "²"])
def test_a_page_that_there_is_not_is_a_page(house: House, page: str) -> None:
    operator = house.as_(OPERATOR)
    for path in (f"/inbox?page={page}", f"/administration/organisations?page={page}"):
        operator.see(path)
    operator.see(f"/administration/log?before={page}")


def test_a_name_that_only_looks_like_a_day_breaks_no_page(house: House) -> None:
    operator = house.as_(OPERATOR)
    for name in ("Pilot 2026-31-12 House", NO_INSTANT):
        operator.see("/administration/organisations/new")
        given = {"name": name, "kind": "agency", "participation": "listed", "victim_service_provider": ""}
        operator.send("/administration/organisations/new", given)
        assert name in operator.see("/administration/log")


def test_an_item_that_only_looks_like_a_day_is_on_the_agenda_and_in_the_packet(house: House) -> None:
    meeting = f"/meetings/{next_meeting(house, 'dsb')}"
    chair = house.as_(COCHAIR)
    chair.see(meeting)
    chair.send(f"{meeting}/agenda", {"title": NO_DAY, "seen": chair.hidden("seen")})
    for page in (meeting, f"{meeting}/packet"):
        assert NO_DAY in chair.see(page)
    assert chair.get(f"{meeting}/packet.pdf").data.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/bodies/%00", 404),
        ("/bodies/d%00sb", 404),
        ("/duties/a%00b", 404),
        ("/operator/cases/%00", 404),
        ("/policies/%00", 404),
        ("/track/link/%00", 404),
        ("/administration/organisations?q=a%00b", 200),
        ("/inbox?%00=1", 200),
    ],
)
def test_an_address_with_a_nul_finds_nothing(either: House, path: str, status: int) -> None:
    either.as_(OPERATOR).see(path, status)


def test_a_nul_in_a_text_is_left_out(either: House) -> None:
    operator = either.as_(OPERATOR)
    operator.see("/administration/organisations/new")
    given = {"name": "Quince\0 House", "kind": "agency", "participation": "listed", "victim_service_provider": ""}
    operator.send("/administration/organisations/new", given)
    with reading(either.database) as session:
        assert (
            session.scalars(select(Organisation.name).where(Organisation.name.like("Quince%"))).one() == "Quince House"
        )
