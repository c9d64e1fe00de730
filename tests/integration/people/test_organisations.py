"""Organisations are added and changed by an operator; likely doubles are shown; nothing is deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from ombud.storage.directory import Organisation, OrganisationKind, Participation
from ombud.storage.session import reading
from ombud.workflows.people import organisations
from ombud.workflows.people.organisations import Facts
from ombud.workflows.refusals import Forbidden, InvalidCommand, LooksAlike, NameTaken, NotFound
from tests.integration.people.quarter import DAY, ELM, HARBOR, TODAY, Quarter

WILLOW = Facts(" Willow  Bridge ", OrganisationKind.AGENCY, Participation.PROSPECTIVE, False, "ct-503, CT-505; CT-503")


def add(quarter: Quarter, facts: Facts = WILLOW, *, by: str = "operator", **said: Any) -> UUID:
    actor = quarter.who(by)
    return quarter.do(lambda s: organisations.add(s, facts, by=actor, at=quarter.at, **said))


def edit(quarter: Quarter, organisation_id: UUID, facts: Facts, *, by: str = "operator") -> None:
    actor = quarter.who(by)
    quarter.do(lambda s: organisations.edit(s, organisation_id, facts, by=actor, at=quarter.at))


def many(quarter: Quarter) -> int:
    with reading(quarter.database) as session:
        return session.scalars(select(func.count()).select_from(Organisation)).one()


def test_an_organisation_is_added_tidily(quarter: Quarter) -> None:
    key = add(quarter)
    with reading(quarter.database) as session:
        found = session.get_one(Organisation, key)
    assert (found.name, found.sort_name, found.coc_numbers) == ("Willow Bridge", "willow bridge", "CT-503;CT-505")
    (event,) = quarter.told("organisation.added")
    assert event.body == {"organisation": str(key), "kind": "agency", "participation": "prospective"}


def test_names_like_it_are_shown_before_it_is_added(quarter: Quarter) -> None:
    for name in ("The Harbor House, Inc.", "harbor house", "Harbour House"):
        with pytest.raises(LooksAlike, match=HARBOR):
            add(quarter, replace(WILLOW, name=name))
    assert quarter.told("organisation.added") == []
    add(quarter, replace(WILLOW, name="Harbour House"), another=True)
    with pytest.raises(NameTaken):
        add(quarter, replace(WILLOW, name=HARBOR), another=True)


def test_a_double_click_is_one_organisation(quarter: Quarter) -> None:
    before = many(quarter)
    assert add(quarter, request_key="k" * 20) == add(quarter, request_key="k" * 20)
    assert many(quarter) == before + 1


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "?!"}, {"name": "x" * 201}, {"name": "Wil\x07low"}, {"coc_numbers": "Connecticut"}],
)
def test_what_is_no_name_and_no_number_is_refused(quarter: Quarter, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidCommand):
        add(quarter, replace(WILLOW, **wrong))
    with pytest.raises(InvalidCommand):
        edit(quarter, quarter.organisation(HARBOR), replace(WILLOW, **wrong))


def test_taking_part_is_an_event_of_its_own(quarter: Quarter) -> None:
    key, before = quarter.organisation(ELM), many(quarter)
    edit(quarter, key, Facts(ELM, OrganisationKind.AGENCY, Participation.ENDED))
    (moved,) = quarter.told("organisation.participation")
    assert moved.body == {"organisation": str(key), "from": "participating", "to": "ended"}
    assert quarter.told("organisation.changed") == []
    edit(quarter, key, Facts("Elm Street", OrganisationKind.AGENCY, Participation.ENDED, True))
    (changed,) = quarter.told("organisation.changed")
    assert changed.body == {"organisation": str(key), "fields": ["name", "victim_service_provider"]}
    assert many(quarter) == before


def test_no_two_have_one_name_and_nothing_is_found_where_nothing_is(quarter: Quarter) -> None:
    with pytest.raises(NameTaken):
        edit(quarter, quarter.organisation(ELM), replace(WILLOW, name=HARBOR))
    with pytest.raises(NotFound):
        edit(quarter, UUID(int=7), WILLOW)


@pytest.mark.parametrize("name", ["auditor", "hdc", "clerk", "new"])
def test_only_an_operator_keeps_organisations(quarter: Quarter, name: str) -> None:
    with pytest.raises(Forbidden):
        add(quarter, by=name)
    with pytest.raises(Forbidden):
        edit(quarter, quarter.organisation(ELM), WILLOW, by=name)


def test_a_vacancy_is_a_gap_on_that_day_in_an_agency_that_takes_part(quarter: Quarter) -> None:
    def vacancies(on: Any = TODAY) -> dict[str, tuple[str, ...]]:
        with reading(quarter.database) as session:
            return {one.name: one.roles for one in organisations.vacancies(session, on=on)}

    assert vacancies() == {ELM: ("hdc", "security_coordinator"), HARBOR: ("security_coordinator",)}
    quarter.grant("new", "security_coordinator", HARBOR, to_on=TODAY + 5 * DAY)
    assert vacancies() == {ELM: ("hdc", "security_coordinator")}
    assert HARBOR in vacancies(TODAY + 6 * DAY)
    edit(quarter, quarter.organisation(ELM), Facts(ELM, OrganisationKind.AGENCY, Participation.ENDED))
    assert vacancies() == {}


def test_one_lead_and_one_system_administrator_are_expected(quarter: Quarter) -> None:
    def doubled() -> dict[OrganisationKind, int]:
        with reading(quarter.database) as session:
            return organisations.doubled(session)

    assert doubled() == {OrganisationKind.SYSTEM_ADMINISTRATOR: 0}
    add(quarter, Facts("Mountain Laurel", OrganisationKind.SYSTEM_ADMINISTRATOR, Participation.LISTED))
    assert doubled() == {}
    second = add(quarter, Facts("Other Lead", OrganisationKind.LEAD, Participation.LISTED))
    assert doubled() == {OrganisationKind.LEAD: 2}
    edit(quarter, second, Facts("Other Lead", OrganisationKind.LEAD, Participation.ENDED))
    assert doubled() == {}
