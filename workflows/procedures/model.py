"""The shape of `procedure.toml`, validated. A mistake names the file, the key and what was expected.

Every number names its source: a row of `bpmn/register.csv`, a citation of the law, or `local` for a local target,
which is off by default. Neither law nor local target is shown as policy.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from ombud.workflows.deadlines.calendar import MONTHS
from ombud.workflows.procedures.by_agency import ByAgency
from ombud.workflows.procedures.sourced import Part as Part
from ombud.workflows.procedures.sourced import Sourced

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Period = Annotated[str, Field(pattern=r"^P\d+D$")]


MOST_BEFORE = 300
"""Days: further ahead than that, the year before has not been dealt with."""

CASE_ORGANISATION = "case.organisation"
DEADLINE = "deadline"  # "deadline.NAME": the day on which it is, or was, due
"""What an opening hands over where it is no answer: the organisation this case is of."""

_DAY_OF: Final = {
    "year": re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"),
    "quarter": re.compile(r"0[1-9]|1[0-9]|2[0-8]"),
    "month": re.compile(r"0[1-9]|1[0-9]|2[0-8]"),
}
_SUCH_AS: Final = {"year": "10-01", "quarter": "01", "month": "01"}
_MONTHLY: Final = re.compile(rf"meeting:[a-z][a-z0-9_]*/({'|'.join(MONTHS)})")


class Alias(Part):
    """Another name the manual has for the same (A10), and the row of the register where it stands."""

    name: str = Field(min_length=1)
    source: str


class Counting(StrEnum):
    CALENDAR = "calendar"
    BUSINESS = "business"
    MOMENT = "moment"  # calendar days too, due at the time of day of the anchor and not at the end of the day


class Scope(StrEnum):
    """What a role is held within."""

    SYSTEM = "system"
    ORGANISATION = "organisation"
    BODY = "body"
    CASE = "case"


class Contact(Part):
    """Which fields of the start form say how to reach somebody without an account."""

    name: str = "contact_name"
    email: str = "contact_email"
    language: str = "language"


class Start(Part):
    """Who may open a case, and with which form; neither where a schedule opens it."""

    form: str = ""
    public: bool = False  # without an account, with a tracking code
    roles: tuple[Name, ...] = ()  # open it as the party themselves
    recorders: tuple[Name, ...] = ()  # staff who open it for somebody without an account
    party: Name = "complainant"  # the case role of whoever the case is from
    own_matter: bool = True  # it is that party's own: they and their organisation do not decide in it
    contact: Contact = Contact()
    organisation: tuple[str, ...] = ()  # fields that name one, or a person of one; the first one answered counts
    subjects: dict[Name, Name] = Field(default_factory=dict)  # routing yes/no field -> role whose holders it is about


class Draw(Part):
    """How many of the agencies that take part are drawn by lot in a round, and who is drawn first.

    `percent` and `rest` name settings. Whoever was drawn in one of the last `rest` rounds comes after all others.
    """

    percent: Name
    rounding: Literal["up", "down"] = "up"  # where the share is no whole number
    rest: Name


class Schedule(Part):
    """A rule by which cases open by themselves: one each year, quarter or month, or one for each agency.

    It opens `on` a day: "10-01" of a year; "01" for the first day of the quarter or month. Or so long `before`, or as many
    days as the setting of that name says, the meeting that `anchor` names by its month ("meeting:dsb/march"); while none
    is scheduled, before the first day of that month. The diagram knows `period` ("2027", "2027-Q1", "2027-03") and, with
    `per`, `organisation`. Where agencies are drawn and persons open cases of further ones, with the form of [start], it
    knows what both know. So it is of a rule that opens one case, where `says` answers what of that form the diagram reads.
    """

    every: Literal["year", "quarter", "month"]
    on: str = ""
    before: Period | Name | None = None
    anchor: str = ""
    per: Literal["", "participating", "drawn"] = ""  # a case for each agency that takes part, or is drawn of them
    draw: Draw | None = None
    says: dict[Name, str] = Field(default_factory=dict)  # routing field of the form of [start] -> its answer here
    source: str

    @property
    def before_setting(self) -> str:
        """The setting that says how many days before; empty where the rule says so itself."""
        return "" if self.before is None or self.before.startswith("P") else self.before

    @model_validator(mode="after")
    def says_how_to_draw(self) -> Schedule:
        if (self.per == "drawn") != (self.draw is not None):
            raise ValueError('write both or neither: per = "drawn" and draw = { percent = "…", rest = "…" }')
        return self

    @model_validator(mode="after")
    def can_be_computed(self) -> Schedule:
        if bool(self.on) == bool(self.before) or bool(self.before) != bool(self.anchor):
            raise ValueError('write either `on`, or `before` with `anchor`: on = "10-01", or before = "P60D"')
        if self.on and not _DAY_OF[self.every].fullmatch(self.on):
            raise ValueError(f'a schedule of every {self.every} opens on a day such as "{_SUCH_AS[self.every]}"')
        days = 0 if self.before is None or self.before_setting else int(self.before[1:-1])
        if self.before and (self.every != "year" or days > MOST_BEFORE):
            raise ValueError(f"before a meeting a case opens every year, at most {MOST_BEFORE} days ahead")
        if self.anchor and not _MONTHLY.fullmatch(self.anchor):
            raise ValueError('the anchor of a schedule is the meeting of a month: anchor = "meeting:dsb/march"')
        return self


class Lane(Part):
    """Who acts in a lane of the diagram: a role held within a scope.

    `within` names the body for scope "body", or the routing variable that holds an organisation's id for scope
    "organisation". Scope "case" is a party of this case.
    """

    role: Name
    scope: Scope = Scope.SYSTEM
    within: str = ""
    impartial: bool = False  # its tasks decide: whoever has a conflict in the case is barred from them
    excludes: Literal["", "lead", "system_administrator"] = ""  # a kind of organisation whose people are the other side
    judges: str = (
        ""  # the routing variable that names the organisation whose act is judged: its people are the other side
    )
    chosen_by: str = ""  # the question by which it is chosen among lanes: not while nobody of it may, and somebody else


class DeadlineRule(Sourced):
    """How a date is computed.

    `anchor`: `opened`, `completed:TASK`, `delivered:LETTER`, `answer:FIELD`, `meeting:BODY/KIND`, `period` (the last day
    of the period a schedule opened the case for) or `armed` (the moment the task or timer began to wait). `days` counts
    from it; a meeting anchor needs none.
    """

    days: int | None = None
    choose: tuple[int, int] | None = None
    counting: Counting = Counting.CALENDAR
    anchor: str = "armed"
    since: Literal["armed", "opened"] = "armed"  # meeting anchors: the first meeting after that instant
    then: str = ""  # anchors by a month: the kind of meeting that counts once that month's meeting is over
    cutoff_days: str | int = (
        0  # meeting anchors: filings later than this before a meeting go to the one after; a setting
    )
    latest: str = ""  # the deadline of the same procedure beyond whose day nobody extends this one
    remind: tuple[Period, ...] = ()
    alarm_notice: Name | None = None  # told when the date should be known and is not: no meeting is scheduled
    local: bool = False  # a local target: off until the setting switches it on, labelled, never policy

    @property
    def afterwards(self) -> DeadlineRule:
        """The rule of what comes up again after its month's meeting: at the following one."""
        anchor = f"{self.anchor.rpartition('/')[0]}/{self.then}"
        return self.model_copy(update={"anchor": anchor, "since": "armed", "then": ""})

    @model_validator(mode="after")
    def local_has_local_source(self) -> DeadlineRule:
        if self.local != (self.source == "local"):
            raise ValueError('a local target has source = "local", and only a local target does')
        return self


