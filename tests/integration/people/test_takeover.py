"""An operator cannot become somebody: a new address and a new second factor, in whichever order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ombud.storage.accounts import SignIn
from ombud.storage.base import new_id
from ombud.storage.directory import Person
from ombud.storage.letters import OutboxMail
from ombud.storage.session import reading
from ombud.workflows.mail.outbox import recipient_of, text_of
from ombud.workflows.people import account_links, accounts, persons
from ombud.workflows.refusals import BothAtOnce, LinkGone
from tests.integration.people.quarter import MONDAY, Quarter

WEEK = timedelta(days=7)


def move(quarter: Quarter, name: str, email: str, *, by: str = "operator") -> None:
    person_id, actor = quarter.id_of(name), quarter.who(by)
    with reading(quarter.database) as session:
        person = session.get_one(Person, person_id)
        facts: dict[str, Any] = {"name": person.name, "organisation_id": person.organisation_id, "language": "en"}
    quarter.do(lambda s: persons.edit(s, quarter.office, person_id, email=email, by=actor, at=quarter.at, **facts))


def reset_factor(quarter: Quarter, name: str, *, by: str = "operator") -> None:
    person_id, actor = quarter.id_of(name), quarter.who(by)
    quarter.do(lambda s: accounts.reset_second_factor(s, quarter.office, person_id, by=actor, at=quarter.at))


def invite(quarter: Quarter, name: str) -> str:
    person_id, actor = quarter.id_of(name), quarter.who("operator")
    link = quarter.do(lambda s: accounts.invite(s, quarter.office, person_id, by=actor, at=quarter.at))
    return link.rpartition("/")[2]


def mails(quarter: Quarter) -> list[tuple[str, str]]:
    key = quarter.office.vault.system_key
    with reading(quarter.database) as session:
        rows = session.scalars(select(OutboxMail).order_by(OutboxMail.created_at)).all()
        return [(recipient_of(key, row)["email"], f"{row.subject} {text_of(key, row)}") for row in rows]


def test_another_address_is_told_to_the_one_before_and_ends_what_was_open(quarter: Quarter) -> None:
    person_id = quarter.id_of("hdc")
    open_since = {"person_id": person_id, "created_at": MONDAY, "seen_at": MONDAY}
    quarter.do(lambda s: s.add(SignIn(id=new_id(), token_hash=b"1", **open_since)))
    move(quarter, "hdc", "mine@elsewhere.example")
    ((address, words),) = mails(quarter)
    assert address == "hdc@harbor.example"
    assert "address of your account was changed" in words
    for kept_out in ("elsewhere", "Tomas", "Berg", "Olu"):
        assert kept_out not in words
    with reading(quarter.database) as session:
        assert session.scalars(select(SignIn.ended_at)).all() == [MONDAY]
    (event,) = quarter.told("person.address_changed")
    assert event.body == {"person": str(person_id)}


def test_the_second_factor_is_not_reset_in_the_days_after(quarter: Quarter) -> None:
    move(quarter, "hdc", "mine@elsewhere.example")
    quarter.at += WEEK - timedelta(seconds=1)
    with pytest.raises(BothAtOnce):
        reset_factor(quarter, "mine")
    reset_factor(quarter, "clerk")
    quarter.at += timedelta(seconds=1)
    reset_factor(quarter, "mine")


def test_nor_is_the_address_changed_in_the_days_after_a_reset(quarter: Quarter) -> None:
    reset_factor(quarter, "hdc")
    with pytest.raises(BothAtOnce):
        move(quarter, "hdc", "mine@elsewhere.example")
    assert quarter.id_of("hdc")
    move(quarter, "hdc", "mine@elsewhere.example", by="")
    reset_factor(quarter, "mine", by="")


def test_an_invitation_to_a_mistyped_address_opens_nothing_once_it_is_corrected(quarter: Quarter) -> None:
    token = invite(quarter, "new")
    move(quarter, "new", "nia@harbor.example")
    with pytest.raises(LinkGone):
        quarter.do(lambda s: account_links.take_link(s, token, "hash", at=quarter.at))
    assert [address for address, _words in mails(quarter)] == ["new@harbor.example"], "the invitation, and nothing else"
    again = invite(quarter, "nia")
    quarter.do(lambda s: account_links.take_link(s, again, "hash", at=quarter.at))


def test_a_corrected_name_signs_nobody_out(quarter: Quarter) -> None:
    move(quarter, "hdc", "hdc@harbor.example")
    person_id, by = quarter.id_of("hdc"), quarter.who("operator")
    facts: dict[str, Any] = {"email": "hdc@harbor.example", "organisation_id": None, "language": "en"}
    quarter.do(lambda s: persons.edit(s, quarter.office, person_id, name="T. Berg", by=by, at=quarter.at, **facts))
    assert mails(quarter) == []
    reset_factor(quarter, "hdc")
