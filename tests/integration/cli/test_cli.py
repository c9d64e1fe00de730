"""The command line, on real files and a real database."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from click.testing import Result

from ombud.storage.sealing import parse_key
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.procedures.root import BPMN

Run = Callable[..., Result]

ROOT = Path(__file__).parents[3]
INVENTORY = ROOT.parent / "shared" / "data" / "ct-hic-2014-organisations.csv"


def test_a_new_key_is_one(run: Run) -> None:
    assert len(parse_key(run("key", "new").output)) == 32


def test_without_a_key_it_says_how_to_make_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMBUD_KEY")
    assert "ombud key new" in str(run("worker").exception)


def test_procedures_are_listed_and_deployed_once(run: Run) -> None:
    version = load_procedure(BPMN / "agency_grievance").toml.version
    assert f"agency_grievance  version {version}  GRV" in run("procedures", "list").output
    first, again = run("procedures", "deploy"), run("procedures", "deploy")
    assert first.output == again.output
    assert f"agency_grievance version {version} " in first.output


def test_the_shipped_procedures_pass_the_check(run: Run) -> None:
    result = run("procedures", "check", "--still")
    assert (result.exit_code, result.output) == (0, "Nothing to object to.\n")


def test_any_other_file_is_answered_in_sentences(run: Run, tmp_path: Path) -> None:
    for name, content in (("cut.bpmn", "<definitions><process"), ("poem.bpmn", "Roses are red"), ("empty.bpmn", "")):
        file = tmp_path / name
        file.write_text(content)
        result = run("procedures", "check", str(file))
        assert result.exit_code == 1
        assert str(file) in result.output
        assert "Way out:" in result.output


def test_a_broken_scenario_names_file_line_and_step(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(
        'title = "Wrong"\nat = 2026-03-02T09:00:00-05:00\n\n[[step]]\nstart = "no_such_procedure"\nby = "party:x"\n'
    )
    result = run("scenario", str(file))
    assert result.exit_code == 1
    assert f"{file}:4: step 1 (start): refused with NotFound" in result.output
    assert "0 passed, 1 failed" in result.output
    file.write_text('title = "Wrong"\nat = 2026-03-02T09:00:00-05:00\n\n[[step]]\nstart = "x"\nclaim = "y"\n')
    assert f"{file}:4" in run("scenario", str(file)).output


def test_every_grievance_row_is_answered_by_an_element(run: Run) -> None:
    rows = orjson.loads(run("policy", "coverage", "--json").output)["rows"]
    with (BPMN / "register.csv").open(encoding="utf-8", newline="") as file:
        register = {row["id"]: row["proc"] for row in csv.DictReader(file)}
    assert {row["id"]: row["proc"] for row in rows} == register
    assert set(rows[0]) == {"id", "proc", "track", "expected", "answer", "where", "reason"}
    grievance = [row for row in rows if row["proc"] == "PR04"]
    answers = {row["id"]: row["answer"] for row in grievance}
    assert answers.pop("P114-b") == "checklist"
    assert set(answers.values()) == {"element"}


@pytest.mark.long
def test_a_case_is_shown_proven_and_exported_and_tampering_is_named(
    demonstration: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = demonstration("case", "show", "GRV-2026-0001").output
    assert "closed  decided_on_appeal" in shown
    assert "deadline hearing (P114-l)" in shown
    assert "NOT as it was written" not in demonstration("case", "verify").output
    exported = orjson.loads(demonstration("case", "export", "GRV-2026-0001").output)
    assert exported["format"] == "ombud case 1"
    assert exported["events"][0]["seq"] == 1
    assert exported["submissions"][0]["values"]["contact_name"]

    connection = sqlite3.connect(tmp_path / "demo" / "ombud.sqlite")
    with connection:
        (trigger,) = connection.execute(
            "select name from sqlite_master where type='trigger' and name like '%events%update%'"
        ).fetchone()
        connection.execute(f"drop trigger {trigger}")
        connection.execute(
            "update events set kind = 'completed by nobody' where seq = 2 and chain = (select id from cases where number = 'GRV-2026-0001')"
        )
    connection.close()
    result = demonstration("case", "verify", "GRV-2026-0001")
    assert result.exit_code == 1
    assert "Event 2 is not what was written" in result.output


def test_an_unknown_case_is_said_to_be_unknown(run: Run) -> None:
    assert "There is no case GRV-1999-0001" in str(run("case", "show", "GRV-1999-0001").exception)


@pytest.mark.skipif(not INVENTORY.exists(), reason="the public inventory lies beside the checkout, not in it")
def test_the_public_inventory_is_imported_twice_and_the_second_changes_nothing(run: Run) -> None:
    first, again = run("org", "import", str(INVENTORY)).output, run("org", "import", str(INVENTORY)).output
    assert first.startswith("153 rows read: 153 organisations added, 0 known already.")
    assert again.startswith("153 rows read: 0 organisations added, 153 known already.")
    assert "look alike" in first
    assert "domestic violence project" in first


def test_a_cancelled_meeting_and_an_extension_from_the_command_line(demonstration: Run) -> None:
    waiting = "GRV-2026-0003"
    assert "open: subcommittee_hears" in demonstration("case", "show", waiting).output
    first = next(
        line for line in demonstration("meeting", "list").output.splitlines() if "grievance_subcommittee" in line
    )
    cancelled = demonstration("meeting", "cancel", "grievance_subcommittee", first[:10], "--reason", "snow")
    assert "re-times" in cancelled.output
    assert first not in demonstration("meeting", "list").output
    extended = demonstration("deadline", "extend", waiting, "hearing", "2040-01-31", "--reason", "agreed")
    assert "hearing is changed" in extended.output
    assert "Extended to 2040-01-31" in demonstration("case", "show", waiting).output
    assert "no open deadline" in str(demonstration("deadline", "pause", waiting, "no_such", "--reason", "x").exception)
