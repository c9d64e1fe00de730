"""Server-side sign-ins: the cookie holds a random token, the row its hash. Ending the row ends the sign-in everywhere.

A sign-in counts only while its second factor is fresh (`mfa_at`); before and after that it is halfway: it leads to the
page that asks for one, and nowhere else.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask_login import UserMixin
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account, SignIn
from ombud.storage.directory import Person, RoleHolding
from ombud.webapp.config import Config
from ombud.workflows import actors, permissions, settings
from ombud.workflows.actors import Actor
from ombud.workflows.codes import hash_of_token
from ombud.workflows.days import day_of
from ombud.workflows.office import Office

SEEN_EVERY = timedelta(minutes=5)
"""How exactly `seen_at` is kept: writing it at every page would make every page a write."""


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """Whoever is signed in, as read for this request. Flask-Login keeps `token` in the signed cookie."""

    token: str
    sign_in_id: UUID
    person_id: UUID
    name: str
    email: str
    language: str
    roles: frozenset[str]
    seen_at: datetime

    def get_id(self) -> str:
        return self.token

    @property
    def actor(self) -> Actor:
        return actors.person(self.person_id)


@dataclass(frozen=True, slots=True)
class Halfway:
    """Somebody whose password was right, and whose second factor is due."""

    sign_in_id: UUID
    person_id: UUID
    email: str
    has_authenticator: bool

    @property
    def actor(self) -> Actor:
        return actors.person(self.person_id)


@dataclass(frozen=True, slots=True)
class OpenSignIn:
    id: UUID
    created_at: datetime
    seen_at: datetime


def fresh_after(session: Session, office: Office, *, at: datetime) -> datetime:
    """A second factor given before this instant is due again (P202-f)."""
    days = settings.of_accounts(session, office, at=at)["second_factor_days"]
    return at - timedelta(days=days or office.accounts.settings["second_factor_days"].default)


def begin(session: Session, person_id: UUID, *, mfa_at: datetime | None = None, at: datetime) -> str:
    """A new sign-in; returns its token, which is stored nowhere. Without `mfa_at` it is halfway."""
    token = secrets.token_urlsafe(32)
    session.add(SignIn(person_id=person_id, token_hash=hash_of_token(token), created_at=at, seen_at=at, mfa_at=mfa_at))
    return token


def confirm(session: Session, sign_in_id: UUID, *, at: datetime) -> str:
    """The second factor was given: the sign-in counts from now on, under a new token."""
    token = secrets.token_urlsafe(32)
    here = update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
    session.execute(here.values(token_hash=hash_of_token(token), mfa_at=at, seen_at=at))
    return token


def load(session: Session, office: Office, token: str, *, at: datetime, config: Config) -> SignedIn | None:
    """The sign-in of a token; None once it is ended, too old, idle for too long, halfway, or its person inactive."""
    fresh = SignIn.mfa_at >= fresh_after(session, office, at=at)
    rows = session.execute(
        select(SignIn, Person, RoleHolding.role)
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(RoleHolding, and_(RoleHolding.person_id == Person.id, permissions.in_force(day_of(at))))
        .where(SignIn.token_hash == hash_of_token(token), *_alive(at, config), fresh)
    ).all()
    if not rows:
        return None
    sign_in, person, _role = rows[0]
    roles = frozenset(role for _sign_in, _person, role in rows if role is not None)
    return SignedIn(token, sign_in.id, person.id, person.name, person.email, person.language, roles, sign_in.seen_at)


def halfway(session: Session, office: Office, token: str, *, at: datetime, config: Config) -> Halfway | None:
    """Whose sign-in waits for a second factor: `halfway_minutes` for the first one, else as long as it lives."""
    young = and_(SignIn.mfa_at.is_(None), SignIn.created_at > at - timedelta(minutes=config.halfway_minutes))
    due = or_(young, SignIn.mfa_at < fresh_after(session, office, at=at))
    row = session.execute(
        select(SignIn.id, Person.id, Person.email, Account.totp_at)
        .join(Person, Person.id == SignIn.person_id)
        .join(Account, Account.person_id == Person.id)
        .where(SignIn.token_hash == hash_of_token(token), *_alive(at, config), due)
    ).one_or_none()
    return Halfway(row[0], row[1], row[2], row[3] is not None) if row else None


def listing(session: Session, person_id: UUID, *, at: datetime, config: Config) -> list[OpenSignIn]:
    rows = session.scalars(
        select(SignIn).where(SignIn.person_id == person_id, *_alive(at, config)).order_by(SignIn.seen_at.desc())
    )
    return [OpenSignIn(row.id, row.created_at, row.seen_at) for row in rows]


def seen(session: Session, sign_in_id: UUID, *, at: datetime) -> None:
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=at))


def end(session: Session, sign_in_id: UUID, *, of: UUID, at: datetime) -> None:
    """Ends a sign-in of the person `of`; somebody else's is left alone."""
    mine = (SignIn.id == sign_in_id, SignIn.person_id == of, SignIn.ended_at.is_(None))
    session.execute(update(SignIn).where(*mine).values(ended_at=at))


def end_others(session: Session, sign_in_id: UUID, *, of: UUID, at: datetime) -> None:
    others = (SignIn.id != sign_in_id, SignIn.person_id == of, SignIn.ended_at.is_(None))
    session.execute(update(SignIn).where(*others).values(ended_at=at))


def _alive(at: datetime, config: Config) -> tuple[ColumnElement[bool], ...]:
    return (
        SignIn.ended_at.is_(None),
        SignIn.created_at > at - timedelta(hours=config.sign_in_hours),
        SignIn.seen_at > at - timedelta(minutes=config.idle_minutes),
        Person.id == SignIn.person_id,
        Person.active.is_(True),
    )
