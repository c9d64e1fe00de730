"""A committee's chair: an operator grants the role, and whoever has it presides."""

from __future__ import annotations

from sqlalchemy import select

from ombud.storage.board import Body
from ombud.storage.session import reading
from tests.web.house import House
from tests.web.offices import grant
from tests.web.people import DMITRI, OPERATOR

CALENDAR = "/bodies/grievance_subcommittee/calendar"


def test_a_member_becomes_the_chair_of_a_subcommittee(house: House) -> None:
    house.as_(DMITRI).see(CALENDAR, status=403)
    with reading(house.database) as session:
        within = session.scalars(select(Body.id).where(Body.key == "grievance_subcommittee")).one()
    grant(house, house.as_(OPERATOR), DMITRI, "chair/body", within=str(within))
    dmitri = house.as_(DMITRI)
    dmitri.see(CALENDAR)
    chairs = dmitri.see("/bodies/grievance_subcommittee").split("<h2>Chairs</h2>")[1].split("</section>")[0]
    assert "Dmitri Volkov" in chairs
    dmitri.see("/bodies/dsb/calendar", status=403)


def test_the_public_calendar_says_where_a_body_meets(house: House) -> None:
    page = house.browser().see("/meetings")
    assert "Elm Street Library, Room 2, and online" in page
