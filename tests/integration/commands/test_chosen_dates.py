"""Days to choose from: between two deadlines of a procedure, whatever became of them since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ombud.storage.session import reading, unit_of_work
from ombud.workflows import chosen_dates, settings
from ombud.workflows.actors import OPERATOR
from ombud.workflows.formspec import Answers, Choices, FieldSpec
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.load import load_procedure
from tests.support.permit import FORMS, Town, permit_in

SOURCE = "dates.permit.first.last"

MARKS = """
[deadlines.first]
days = 45
anchor = "opened"
source = "T-1"

[deadlines.last]
days = 47
anchor = "opened"
source = "T-1"
"""


def deploy_permit(town: Town, folder: Path, *, version: int, more: str) -> None:
    def edit(file: Path, text: str) -> str:
        text = text.replace("version = 1\n", f"version = {version}\n")
        return text + more if file.name == "procedure.toml" else text

    with unit_of_work(town.database) as session:
        place = permit_in(folder / str(version), edit)
        deploy(session, load_procedure(place), FORMS, by=OPERATOR, at=town.at)


def days(town: Town) -> list[str]:
    with reading(town.database) as session:
        return [value for value, _words in chosen_dates.named("permit.first.last")(session, town.at)]


def test_they_are_counted_from_today_over_a_leap_day(town: Town, tmp_path: Path) -> None:
    assert days(town) == []  # no version has them
    deploy_permit(town, tmp_path, version=2, more=MARKS)
    town.at = datetime(2028, 1, 14, 15, tzinfo=UTC)
    assert days(town) == ["2028-02-28", "2028-02-29", "2028-03-01"]


def test_a_setting_that_overtakes_the_other_leaves_days_to_choose(town: Town, tmp_path: Path) -> None:
    deploy_permit(town, tmp_path, version=2, more=MARKS)
    with unit_of_work(town.database) as session:
        toml = town.office.procedures.latest(session, "permit").toml
        how = {"reason": "Longer.", "by": OPERATOR, "at": town.at, "deviating": True}
        settings.set_value(session, toml, "first", 48, **how)
    assert days(town) == ["2026-04-18", "2026-04-19"]


def test_a_version_without_the_deadlines_does_not_stop_what_runs_under_the_one_before(
    town: Town, tmp_path: Path
) -> None:
    deploy_permit(town, tmp_path, version=2, more=MARKS)
    before = days(town)
    deploy_permit(town, tmp_path, version=3, more="")
    assert days(town) == before
    assert len(before) == 3


def test_a_case_is_offered_the_days_of_the_settings_it_runs_under(town: Town, tmp_path: Path) -> None:
    deploy_permit(town, tmp_path, version=2, more=MARKS)
    asked = town.ask()
    before = days(town)
    with unit_of_work(town.database) as session:
        toml = town.office.procedures.latest(session, "permit").toml
        how = {"reason": "Longer.", "by": OPERATOR, "at": town.at, "deviating": True}
        settings.set_value(session, toml, "last", 90, **how)
    assert len(days(town)) == 46
    decide, offered = FORMS["permit.decide"], list[list[str]]()

    def validate(answers: Mapping[str, Any], choices: Choices, *, on: date) -> Answers:
        offered.append([value for value, _words in choices[SOURCE]])
        return decide.validate(answers, choices, on=on)

    asks_day = FieldSpec("day", "Day", "choice", source=SOURCE)
    form = replace(decide, fields=(*decide.fields, asks_day), validate=validate)
    town.office = replace(town.office, forms=FORMS | {"permit.decide": form})
    town.refuse_permit(asked)
    assert offered == [before]
