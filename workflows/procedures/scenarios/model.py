"""The shape of a scenario file. The format is public: analysts write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, model_validator

from ombud.storage.ballots import BallotStatus
from ombud.storage.cases import CaseStatus
from ombud.storage.directory import Participation
from ombud.storage.ledger import DeadlineStatus
from ombud.storage.meetings import MeetingKind
from ombud.workflows.procedures.errors import ProcedureError, toml_line, toml_lines
from ombud.workflows.procedures.model import Part, Period
from ombud.workflows.procedures.toml import parse_toml, text_of

Day = date
LONGEST = "P9999D"


def _moment(value: Any) -> date:
    """TOML knows dates and instants: neither is written in quotes, and an instant without its zone is none."""
    if isinstance(value, date) and not (isinstance(value, datetime) and value.tzinfo is None):
        return value
    raise ValueError("expected a date such as 2026-03-02, without quotes, or an instant with its offset")


Moment = Annotated[Any, AfterValidator(_moment)]


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
    status: DeadlineStatus | None = None


class ExpectedBallot(Part):
    """The case's newest ballot that fits. `tally` holds the votes of each option once it is closed, in any part."""

    task: str | None = None
    motion: str | None = None
    status: BallotStatus | None = None
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

    scheduled: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    notified: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    ballots: tuple[str, ...] = ()  # tasks without an open ballot on them
    barred: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()


class Expect(Part):
    """Any subset of what a case shows. `notified`, `told` and `letters` look at what came since the last `expect`."""

    status: CaseStatus | None = None
    outcome: str | None = None
    tasks: tuple[ExpectedTask, ...] = ()
    notified: tuple[str, ...] = ()
    told: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # notice or letter -> addresses it went to
    letters: tuple[str, ...] = ()
    deadlines: tuple[ExpectedDeadline, ...] = ()
    alarms: tuple[str, ...] = ()
    ballots: tuple[ExpectedBallot, ...] = ()
    agenda: tuple[ExpectedAgenda, ...] = ()
    barred: tuple[str, ...] = ()  # addresses of those who may not decide in the case
    identity: tuple[str, ...] = ()  # addresses of those who may learn who brought the case
    scheduled: tuple[str, ...] = ()  # cases that opened by themselves: "procedure period [organisation]"
    led_to: tuple[str, ...] | None = None  # procedures of the cases it opened, all of them, in the order they were
    absent: Absent = Absent()

    @property
    def of_a_case(self) -> bool:
        """Whether it looks at a case; only what opened by itself, who was told and agendas are looked at without."""
        without = {"scheduled", "notified", "told", "agenda"}
        return bool((self.model_fields_set - {"absent"} | self.absent.model_fields_set) - without)


class With(Part):
    """What the deeds of `do` are told; each says itself which of it it needs."""

    model_config = ConfigDict(populate_by_name=True)

    body: str | None = None
    name: str | None = None
    value: Any = None
    deviating: bool = False
    reason: str = ""
    who: str | tuple[str, ...] = ""
    for_: str = Field(default="", alias="for")
    to: Any = None  # a person, or the day of a meeting
    role: str = ""
    kind: str = ""
    date: Moment | None = None
    from_: Moment | None = Field(default=None, alias="from")
    until: Moment | None = None
    on: Moment | None = None
    in_: Moment | None = Field(default=None, alias="in")
    meeting: Moment | None = None
    closes: Moment | None = None
    quarterly: bool = False
    seen: int = 0
    input_wanted: bool = False
    title: str = ""
    items: tuple[str, ...] = ()
    task: str = ""
    motion: str = ""
    options: tuple[tuple[str, str], ...] = ()
    secret: bool = False
    choice: str = ""
    votes: dict[str, str] = Field(default_factory=dict)
    casting_vote: str | None = None
    seat: str = ""
    appointed_by: str = ""
    letter: str = ""
    remarks: str = ""
    duty: str = ""
    evidence: str = ""
    terms: str = ""
    source: str = ""


class Step(Part):
    """One step: exactly one of start, complete, claim, withdraw, advance, until, do or expect."""

    start: str | None = None
    complete: str | None = None
    claim: str | None = None
    withdraw: bool | None = None
    advance: Period | None = None
    until: AwareDatetime | None = None
    do: str | None = None
    expect: Expect | None = None
    case: str | None = None
    by: str | None = None
    answers: dict[str, Any] = Field(default_factory=dict)
    given: With = Field(default=With(), alias="with")
    refused: str | None = None

    @model_validator(mode="after")
    def one_verb(self) -> Step:
        verbs = [name for name in VERBS if getattr(self, name) is not None]
        if len(verbs) != 1:
            raise ValueError(f"a step has exactly one of {', '.join(VERBS)}; this one has {', '.join(verbs) or 'none'}")
        if self.advance and len(self.advance) > len(LONGEST):
            raise ValueError(f"the longest `advance` is {LONGEST}")
        if self.verb in ACTS and not self.by and "votes" not in self.with_:
            raise ValueError(f'"{self.verb}" needs `by`: who does it')
        return self

    @property
    def with_(self) -> dict[str, Any]:
        """What the step says in `with`, by the names it uses there."""
        return self.given.model_dump(exclude_unset=True, by_alias=True)

    def retold(self, given: dict[str, Any], **changed: Any) -> Step:
        """The same step with something else in `with`."""
        return self.model_copy(update=changed | {"given": With.model_validate(given)})

    @property
    def verb(self) -> str:
        return next(name for name in VERBS if getattr(self, name) is not None)


VERBS = ("start", "complete", "claim", "withdraw", "advance", "until", "do", "expect")
ACTS = ("start", "complete", "claim", "withdraw", "do")


class GivenMeeting(Part):
    body: str
    at: AwareDatetime
    kind: MeetingKind = MeetingKind.REGULAR


class GivenAgency(Part):
    name: str
    participation: Participation = Participation.PARTICIPATING


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
    given_line: int

    @property
    def title(self) -> str:
        return self.toml.title

    @property
    def at(self) -> datetime:
        return self.toml.at.astimezone(UTC)


def read_scenario(path: Path) -> Scenario:
    """Raises ProcedureError naming file, line and key in a sentence."""
    text = text_of(path)
    toml, known = parse_toml(path, text, ScenarioToml), toml_lines(text)
    steps = tuple(known.get(("step", str(place)), 1) for place in range(len(toml.step)))
    return Scenario(path, toml, steps, toml_line(text, ("given",)))


def find_scenarios(paths: list[Path]) -> list[Path]:
    """Scenario files in or below the given paths, in order. Raises ProcedureError for a path that is not there."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ProcedureError(f"{path} does not exist.")
        found += [path] if path.is_file() else sorted(path.rglob("scenarios/*.toml"))
    return found
