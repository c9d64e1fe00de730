"""Somebody acts in a role of an organisation for some days while nobody holds it (A69).

The role and who names them stand in `bpmn/roles.toml`. It is a role holding like any other, with a last day: tasks, lists
and mails need no second path, and it ends by itself. The event says which holdings these are.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account
from ombud.storage.directory import Organisation, Person, RoleHolding, RoleScope
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.mail import links, outbox, recipients
from ombud.workflows.mail.wording import Wording
from ombud.workflows.office import Office
from ombud.workflows.people import holdings, mails, mirrors, persons, roles
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotFound
from ombud.workflows.text import translate as _

NAMED: Final = "role.acting"
"""The event of somebody being named; its body has the id of the holding. The mails about it are called so too."""


def name(
    session: Session,
    office: Office,
    person_id: UUID,
    *,
    role: str,
    organisation_id: UUID,
    from_on: date,
    to_on: date,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> UUID:
    """Somebody of the organisation acts in a role nobody holds on these days, the last one included. They and the roles
    that `roles.toml` says are told by mail. The same request twice is one.

    Raises NotFound for an organisation that is not the actor's to name in, Forbidden for oneself, RoleFilled and RoleHeld
    where somebody holds it, InvalidCommand for days, a person or an organisation that do not fit.
    """
    holding_id = requests.id_of(request_key)
    _must_name(session, by, role, organisation_id, at=at)
    person = persons.held(session, person_id)
    if session.get(RoleHolding, holding_id) is not None:
        return holding_id
    if by.person_id == person_id:
        raise Forbidden(_("Nobody names themself. An operator can grant you the role."))
    _must_fit_days(from_on, to_on, today=day_of(at))
    known = next((one for one in roles.known_roles(session, office) if one.role == role), None)
    holdings.must_fit(session, known, RoleScope.ORGANISATION, organisation_id)
    _must_belong(session, person, organisation_id)
    holding = RoleHolding(
        id=holding_id,
        person_id=person_id,
        role=role,
        scope=RoleScope.ORGANISATION,
        scope_id=organisation_id,
        from_on=from_on,
        to_on=to_on,
    )
    holdings.must_be_new(session, holding, person.name)
    holdings.must_be_filled_once(session, holding, replaces=False, at=at)
    roles.begin(session, NAMED, holding, by=by, at=at)
    facts = (role, session.get_one(Organisation, organisation_id).name, from_on, to_on)
    _tell(session, office, person, role, mails.acting(*facts), mails.acting_elsewhere(*facts), by=by, at=at)
    return holding_id


def end(
    session: Session,
    office: Office,
    holding_id: UUID,
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Ends it before its last day, at once: yesterday was the last, or there was none. By whoever names in that role;
    everybody who was told is told. One that is over stays as it was, and the same request twice is one.

    Raises NotFound, also for a role that nobody was named to act in.
    """
    if requests.is_done(session, request_key):
        return
    found = session.get(RoleHolding, holding_id)
    if found is None or holding_id not in named(session):
        raise NotFound()
    _must_name(session, by, found.role, found.scope_id, at=at)
    person, today = persons.held(session, found.person_id), day_of(at)
    holding = holdings.held(session, holding_id)
    if holding.to_on is not None and holding.to_on < today:
        return
    say = mails.acting_ended(holding.role, session.get_one(Organisation, holding.scope_id).name)
    if holding.from_on < today:
        roles.stop(session, holding, today - timedelta(days=1), by=by, at=at)
    else:
        roles.undo(session, holding, by=by, at=at, request_key=request_key)
    _tell(session, office, person, holding.role, say, say, by=by, at=at)


def named(session: Session) -> set[UUID]:
    """The role holdings of those who were named, those taken back included."""
    bodies = select(Event.body).where(Event.chain == SYSTEM_CHAIN, Event.kind == NAMED)
    return {UUID(body["holding"]) for body in session.scalars(bodies)}


def may_be_named(session: Session, organisation_id: UUID, *, by: Actor) -> list[tuple[UUID, str]]:
    """People of the organisation who can sign in, by name; not whoever names."""
    return [(key, name) for key, name in session.execute(_people(organisation_id)) if key != by.person_id]


def _people(organisation_id: UUID) -> Select[UUID, str]:
    people = select(Person.id, Person.name).join(Account, Account.person_id == Person.id)
    return people.where(Person.organisation_id == organisation_id, Person.active).order_by(Person.name, Person.id)


def _must_name(session: Session, by: Actor, role: str, organisation_id: UUID, *, at: datetime) -> None:
    may = permissions.names_acting(by, on=day_of(at), role=role)
    theirs = select(Organisation.id).where(Organisation.id == organisation_id, may)
    if role not in permissions.ACTED_IN or session.scalar(theirs) is None:
        raise NotFound()


def _must_fit_days(from_on: date, to_on: date, *, today: date) -> None:
    mirrors.must_be_on_calendar(from_on, to_on)
    if to_on < from_on:
        raise InvalidCommand(_("The last day is before the first."))
    if from_on < today:
        raise InvalidCommand(_("Nobody is named for days that are over. The first day is today or later."))


def _must_belong(session: Session, person: Person, organisation_id: UUID) -> None:
    if person.organisation_id != organisation_id:
        raise InvalidCommand(_("Choose somebody of your own agency."))
    if session.scalar(_people(organisation_id).where(Person.id == person.id)) is None:
        raise InvalidCommand(_("They cannot sign in, so they could not act. Choose somebody else."))


def _tell(
    session: Session,
    office: Office,
    person: Person,
    role: str,
    say: Wording,
    others: Wording,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Nobody is told what they did themselves, and whoever acts is told as such."""
    told = recipients.resolve(session, office, (f"role:{one}" for one in permissions.ACTED_IN[role].told), None, at=at)
    elsewhere = [one for one in told if one.person_id not in (person.id, by.person_id)]
    link = links.to_acting(office)
    if person.active:
        mails.tell(session, office, person, NAMED, say, link=link, secret=False, at=at)
    outbox.post(session, office, None, elsewhere, notice=NAMED, words=others, link=link, at=at)
