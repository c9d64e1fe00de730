"""Mails about an account: fixed sentences, nobody's name, no address."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from ombud.storage.accounts import LinkKind
from ombud.storage.directory import Person
from ombud.workflows.casefile.words import role_name
from ombud.workflows.letters import filters
from ombud.workflows.mail import outbox
from ombud.workflows.mail.recipients import Recipient
from ombud.workflows.mail.wording import Wording
from ombud.workflows.office import Office
from ombud.workflows.text import language
from ombud.workflows.text import translate as _

_MINUTE: Final = timedelta(minutes=1)


def tell(
    session: Session,
    office: Office,
    person: Person,
    notice: str,
    say: Wording,
    *,
    link: str = "",
    secret: bool = True,
    address: str = "",
    at: datetime,
) -> None:
    """A mail to one person, at their address or another `address`; sealed with a link that opens something by itself,
    as links do unless `secret` says no."""
    to = [Recipient(person.name, address or person.email, person.language, person_id=person.id)]
    outbox.post(session, office, None, to, notice=notice, words=say, link=link, secret=bool(link) and secret, at=at)


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


def address_changed(_number: str) -> tuple[str, str]:
    return (
        _("The address of your account was changed"),
        _(
            "An administrator changed the address of your account, and every browser was signed out. Mails of Ombud go "
            "to the new address from now on. If you know nothing of this, tell the office that runs Ombud at once, by "
            "telephone or in person."
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


def substitute_proposed(_number: str) -> tuple[str, str]:
    return (
        _("A substitute is proposed for you"),
        _(
            "An operator asked somebody to act in your place while you are away. Who it is and for which days is on the "
            "page; you can withdraw it there. If you know nothing of this, tell the office that runs Ombud."
        ),
    )


def substitute_accepted(_number: str) -> tuple[str, str]:
    return (
        _("Your substitute has accepted"),
        _("Somebody acts in your place on the days you will be away. Who it is, and in which roles, is on the page."),
    )


def substitute_declined(_number: str) -> tuple[str, str]:
    return (
        _("Your substitute has declined"),
        _("Somebody who was asked to act in your place while you are away has declined. You can ask somebody else."),
    )


def substitute_ended(_number: str) -> tuple[str, str]:
    return (
        _("Nobody stands in any more"),
        _("That somebody acts in another's place was ended, or the proposal was withdrawn. The page shows which."),
    )


def delegation_recorded(_number: str) -> tuple[str, str]:
    return (
        _("A role was passed on"),
        _(
            "Somebody recorded that a role is passed on, from you or to you. Whose it is, for which days and on what "
            "terms is on the page; you can revoke it there."
        ),
    )


def delegation_revoked(_number: str) -> tuple[str, str]:
    return (
        _("A delegation was revoked"),
        _("A role that was passed on, from you or to you, is passed on no more. The page shows which."),
    )


def acting(role: str, organisation: str, from_on: date, to_on: date) -> Wording:
    """To whoever acts in a role of an organisation for some days, both included."""

    def say(_number: str) -> tuple[str, str]:
        return (
            _("You are named to act: %(role)s", role=role_name(role)),
            _(
                "Nobody holds this role in %(organisation)s, and you act in it from %(first)s to %(last)s, these days "
                "included: %(role)s. What waits for it is in your inbox then. It ends by itself.",
                **_place(role, organisation, from_on, to_on),
            ),
        )

    return say


def acting_elsewhere(role: str, organisation: str, from_on: date, to_on: date) -> Wording:
    """To those who have to know that somebody acts."""

    def say(_number: str) -> tuple[str, str]:
        return (
            _("Somebody is named to act: %(role)s", role=role_name(role)),
            _(
                "Nobody holds this role in %(organisation)s, and somebody was named to act in it from %(first)s to "
                "%(last)s: %(role)s. Who it is is on the page.",
                **_place(role, organisation, from_on, to_on),
            ),
        )

    return say


def acting_ended(role: str, organisation: str) -> Wording:
    def say(_number: str) -> tuple[str, str]:
        return (
            _("Nobody acts any more: %(role)s", role=role_name(role)),
            _(
                "That somebody acts in this role of %(organisation)s was ended before its last day: %(role)s.",
                organisation=organisation,
                role=role_name(role),
            ),
        )

    return say


def _place(role: str, organisation: str, from_on: date, to_on: date) -> dict[str, str]:
    first, last = (filters.day(day, language=language()) for day in (from_on, to_on))
    return {"role": role_name(role), "organisation": organisation, "first": first, "last": last}