class ElapsedRule(Part):
    """A time that passed between two instants of a case, shown on its page: `since` is an anchor as deadlines have it,
    `until` the first of these that happened."""

    title: str
    since: str
    until: Annotated[tuple[str, ...], Field(min_length=1)]
    source: str


class SettingRule(Sourced):
    """A value the organisation may change; cases keep the one they were opened under.

    One that `routes` is a number that the diagram and its tables read by its name, such as a criterion of the policy.
    """

    title: str
    kind: Literal["integer", "boolean", "text", "choice"] = "integer"
    default: Any = None  # None: "not configured"
    choices: tuple[str, ...] = ()
    min: int = 0  # of an integer
    max: int | None = None
    routes: bool = False

    @model_validator(mode="after")
    def routes_by_a_number(self) -> SettingRule:
        if self.routes and (self.kind != "integer" or self.default is None):
            raise ValueError("a setting that routes is an integer with a default: a table has to compare with it")
        return self


class BallotRule(Part):
    """The ballot whose tally completes a task. Its options are the choices of the task's form field `field`."""

    task: str  # element id of the user task
    body: Name
    field: Name  # the form's routing choice that the tally answers
    motion: str  # the question put to the vote; names nobody
    if_not_carried: str = ""  # the option that stands when no option is carried; empty: the task stays open
    numbered: bool = True  # its result is a resolution with a number
    source: str


