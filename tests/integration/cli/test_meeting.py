"""`ombud meeting`: the calendar from the command line."""

from __future__ import annotations

from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]

BODY = "grievance_subcommittee"


def first_day(run: Run) -> str:
    lines = run("meeting", "list").output.splitlines()
    return next(line for line in lines if BODY in line and "regular" in line)[:10]


def test_a_meeting_is_flagged_quarterly_and_not_any_more(run: Run) -> None:
    run("demo", "--prepare")
    day = first_day(run)
    assert run("meeting", "quarterly", BODY, day).exit_code == 0
    flagged = [line for line in run("meeting", "list").output.splitlines() if line.endswith(f"{BODY}  quarterly")]
    assert [line[:10] for line in flagged] == [day]
    run("meeting", "quarterly", BODY, day, "--not")
    assert f"{BODY}  quarterly" not in run("meeting", "list").output


def test_a_cancelled_meeting_is_put_back(run: Run) -> None:
    run("demo", "--prepare")
    day = first_day(run)
    run("meeting", "cancel", BODY, day, "--reason", "snow")
    line = run("meeting", "changes", BODY).output.splitlines()[-1]
    assert line.endswith(f"cancelled {day}")
    assert run("meeting", "undo", line.split()[0]).exit_code == 0
    assert first_day(run) == day
    assert run("meeting", "changes", BODY).output.rstrip().endswith("(undone)")
    assert run("meeting", "undo", line.split()[0]).exit_code != 0


def test_a_body_meets_by_a_rule(run: Run) -> None:
    run("demo", "--prepare")
    refused = run("meeting", "recurrence", BODY, "every month", "--at", "13:00")
    assert "no rule of regular meetings" in str(refused.exception)
    before = len(run("meeting", "list").output.splitlines())
    assert run("meeting", "recurrence", BODY, "FREQ=MONTHLY;BYDAY=2WE", "--at", "13:00").exit_code == 0
    assert len(run("meeting", "list").output.splitlines()) > before
    assert "scheduled" in run("meeting", "changes", BODY).output
    assert run("meeting", "recurrence", "nobody", "FREQ=MONTHLY", "--at", "13:00").exit_code != 0
