"""`ombud person`: the first administrator, and what has to work when nobody can sign in."""

from __future__ import annotations

from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.directory import Organisation, RoleScope
from ombud.storage.session import unit_of_work
from ombud.webapp.cli import environment
from ombud.workflows import permissions
from ombud.workflows.actors import OPERATOR
from ombud.workflows.clock import utc_now
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.people import accounts, leaving, persons, roles
from ombud.workflows.refusals import InvalidCommand, NotFound
from ombud.workflows.text import LANGUAGES

MAIL = click.option("--mail", is_flag=True, help="Mail the link too.")


@click.group()
def person() -> None:
    """People: the first administrator, invitations, signing out for good."""


@person.command()
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", required=True, help="Held from today; the first administrator is an operator.")
@click.option("--organisation", default="", help="The organisation they belong to, by its exact name.")
@click.option("--language", default="en", type=click.Choice(LANGUAGES), show_default=True)
@MAIL
def add(email: str, name: str, role: str, organisation: str, language: str, mail: bool) -> None:
    """Add a person with a role from today, and print the link that opens their account."""
    database, office, at = environment.migrated(), environment.office(), utc_now()
    with unit_of_work(database) as session:
        belongs_to = _organisation(session, organisation)
        scope = _scope(session, office, role)
        held = {"email": email, "name": name, "organisation_id": belongs_to, "language": language}
        person_id = persons.add(session, **held, by=OPERATOR, at=at)  # type: ignore[arg-type]
        scope_id = belongs_to if scope is RoleScope.ORGANISATION and belongs_to else permissions.SYSTEM_SCOPE
        days = {"from_on": day_of(at), "to_on": None}
        roles.grant(session, office, person_id, role=role, scope=scope, scope_id=scope_id, **days, by=OPERATOR, at=at)  # type: ignore[arg-type]
        link = accounts.invite(session, office, person_id, by=OPERATOR, at=at, mail=mail)
    _show(link)


@person.command()
@click.argument("email")
@MAIL
def invite(email: str, mail: bool) -> None:
    """Print a new link: for an account, or for another password where there is one. Earlier links end."""
    database, office, at = environment.migrated(), environment.office(), utc_now()
    with unit_of_work(database) as session:
        link = accounts.invite(session, office, _person(session, email), by=OPERATOR, at=at, mail=mail)
    _show(link)


@person.command()
@click.argument("email")
def disable(email: str) -> None:
    """Sign a person out everywhere, and let them in no more. What they had claimed goes back to its roles."""
    database, office, at = environment.migrated(), environment.office(), utc_now()
    with unit_of_work(database) as session:
        who = _person(session, email)
        leaving.disable(session, office, who, by=OPERATOR, at=at)
    given = leaving.give_back_all(database, office, who, by=OPERATOR, at=at)
    click.echo(f"{email} is disabled and signed out everywhere. Tasks given back: {given}.")


@person.command()
@click.argument("email")
def enable(email: str) -> None:
    """Let a disabled person sign in again."""
    with unit_of_work(environment.migrated()) as session:
        accounts.enable(session, _person(session, email), by=OPERATOR, at=utc_now())
    click.echo(f"{email} may sign in again.")


@person.command("reset-second-factor")
@click.argument("email")
@click.option("--reason", required=True, type=click.Choice(leaving.REASONS), help="What became of the one they had.")
def reset_second_factor(email: str, reason: str) -> None:
    """Forget a person's authenticator and recovery codes; they are told by mail and set up another."""
    with unit_of_work(environment.migrated()) as session:
        who = _person(session, email)
        leaving.reset_second_factor(session, environment.office(), who, reason=reason, by=OPERATOR, at=utc_now())
    click.echo(f"{email} is signed out everywhere and sets up an authenticator at the next sign-in.")


def _person(session: Session, email: str) -> UUID:
    found = persons.by_address(session, email)
    if found is None:
        raise NotFound(f"Nobody has the address {email}.")
    return found


def _organisation(session: Session, name: str) -> UUID | None:
    if not name:
        return None
    found = session.scalar(select(Organisation.id).where(Organisation.name == name))
    if found is None:
        raise NotFound(f"There is no organisation “{name}”. `ombud org import` adds those of a file.")
    return found


def _scope(session: Session, office: Office, role: str) -> RoleScope:
    """The scope to hold a role within: the person's organisation where it is held within one, else everywhere."""
    known = {one.role: one for one in roles.known_roles(session, office) if one.granted}
    if role not in known:
        raise InvalidCommand(f"There is no role {role} to give. There are: {', '.join(sorted(known))}.")
    scopes = known[role].scopes
    return RoleScope.SYSTEM if RoleScope.SYSTEM in scopes else scopes[0]


def _show(link: str) -> None:
    click.echo(f"This link works once. Give it to nobody else:\n{link}")
