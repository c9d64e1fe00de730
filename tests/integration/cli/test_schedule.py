"""`ombud schedule`: what opens by itself next, what has, and a period that was missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import update

from ombud.storage.directory import Organisation, OrganisationKind, Participation
from ombud.storage.procedures import ProcedureVersion
from ombud.storage.session import Database, unit_of_work
from ombud.webapp.cli import environment
from ombud.workflows.clock import utc_now
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.worker.drain import drain

Run = Callable[..., Result]
KEY = "disaster_plan_review"


@pytest.fixture
def database(run: Run, tmp_path: Path) -> Database:
    assert run("procedures", "deploy").exit_code == 0
    return Database(f"sqlite:///{tmp_path / 'ombud.sqlite'}")


def work(database: Database) -> None:
    drain(database, environment.office(), KeptMailer(), clock=utc_now)


@pytest.mark.usefixtures("database")
def test_a_new_installation_lists_what_comes(run: Run) -> None:
    shown = run("schedule").output
    assert f"{KEY}  20" in shown
    assert "one case (P113-b)" in shown
    assert "missed" not in shown
    assert run("schedule", "list").output == shown


def test_a_missed_year_is_listed_and_opened_on_demand(run: Run, database: Database) -> None:
    """As if it had been deployed three years ago, and no worker had run since."""
    with unit_of_work(database) as session:
        session.execute(update(ProcedureVersion).values(deployed_at=utc_now() - timedelta(days=3 * 365 + 30)))
    assert "The worker opens it." in run("schedule").output
    work(database)
    shown = run("schedule").output
    assert "1 case (DRP-" in shown
    mine = [line for line in shown.splitlines() if f"ombud schedule open {KEY} " in line]
    missed = [line.split()[1].rstrip(",") for line in mine]
    assert missed
    told = run("schedule", "open", KEY, missed[0])
    assert told.output == f"{KEY} {missed[0]}: the worker opens 1 case.\n"
    assert "about to be opened" in run("schedule").output
    work(database)
    assert f": {missed[0]}, 1 case (DRP-" in run("schedule").output
    again = run("schedule", "open", KEY, missed[0])
    assert again.exit_code == 1
    assert "opened already" in str(again.exception)


@pytest.mark.usefixtures("database")
def test_what_has_no_schedule_is_refused(run: Run) -> None:
    assert "no schedule" in str(run("schedule", "open", "agency_grievance", "2027").exception)
    assert "No procedure nothing" in str(run("schedule", "open", "nothing", "2027").exception)


def test_a_draw_is_shown_and_done_again(run: Run, database: Database) -> None:
    key = "compliance_monitoring"
    year = utc_now().year
    with unit_of_work(database) as session:
        for number in range(5):
            facts = {"kind": OrganisationKind.AGENCY, "participation": Participation.PARTICIPATING}
            session.add(
                Organisation(name=f"Agency {number}", sort_name=f"agency {number}", created_at=utc_now(), **facts)
            )
        session.execute(update(ProcedureVersion).values(deployed_at=utc_now() - timedelta(days=2 * 365)))
    work(database)
    assert "a case for each agency that is drawn (P201-m)" in run("schedule").output
    shown = run("schedule", "draw", key, str(year)).output
    assert f"{key} {year}: 2 of 5 agencies (25 percent, rounded up), seed " in shown
    assert shown.count("  drawn  ") == 2
    assert shown.endswith("Drawn again from the same snapshot and seed: the same selection.\n")
    assert "was not drawn" in run("schedule", "draw", KEY, str(year)).output
