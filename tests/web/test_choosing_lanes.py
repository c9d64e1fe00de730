"""Who is to review is chosen among lanes: not where nobody may, as long as somebody of another one may (A28)."""

from __future__ import annotations

from tests.web.house import House
from tests.web.people import STAFF
from tests.web.test_related_cases import ADMIN, COORDINATOR, TODAY, report

MANAGER = "hdc@harbor.example"


def met(reviewer: str) -> dict[str, str]:
    there = dict.fromkeys(("lead", "administrator", "coordinator", "manager"), "Somebody")
    found = {"stage": "confirmed", "reasons": "A neighbour's record.", "held_on": TODAY, "breach": "no"}
    return there | found | {"reviewer": reviewer}


def test_a_choice_of_who_is_barred_is_refused_under_its_question(house: House) -> None:
    number = report(house, "Tomas Berg (Harbor House)")
    house.complete(number, "review_findings", COORDINATOR, {"findings": "Four hundred records."})
    unclear = {"stage": "unclear", "reasons": "Not all of it is work.", "hr": "no"}
    house.complete(number, "internal_review", MANAGER, unclear)
    house.complete(number, "write_ticket", COORDINATOR, {"wanted": "Which records."})
    house.complete(number, "join_ticket", MANAGER, {"stage": "joined"})
    house.complete(number, "verify", ADMIN, {"verified": "The counts.", "details": "After hours."})
    house.complete(number, "assess", COORDINATOR, {"stage": "persists", "reasons": "After hours."})
    staff, task = house.as_(STAFF), house.task(number, "meet")
    staff.see(f"/tasks/{task}")
    refused = staff.send(f"/tasks/{task}/complete", met("hdc"), status=422).text
    assert "Nobody there may: the case is about them" in refused
    assert "A neighbour&#39;s record." in refused
    house.complete(number, "meet", STAFF, met("security_coordinator"))
    assert "Review as the other coordinator" in house.as_(COORDINATOR).see(f"/cases/{number}")
