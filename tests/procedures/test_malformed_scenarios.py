"""A scenario that cannot be played says where and why, and what would be right: never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.webapp.cli.theatre import theatre
from ombud.workflows.procedures.scenarios.run import Theatre, run_one
from tests.procedures.test_deeds import APPEALED, HEAD

DO = """
[[step]]
do = "{do}"
by = "carol@dsb.example"
with = {{ {given} }}
"""


@pytest.fixture(scope="module")
def stage() -> Iterator[Theatre]:
    with theatre() as found:
        yield found


def failure(stage: Theatre, folder: Path, text: str) -> str:
    path = folder / "scenario.toml"
    path.write_text(text, "utf-8")
    return run_one(path, stage).failure


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            HEAD + '[given]\nagencies = [{ name = "Elm", participation = "member" }]\nstep = []\n',
            ":4: given.agencies.0.participation: expected one of 'listed', 'prospective', 'participating' or 'ended', found",
        ),
        (
            HEAD + '[[given.meetings]]\nbody = "dsb"\nat = 2026-04-01T10:00:00-04:00\nkind = "secret"\n',
            ":6: given.meetings.0.kind: expected one of 'regular' or 'special', found \"secret\".",
        ),
        (HEAD + '[[step]]\nadvance = "P1M"\n', ':4: step.0.advance: expected a number of days such as "P30D"'),
        (HEAD + '[[step]]\nadvance = "P99999999999D"\n', ":3: step.0: the longest `advance` is P9999D."),
        (HEAD + '[[step]]\nexpect = { status = "done" }\n', ":4: step.0.expect.status: expected one of 'open'"),
        (HEAD + '[[step]]\nadvnce = "P1D"\n', ":4: step.0.advnce: there is no such key. Did you mean advance?"),
        (
            HEAD + DO.format(do="meeting.cancel", given='bodi = "dsb", date = 2026-04-22'),
            ":7: step.0.with.bodi: there is no such key. Did you mean body?",
        ),
        (
            HEAD + DO.format(do="meeting.cancel", given='body = "dsb", date = "soon"'),
            ":7: step.0.with.date: expected a date such as 2026-03-02, without quotes",
        ),
        (HEAD + "title = 1\n", "this is not TOML"),
    ],
)
def test_what_is_written_wrong_is_told_with_its_line(stage: Theatre, tmp_path: Path, text: str, told: str) -> None:
    assert told in failure(stage, tmp_path, text)


@pytest.mark.parametrize(
    ("do", "given", "told"),
    [
        (
            "meeting.schedule",
            'body = "dsb", date = 2026-04-23, kind = "secret"',
            "is one of regular, special, not secret",
        ),
        ("meeting.cancel", 'body = "dsb"', "refused with NotFound"),
        ("meeting.move", 'body = "dsb", date = 2026-03-26, to = "soon"', "`with.to` is a date such as 2026-04-22"),
        ("attendance.arrive", 'body = "dsb", who = [["carol@dsb.example"]]', "step.0.with.who"),
        ("delegation.record", 'role = "member", to = 2026-04-22, source = "x"', "by an address in quotes"),
        ("seat.appoint", 'body = "dsb", seat = "x", who = ["carol@dsb.example"]', "by an address in quotes"),
        ("board.dance", 'body = "dsb"', "is no command; there are"),
        ("meeting.cancel", "date = 2026-04-22", "needs `with.body`"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_step(
    stage: Theatre, tmp_path: Path, do: str, given: str, told: str
) -> None:
    found = failure(stage, tmp_path, HEAD + DO.format(do=do, given=given))
    assert told in found
    assert "scenario.toml:4: step 1" in found or "step.0." in found


def test_a_date_of_a_case_is_extended_to_a_day(stage: Theatre, tmp_path: Path) -> None:
    extend = DO.format(do="deadline.extend", given='name = "hearing", until = "soon", reason = "x"')
    assert "step.3.with.until" in failure(stage, tmp_path, HEAD + APPEALED + extend)


def test_a_beginning_that_does_not_fit_names_its_line(stage: Theatre, tmp_path: Path) -> None:
    text = HEAD + '[given]\nsettings = { "nowhere.limit" = 3 }\n\n[[step]]\nadvance = "P1D"\n'
    found = failure(stage, tmp_path, text)
    assert ':3: given: the scenario cannot begin: given.settings names "nowhere.limit"' in found


def test_mail_of_no_case_can_be_expected(stage: Theatre, tmp_path: Path) -> None:
    """A duty that is due again is told of under the system's key, not a case's."""
    story = """
[[step]]
do = "duty.done"
by = "operator"
with = { duty = "annual_evaluation" }

[[step]]
advance = "P370D"

[[step]]
expect = { absent = { notified = ["nobody@nowhere.example"] } }
"""
    assert failure(stage, tmp_path, HEAD + APPEALED + story) == ""
