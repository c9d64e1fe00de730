"""What a scenario plays on: a fresh database with the demonstration directory, the real commands, a clock that it moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.cases import Case
from ombud.storage.directory import Organisation, OrganisationKind, Person
from ombud.storage.jobs import Job
from ombud.storage.meetings import Meeting, MeetingStatus
from ombud.storage.organisations import folded
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows import settings
from ombud.workflows.actors import OPERATOR, STRANGER, Actor, person
from ombud.workflows.board import meetings, rules
from ombud.workflows.jobs.queue import next_due_at
from ombud.workflows.mail.smtp import Mailer
from ombud.workflows.office import Office
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.directory import Directory, load_directory
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.scenarios.model import Given
from ombud.workflows.scheduling.reading import cases_by_name
from ombud.workflows.worker.drain import drain


@dataclass
class Stage:
    database: Database
    office: Office
    mailer: Mailer
    now: datetime
    cases: dict[str, UUID] = field(default_factory=dict)  # the names a scenario gives its cases
    scheduled: dict[str, UUID] = field(default_factory=dict)  # "procedure period [organisation]": opened by themselves
    parties: dict[tuple[str, UUID], Actor] = field(default_factory=dict)  # "party:NAME" in a case
    seen_mail: set[UUID] = field(default_factory=set)  # since the last `expect`
    seen_letters: set[UUID] = field(default_factory=set)

    def clock(self) -> datetime:
        return self.now

    def settle(self) -> None:
        """The worker does everything that is due now. Raises ProcedureError for a job that failed."""
        drain(self.database, self.office, self.mailer, clock=self.clock)
        with reading(self.database) as session:
            failed = session.scalars(select(Job).where(Job.last_error.is_not(None)).limit(1)).first()
            if failed is not None:
                raise ProcedureError(f"the worker failed to do a job ({failed.kind}): {failed.last_error}.")
            self.scheduled = cases_by_name(session)

    def advance(self, to: datetime) -> None:
        """Moves the clock from due instant to due instant, the worker working at each."""
        while (due_at := self._next_job(to)) is not None:
            self.now = max(self.now, due_at)
            self.settle()
        self.now = to
        self.settle()

    def _next_job(self, until: datetime) -> datetime | None:
        with reading(self.database) as session:
            due_at = next_due_at(session)
        return due_at if due_at is not None and due_at <= until else None

    def actor(self, session: Session, by: str, case_id: UUID | None) -> Actor:
        """`by` is an address of the directory, or `party:NAME`. Raises ProcedureError for an unknown one."""
        if by.startswith("party:"):
            return self.parties.get((by, case_id), STRANGER) if case_id else STRANGER
        if by == "operator":
            return OPERATOR
        person_id = session.scalar(select(Person.id).where(Person.email == by.lower()))
        if person_id is None:
            raise ProcedureError(f'"{by}" is not in the demonstration directory.')
        return person(person_id)

    def case_id(self, name: str | None) -> UUID:
        """The case a step is about: the one it names, or the only one that was started. Raises ProcedureError."""
        if name is None and len(self.cases) == 1:
            return next(iter(self.cases.values()))
        known = self.scheduled | self.cases
        if name is None or name not in known:
            listed = ", ".join(sorted(known)) or "none yet"
            raise ProcedureError(f'which case? The step says "{name}"; opened so far: {listed}.')
        return known[name]

    def case(self, session: Session, name: str | None) -> Case:
        return session.get_one(Case, self.case_id(name))


def furnish(
    session: Session, office: Office, *, procedures: dict[str, Procedure], directory: Directory, at: datetime
) -> None:
    """The directory and the procedures in an empty, migrated database, as of `at`."""
    load_directory(session, directory, at=at)
    for procedure in procedures.values():
        deploy(session, procedure, office.forms, by=OPERATOR, at=at)


def differ(stage: Stage, procedures: dict[str, Procedure], given: Given) -> None:
    """Applies what the scenario says differs from the directory and the settings. Raises ProcedureError, and refusals."""
    with unit_of_work(stage.database) as session:
        _differ(session, stage.office, procedures, given, stage.now)


def _differ(session: Session, office: Office, procedures: dict[str, Procedure], given: Given, at: datetime) -> None:
    for agency in given.agencies:
        session.add(
            Organisation(
                name=agency.name,
                sort_name=folded(agency.name),
                kind=OrganisationKind.AGENCY,
                participation=agency.participation,
                created_at=at,
            )
        )
    for key in given.no_meetings:
        emptied = session.scalars(select(Meeting).join(Meeting.body).where(Body.key == key))
        for meeting in emptied:
            meeting.status = MeetingStatus.CANCELLED
    session.flush()
    for meeting_given in given.meetings:
        starts_at, kind = meeting_given.at, meeting_given.kind
        meetings.schedule(session, meeting_given.body, starts_at=starts_at, kind=kind, by=OPERATOR, at=at)
    for name, value in given.settings.items():
        key, _, short = name.partition(".")
        if key == "body":
            _body_rule(session, office, short, value, at)
            continue
        if key not in procedures:
            raise ProcedureError(f'given.settings names "{name}", and there is no procedure "{key}".')
        toml, how = procedures[key].toml, {"reason": "scenario", "by": OPERATOR, "at": at}
        settings.set_value(session, toml, short, value, deviating=True, **how)


def _body_rule(session: Session, office: Office, name: str, value: Any, at: datetime) -> None:
    """A setting "body.KEY.RULE" is a rule that a body decides by."""
    key, _, rule = name.partition(".")
    set_rule(session, office, key, rule, value, reason="scenario", by=OPERATOR, at=at)


def set_rule(
    session: Session, office: Office, body: str, rule: str, value: Any, *, reason: str, by: Actor, at: datetime
) -> None:
    """A rule that a body decides by. One that is in force already stays: several stories may rest on the same."""
    known = rules.values(session, office.board, body, at=at)
    if rule not in known or known[rule] != value:
        rules.set_rules(session, office.board, body, {rule: value}, reason=reason, by=by, at=at)
