"""A case that opened by itself on the pages of those who work on it; what opens next on the operator's."""

from __future__ import annotations

from ombud.storage.session import unit_of_work
from ombud.workflows.days import start_of
from ombud.workflows.scheduling import calling
from tests.web.house import House
from tests.web.people import OPERATOR

ADMIN = "admin@laurel.example"
KEY = "disaster_plan_review"


def opened(house: House) -> str:
    """The review of 2027, on the day it opens."""
    with unit_of_work(house.database) as session:
        known = calling.scheduled(session, house.office.procedures, KEY, at=house.at)
    assert known
    assert known.standing.coming.period == "2027"
    house.at = start_of(known.standing.coming.opens_on)
    house.work()
    return "DRP-2027-0001"


def test_the_operator_sees_what_opens_next_and_what_was_opened(house: House) -> None:
    house.work()
    page = house.as_(OPERATOR).see("/operator")
    assert "What opens by itself" in page
    assert "Review of the Disaster Recovery Plan" in page
    assert '2027, <time datetime="2027-01-24">' in page
    opened(house)
    page = house.as_(OPERATOR).see("/operator")
    assert '2027, <time datetime="2027-01-24">' in page
    assert '2028, <time datetime="2028-01-01">' in page


def test_a_case_that_opened_by_itself_is_read_and_worked_on(house: House) -> None:
    number = opened(house)
    admin = house.as_(ADMIN)
    assert number in admin.see("/inbox?box=groups")
    page = admin.see(f"/cases/{number}")
    assert "Give the Lead a marked copy" in page
    assert "Opened by itself" in page
    assert "Write a note" in page
    assert "Write a message" not in page
    admin.see(f"/tasks/{house.task(number, 'send_plan')}")
    house.complete(number, "send_plan", ADMIN, {"changes": "New telephone numbers in section 4."})
    house.complete(number, "share_plan", "staff@lead.example", {})
    house.work()
    member = house.as_("abena@dsb.example")
    assert "New telephone numbers" in member.see(f"/cases/{number}")
    assert "Review the plan" in member.see("/inbox?box=groups")


def test_nobody_starts_one_by_hand(house: House) -> None:
    admin = house.as_(ADMIN)
    assert KEY not in admin.see("/procedures")
    admin.see(f"/file/{KEY}", status=403)
    house.browser().see(f"/file/{KEY}", status=403)


def test_other_people_do_not_see_the_case(house: House) -> None:
    number = opened(house)
    house.as_("hdc@harbor.example").see(f"/cases/{number}", status=404)
