"""The permit procedure whose appeal a panel decides by ballot, and who is on the panel: five filled seats and a vacant one,
two alternates, a member of the agency that asks, and a board above it whose co-chair presides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ombud.workflows.formspec import Answers, Choices, FieldSpec, FormSpec
from ombud.workflows.procedures.directory import Directory

MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
MEETING = datetime(2026, 4, 8, 14, 0, tzinfo=UTC)
MEMBERS = ("ada", "ben", "cas", "dee", "eve")
ALTERNATES = {"ada": "alma", "dee": "dora"}

RULES: dict[str, Any] = {
    "quorum": "more than 1/2",
    "quorum_of": "filled_seats",
    "majority": "more than 1/2",
    "majority_of": "votes",
    "tie": "undecided",
    "alternates": True,
    "proxies": True,
    "correspondence": True,
    "secret": True,
    "close_early": True,
}

BALLOT = """
[ballots.hearing]
task = "hear"
body = "panel"
field = "ruling"
motion = "Does the refusal stand?"
source = "T-5"
"""


def _person(name: str, *roles: dict[str, str], **more: str) -> dict[str, Any]:
    return {"email": f"{name}@panel.example", "name": f"{name.title()} Person", "roles": list(roles), **more}


def _seat(number: int, **who: str) -> dict[str, str]:
    emails = {kind: f"{name}@panel.example" for kind, name in who.items()}
    return {"body": "panel", "group": "member", "label": f"Seat {number}", **emails}


DIRECTORY = Directory.model_validate(
    {
        "organisations": [{"name": "Harbor House"}],
        "bodies": [
            {"key": "board", "name": "Board"},
            {"key": "panel", "name": "Panel", "parent": "board"},
            {"key": "empty", "name": "Empty body"},
        ],
        "meetings": [{"body": "panel", "at": MEETING}, {"body": "board", "at": MEETING}],
        "persons": [
            *(_person(name) for name in ("ada", "ben", "cas", "eve", "alma", "dora", "pat")),
            _person("dee", organisation="Harbor House"),
            _person("clerk", {"role": "clerk"}),
            _person("asker", {"role": "citizen"}),
            _person("coco", {"role": "cochair", "body": "board"}),
            _person("staff", {"role": "dsb_staff"}),
            _person("other_chair", {"role": "chair", "body": "empty"}),
            _person("olu", {"role": "operator"}),
        ],
        "seats": [
            *(_seat(n, holder=m, **({"alternate": ALTERNATES[m]} if m in ALTERNATES else {}))
              for n, m in enumerate(MEMBERS, start=1)),
            _seat(6),
        ],
        "body_rules": {"panel": RULES, "empty": RULES},
    }
)  # fmt: skip


def _ask(answers: Mapping[str, Any], choices: Choices, *, on: date) -> Answers:
    values = {"wish": answers["wish"], "agency": answers["agency"]}
    return Answers(values, {}, {"wish": "Wish"})


def _hear(answers: Mapping[str, Any], choices: Choices, *, on: date) -> Answers:
    assert set(answers) <= {"ruling", "decided_on", "votes_counted"}
    return Answers(dict(answers), {"ruling": answers["ruling"]}, {"ruling": "Ruling"})


ASK = FormSpec("permit.ask", "Ask", (FieldSpec("wish", "Wish", "text"), FieldSpec("agency", "Agency", "text")), _ask)
HEAR = FormSpec(
    "permit.hear",
    "Hear",
    (
        FieldSpec(
            "ruling", "Ruling", "choice", True, True, False, (("upheld", "It stands"), ("overturned", "It goes"))
        ),
        FieldSpec("decided_on", "Decided on", "date"),
        FieldSpec("votes_counted", "Votes", "text"),
    ),
    _hear,
)


def by_ballot(file: Path, text: str) -> str:
    """An edit of the permit procedure: its panel is impartial and decides by ballot."""
    if file.name != "procedure.toml":
        return text
    text = text.replace('role = "member"\n', 'role = "member"\nimpartial = true\n')
    return text.replace('party = "asker"\n', 'party = "asker"\norganisation = ["agency"]\n') + BALLOT
