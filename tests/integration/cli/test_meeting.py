"""`ombud meeting`: the calendar from the command line."""

from __future__ import annotations

from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]

BODY = "grievance_subcommittee"


def first_day(run: Run) -> str:
    lines = run("meeting", "list").output.splitlines()
    return next(line for line in lines if BODY in line and "regular" in line)[:10]


def test_a_meeting_is_flagged_quarterly_and_not_any_more(demonstration: Run) -> None:
    day = first_day(demonstration)
    assert demonstration("meeting", "quarterly", BODY, day).exit_code == 0
    flagged = [
        line for line in demonstration("meeting", "list").output.splitlines() if line.endswith(f"{BODY}  quarterly")
    ]
    assert [line[:10] for line in flagged] == [day]
    demonstration("meeting", "quarterly", BODY, day, "--not")
    assert f"{BODY}  quarterly" not in demonstration("meeting", "list").output


def test_a_cancelled_meeting_is_put_back(demonstration: Run) -> None:
    day = first_day(demonstration)
    demonstration("meeting", "cancel", BODY, day, "--reason", "snow")
    line = demonstration("meeting", "changes", BODY).output.splitlines()[-1]
    assert line.endswith(f"cancelled {day}")
    assert demonstration("meeting", "undo", line.split()[0]).exit_code == 0
    assert first_day(demonstration) == day
    assert demonstration("meeting", "changes", BODY).output.rstrip().endswith("(undone)")
    assert demonstration("meeting", "undo", line.split()[0]).exit_code != 0


def test_a_body_meets_by_a_rule(demonstration: Run) -> None:
    refused = demonstration("meeting", "recurrence", BODY, "every month", "--at", "13:00")
    assert "no rule of regular meetings" in str(refused.exception)
    before = len(demonstration("meeting", "list").output.splitlines())
    assert demonstration("meeting", "recurrence", BODY, "FREQ=MONTHLY;BYDAY=2WE", "--at", "13:00").exit_code == 0
    assert len(demonstration("meeting", "list").output.splitlines()) > before
    assert "scheduled" in demonstration("meeting", "changes", BODY).output
    assert demonstration("meeting", "recurrence", "nobody", "FREQ=MONTHLY", "--at", "13:00").exit_code != 0
