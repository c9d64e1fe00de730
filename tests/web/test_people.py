"""People, kept in the browser: added, found, corrected, disabled, invited."""

from __future__ import annotations

from sqlalchemy import select

from ombud.storage.directory import Person, RoleHolding
from ombud.storage.session import reading
from tests.support.statements import statements
from tests.web.house import DECISION, House
from tests.web.offices import NIA, PEOPLE, grant, many, names, page_of, search
from tests.web.people import HDC, OPERATOR


def test_an_address_is_refused_in_whatever_case_and_what_was_typed_stays(house: House) -> None:
    operator, before = house.as_(OPERATOR), many(house)
    operator.see(f"{PEOPLE}/new")
    page = operator.send(f"{PEOPLE}/new", NIA | {"email": "HDC@Harbor.example"}, status=422).text
    assert "P202-g" in page
    assert 'value="Nia Novak"' in page
    for field, value in (("name", ""), ("email", "nobody"), ("organisation", "7" * 32), ("language", "tlh")):
        operator.send(f"{PEOPLE}/new", NIA | {field: value}, status=422)
    operator.send(f"{PEOPLE}/new", NIA | {"role": "member"}, status=422)
    page = operator.send(f"{PEOPLE}/new", NIA | {"role": "hdc"}, status=422).text
    assert "held within an organisation" in page
    assert many(house) == before, "a role that is refused adds nobody"


def test_a_double_click_is_one_person_one_role_and_one_invitation(house: House) -> None:
    operator, before = house.as_(OPERATOR), many(house)
    operator.see(f"{PEOPLE}/new")
    said = NIA | {"role": "security_officer", "invite": "y"}
    key = operator.hidden("request_key")
    places = {operator.send(f"{PEOPLE}/new", said, key=key).location for _click in range(2)}
    assert len(places) == 1
    assert many(house) == before + 1
    with reading(house.database) as session:
        held = select(RoleHolding).join(Person, Person.id == RoleHolding.person_id)
        assert len(session.scalars(held.where(Person.email == NIA["email"])).all()) == 1
    house.work()
    assert sum("nia@willow.example" in message["To"] for message in house.mailer.messages) == 1


def test_people_are_found_by_what_is_typed_and_the_address_names_nobody(house: House) -> None:
    operator = house.as_(OPERATOR)
    assert names(search(operator, text="ines morales")) == ["Inés Morales"], "accents do not hide anybody"
    assert "Tomas Berg" in names(search(operator, text="harbor house"))
    assert names(search(operator, text="HDC@riverbend")) == ["Inés Morales"]
    assert names(search(operator, role="auditor")) == ["Ilse Meyer"]
    assert "Nobody was found" in search(operator, text="zzz")
    assert names(search(operator, state="disabled")) == []
    operator.see(f"{PEOPLE}/new")
    operator.send(f"{PEOPLE}/new", NIA)
    assert names(search(operator, state="not_invited")) == ["Nia Novak"]
    operator.send(PEOPLE, {"role": "emperor"}, status=422)


def test_a_page_of_people_takes_as_many_statements_as_there_are_kinds_of_rows(house: House) -> None:
    operator = house.as_(OPERATOR)

    operator.see(PEOPLE)
    with statements(house.database) as few:
        operator.see(PEOPLE)
    for number in range(20):
        operator.see(f"{PEOPLE}/new")
        operator.send(
            f"{PEOPLE}/new", NIA | {"name": f"Ada {number}", "email": f"a{number}@x.example", "role": "lead_staff"}
        )
    operator.see(PEOPLE)
    assert names(operator.page.text)[:2] == ["Abena Osei", "Ada 0"]
    with statements(house.database) as many:
        operator.see(PEOPLE)
    assert 0 < len(many) == len(few)


def test_who_is_corrected_keeps_roles_and_the_address_is_free_or_refused(house: House) -> None:
    operator, path = house.as_(OPERATOR), page_of(house, HDC)
    operator.see(f"{path}/edit")
    said = {"name": "Tomas Berg-Holm", "email": HDC, "language": "es", "organisation": ""}
    operator.send(f"{path}/edit", said | {"shown": operator.hidden("shown")})
    page = operator.see(path)
    assert "Tomas Berg-Holm" in page
    assert "HMIS Data Coordinator, Harbor House" in page
    operator.see(f"{path}/edit")
    assert (
        "P202-g"
        in operator.send(f"{path}/edit", said | {"email": OPERATOR, "shown": operator.hidden("shown")}, status=422).text
    )
    log = operator.see("/administration/log?kind=person.changed")
    assert "Name, Organisation, Language" in log
    assert "Berg-Holm" in log, "by whom and about whom is looked up, not kept"


def test_disabling_says_what_it_does_signs_out_and_gives_tasks_back(house: House) -> None:
    number, _code = house.file()
    task, director = house.task(number, "director_decides"), house.as_("director@lead.example")
    director.see(f"/tasks/{task}")
    director.send(f"/tasks/{task}/claim")
    operator, path = house.as_(OPERATOR), page_of(house, "director@lead.example")
    page = operator.see(f"{path}/disable")
    assert "1 open task they had claimed goes back to its role." in page
    assert "They are signed out, on 1 device." in page
    operator.send(f"{path}/disable")
    page = operator.see(path)
    assert "1 task went back to its role." in page
    assert "Director of HMIS and Strategic Analysis" in page, "roles keep their dates"
    assert director.get(f"/tasks/{task}").status_code == 303
    grant(house, operator, "staff@lead.example", "director/system")
    house.complete(number, "director_decides", "staff@lead.example", DECISION)
    operator.see(path)
    operator.send(f"{path}/enable")
    assert "Active" in operator.see(path)


def test_an_operator_invites_signs_out_and_resets(house: House) -> None:
    hdc, operator, path = house.as_(HDC), house.as_(OPERATOR), page_of(house, HDC)
    operator.see(path)
    operator.send(f"{path}/sign-out")
    assert hdc.get("/inbox").status_code == 303
    operator.see(f"{path}/second-factor")
    operator.send(f"{path}/second-factor", {"reason": "whatever"}, status=422)
    operator.send(f"{path}/second-factor", {"reason": "lost"})
    page = operator.see(path)
    assert "No second factor yet" in page
    assert "Lost" in operator.see("/administration/log?kind=account.reset_reason")
    operator.see(path)
    operator.send(f"{path}/invite", status=403)
    operator.see(f"{PEOPLE}/new")
    new = operator.send(f"{PEOPLE}/new", NIA).location
    assert "Not invited" in operator.see(new)
    for _time in range(2):
        operator.see(new)
        operator.send(f"{new}/invite")
    assert "Invite again" in operator.see(new)
    house.pass_(days=30)
    assert "Invitation lapsed" in house.as_(OPERATOR).see(new)
