"""The board's deeds and expectations in scenarios: what an analyst is told who got one wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.webapp.cli.theatre import theatre
from ombud.workflows.procedures.scenarios.run import Theatre, run_one

HEAD = 'title = "A scenario"\nat = 2026-03-02T09:00:00-05:00\n'
APPEALED = """
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
complete = "director_decides"
by = "director@lead.example"
answers = { director_acts = "decides", decision = "It stands.", reasons = "The data were not complete." }

[[step]]
complete = "answer_decision"
by = "party:amira"
answers = { stage = "appealed", grounds = "The reasons do not fit our case." }
"""
OPENED = """
[[step]]
do = "ballot.open"
by = "carol@dsb.example"
with = { task = "subcommittee_hears" }
"""
MET = """
[[step]]
until = 2026-04-08T13:05:00-04:00

[[step]]
do = "attendance.arrive"
by = "carol@dsb.example"
with = { body = "grievance_subcommittee", who = ["abena@dsb.example", "bruno@dsb.example", "carol@dsb.example"] }
"""
BOARD = 'body = "grievance_subcommittee"'


@pytest.fixture(scope="module")
def stage() -> Iterator[Theatre]:
    with theatre() as found:
        yield found


def failure(stage: Theatre, folder: Path, *steps: str) -> str:
    path = folder / "scenario.toml"
    path.write_text(HEAD + "".join(steps), "utf-8")
    return run_one(path, stage).failure


def does(deed: str, given: str = "", *, by: str = "carol@dsb.example") -> str:
    return f'\n[[step]]\ndo = "{deed}"\nby = "{by}"\nwith = {{ {given} }}\n'


def expects(what: str) -> str:
    return f"\n[[step]]\nexpect = {{ {what} }}\n"


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (does("ballot.cast"), '"ballot.cast" is no command; there are: agenda.add,'),
        (does("meeting.open"), "needs `with.body`"),
        (does("meeting.cancel", f"{BOARD}, date = 5"), "expected a date such as"),
        (does("meeting.undo", BOARD), "nothing in the calendar of grievance_subcommittee was changed"),
        (does("meeting.undo", 'body = "panel"'), 'there is no body "panel"'),
        (does("attendance.arrive", f'{BOARD}, date = 2026-04-08, who = ["x@y.example"]'), "not in the demonstration"),
        (does("agenda.defer", 'title = "Fees"'), "which case?"),
        (does("minutes.draft", f"{BOARD}, date = 2026-04-09"), "has no meeting on 2026-04-09"),
        (does("seat.appoint", f'{BOARD}, seat = "Member 9", who = "mei@dsb.example"'), "has no seat “Member 9”"),
        (does("seat.end", f'{BOARD}, seat = "Member 1", who = "mei@dsb.example"'), "has nothing to do with the seat"),
        (does("delegation.record", 'role = "director", to = "staff@lead.example"'), "they do not hold"),
        (does("delegation.revoke", 'to = "staff@lead.example"'), "nothing is delegated to staff@lead.example"),
        (does("ballot.vote", f'{BOARD}, choice = "yes"'), "no ballot was opened on it"),
    ],
)
def test_a_deed_that_makes_no_sense_says_so(stage: Theatre, tmp_path: Path, step: str, told: str) -> None:
    assert told in failure(stage, tmp_path, step)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (does("ballot.open", 'task = "write_reasons"'), "the case has had no task write_reasons yet"),
        (does("ballot.close"), "no ballot was opened on it"),
        (does("conflict.lift", 'who = "abena@dsb.example"'), "no conflict of theirs was declared"),
        (does("conflict.declare", by="operator"), "says whom it is about"),
        (expects('ballots = [{ status = "open" }]'), "no ballot like"),
        (expects('barred = ["abena@dsb.example"]'), "abena@dsb.example is not barred"),
        (expects('absent = { barred = ["director@lead.example"] }'), "is barred and should not be"),
        (expects(f"agenda = [{{ {BOARD}, date = 2026-04-08, cases = [] }}]"), "is case 1, not empty"),
        (expects(f"agenda = [{{ {BOARD}, date = 2026-04-09, cases = [] }}]"), "has no meeting on 2026-04-09"),
        (MET + OPENED + expects('absent = { ballots = ["subcommittee_hears"] }'), "is open and should not be"),
        (MET + OPENED + expects("ballots = [{ tally = { upheld = 1 } }]"), "no ballot like"),
    ],
)
def test_what_was_not_so_is_told_with_what_was(stage: Theatre, tmp_path: Path, steps: str, told: str) -> None:
    assert told in failure(stage, tmp_path, APPEALED, steps)


def test_members_vote_conflicts_are_lifted_and_a_ballot_is_void(stage: Theatre, tmp_path: Path) -> None:
    steps = [
        APPEALED,
        does("conflict.declare", 'who = "abena@dsb.example", reason = "A friend of the complainant"'),
        expects('barred = ["abena@dsb.example"]'),
        does("conflict.lift", 'who = "abena@dsb.example", reason = "A mistake"', by="cochair@dsb.example"),
        expects('absent = { barred = ["abena@dsb.example"] }'),
        MET,
        OPENED,
        '\n[[step]]\ndo = "ballot.vote"\nwith = { votes = { "abena@dsb.example" = "upheld", "bruno@dsb.example" = "varied" } }\n',
        does("ballot.vote", 'choice = "varied"', by="abena@dsb.example"),
        does("ballot.void", 'reason = "The motion was read out wrongly"'),
        expects(
            'ballots = [{ task = "subcommittee_hears", status = "void" }], tasks = [{ task = "subcommittee_hears" }]'
        ),
    ]
    assert failure(stage, tmp_path, *steps) == ""


def test_a_motion_of_the_body_a_proxy_and_the_minutes(stage: Theatre, tmp_path: Path) -> None:
    """Of no case: what the only case of the scenario expects sees the ballot all the same."""
    here = [f'"{name}@dsb.example"' for name in ("abena", "bruno", "carol", "dmitri", "nora", "theo", "cochair")]
    board, motion = 'body = "dsb"', 'motion = "Shall we meet in Hartford?"'
    options = 'options = [["yes", "Yes"], ["no", "No"]]'
    steps = [
        APPEALED,
        "\n[[step]]\nuntil = 2026-03-26T10:05:00-04:00\n",
        does("meeting.open", board, by="cochair@dsb.example"),
        does("attendance.arrive", f"{board}, who = [{', '.join(here)}]", by="cochair@dsb.example"),
        does("ballot.open", f"{board}, {motion}, {options}", by="cochair@dsb.example"),
        does("ballot.proxy", f'{board}, to = "nora@dsb.example"', by="esther@dsb.example"),
        does("ballot.vote", f'{board}, for = "esther@dsb.example", choice = "yes"', by="nora@dsb.example"),
        does("ballot.proxy", board, by="esther@dsb.example"),
        *(does("ballot.vote", f'{board}, choice = "yes"', by=one.strip('"')) for one in here),
        does("ballot.close", board, by="cochair@dsb.example"),
        expects(f'ballots = [{{ {motion}, outcome = "yes", tally = {{ yes = 8, no = 0 }} }}]'),
        does("attendance.leave", f'{board}, who = ["theo@dsb.example"]', by="cochair@dsb.example"),
        does("meeting.adjourn", board, by="cochair@dsb.example"),
        does("minutes.draft", f"{board}, date = 2026-03-26", by="staff@dsb.example"),
        "\n[[step]]\nuntil = 2026-05-28T10:05:00-04:00\n",
        does("meeting.open", board, by="cochair@dsb.example"),
        does("minutes.approve", f"{board}, date = 2026-03-26", by="cochair@dsb.example"),
    ]
    assert failure(stage, tmp_path, *steps) == ""


def test_seats_duties_and_delegations(stage: Theatre, tmp_path: Path) -> None:
    steps = [
        does("seat.end", f'{BOARD}, seat = "Member 5", who = "esther@dsb.example"', by="staff@dsb.example"),
        "\n[[step]]\nadvance = \"P2D\"\n",
        does("seat.appoint", f'{BOARD}, seat = "Member 5", who = "mei@dsb.example", appointed_by = "Data Strategy Board"', by="staff@dsb.example"),
        does("delegation.record", 'role = "director", to = "executive@lead.example", source = "P103-d"', by="director@lead.example"),
        does("delegation.revoke", 'to = "executive@lead.example"', by="director@lead.example"),
        does("duty.done", 'duty = "leads_meetings", on = 2026-03-03, evidence = "Agenda"', by="cochair@dsb.example"),
    ]  # fmt: skip
    assert failure(stage, tmp_path, *steps) == ""
