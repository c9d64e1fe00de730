"""Organisations, people and roles, kept in the browser as a new operator would; what is refused, and who only reads."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import event, func, select

from ombud.storage.directory import Organisation, Person, RoleHolding
from ombud.storage.session import reading
from tests.web.house import DECISION, Browser, House

OPERATOR = "operator@ombud.example"
AUDITOR = "auditor@ombud.example"
HDC = "hdc@harbor.example"
PEOPLE = "/administration/people"
ORGANISATIONS = "/administration/organisations"
WILLOWS = {
    "name": "Willow Court",
    "kind": "agency",
    "participation": "participating",
    "victim_service_provider": "no",
    "coc_numbers": "CT-503",
}
NIA = {"name": "Nia Novak", "email": "nia@willow.example", "language": "en", "organisation": "", "role": ""}


def page_of(house: House, email: str) -> str:
    with reading(house.database) as session:
        return f"{PEOPLE}/{session.scalars(select(Person.id).where(Person.email == email)).one()}"


def organisation(house: House, name: str) -> str:
    with reading(house.database) as session:
        return str(session.scalars(select(Organisation.id).where(Organisation.name == name)).one())


def many(house: House, table: Any = Person) -> int:
    with reading(house.database) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def search(browser: Browser, **said: str) -> str:
    browser.see(PEOPLE)
    return browser.send(PEOPLE, said, status=200).text


def names(page: str) -> list[str]:
    return re.findall(r'href="/administration/people/[0-9a-f-]{36}">([^<]+)</a>', page)


def grant(house: House, browser: Browser, email: str, role: str, *, status: int = 303, **said: str) -> str:
    path = f"{page_of(house, email)}/roles/new/{role}"
    browser.see(path)
    return browser.send(path, {"from_on": "2026-03-02"} | said, status=status).text


def test_a_new_operator_adds_an_agency_its_people_and_their_roles(house: House) -> None:
    operator = house.as_(OPERATOR)
    operator.see("/administration")
    operator.see(f"{ORGANISATIONS}/new")
    agency = operator.send(f"{ORGANISATIONS}/new", WILLOWS).location
    page = operator.see(agency)
    assert "Willow Court is added." in page
    assert "HMIS Data Coordinator, Agency Security Coordinator" in page, "what it lacks is said"
    key = agency.rsplit("/", 1)[1]
    assert "selected" in operator.see(f"{PEOPLE}/new?organisation={key}").split("Willow Court</option>")[0][-60:]
    person = operator.send(f"{PEOPLE}/new", NIA | {"organisation": key, "role": "hdc", "invite": "y"}).location
    page = operator.see(person)
    assert "HMIS Data Coordinator, Willow Court" in page
    assert "Invited" in page
    assert "Nobody holds here what an agency always has: Agency Security Coordinator." in operator.see(agency)
    house.work()
    assert [message["To"] for message in house.mailer.messages][-1] == "Nia Novak <nia@willow.example>"
    grant(house, operator, NIA["email"], "security_coordinator/organisation", within=key)
    assert "Nobody holds here" not in operator.see(agency)


def test_names_like_it_are_shown_and_adding_another_one_is_confirmed(house: House) -> None:
    operator = house.as_(OPERATOR)
    operator.see(f"{ORGANISATIONS}/new")
    like = WILLOWS | {"name": "The Harbor House, Inc."}
    page = operator.send(f"{ORGANISATIONS}/new", like, status=422).text
    assert f"{ORGANISATIONS}/{organisation(house, 'Harbor House')}" in page
    assert "This is another organisation" in page
    operator.send(f"{ORGANISATIONS}/new", like | {"another": "y"})
    operator.see(f"{ORGANISATIONS}/new")
    assert "this very name" in operator.send(f"{ORGANISATIONS}/new", like, status=422).text


def test_an_organisation_is_found_changed_and_stays(house: House) -> None:
    operator, before = house.as_(OPERATOR), many(house, Organisation)
    page = operator.see(f"{ORGANISATIONS}?q=elm+shelter")
    assert "1 organisation<" in page
    assert "No organisation has all of these words" in operator.see(f"{ORGANISATIONS}?q=zzz")
    path = f"{ORGANISATIONS}/{organisation(house, 'Elm Street Shelter')}"
    assert 'value="CT-900"' in operator.see(f"{path}/edit")
    operator.send(f"{path}/edit", WILLOWS | {"name": "Elm Street Shelter", "participation": "ended"})
    assert "No longer takes part" in operator.see(path)
    assert many(house, Organisation) == before
    log = operator.see("/administration/log?kind=organisation.participation")
    assert "Elm Street Shelter" in log
    assert "No longer takes part" in log
    assert "Pat Kowalski" in log


def test_there_should_be_one_lead_and_one_system_administrator(house: House) -> None:
    operator = house.as_(OPERATOR)
    assert "there should be one (A07)" not in operator.see(ORGANISATIONS)
    operator.see(f"{ORGANISATIONS}/new")
    operator.send(f"{ORGANISATIONS}/new", WILLOWS | {"name": "Second Lead", "kind": "lead"})
    path = f"{ORGANISATIONS}/{organisation(house, 'Mountain Laurel Systems')}"
    operator.see(f"{path}/edit")
    operator.send(f"{path}/edit", WILLOWS | {"name": "Mountain Laurel Systems", "kind": "other"})
    page = operator.see(ORGANISATIONS)
    assert "There are 2 organisations of the kind “HMIS Lead”" in page
    assert "There is no organisation of the kind “System Administrator”" in page


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

    def statements() -> int:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            seen.append(statement)

        for engine in (house.database.engine, house.database.reader):
            event.listen(engine, "before_cursor_execute", note)
        operator.see(PEOPLE)
        for engine in (house.database.engine, house.database.reader):
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    operator.see(PEOPLE)
    few = statements()
    for number in range(20):
        operator.see(f"{PEOPLE}/new")
        operator.send(
            f"{PEOPLE}/new", NIA | {"name": f"Ada {number}", "email": f"a{number}@x.example", "role": "lead_staff"}
        )
    operator.see(PEOPLE)
    assert names(operator.page.text)[:2] == ["Abena Osei", "Ada 0"]
    assert statements() == few


def test_who_is_corrected_keeps_roles_and_the_address_is_free_or_refused(house: House) -> None:
    operator, path = house.as_(OPERATOR), page_of(house, HDC)
    operator.see(f"{path}/edit")
    said = {"name": "Tomas Berg-Holm", "email": HDC, "language": "es", "organisation": ""}
    operator.send(f"{path}/edit", said)
    page = operator.see(path)
    assert "Tomas Berg-Holm" in page
    assert "HMIS Data Coordinator, Harbor House" in page
    operator.see(f"{path}/edit")
    assert "P202-g" in operator.send(f"{path}/edit", said | {"email": OPERATOR}, status=422).text
    log = operator.see("/administration/log?kind=person.changed")
    assert "Name, Organisation, Language" in log
    assert "Berg-Holm" in log, "by whom and about whom is looked up, not kept"


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
        ("Not a valid choice", {"within": organisation(house, "Inland Continuum of Care")}),
        ("Not a valid choice", {"within": "7" * 32}),
        ("Choose what", {"within": ""}),
        ("Not a valid date", {"within": harbor, "from_on": "soon"}),
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


def test_an_auditor_reads_and_changes_nothing(house: House) -> None:
    auditor, path = house.as_(AUDITOR), page_of(house, HDC)
    pages = [ORGANISATIONS, f"{ORGANISATIONS}/{organisation(house, 'Harbor House')}", PEOPLE, path]
    for page in [*pages, "/administration", "/administration/log"]:
        text = auditor.see(page)
        assert not re.search(r"<button[^>]*>(Disable|Invite|Sign out everywhere|Add)", text), page
        assert "/edit" not in text, page
        assert "/new" not in text, page


@pytest.mark.parametrize("email", [HDC, "abena@dsb.example"])
def test_administration_is_not_shown_to_others(house: House, email: str) -> None:
    browser = house.as_(email)
    assert "/administration" not in browser.see("/inbox")
    browser.see("/administration", status=403)


def test_the_lead_sees_the_parts_that_are_its_own(house: House) -> None:
    page = house.as_("director@lead.example").see("/administration")
    assert f'href="{PEOPLE}"' not in page
    assert 'href="/administration/log"' not in page


def test_the_log_tells_what_was_done_by_whom_in_pages(house: House) -> None:
    operator = house.as_(OPERATOR)
    grant(house, operator, HDC, "security_officer/system")
    page = operator.see("/administration/log")
    assert "Role granted" in page
    assert "Security Officer" in page
    assert "Tomas Berg" in page
    assert "“ombud log verify”" in page
    deployed = '<th scope="row">Version of a procedure deployed'
    assert deployed in page
    assert deployed not in operator.see("/administration/log?kind=role.granted")
    operator.see("/administration/log?kind=nothing")
    for before in ("2", "-5", "x", "9" * 40):
        operator.see(f"/administration/log?before={before}")
    assert "Nothing was changed" in operator.see("/administration/log?before=1")
