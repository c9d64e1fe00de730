"""Roles, granted and ended in the browser, and what is refused."""

from __future__ import annotations

import re

from sqlalchemy import select

from ombud.storage.directory import RoleHolding
from ombud.storage.session import reading
from tests.web.house import House
from tests.web.offices import PEOPLE, grant, organisation, page_of
from tests.web.people import AUDITOR, HDC, OPERATOR


def test_a_second_data_coordinator_replaces_the_first_on_purpose(house: House) -> None:
    operator, harbor = house.as_(OPERATOR), organisation(house, "Harbor House")
    said = {"within": harbor, "from_on": "2026-03-10"}
    page = grant(house, operator, "user@harbor.example", "hdc/organisation", status=422, **said)
    assert "Tomas Berg holds it since" in page
    grant(house, operator, "user@harbor.example", "hdc/organisation", **said, replaces="y")
    page = operator.see(page_of(house, HDC))
    assert '<time datetime="2026-03-09">' in page
    assert "Coming" in operator.see(page_of(house, "user@harbor.example"))


def test_what_does_not_fit_is_said_at_the_form(house: House) -> None:
    operator, harbor = house.as_(OPERATOR), organisation(house, "Harbor House")
    user = "user@harbor.example"
    wrong = [
        ("before the first", {"within": harbor, "to_on": "2026-03-01"}),
        ("Choose one of the answers listed.", {"within": organisation(house, "Inland Continuum of Care")}),
        ("Choose one of the answers listed.", {"within": "7" * 32}),
        ("Choose what", {"within": ""}),
        ("Choose a day from the calendar, or write it as 2026-04-22.", {"within": harbor, "from_on": "soon"}),
    ]
    for words, said in wrong:
        page = grant(house, operator, user, "security_coordinator/organisation", status=422, **said)
        assert words in page, words
        assert "Some answers need attention" in page
    page = grant(house, operator, user, "end_user/organisation", status=422, within=harbor)
    assert "hold this role on those days already" in page
    for role in ("member/body", "emperor/system", "operator/organisation", "hdc/system", "client/case"):
        operator.see(f"{page_of(house, user)}/roles/new/{role}", status=404)


def test_a_role_is_ended_and_a_mistake_taken_back(house: House) -> None:
    operator, path = house.as_(OPERATOR), page_of(house, HDC)
    ending = re.search(rf'href="({path}/roles/[0-9a-f-]+/end)"', operator.see(path))
    assert ending
    assert "Take it back" not in operator.see(ending[1])
    assert "Yesterday ends it" in operator.send(ending[1], {"to_on": "2026-01-01"}, status=422).text
    operator.send(ending[1], {"to_on": "2026-03-01"})
    assert "Roles held before" in operator.see(path)
    assert "They hold no role." in operator.page.text
    grant(house, operator, HDC, "security_officer/system")
    mistake = re.search(rf'href="({path}/roles/[0-9a-f-]+)/end"', operator.see(path))
    assert mistake
    operator.see(f"{mistake[1]}/end")
    operator.send(f"{mistake[1]}/take-back")
    assert "Security Officer" not in operator.see(path)
    assert "Role taken back" in operator.see("/administration/log")


def test_somebody_elses_role_is_not_found_under_this_person(house: House) -> None:
    operator = house.as_(OPERATOR)
    with reading(house.database) as session:
        foreign = session.scalars(select(RoleHolding.id).where(RoleHolding.role == "auditor")).one()
    path = f"{page_of(house, HDC)}/roles/{foreign}"
    operator.see(f"{path}/end", status=404)
    operator.see(PEOPLE)
    operator.send(f"{path}/end", {"to_on": "2026-03-02"}, status=404)
    operator.see(PEOPLE)
    operator.send(f"{path}/take-back", status=404)
    assert "Auditor" in operator.see(page_of(house, AUDITOR))


def test_nobody_grants_to_themself_and_the_last_operator_stays(house: House) -> None:
    operator, path = house.as_(OPERATOR), page_of(house, OPERATOR)
    page = operator.see(path)
    assert "Nobody grants a role to themself." in page
    assert "Disable" not in page
    assert "themself" in grant(house, operator, OPERATOR, "auditor/system", status=403)
    ending = re.search(rf'href="({path}/roles/[0-9a-f-]+/end)"', page)
    assert ending
    operator.see(ending[1])
    assert "Make somebody else an operator first." in operator.send(ending[1], {"to_on": "2026-03-02"}, status=403).text
    operator.see(PEOPLE)
    operator.send(f"{path}/disable", status=403)
    operator.see("/administration")


def test_a_seat_is_given_on_the_page_of_its_body(house: House) -> None:
    page = house.as_(OPERATOR).see(page_of(house, "abena@dsb.example"))
    assert "Given and ended on the page of the body" in page
    assert 'href="/bodies/dsb"' in page
    assert "/end" not in page


def test_tasks_of_a_role_that_ended_at_once_go_back(house: House) -> None:
    number, _code = house.file()
    task, director = house.task(number, "director_decides"), house.as_("director@lead.example")
    director.see(f"/tasks/{task}")
    director.send(f"/tasks/{task}/claim")
    operator, path = house.as_(OPERATOR), page_of(house, "director@lead.example")
    ends = re.findall(rf'href="({path}/roles/[0-9a-f-]+/end)" aria-label="End: Director', operator.see(path))
    operator.see(ends[0])
    operator.send(ends[0], {"to_on": "2026-03-02"})
    house.pass_(days=1)
    operator = house.as_(OPERATOR)
    assert "1 task is claimed by them" in operator.see(path)
    operator.send(f"{path}/give-back")
    assert "is claimed by them" not in operator.see(path)
