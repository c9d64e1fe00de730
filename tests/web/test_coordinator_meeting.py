"""The monthly meeting of coordinators: its letter and its page say which agencies have missed it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ombud.storage.directory import Organisation
from ombud.storage.letters import Letter
from ombud.storage.session import reading
from tests.support.pdf import text_of
from tests.web.house import House
from tests.web.people import HDC

ADMIN = "admin@laurel.example"
NUMBER = "HCM-2026-0001"
CALL = {"meeting_on": "2026-04-09", "join": "10 a.m., online", "subjects": "The new release."}
CAME, MISSED = ("Harbor House", "Elm Street Shelter"), "Riverbend Family Services"


@pytest.fixture
def met(house: House) -> House:
    """The meeting of April: called, moved, called again, and held with two agencies."""
    house.at = datetime(2026, 4, 2, 14, tzinfo=UTC)
    house.work()
    house.complete(NUMBER, "set_date", ADMIN, CALL)
    house.complete(NUMBER, "record_meeting", ADMIN, {"meeting": "moved", "reason": "The line was down."})
    house.complete(NUMBER, "set_date", ADMIN, CALL)
    with reading(house.database) as session:
        came = [str(key) for key in session.scalars(select(Organisation.id).where(Organisation.name.in_(CAME)))]
    held = {"meeting": "held", "attended": came, "said": "The release comes in May."}
    house.complete(NUMBER, "record_meeting", ADMIN, held)
    house.work()
    return house


def test_every_coordinator_reads_which_agencies_have_missed_it(met: House) -> None:
    with reading(met.database) as session:
        letter = session.scalars(select(Letter.id).where(Letter.name == "record")).one()
    words = text_of(met.as_(HDC).get(f"/cases/{NUMBER}/letters/{letter}.pdf").data)
    assert "All agencies that take part in the HMIS, except these:" in words
    missed = words.partition("except these:")[2].partition("Changes and common problems")[0]
    assert MISSED in missed
    assert not [agency for agency in CAME if agency in missed]


def test_the_page_says_so_too_and_nobody_missed_what_was_moved(met: House) -> None:
    page = met.as_(ADMIN).see(f"/cases/{NUMBER}")
    assert page.count("Not confirmed: Which agencies took part?") == 1
    assert MISSED in page
