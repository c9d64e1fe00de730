"""Mails about an account: fixed sentences, nobody's name, no address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from ombud.storage.accounts import LinkKind
from ombud.storage.directory import Person
from ombud.workflows.mail import outbox
from ombud.workflows.mail.recipients import Recipient
from ombud.workflows.mail.wording import Wording
from ombud.workflows.office import Office
from ombud.workflows.text import translate as _

_MINUTE: Final = timedelta(minutes=1)


def tell(
    session: Session, office: Office, person: Person, notice: str, say: Wording, *, link: str = "", at: datetime
) -> None:
    """A mail to one person; with a link that opens something it is sealed."""
    to = [Recipient(person.name, person.email, person.language, person_id=person.id)]
    outbox.post(session, office, None, to, notice=notice, words=say, link=link, secret=bool(link), at=at)


def of_link(kind: LinkKind, last: timedelta) -> Wording:
    def say(_number: str) -> tuple[str, str]:
        if kind is LinkKind.INVITATION:
            return (
                _("Your account at Ombud"),
                _(
                    "An account is ready for you. The link below opens it: choose a password there, and set up an "
                    "authenticator app on your phone. The link works once, for %(days)d days.",
                    days=last.days,
                ),
            )
        return (
            _("A new password for Ombud"),
            _(
                "Somebody asked for a new password for your account. If it was you, the link below lets you choose one. "
                "It works once, for %(minutes)d minutes. If it was not you, do nothing: your password stays as it is.",
                minutes=last // _MINUTE,
            ),
        )

    return say


def second_factor_reset(_number: str) -> tuple[str, str]:
    return (
        _("Your second factor was reset"),
        _(
            "An administrator reset the second factor of your account, and every browser was signed out. When you sign "
            "in again, set up your authenticator app anew. If you did not ask for this, tell an administrator at once."
        ),
    )


def password_changed(_number: str) -> tuple[str, str]:
    return (
        _("Your password was changed"),
        _(
            "The password of your account was changed, and every other browser was signed out. If it was not you, set "
            "another one where you sign in, and tell an administrator at once."
        ),
    )


def authenticator_changed(_number: str) -> tuple[str, str]:
    return (
        _("Your authenticator was replaced"),
        _(
            "Another authenticator app was set up for your account, and every other browser was signed out. If it was "
            "not you, tell an administrator at once."
        ),
    )
