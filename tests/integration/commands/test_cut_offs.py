"""A day that nobody chooses: so many years before a day of the year last came round."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ombud.storage.session import reading, unit_of_work
from ombud.workflows import cut_offs, settings
from ombud.workflows.actors import OPERATOR
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.load import load_procedure
from tests.support.permit import FORMS, Town, permit_in

MARKS = """
[settings.years]
title = "Years"
default = 7
source = "T-1"

[settings.year_end]
title = "Close of the year"
kind = "text"
default = "09-30"
source = "T-1"
"""


@pytest.fixture
def counting(town: Town, tmp_path: Path) -> Town:
    def edit(file: Path, text: str) -> str:
        text = text.replace("version = 1\n", "version = 2\n")
        return text + MARKS if file.name == "procedure.toml" else text

    with unit_of_work(town.database) as session:
        deploy(session, load_procedure(permit_in(tmp_path, edit)), FORMS, by=OPERATOR, at=town.at)
    return town


def offered(town: Town) -> list[tuple[str, str]]:
    with reading(town.database) as session:
        return cut_offs.named("permit.years.year_end")(session, town.at)


def test_there_is_none_while_no_version_has_the_settings(town: Town) -> None:
    assert offered(town) == []


def test_it_is_one_day_and_says_how_it_is_counted(counting: Town) -> None:
    counting.at = datetime(2026, 10, 1, 12, tzinfo=UTC)
    words = "September 30, 2019 (7 years before September 30, 2026)"
    assert offered(counting) == [("2019-09-30", words)]


def test_the_year_has_not_closed_on_its_last_day_and_stays_closed_over_the_new_year(counting: Town) -> None:
    counting.at = datetime(2026, 9, 30, 23, tzinfo=UTC)
    assert [day for day, _words in offered(counting)] == ["2018-09-30"]
    counting.at = datetime(2027, 1, 11, 12, tzinfo=UTC)
    assert [day for day, _words in offered(counting)] == ["2019-09-30"]


def test_it_follows_the_setting(counting: Town) -> None:
    counting.at = datetime(2026, 10, 1, 12, tzinfo=UTC)
    with unit_of_work(counting.database) as session:
        toml = counting.office.procedures.latest(session, "permit").toml
        how = {"reason": "A contract asks for ten.", "by": OPERATOR, "at": counting.at, "deviating": True}
        settings.set_value(session, toml, "years", 10, **how)
    assert [day for day, _words in offered(counting)] == ["2016-09-30"]
