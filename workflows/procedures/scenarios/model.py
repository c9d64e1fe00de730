"""The shape of a scenario file. The format is public: analysts write it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ombud.workflows.procedures.errors import ProcedureError, toml_line

Day = date


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def fits(wanted: Part, facts: dict[str, Any]) -> bool:
    """Whether everything that is expected is so."""
    return all(facts[name] == value for name, value in wanted.model_dump(exclude_none=True).items())


def told(wanted: Part) -> str:
    return orjson.dumps(wanted.model_dump(exclude_none=True)).decode()


class ExpectedTask(Part):
    task: str
    role: str | None = None
    due: Day | None = None
    assignee: str | None = None
    overdue: bool | None = None


class ExpectedDeadline(Part):
    name: str
    due: Day | None = None
    overdue: bool | None = None
    status: str | None = None


class ExpectedBallot(Part):
    """The case's newest ballot that fits. `tally` holds the votes of each option once it is closed, in any part."""

    task: str | None = None
    motion: str | None = None
    status: str | None = None
    outcome: str | None = None  # the option that was carried; "" for none
    tally: dict[str, int] | None = None
    abstained: int | None = None
    recused: int | None = None
    not_voted: int | None = None
    tied: bool | None = None
    resolution: bool | None = None  # its result has a number


class ExpectedAgenda(Part):
    """What a meeting still takes up, in order: cases by their names in the scenario, other items by their titles.

    The only case of a scenario has no name; it is "case 1".
    """

    body: str
    date: Day
    cases: tuple[str, ...]


class Absent(Part):
    """What must not be there."""

    tasks: tuple[str, ...] = ()
    notified: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    ballots: tuple[str, ...] = ()  # tasks without an open ballot on them
    barred: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()


class Expect(Part):
    """Any subset of what a case shows. `notified` and `letters` look at what came since the last `expect`."""

    status: str | None = None
    outcome: str | None = None
    tasks: tuple[ExpectedTask, ...] = ()
    notified: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    deadlines: tuple[ExpectedDeadline, ...] = ()
    alarms: tuple[str, ...] = ()
    ballots: tuple[ExpectedBallot, ...] = ()
    agenda: tuple[ExpectedAgenda, ...] = ()
    barred: tuple[str, ...] = ()  # addresses of those who may not decide in the case
    identity: tuple[str, ...] = ()  # addresses of those who may learn who brought the case
    absent: Absent = Absent()


class Step(Part):
    """One step: exactly one of start, complete, claim, withdraw, advance, until, do or expect."""

    start: str | None = None
    complete: str | None = None
    claim: str | None = None
    withdraw: bool | None = None
    advance: str | None = None
    until: AwareDatetime | None = None
    do: str | None = None
    expect: Expect | None = None
    case: str | None = None
    by: str | None = None
    answers: dict[str, Any] = Field(default_factory=dict)
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    refused: str | None = None

    @model_validator(mode="after")
    def one_verb(self) -> Step:
        verbs = [name for name in VERBS if getattr(self, name) is not None]
        if len(verbs) != 1:
            raise ValueError(f"a step has exactly one of {', '.join(VERBS)}; this one has {', '.join(verbs) or 'none'}")
        if self.verb in ACTS and not self.by and "votes" not in self.with_:
            raise ValueError(f'"{self.verb}" needs `by`: who does it')
        return self

    @property
    def verb(self) -> str:
        return next(name for name in VERBS if getattr(self, name) is not None)


VERBS = ("start", "complete", "claim", "withdraw", "advance", "until", "do", "expect")
ACTS = ("start", "complete", "claim", "withdraw", "do")


class GivenMeeting(Part):
    body: str
    at: AwareDatetime
    kind: str = "regular"


class GivenAgency(Part):
    name: str
    participation: str = "participating"


class Given(Part):
    """What differs from the demonstration directory."""

    settings: dict[str, Any] = Field(default_factory=dict)
    agencies: tuple[GivenAgency, ...] = ()
    meetings: tuple[GivenMeeting, ...] = ()  # added
    no_meetings: tuple[str, ...] = ()  # bodies whose calendar is emptied first


class ScenarioToml(Part):
    title: str
    at: AwareDatetime
    given: Given = Given()
    step: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    path: Path
    toml: ScenarioToml
    lines: tuple[int, ...]  # the line each step begins on

    @property
    def title(self) -> str:
        return self.toml.title

    @property
    def at(self) -> datetime:
        return self.toml.at.astimezone(UTC)


def read_scenario(path: Path) -> Scenario:
    """Raises ProcedureError naming file, line and key in a sentence."""
    try:
        text = path.read_text("utf-8")
        toml = ScenarioToml.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProcedureError(f"{path}: this is not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        line = toml_line(text, first["loc"])
        raise ProcedureError(f"{path}:{line}: {place}: {first['msg']}") from None
    steps = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[step]]"]
    return Scenario(path, toml, tuple(steps))


def find_scenarios(paths: list[Path]) -> list[Path]:
    """Scenario files in or below the given paths, in order. Raises ProcedureError for a path that is not there."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ProcedureError(f"{path} does not exist.")
        found += [path] if path.is_file() else sorted(path.rglob("scenarios/*.toml"))
    return found
