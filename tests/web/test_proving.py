"""What an auditor proves of a case from its pages, and what they take away: fingerprints, and nothing that was written."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from ombud.storage.cases import Case
from ombud.storage.chain import verify_chain
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.session import reading, unit_of_work
from ombud.storage.triggers import drop_triggers
from ombud.workflows.casefile import proof
from tests.web.house import COMPLAINT, DECISION, House
from tests.web.people import AUDITOR, DIRECTOR, OPERATOR


def head_of(house: House, number: str) -> str:
    with reading(house.database) as session:
        return session.scalars(select(Case.head_hash).where(Case.number == number)).one().hex()


def decided(house: House) -> str:
    number, _code = house.file()
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    house.work()
    return number


def test_an_auditor_checks_a_case_and_sees_what_to_note_down(house: House) -> None:
    number = decided(house)
    auditor = house.as_(AUDITOR)
    assert f'href="/cases/{number}/proof"' in auditor.see(f"/cases/{number}")
    page = auditor.see(f"/cases/{number}/proof")
    assert "No entry was changed" in page
    assert head_of(house, number) in page
    assert page.count('<time datetime="2026-03-02') >= 3  # the check, the first entry and the last
    assert COMPLAINT["complaint"] not in page
    assert "Check this case" in auditor.see("/administration/log")
    assert "/proof" not in house.as_(DIRECTOR).see(f"/cases/{number}")


def test_the_check_names_the_entry_that_does_not_fit(house: House) -> None:
    number = decided(house)
    with unit_of_work(house.database) as session:
        drop_triggers(session.connection())
        session.execute(update(Event).where(Event.chain != SYSTEM_CHAIN, Event.seq == 2).values(kind="ticked"))
    page = house.as_(OPERATOR).see(f"/cases/{number}/proof")
    assert "Event 2 is not what was written" in page
    assert "No entry was changed" not in page


def test_a_last_fingerprint_that_is_another_does_not_pass(house: House) -> None:
    number = decided(house)
    with unit_of_work(house.database) as session:
        session.execute(update(Case).where(Case.number == number).values(head_hash=b"\0" * 32))
    assert "is not what was written" in house.as_(AUDITOR).see(f"/cases/{number}/proof")


def test_a_case_that_is_too_large_is_said_to_be_unchecked(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    number = decided(house)
    monkeypatch.setattr(proof, "MOST_ENTRIES", 1)
    page = house.as_(AUDITOR).see(f"/cases/{number}/proof")
    assert "too large to be checked" in page
    assert "No entry was changed" not in page


def test_the_fingerprints_that_are_taken_away_are_those_of_the_chain_and_tell_nothing_that_was_written(
    house: House,
) -> None:
    number = decided(house)
    auditor = house.as_(AUDITOR)
    answer = auditor.get(f"/cases/{number}/fingerprints.json")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{number}-fingerprints.json"'
    taken = answer.get_json()
    with reading(house.database) as session:
        chain = session.scalars(select(Case.id).where(Case.number == number)).one()
        assert verify_chain(session, chain).events == len(taken["entries"]) == taken["head"]["entry"]
    assert taken["entries"][-1]["fingerprint"] == taken["head"]["fingerprint"] == head_of(house, number)
    for written in (COMPLAINT["complaint"], COMPLAINT["contact_name"], DECISION["reasons"], "Morgan", "actor"):
        assert written not in answer.text
