"""What keeps an account from being taken over by whoever may change its address: the person hears of it where they were
reached so far, and the second factor is not reset within days of it, in whichever order.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account
from ombud.storage.directory import Person
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.workflows import settings
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.office import Office
from ombud.workflows.people import ending, mails
from ombud.workflows.refusals import BothAtOnce

ADDRESS_CHANGED: Final = "person.address_changed"
FACTOR_RESET: Final = "account.second_factor_reset"

SETTING: Final = "apart_days"


def address_changed(session: Session, office: Office, person: Person, before: str, *, at: datetime) -> None:
    """What was mailed to the address `before` opens nothing any more, and whoever has an account is told there."""
    ending.end_links(session, person.id, at=at)
    ending.end_everywhere(session, person.id, at=at)
    if session.get(Account, person.id) is not None:
        mails.tell(session, office, person, "account.address", mails.address_changed, address=before, at=at)


def must_be_apart(session: Session, office: Office, person_id: UUID, other: str, *, by: Actor, at: datetime) -> None:
    """Raises BothAtOnce where `other` happened to somebody within the days of the setting. The command line may: whoever
    has that can do it anyway."""
    if by.kind is ActorKind.OPERATOR:
        return
    since = at - timedelta(days=settings.of_accounts(session, office, at=at)[SETTING])
    recent = select(Event.body).where(Event.chain == SYSTEM_CHAIN, Event.kind == other, Event.at > since)
    if any(body["person"] == str(person_id) for body in session.scalars(recent)):
        raise BothAtOnce()
