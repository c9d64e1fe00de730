from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.storage.board import ConflictKind
from tests.integration.board.by_ballot import MEETING
from tests.integration.board.calendar_world import CalendarTown, found_calendar_town
from tests.integration.board.hall import Hall, found_hall
from tests.integration.board.papers_world import Panel, found_panel
from tests.integration.board.seats_world import World, found_world
from tests.support.court import Court


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Hall]:
    """A panel that decides appeals by ballot, once on SQLite and once on PostgreSQL."""
    hall = found_hall(database_url, tmp_path)
    yield hall
    hall.database.close()


@pytest.fixture
def hearing(hall: Hall) -> Hall:
    """An appeal on the day of the meeting; ada, ben, cas and dora are there, and the ballot is open."""
    hall.appeal()
    hall.at = MEETING
    hall.arrive("ada", "ben", "cas", "dora")
    hall.open()
    return hall


@pytest.fixture
def panel(database_url: str) -> Iterator[Panel]:
    """A panel with an agenda, minutes and a packet of papers."""
    panel = found_panel(database_url)
    yield panel
    panel.database.close()


@pytest.fixture
def town(database_url: str) -> Iterator[CalendarTown]:
    """The permit town with a chair who keeps the panel's calendar."""
    town = found_calendar_town(database_url)
    yield town
    town.database.close()


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A board with nobody on it."""
    world = found_world(database_url)
    yield world
    world.database.close()


@pytest.fixture
def appealed(court: Court) -> Court:
    """An appeal waits for the panel; every ground but the last two was declared before anybody was told."""
    court.appeal()
    court.recuse("recused")
    court.declare("declared", ConflictKind.DECLARED, by="cochair")
    court.declare("subject", ConflictKind.SUBJECT, by="operator")
    return court
