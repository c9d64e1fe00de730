"""The demonstration's stories in a house: once, or more often with as many people and organisations again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.directory import Organisation, Person, RoleHolding
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.storage.session import unit_of_work
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.demonstration import began_at, play_up_to
from ombud.workflows.procedures.root import BPMN
from tests.web.house import House, build_house
from tests.web.plenty import grow_cases, keep_plenty

STORIES: Final = sorted((BPMN / "demonstration").glob("*.toml"))


def build_stories(folder: Path, *, times: int = 1) -> House:
    """Letters are kept as their HTML: nobody reads them here, and to typeset them takes as long as all the rest."""
    house = build_house(folder, demo=True)
    house.at += house.at - began_at(STORIES, now=house.at)
    quick = replace(house.office, typeset=str.encode)
    for _again in range(times):
        play_up_to(house.database, quick, house.mailer, STORIES, now=house.at)
    with unit_of_work(house.database) as session:
        for again in range(times):
            _give_up_a_job(session, house, again)
            if again:
                _more_people(session, house, again)
            keep_plenty(session, house, again)
        if times > 1:
            grow_cases(session)
    return house


def _give_up_a_job(session: Session, house: House, again: int) -> None:
    """One that failed too often: the page of operation tells of it."""
    dead = {"kind": JobKind.MAIL, "payload": {}, "status": JobStatus.DEAD, "last_error": "ConnectionRefusedError"}
    session.add(Job(id=new_id(), key=f"mail:given-up-{again}", run_at=house.at, attempts=48, **dead))


def _more_people(session: Session, house: House, again: int) -> None:
    """Everybody and every organisation of the directory a second time, under names and addresses of their own."""
    shipped = Person.email.not_like("again%")
    holdings = session.scalars(
        select(RoleHolding).join(Person, Person.id == RoleHolding.person_id).where(shipped)
    ).all()
    people = session.scalars(select(Person).where(shipped)).all()
    of = _more_organisations(session, house, again)
    copies = {one.id: _copy_of(session, house, one, again, of) for one in people}
    session.flush()
    for held in holdings:
        place = {"scope": held.scope, "scope_id": of.get(held.scope_id, held.scope_id or SYSTEM_SCOPE)}
        days = {"from_on": held.from_on, "to_on": held.to_on}
        session.add(RoleHolding(person_id=copies[held.person_id], role=held.role, **place, **days))


def _more_organisations(session: Session, house: House, again: int) -> dict[UUID, UUID]:
    copies = {}
    for one in session.scalars(select(Organisation).where(Organisation.name.not_like("% again %"))).all():
        name, copies[one.id] = f"{one.name} again {again}", new_id()
        facts = {"kind": one.kind, "participation": one.participation, "coc_numbers": one.coc_numbers}
        session.add(Organisation(id=copies[one.id], name=name, sort_name=name.lower(), created_at=house.at, **facts))
    session.flush()
    return copies


def _copy_of(session: Session, house: House, one: Person, again: int, of: dict[UUID, UUID]) -> UUID:
    key, home = new_id(), one.organisation_id
    facts = {"name": f"{one.name} {again}", "email": f"again{again}.{one.email}", "created_at": house.at}
    session.add(Person(id=key, organisation_id=of[home] if home else None, **facts))
    return key
