"""What opens somebody's account, ended: sign-ins, remembered browsers, links, the address of their calendar feed."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from ombud.storage.accounts import AccountLink, Device, SignIn
from ombud.storage.notices import CalendarFeed

_UNSYNCHRONISED: Final = {"synchronize_session": False}


def end_everywhere(session: Session, person_id: UUID, *, keep: UUID | None = None, at: datetime) -> None:
    """Every sign-in but `keep`, and every remembered browser. Where none is kept, somebody else may have been in, and made
    or read the address of the calendar feed: that ends too."""
    others = (SignIn.person_id == person_id, SignIn.id != keep, SignIn.ended_at.is_(None))
    session.execute(update(SignIn).where(*others).values(ended_at=at), execution_options=_UNSYNCHRONISED)
    devices = (Device.person_id == person_id, Device.ended_at.is_(None))
    session.execute(update(Device).where(*devices).values(ended_at=at), execution_options=_UNSYNCHRONISED)
    if keep is None:
        end_feed(session, person_id, at=at)


def end_feed(session: Session, person_id: UUID, *, at: datetime) -> bool:
    """The address of their calendar feed leads nowhere from now on; whether there was one."""
    mine = (CalendarFeed.person_id == person_id, CalendarFeed.ended_at.is_(None))
    ended = update(CalendarFeed).where(*mine).values(ended_at=at).returning(CalendarFeed.id)
    return bool(session.scalars(ended, execution_options=_UNSYNCHRONISED).all())


def end_links(session: Session, person_id: UUID, *, at: datetime) -> None:
    """Links that were mailed and not used."""
    unused = (AccountLink.person_id == person_id, AccountLink.used_at.is_(None))
    session.execute(update(AccountLink).where(*unused).values(used_at=at), execution_options=_UNSYNCHRONISED)
