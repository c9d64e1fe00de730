"""Who is told: parties, holders of a role within its scope, members of a body, whoever a task belongs to."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import orjson
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body, Conflict, ConflictKind
from ombud.storage.cases import Case, Party, Task, TaskStatus
from ombud.storage.directory import Organisation, OrganisationKind, Participation, Person, RoleHolding, RoleScope
from ombud.workflows.mail.recipients import Recipient, of_task, once, resolve
from tests.integration.worker.world import AT, World, add_person

pytestmark = pytest.mark.both_databases


def told(world: World, target: str, case_id: UUID | None = None) -> list[str]:
    def look(session: Session) -> list[str]:
        case = session.get(Case, case_id) if case_id else None
        return [recipient.email for recipient in resolve(session, world.office, [target], case, at=AT)]

    return world.each(look)


def hold(session: Session, email: str, role: str, scope: RoleScope, scope_id: UUID, **days: date) -> None:
    person = session.scalars(select(Person).where(Person.email == email)).one()
    known = {"from_on": date(2020, 1, 1)} | days
    session.add(RoleHolding(person_id=person.id, role=role, scope=scope, scope_id=scope_id, **known))


def test_a_party_without_an_account_is_told_at_the_address_they_gave(world: World) -> None:
    case_id = world.ask(language="es")

    def look(session: Session) -> list[Recipient]:
        return resolve(session, world.office, ["party:asker", "party:nobody"], session.get(Case, case_id), at=AT)

    (recipient,) = world.each(look)
    assert (recipient.name, recipient.email, recipient.language) == ("Rosa Delgado", "asker@street.example", "es")
    assert recipient.person_id is None
    assert recipient.party_id is not None
    assert told(world, "party:asker") == []  # no case, no parties


def test_a_party_with_an_account_is_told_at_its_address(world: World) -> None:
    case_id = world.ask()

    def becomes(session: Session) -> None:
        party = session.scalars(select(Party).where(Party.case_id == case_id)).one()
        party.person = session.scalars(select(Person).where(Person.email == "lead_staff@nutmeg.example")).one()

    world.each(becomes)
    assert told(world, "party:asker", case_id) == ["lead_staff@nutmeg.example"]
    world.retire("lead_staff@nutmeg.example")
    assert told(world, "party:asker", case_id) == []


def test_a_role_is_held_in_the_system_or_in_the_organisation_of_the_case(world: World) -> None:
    case_id = world.ask()

    def prepare(session: Session) -> None:
        for name in ("Harbor House", "Another House"):
            house = Organisation(name=name, sort_name=name.lower(), kind=OrganisationKind.AGENCY, created_at=AT)
            session.add(house)
            session.flush()
            email = f"hdc@{name.split()[0].lower()}.example"
            add_person(session, email, "visitor", name=name)
            hold(session, email, "hdc", RoleScope.ORGANISATION, house.id)
            if name == "Harbor House":
                session.get_one(Case, case_id).organisation_id = house.id

    world.each(prepare)
    assert told(world, "role:hdc", case_id) == ["hdc@harbor.example"]
    assert told(world, "role:hdc") == []
    assert told(world, "role:director", case_id) == ["director@nutmeg.example"]


def test_a_role_within_any_agency_that_takes_part(world: World) -> None:
    case_id = world.ask()

    def prepare(session: Session) -> None:
        for name, participation in (("Harbor", "participating"), ("Elm", "participating"), ("Lantern", "ended")):
            house = Organisation(name=name, sort_name=name.lower(), kind=OrganisationKind.AGENCY, created_at=AT)
            house.participation = Participation(participation)
            session.add(house)
            session.flush()
            email = f"hdc@{name.lower()}.example"
            add_person(session, email, "visitor", name=name)
            hold(session, email, "hdc", RoleScope.ORGANISATION, house.id)

    world.each(prepare)
    assert sorted(told(world, "participating:hdc", case_id)) == ["hdc@elm.example", "hdc@harbor.example"]
    assert sorted(told(world, "participating:hdc")) == ["hdc@elm.example", "hdc@harbor.example"]
    assert told(world, "participating:director", case_id) == []


def test_a_body_is_its_members_not_another_bodys(world: World) -> None:
    def prepare(session: Session) -> None:
        for key in ("dsb", "other"):
            body = Body(key=key, name=key)
            session.add(body)
            session.flush()
            add_person(session, f"{key}@board.example", "visitor", name=key)
            hold(session, f"{key}@board.example", "member", RoleScope.BODY, body.id)

    world.each(prepare)
    assert told(world, "body:dsb/member") == ["dsb@board.example"]
    assert told(world, "body:nothing/member") == []


def test_roles_count_on_their_days_and_for_active_people(world: World) -> None:
    nil = UUID(int=0)

    def prepare(session: Session) -> None:
        for name in ("past", "future", "last_day", "inactive"):
            add_person(session, f"{name}@nutmeg.example", "visitor", name=name, active=name != "inactive")
        of = {"role": "clerk", "scope": RoleScope.SYSTEM, "scope_id": nil}
        hold(session, "past@nutmeg.example", **of, to_on=date(2026, 3, 1))
        hold(session, "future@nutmeg.example", **of, from_on=date(2026, 3, 3))
        hold(session, "last_day@nutmeg.example", **of, to_on=date(2026, 3, 2))
        hold(session, "inactive@nutmeg.example", **of)

    world.each(prepare)
    assert told(world, "role:clerk") == ["last_day@nutmeg.example"]


def test_one_mail_per_address() -> None:
    same = [Recipient("Rosa", "Rosa@street.example"), Recipient("R. Delgado", "rosa@street.example")]
    without = [Recipient("A", person_id=UUID(int=1)), Recipient("B", person_id=UUID(int=2))]
    assert once([*same, *without]) == [same[0], *without]


def test_a_target_that_names_nobody_is_an_error(world: World) -> None:
    with pytest.raises(
        ValueError, match="write party:ROLE, role:NAME, body:KEY/ROLE, organisation:FIELD/ROLE or participating:ROLE"
    ):
        told(world, "everybody")


def test_a_task_belongs_to_whoever_claimed_it_else_to_its_role(world: World) -> None:
    case_id = world.ask()
    world.each(lambda s: add_person(s, "second@nutmeg.example", "lead_staff", name="Second").id)

    def of(session: Session) -> list[str]:
        task = session.scalars(select(Task).where(Task.case_id == case_id)).one()
        return [recipient.email for recipient in of_task(session, world.office, task, at=AT)]

    assert world.each(of) == ["lead_staff@nutmeg.example", "second@nutmeg.example"]

    def claim(session: Session) -> None:
        task = session.scalars(select(Task).where(Task.case_id == case_id)).one()
        assignee = session.scalars(select(Person.id).where(Person.email == "second@nutmeg.example")).one()
        task.status, task.assignee_id = TaskStatus.CLAIMED, assignee

    world.each(claim)
    assert world.each(of) == ["second@nutmeg.example"]
    world.retire("second@nutmeg.example")
    assert world.each(of) == ["lead_staff@nutmeg.example"]


def test_a_task_of_a_party_is_the_partys(world: World) -> None:
    case_id = world.ask()

    def of(session: Session) -> list[str]:
        task = session.scalars(select(Task).where(Task.case_id == case_id)).one()
        task.scope, task.scope_id, task.role = RoleScope.CASE, case_id, "asker"
        return [recipient.email for recipient in of_task(session, world.office, task, at=AT)]

    assert world.each(of) == ["asker@street.example"]


def test_whom_a_case_is_about_hears_nothing_of_it_by_their_role(world: World) -> None:
    """Nor does whoever holds the role on their behalf; those who keep the place running are told whatever it is about."""
    case_id = world.ask()

    def prepare(session: Session) -> None:
        director = session.scalars(select(Person).where(Person.email == "director@nutmeg.example")).one()
        operator = session.scalars(select(Person).where(Person.email == "operator@nutmeg.example")).one()
        add_person(session, "stand_in@nutmeg.example", "visitor", name="Stand-in")
        hold(session, "stand_in@nutmeg.example", "director", RoleScope.SYSTEM, UUID(int=0))
        session.flush()
        stand_in = session.scalars(select(Person.id).where(Person.email == "stand_in@nutmeg.example")).one()
        mirror = session.scalars(
            select(RoleHolding).where(RoleHolding.person_id == stand_in, RoleHolding.role == "director")
        )
        mirror.one().on_behalf_of = director.id
        for person_id in (director.id, operator.id):
            bar = {"kind": ConflictKind.SUBJECT, "declared_at": AT, "reason_sealed": b""}
            session.add(Conflict(case_id=case_id, person_id=person_id, **bar))

    assert told(world, "role:director", case_id) == ["director@nutmeg.example"]
    world.each(prepare)
    assert told(world, "role:director", case_id) == []
    assert told(world, "role:director") == ["director@nutmeg.example", "stand_in@nutmeg.example"]
    assert told(world, "role:operator", case_id) == ["operator@nutmeg.example"]


def test_a_role_is_held_in_the_organisation_that_an_answer_names(world: World) -> None:
    case_id = world.ask()

    def prepare(session: Session) -> UUID:
        houses = [
            Organisation(name=name, sort_name=name.lower(), kind=OrganisationKind.AGENCY, created_at=AT)
            for name in ("Harbor House", "Another House")
        ]
        session.add_all(houses)
        session.flush()
        for house in houses:
            email = f"director@{house.name.split()[0].lower()}.example"
            add_person(session, email, "visitor", name=house.name)
            hold(session, email, "executive_director", RoleScope.ORGANISATION, house.id)
        return houses[0].id

    named = world.each(prepare)
    target = "organisation:agency/executive_director"
    assert told(world, target, case_id) == []  # nothing answered, nobody named
    assert told(world, target) == []

    def answer(session: Session) -> None:
        case = session.get_one(Case, case_id)
        case.variables = orjson.dumps(orjson.loads(case.variables) | {"agency": str(named)})

    world.each(answer)
    assert told(world, target, case_id) == ["director@harbor.example"]
    world.retire("director@harbor.example")
    assert told(world, target, case_id) == []
