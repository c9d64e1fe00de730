"""What is done with somebody's account: invited, disabled and enabled again, its second factor reset, its password
changed. How they sign in by link is kept by `account_links`, how they prove themselves by `authenticators`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account, LinkKind, RecoveryCode
from ombud.storage.directory import Person
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.days import day_of
from ombud.workflows.happening import happened_to
from ombud.workflows.office import Office
from ombud.workflows.people import account_links, ending, holdings, mails, persons, takeover
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotFound
from ombud.workflows.text import LANGUAGES
from ombud.workflows.text import translate as _

MAIL: Final = ("daily", "at_once")

_UNSYNCHRONISED: Final = {"synchronize_session": False}


def invite(
    session: Session,
    office: Office,
    person_id: UUID,
    *,
    by: Actor,
    at: datetime,
    mail: bool = True,
    request_key: str | None = None,
) -> str:
    """Mails somebody a link by which they choose their password; gives the link. Earlier ones end. The same request twice
    is one link, and gives none the second time.

    Whoever has an account gets a link for another password instead, from the command line only: an administrator's
    page must not open somebody's account. Raises NotFound, Forbidden, InvalidCommand for somebody disabled.
    """
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    person = persons.held(session, person_id)
    if not person.active:
        raise InvalidCommand(_("This person is disabled. Enable them first."))
    if requests.is_done(session, request_key):
        return ""
    kind = LinkKind.RESET if session.get(Account, person_id) else LinkKind.INVITATION
    if kind is LinkKind.RESET and by.kind is not ActorKind.OPERATOR:
        raise Forbidden(_("They have an account. Who forgot their password asks for a new one where they sign in."))
    link, last = account_links.make(session, office, person_id, kind, by=by, at=at)
    if mail:
        mails.tell(session, office, person, "account.link", mails.of_link(kind, last), link=link, at=at)
    happened_to(session, person_id, "account.invited", {"kind": str(kind)}, by=by, at=at, request_key=request_key)
    return link


def disable(session: Session, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Signed out everywhere at once; nothing they hold opens anything. Raises NotFound, Forbidden, LastOperator."""
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    person = persons.held(session, person_id)
    _must_be_another(person_id, by)
    if not person.active:
        return
    holdings.must_have_operator(session, but=person_id, on=day_of(at), by=by)
    person.active = False
    session.flush()
    ending.end_links(session, person_id, at=at)
    ending.end_everywhere(session, person_id, at=at)
    happened_to(session, person_id, "account.disabled", {}, by=by, at=at)


def enable(session: Session, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """They may sign in again, with the password and the authenticator they had. Raises NotFound, Forbidden."""
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    person = persons.held(session, person_id)
    _must_be_another(person_id, by)
    if person.active:
        return
    person.active = True
    session.flush()
    happened_to(session, person_id, "account.enabled", {}, by=by, at=at)


def reset_second_factor(
    session: Session, office: Office, person_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None
) -> None:
    """The authenticator and its recovery codes are gone, every sign-in is ended, and the person is told by mail. The
    next sign-in sets up a new one. Raises NotFound, BothAtOnce where their address was changed these days, and Forbidden
    for one's own: that would be no second factor."""
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    person = persons.held(session, person_id)
    _must_be_another(person_id, by)
    takeover.must_be_apart(session, office, person_id, takeover.ADDRESS_CHANGED, by=by, at=at)
    account = session.get(Account, person_id, with_for_update=True)
    if account is None:
        raise NotFound()
    account.totp_sealed = account.totp_hash = account.totp_at = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id), execution_options=_UNSYNCHRONISED)
    ending.end_everywhere(session, person_id, at=at)
    mails.tell(session, office, person, "account.second_factor_reset", mails.second_factor_reset, at=at)
    happened_to(session, person_id, takeover.FACTOR_RESET, {}, by=by, at=at, request_key=request_key)


def change_password(
    session: Session, office: Office, person_id: UUID, password_hash: str, *, keep: UUID, by: Actor, at: datetime
) -> None:
    """Ends every sign-in but `keep`, and what browsers remember. Raises NotFound without an account."""
    account = session.get(Account, person_id, with_for_update=True)
    if account is None:
        raise NotFound()
    account.password_hash, account.password_at = password_hash, at
    ending.end_links(session, person_id, at=at)
    ending.end_everywhere(session, person_id, keep=keep, at=at)
    mails.tell(session, office, persons.held(session, person_id), "account.password", mails.password_changed, at=at)
    happened_to(session, person_id, "account.password_changed", {}, by=by, at=at)


def speak(session: Session, person_id: UUID, language: str) -> None:
    """The language of somebody's pages and mails. Raises InvalidCommand for one Ombud does not speak."""
    if language not in LANGUAGES:
        raise InvalidCommand(_("Choose one of the languages Ombud speaks."))
    session.execute(update(Person).where(Person.id == person_id).values(language=language))


def hear(session: Session, person_id: UUID, mail: str) -> None:
    """Whether somebody wants a daily mail of what can wait, or everything at once. What is urgent comes at once to both.
    Raises InvalidCommand for anything else."""
    if mail not in MAIL:
        raise InvalidCommand(_("Choose one of the two: once a day, or everything at once."))
    session.execute(update(Account).where(Account.person_id == person_id).values(all_at_once=mail == "at_once"))


def _must_be_another(person_id: UUID, by: Actor) -> None:
    if by.person_id == person_id:
        raise Forbidden(_("Nobody does this to their own account. Ask another administrator."))