class Letter(Part):
    """A document made from `letters/NAME.html`; `to` lists recipients (`party:complainant`, `role:director`)."""

    title: str
    to: tuple[str, ...]
    sender: Name | None = None  # the body whose name is the letterhead; the Lead's without one
    required: bool = True  # its delivery is an anchor and its failure stops the consequence
    source: str
    #: submissions the letter quotes: name in the template -> element id of the task, or "start". The newest counts.
    quotes: dict[str, str] = Field(default_factory=dict)


class Notice(Part):
    """A short mail that says something waits; holds no case details."""

    subject: str
    text: str
    to: tuple[str, ...]
    source: str


class Opening(Part):
    """A case of another procedure that a step opens, and what its start form is answered with."""

    procedure: Name
    #: field of that form -> "TASK.FIELD" or "start.FIELD" of this procedure: the newest answer, copied sealed; or "case.organisation",
    #: or "deadline.NAME": the day on which that is due, as it was extended
    hands: dict[Name, Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]] = Field(
        default_factory=dict
    )
    says: dict[Name, str | bool] = Field(default_factory=dict)  # field of that form -> the answer it is given
    source: str


class Withdrawal(Part):
    """A party ends its own matter: the form asked, the message delivered to the diagram."""

    message: str
    form: str
    by: tuple[Name, ...] = ("complainant",)
    source: str


class Identity(Part):
    """Who brought a case is sealed: the answers of the start form that tell it, and the roles of which two open it."""

    fields: Annotated[tuple[str, ...], Field(min_length=1)]
    openers: tuple[Name, ...]  # two persons of two of these roles agree, each with a reason
    source: str


class ProcedureToml(Part):
    key: Name
    version: Annotated[int, Field(ge=1)]
    title: str
    summary: str
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,5}$")]
    process: str  # id of the bpmn:process that is started
    policies: tuple[str, ...]
    confidentiality: Literal["parties", "sealed"] = "parties"  # sealed: [identity] says what stays hidden from staff
    start: Start = Start()
    schedule: Schedule | None = None
    by_agency: ByAgency | None = None
    lanes: dict[Name, Lane]
    deadlines: dict[Name, DeadlineRule] = Field(default_factory=dict)
    elapsed: dict[Name, ElapsedRule] = Field(default_factory=dict)
    settings: dict[Name, SettingRule] = Field(default_factory=dict)
    letters: dict[Name, Letter] = Field(default_factory=dict)
    notices: dict[Name, Notice] = Field(default_factory=dict)
    ballots: dict[Name, BallotRule] = Field(default_factory=dict)
    openings: dict[Name, Opening] = Field(default_factory=dict)
    withdrawal: Withdrawal | None = None
    identity: Identity | None = None
    #: tasks whose form begins with what was said last at them: earlier in the case, else in the organisation's case before
    carries: tuple[str, ...] = ()
    #: end event id -> words for the outcome shown to people
    outcomes: dict[str, str] = Field(default_factory=dict)
    #: register rows this procedure answers by a rule or constraint rather than an element: row -> where/why
    rules: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def sealed_says_what(self) -> ProcedureToml:
        if (self.confidentiality == "sealed") != (self.identity is not None):
            raise ValueError(
                'confidentiality = "sealed" and [identity] stand together: one without the other seals nothing'
            )
        return self
