"""A scenario changes a setting, and puts a case that was open under it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.webapp.cli.theatre import theatre
from ombud.workflows.procedures.scenarios.run import Theatre, run_one

SCENARIO = """
title = "From 45 days to 30: the case keeps its date until it is moved on purpose"
at = 2026-03-02T09:00:00-05:00
given = { settings = { "agency_grievance.decision_target" = 45 } }

[[step]]
start = "agency_grievance"
by = "party:amira"
[step.answers]
contact_name = "Amira Haddad"
contact_email = "amira@willow.example"
complainant_kind = "prospective"
organisation_name = "Willow Bridge"
subject_areas = ["governance"]
complaint = "Our application was turned down without a reason."
stage = "formal"
no_informal_reason = "Nobody called us back."

[[step]]
advance = "P1D"

[[step]]
do = "setting.set"
by = "operator@ombud.example"
with = { name = "agency_grievance.decision_target", value = 30, reason = "The Board wants answers sooner." }

[[step]]
expect = { tasks = [{ task = "director_decides", due = 2026-04-16 }] }

[[step]]
do = "case.settings"
by = "director@lead.example"
with = { reason = "Sooner, please." }
refused = "Forbidden"

[[step]]
do = "case.settings"
by = "operator@ombud.example"
with = { reason = "The Board wants answers sooner, to this one too." }

[[step]]
expect = { tasks = [{ task = "director_decides", due = 2026-04-01 }], notified = ["director@lead.example"] }
"""


@pytest.fixture(scope="module")
def stage() -> Iterator[Theatre]:
    with theatre() as found:
        yield found


def test_a_case_is_put_under_a_setting_that_changed(stage: Theatre, tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text(SCENARIO, "utf-8")
    assert run_one(path, stage).failure == ""
