"""The operator's act that puts an open case under today's settings: what would change is shown before anybody does it."""

from __future__ import annotations

from sqlalchemy import select

from ombud.storage.cases import Case
from ombud.storage.session import reading
from tests.web.house import DECISION, House
from tests.web.people import DIRECTOR, OPERATOR
from tests.web.test_operating import act, case_of, said, send

TARGET = "/administration/settings/agency_grievance/decision_target"
CUTOFF = "/administration/settings/agency_grievance/agenda_cutoff_days"


def set_to(house: House, page: str, value: int) -> None:
    house.pass_(minutes=5)
    operator = house.as_(OPERATOR)
    operator.see(page)
    operator.send(page, {"use": "own", "value": str(value), "reason": "Decided by the Board."})
    house.pass_(minutes=5)


def of_case(house: House, number: str) -> dict[str, object]:
    with reading(house.database) as session:
        found: dict[str, object] = session.scalars(select(Case.settings).where(Case.number == number)).one()
        return found


def take(house: House, number: str) -> str:
    """Reads what it would do, and does it."""
    operator, path = house.as_(OPERATOR), f"/operator/cases/{number}/settings"
    statement = said(operator, path)
    send(operator, path, today=operator.hidden("today"))
    return statement


def test_a_case_that_differs_is_offered_the_move_and_no_other(house: House) -> None:
    number, _code = house.file()
    page = f"/operator/cases/{number}"
    assert "Put it under today's settings" not in said(house.as_(OPERATOR), page)
    refused = said(house.as_(OPERATOR), f"{page}/settings")
    assert "It cannot be done. It runs under today's settings already." in refused
    set_to(house, TARGET, 30)
    assert "Put it under today's settings" in said(house.as_(OPERATOR), page)
    after, _code = house.file(contact_name="Ned Falk")
    assert "Put it under today's settings" not in said(house.as_(OPERATOR), f"/operator/cases/{after}")


def test_the_difference_is_shown_before_and_done_as_shown(house: House) -> None:
    number, _code = house.file()
    for days in (45, 30):
        set_to(house, TARGET, days)
        statement = said(house.as_(OPERATOR), f"/operator/cases/{number}/settings")
        was = "Off" if days == 45 else "45"
        assert f"Local target in days for: Decide on the complaint: in this case {was}, today {days}." in statement
        take(house, number)
        assert of_case(house, number)["decision_target"] == days
    assert "now Thu, Apr 16 , then Wed, Apr 1 " in statement
    case_of(house, number)
    history = house.as_(DIRECTOR).see(f"/cases/{number}")
    assert history.count('<p class="timeline__what">Put under the settings of that day') == 2


def test_it_is_taken_back_by_undo_which_says_so(house: House) -> None:
    number, _code = house.file()
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    set_to(house, CUTOFF, 14)
    statement = take(house, number)
    assert "No date changes by it." in statement
    assert of_case(house, number)["agenda_cutoff_days"] == 14
    statement = act(house, f"/operator/cases/{number}/undo")
    assert "goes back to the settings it had before, and nothing else" in statement
    assert of_case(house, number)["agenda_cutoff_days"] == 0
    assert house.task(number, "answer_decision")
    assert "Taken back: the settings of another day" in house.as_(DIRECTOR).see(f"/cases/{number}")


def test_a_day_that_would_have_passed_is_named(house: House) -> None:
    number, _code = house.file()
    house.pass_(days=40)
    set_to(house, TARGET, 30)
    statement = said(house.as_(OPERATOR), f"/operator/cases/{number}/settings")
    assert (
        "These days have passed then, and what follows from them happens at once: Decide on the complaint" in statement
    )


def test_a_setting_that_changes_while_the_operator_reads_is_shown_first(house: House) -> None:
    """The page that was read said 30; by the time it is sent the target is 20."""
    number, _code = house.file()
    set_to(house, TARGET, 30)
    operator, path = house.as_(OPERATOR), f"/operator/cases/{number}/settings"
    assert "today 30." in said(operator, path)
    set_to(house, TARGET, 20)
    send(operator, path, status=409, today=operator.hidden("today"))
    assert "A setting has changed since you opened the page. Nothing was done." in operator.page.text
    assert "today 20." in operator.page.text
    assert of_case(house, number)["decision_target"] is None
    send(operator, path, today=operator.hidden("today"))
    assert of_case(house, number)["decision_target"] == 20
