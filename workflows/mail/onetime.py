"""Links in mails to parties without an account: each opens its party's case once, within some days.

Only the hash of its token is kept; the mail that carries it is sealed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.cases import TrackingLink
from ombud.workflows import settings
from ombud.workflows.codes import hash_of_token
from ombud.workflows.days import add_days, day_of, end_of
from ombud.workflows.mail import links
from ombud.workflows.mail.recipients import Recipient
from ombud.workflows.office import Office

TOKEN_BYTES: Final = 32
"""256 bits: a link cannot be guessed."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Where a link leads, and the last day on which it does."""

    url: str
    until: date


def passes_for(
    session: Session, office: Office, recipients: Sequence[Recipient], *, at: datetime
) -> dict[UUID | None, Pass]:
    """A new link for each party among the recipients who has an address and no account, by the party's id.

    Links sent before stay good. None is made where the office set their days to none.
    """
    strangers = [one.party_id for one in recipients if one.party_id and one.person_id is None and one.email]
    days = settings.of_accounts(session, office, at=at)["party_link_days"] if strangers else None
    if not days:
        return {}
    until = add_days(day_of(at), days)
    made = {party_id: secrets.token_urlsafe(TOKEN_BYTES) for party_id in strangers}
    session.execute(insert(TrackingLink), [_row(key, token, until, at) for key, token in made.items()])
    return {key: Pass(links.to_case_once(office, token), until) for key, token in made.items()}


def _row(party_id: UUID, token: str, until: date, at: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "party_id": party_id,
        "token_hash": hash_of_token(token),
        "made_at": at,
        "expires_at": end_of(until),
        "used_at": None,
    }
