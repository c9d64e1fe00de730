"""Who may open who brought a case: of which roles, of how many people, and who may not."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select, update

from ombud.storage.cases import IdentityOpening
from ombud.storage.directory import Person
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.refusals import (
    IdentityAsked,
    IdentitySettled,
    NotAnOpener,
    NotFound,
    OneIsNotTwo,
    Refusal,
)
from tests.integration.commands.sealed_world import (
    COCHAIR,
    COCHAIR2,
    DIRECTOR,
    MEMBER,
    STAFF,
    Sealed,
)
from tests.support.together import together


@pytest.mark.parametrize(
    ("by", "role", "refused"),
    [
        (DIRECTOR, "director", NotFound),
        (DIRECTOR, "dsb_staff", NotFound),
        ("operator@ombud.example", "operator", NotAnOpener),
        ("auditor@ombud.example", "dsb_staff", NotAnOpener),
        (STAFF, "cochair", NotAnOpener),
        (MEMBER, "member", NotFound),
    ],
)
def test_only_holders_of_the_roles_ask(sealed: Sealed, by: str, role: str, refused: type[Refusal]) -> None:
    with pytest.raises(refused):
        sealed.ask(by, role)
    assert sealed.events() == []


def test_one_person_with_both_roles_is_still_one(sealed: Sealed) -> None:
    sealed.give(STAFF, "cochair", body="dsb")
    sealed.ask()
    with pytest.raises(OneIsNotTwo):
        sealed.answer(STAFF, "cochair")
    with pytest.raises(OneIsNotTwo):
        sealed.answer(STAFF, "dsb_staff")
    assert sealed.page(STAFF).may_agree == ()


def test_two_of_one_role_are_not_enough(sealed: Sealed) -> None:
    sealed.give(MEMBER, "dsb_staff")
    sealed.ask()
    with pytest.raises(OneIsNotTwo):
        sealed.answer(MEMBER, "dsb_staff")


def test_nobody_agrees_for_whoever_asked(sealed: Sealed) -> None:
    """A substitute acts by the role they hold, and on the authority of whom they act for."""
    sealed.give(MEMBER, "cochair", for_=STAFF, body="dsb")
    sealed.ask()
    with pytest.raises(OneIsNotTwo):
        sealed.answer(MEMBER)
    sealed.seal(STAFF)
    sealed.at = sealed.at.replace(hour=16)
    sealed.give("bruno@dsb.example", "dsb_staff", for_=COCHAIR)
    sealed.ask("bruno@dsb.example")
    with pytest.raises(OneIsNotTwo):
        sealed.answer(COCHAIR)
    sealed.answer(COCHAIR2)
    assert sealed.sees("bruno@dsb.example")


def test_whoever_loses_the_role_loses_sight_and_so_does_who_is_gone(sealed: Sealed) -> None:
    sealed.open()
    sealed.take(COCHAIR, "cochair")
    assert sealed.seeing() == [STAFF]
    with unit_of_work(sealed.database) as session:
        session.execute(update(Person).where(Person.email == STAFF).values(active=False))
    assert sealed.seeing() == []


def test_an_unrelated_body_gives_no_standing(sealed: Sealed) -> None:
    sealed.take(COCHAIR, "cochair")
    sealed.give(COCHAIR, "cochair", body="elsewhere")
    with pytest.raises(NotFound):
        sealed.ask(COCHAIR, "cochair")
    sealed.give(COCHAIR, "cochair", body="dsb")
    sealed.ask(COCHAIR, "cochair")


def test_a_conflict_bars_from_asking_agreeing_and_seeing(sealed: Sealed) -> None:
    sealed.bar(COCHAIR2)
    with pytest.raises((NotFound, NotAnOpener)):
        sealed.ask(COCHAIR2, "cochair")
    sealed.open()
    sealed.bar(COCHAIR)
    assert sealed.seeing() == [STAFF]
    assert COCHAIR2 not in sealed.told()


def test_a_complaint_that_may_be_about_the_lead_is_not_opened_by_its_people(sealed: Sealed) -> None:
    sealed.move_to_lead(COCHAIR)
    sealed.ask()
    with pytest.raises((NotFound, NotAnOpener)):
        sealed.answer(COCHAIR)
    sealed.move_to_lead(STAFF)
    with pytest.raises(IdentitySettled):
        sealed.answer(COCHAIR2)


@pytest.mark.both_databases
def test_two_agree_at_once_and_it_is_open_to_one_of_them(sealed: Sealed) -> None:
    sealed.ask()
    outcomes = together(partial(sealed.answer, COCHAIR), partial(sealed.answer, COCHAIR2))
    assert {*outcomes} == {None, IdentitySettled}
    with reading(sealed.database) as session:
        row = session.scalars(select(IdentityOpening)).one()
    assert len(sealed.seeing()) == 2
    assert row.agreed_at is not None


@pytest.mark.both_databases
def test_agreed_and_refused_at_once_is_one_of_them(sealed: Sealed) -> None:
    sealed.ask()
    outcomes = together(partial(sealed.answer, COCHAIR), partial(sealed.answer, COCHAIR2, agrees=False))
    assert {*outcomes} == {None, IdentitySettled}
    assert len(sealed.events()) == 2


@pytest.mark.both_databases
def test_two_ask_at_once_and_one_waits(sealed: Sealed) -> None:
    outcomes = together(partial(sealed.ask, STAFF), partial(sealed.ask, COCHAIR, "cochair"))
    assert {*outcomes} == {None, IdentityAsked}
