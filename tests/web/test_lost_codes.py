"""Somebody lost their tracking code: another link, for whoever has the number and the address."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from ombud.storage.session import reading
from ombud.webapp.public.limits import LINKS_PER_ADDRESS
from tests.support.statements import statements
from tests.web.house import House
from tests.web.links import (
    ROSA,
    ask,
    link_in,
    mails_to,
    system_events,
    use,
    values_of,
)


def test_a_lost_code_is_answered_alike_for_known_and_unknown(house: House) -> None:
    number, _code = house.file()
    other, _other_code = house.file(contact_email="ned@harbor.example")
    house.work()
    house.mailer.messages.clear()
    answers = {
        re.sub(r'value="[^"]*"', "", ask(house, *asked))
        for asked in (
            (number, ROSA),
            (number, "mallory@x.example"),
            ("GRV-1999-0001", ROSA),
            (other, ROSA),
            (number, "%' OR 1=1"),
        )
    }
    assert len(answers) == 1
    assert "is on its way" in answers.pop()
    house.work()
    (mail,) = house.mailer.messages
    assert str(mail["To"]) == "Rosa Lindgren <rosa@willow.example>"
    rosa = house.browser()
    use(rosa, link_in(mails_to(house, ROSA, "the link you asked for")[0]))
    assert number in rosa.see("/track/case")
    assert system_events(house)[:5] == [("link.asked", {})] * 5


def test_the_answer_takes_the_same_work_whatever_was_asked(house: House) -> None:
    """S8. So that nobody learns from the time it takes which case there is, or whose it is: the worker finds out."""
    number, _code = house.file()
    ran = []
    for asked in ((number, ROSA), (number, "mallory@x.example"), ("GRV-1999-0001", ROSA)):
        with statements(house.database) as these:
            ask(house, *asked)
        ran.append([one for one in these if "SAVEPOINT" not in one])
    assert ran[0] == ran[1] == ran[2]
    assert any("INSERT INTO jobs" in one for one in ran[0])


def test_the_number_and_address_may_be_typed_as_people_do(house: House) -> None:
    number, _code = house.file()
    ask(house, f" {number.lower()} ", " Rosa@Willow.Example ")
    house.work()
    assert mails_to(house, ROSA, "the link you asked for")


def test_a_number_without_its_hyphens_and_noughts_is_understood(house: House) -> None:
    number, _code = house.file()
    prefix, year, last = number.split("-")
    for typed in (f"{prefix.lower()} {year} {int(last)}", f"{prefix}{year}{last}", f"{prefix} – {year} – {last}"):
        house.pass_(minutes=6)
        ask(house, typed, ROSA)
    house.work()
    assert len(mails_to(house, ROSA, "the link you asked for")) == 1, "asked for three times before the worker came"


@pytest.mark.parametrize("typed", ["' OR 1=1", "ONB-26-1", "2026-0001", "GRV-2026-", "GRV-2026-0001-2"])
def test_what_is_no_number_is_said_at_once_and_asks_for_nothing(house: House, typed: str) -> None:
    browser = house.browser()
    browser.see("/track/lost")
    answer = browser.send("/track/lost", {"number": typed, "email": ROSA}, status=422).text
    assert "such as ONB-2026-0001" in answer
    assert not [one for one in system_events(house) if one[0] == "link.asked"]


def test_asking_again_at_once_sends_no_second_mail(house: House) -> None:
    number, _code = house.file()
    for _time in range(3):
        ask(house, number, ROSA)
        house.work()
    assert len(mails_to(house, ROSA, "the link you asked for")) == 1
    house.pass_(minutes=6)
    ask(house, number, ROSA)
    house.work()
    assert len(mails_to(house, ROSA, "the link you asked for")) == 2


def test_asking_is_slowed_across_processes_and_programs_get_no_mail(house: House) -> None:
    number, _code = house.file()
    ask(house, number, ROSA, website="http://spam.example")
    house.work()
    assert not mails_to(house, ROSA, "the link you asked for")
    other = House(house.database, house.office, house.config, house.at)
    for n in range(LINKS_PER_ADDRESS):
        ask([house, other][n % 2], number, "nobody@x.example")
    late = other.browser()
    late.see("/track/lost")
    late.send("/track/lost", {"number": number, "email": ROSA}, status=429)


def test_what_was_typed_for_a_lost_code_stands_nowhere_in_the_clear_and_is_gone_afterwards(house: House) -> None:
    number, _code = house.file()
    ask(house, number, "quackenbush@pond.example")
    assert "quackenbush" not in values_of(house)
    with reading(house.database) as session:
        asked = "SELECT payload FROM jobs WHERE key LIKE 'link.asked%'"
        before = session.execute(text(asked)).scalar_one()
    house.work()
    with reading(house.database) as session:
        after = session.execute(text(asked)).scalar_one()
    assert len(bytes(after)) < 40 < len(bytes(before))
