"""A retraining on the pages of those it concerns, and the monitoring of an agency that was not drawn."""

from __future__ import annotations

from tests.web.house import House
from tests.web.people import OPERATOR, STAFF

ADMIN, USER, HDC = "admin@laurel.example", "user@harbor.example", "hdc@harbor.example"
TODAY = "2026-03-02"


def open_retraining(house: House, tickets: str) -> str:
    browser = house.as_(ADMIN)
    browser.see("/procedures/retraining")
    told = {
        "user": browser.option("Leo Park (Harbor House)"),
        "ground": "tickets",
        "tickets": tickets,
        "within_days": "40",
        "unrelated": "yes",
        "reason": "Tickets 4101, 4117 and 4140.",
        "course": "Entry and exit for shelters",
    }
    number = browser.send("/procedures/retraining", told).location.rsplit("/", 1)[1]
    house.work()
    return number


def test_the_user_reads_why_and_registers(house: House) -> None:
    number = open_retraining(house, "3")
    user = house.as_(USER)
    assert number in user.see("/inbox")
    page = user.see(f"/cases/{number}")
    assert "Register for the training" in page
    assert "You are asked to register for a training and complete it" in page
    house.complete(number, "register", USER, {"registered_on": TODAY})
    house.complete(number, "complete_training", USER, {"completed_on": TODAY})
    shown = {"stage": "trained", "registered_on": TODAY, "completed_on": TODAY}
    house.complete(number, "check_training", ADMIN, shown)
    house.work()
    assert "Registered and completed in time" in user.see(f"/cases/{number}")
    assert "The training is completed" in house.as_(HDC).see(f"/cases/{number}")


def test_each_user_of_the_agency_is_named_once(house: House) -> None:
    asker, admin = house.as_("coordinator@shoreline.example"), house.as_(ADMIN)
    asker.see("/procedures/retraining_request")
    told = {
        "agency": asker.option("Harbor House"),
        "measures": ["ude"],
        "period": "July to December 2025",
        "narrative": "A third of the entries lack the prior living situation.",
    }
    number = asker.send("/procedures/retraining_request", told).location.rsplit("/", 1)[1]
    house.complete(number, "look_at_agency", ADMIN, {"stage": "users"})

    def name(whom: str, *, status: int) -> str:
        task = f"/tasks/{house.task(number, 'name_user')}"
        admin.see(task)
        named = {"user": admin.option(whom), "course": "Entry and exit for shelters", "stage": "another"}
        admin.send(f"{task}/complete", named, status=status)
        return admin.page.text if status != 303 else ""

    name("Leo Park (Harbor House)", status=303)
    assert "Person 2 of your list is person 1 already" in name("Leo Park (Harbor House)", status=422)
    assert "Person 2 of your list does not belong" in name("Greta Lindholm (Elm Street Shelter)", status=422)
    name("Nadia Karimi (Harbor House)", status=303)


def test_below_the_numbers_the_page_says_so_and_the_user_hears_nothing(house: House) -> None:
    number = open_retraining(house, "2")
    assert "No criterion is met: no retraining" in house.as_(ADMIN).see(f"/cases/{number}")
    house.as_(USER).see(f"/cases/{number}", status=404)


def test_the_lead_monitors_an_agency_that_was_not_drawn(house: House) -> None:
    staff = house.as_(STAFF)
    staff.see("/procedures/compliance_monitoring")
    picked = {"organisation": staff.option("Harbor House"), "reason": "Two coordinators have left."}
    number = staff.send("/procedures/compliance_monitoring", picked).location.rsplit("/", 1)[1]
    wanted = {"checklists": ["exhibit_a"], "statements": "Appointments.", "documents": "The letters."}
    house.complete(number, "request_documents", STAFF, wanted)
    house.work()
    assert "Your agency is monitored this year" in house.as_(HDC).see(f"/cases/{number}")
    sent = {"answer": "Both letters.", "no_clients": "y"}
    house.complete(number, "send_documents", HDC, sent)
    assert "Both letters." in staff.see(f"/cases/{number}")
    assert "A case for each agency that is drawn" in house.as_(OPERATOR).see("/operator")
