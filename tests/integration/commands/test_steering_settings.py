"""A setting that the diagram compares with: a case is measured by those it runs under, also when its log is run again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ombud.storage.session import reading, unit_of_work
from ombud.workflows import case_settings, proof, rewind, settings
from ombud.workflows.actors import OPERATOR
from ombud.workflows.opening import Opened
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.load import load_procedure
from tests.support.permit import FORMS, Town, permit_in

pytestmark = pytest.mark.both_databases

WHY: dict[str, Any] = {"reason": "The council wants it so.", "by": OPERATOR}
STRICT = '\n[settings.strictness]\ntitle = "From 2 on nothing is granted"\ndefault = 1\nmax = 3\nroutes = true\nsource = "T-1"\n'


def deploy_strict(town: Town, folder: Path) -> None:
    """Version 2 grants only where the setting is below 2."""

    def edit(file: Path, text: str) -> str:
        text = text.replace("version = 1\n", "version = 2\n")
        if file.name == "procedure.toml":
            return text + STRICT
        return text.replace("decision == 'granted'", "decision == 'granted' and strictness &lt; 2")

    with unit_of_work(town.database) as session:
        deploy(session, load_procedure(permit_in(folder, edit)), FORMS, by=OPERATOR, at=town.at)


def make_strict(town: Town) -> None:
    town.at += timedelta(minutes=1)
    with unit_of_work(town.database) as session:
        toml = town.office.procedures.latest(session, "permit").toml
        settings.set_value(session, toml, "strictness", 3, deviating=True, at=town.at, **WHY)


def grant(town: Town, asked: Opened) -> str:
    """The clerk grants it; whether that closes the case, or it is refused all the same."""
    town.complete(asked, "decide", town.who("clerk"), decision="granted", reasons="There is room.")
    with reading(town.database) as session:
        assert proof.verify(session, town.office, town.case(asked)) == []
    return str(town.case(asked).status)


def take(town: Town, asked: Opened) -> None:
    with unit_of_work(town.database) as session:
        case_settings.take_todays(session, town.office, asked.case_id, at=town.at, **WHY)


def undo(town: Town, asked: Opened) -> None:
    with unit_of_work(town.database) as session:
        rewind.undo(session, town.office, asked.case_id, at=town.at, **WHY)


def test_a_case_is_measured_by_what_it_was_opened_under(town: Town, tmp_path: Path) -> None:
    deploy_strict(town, tmp_path)
    before = town.ask()
    make_strict(town)
    after = town.ask()
    assert (grant(town, before), grant(town, after)) == ("closed", "open")
    assert town.open_tasks(after) == {"answer"}


def test_moved_on_purpose_it_is_measured_anew_and_an_undo_takes_that_back(town: Town, tmp_path: Path) -> None:
    deploy_strict(town, tmp_path)
    asked = town.ask()
    make_strict(town)
    take(town, asked)
    assert grant(town, asked) == "open"
    undo(town, asked)
    assert town.open_tasks(asked) == {"decide"}
    undo(town, asked)
    assert grant(town, asked) == "closed"


def test_what_a_deadline_sets_off_knows_them_too(town: Town, tmp_path: Path) -> None:
    deploy_strict(town, tmp_path)
    asked = town.ask()
    make_strict(town)
    take(town, asked)
    town.pass_days(31)
    town.work()
    assert b'"strictness":3' in town.case(asked).variables


def test_a_case_moved_to_a_version_with_such_a_setting_has_it(town: Town, tmp_path: Path) -> None:
    asked = town.ask()
    town.at += timedelta(minutes=1)
    deploy_strict(town, tmp_path)
    with unit_of_work(town.database) as session:
        to = town.office.procedures.latest(session, "permit")
        rewind.migrate(session, town.office, asked.case_id, to=to, at=town.at, **WHY)
    assert grant(town, asked) == "closed"
    undo(town, asked)
    assert town.open_tasks(asked) == {"decide"}
