"""A small procedure for tests of the commands, on real parts: somebody asks for a permit, a clerk decides within 30
days, a refusal may be appealed to the panel's next regular meeting, and all of it may be withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Case, Party, Task
from ombud.storage.directory import Person
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows import cases, tasks
from ombud.workflows.actors import OPERATOR, STRANGER, Actor, party, person
from ombud.workflows.commands import perform
from ombud.workflows.formspec import Answers, Choices, FieldSpec, FormSpec
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.office import Office
from ombud.workflows.opening import Opened
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.directory import Directory, load_directory
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.refusals import InvalidAnswers
from ombud.workflows.worker.drain import drain

MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)

DIRECTORY = Directory.model_validate(
    {
        "bodies": [{"key": "panel", "name": "Permit panel"}],
        "meetings": [
            {"body": "panel", "at": datetime(2026, 4, 8, 14, tzinfo=UTC)},
            {"body": "panel", "at": datetime(2026, 4, 2, 14, tzinfo=UTC), "kind": "special"},
            {"body": "panel", "at": datetime(2026, 5, 13, 14, tzinfo=UTC)},
        ],
        "persons": [
            {"email": "clerk@permit.example", "name": "Cleo Clerk", "roles": [{"role": "clerk"}]},
            {"email": "deputy@permit.example", "name": "Dana Deputy", "roles": [{"role": "clerk"}]},
            {"email": "asker@town.example", "name": "Asa Asker", "roles": [{"role": "citizen"}]},
            {"email": "chair@panel.example", "name": "Chris Chair", "roles": [{"role": "member", "body": "panel"}]},
            {"email": "passer@town.example", "name": "Pat Passer"},
            {"email": "operator@permit.example", "name": "Olu Operator", "roles": [{"role": "operator"}]},
        ],
    }
)


def a_form(key: str, *fields: FieldSpec) -> FormSpec:
    """A form that requires what it says it requires; enough for the commands, which only call `validate`."""

    def validate(answers: Mapping[str, Any], choices: Choices, *, on: date) -> Answers:
        errors = {f.name: ["Answer this."] for f in fields if f.required and not answers.get(f.name)}
        if errors:
            raise InvalidAnswers(errors)
        values = {f.name: answers.get(f.name) for f in fields}
        routing = {f.name: answers.get(f.name) for f in fields if f.routes}
        return Answers(values, routing, {f.name: f.label for f in fields})

    return FormSpec(key, key, fields, validate)


def a_text(name: str, *, required: bool = True) -> FieldSpec:
    return FieldSpec(name, name.title(), "text", required=required)


def a_route(name: str, *choices: str) -> FieldSpec:
    given = tuple((choice, choice) for choice in choices)
    return FieldSpec(name, name.title(), "choice", required=True, routes=True, personal=False, choices=given)


FORMS = {
    spec.key: spec
    for spec in (
        a_form(
            "permit.ask",
            a_text("wish"),
            a_text("contact_name", required=False),
            a_text("contact_email", required=False),
        ),
        a_form("permit.decide", a_route("decision", "granted", "refused"), a_text("reasons")),
        a_form("permit.answer", a_route("answer", "accept", "appeal")),
        a_form("permit.hear", a_route("ruling", "upheld", "overturned"), a_text("reasons")),
        a_form("permit.withdraw", a_text("why", required=False)),
    )
}

LIBRARY = Path(__file__).parent / "library"


@dataclass
class Town:
    """A database with the permit procedure deployed, and the verbs of a test's story. `at` is the story's clock."""

    database: Database
    office: Office
    at: datetime = MONDAY
    mailer: KeptMailer = field(default_factory=KeptMailer)

    def who(self, name: str) -> Actor:
        if name == "operator":
            return OPERATOR
        with reading(self.database) as session:
            return person(session.scalars(select(Person.id).where(Person.email.startswith(name))).one())

    def stranger(self, opened: Opened) -> Actor:
        with reading(self.database) as session:
            return party(session.scalars(select(Party.id).where(Party.case_id == opened.case_id)).one(), opened.case_id)

    def ask(self, by: Actor = STRANGER, *, request_key: str | None = None, **answers: Any) -> Opened:
        said = {"wish": "A kiosk by the park"} | answers
        return perform(
            self.database,
            self.office,
            lambda s: cases.open_case(s, self.office, "permit", said, by=by, at=self.at, request_key=request_key),
            at=self.at,
        )

    def complete(
        self, opened: Opened, element: str, by: Actor, *, request_key: str | None = None, **answers: Any
    ) -> None:
        task_id = self.task(opened, element).id
        perform(
            self.database,
            self.office,
            lambda s: tasks.complete(s, self.office, task_id, answers, by=by, at=self.at, request_key=request_key),
            at=self.at,
        )

    def withdraw(self, opened: Opened, by: Actor) -> None:
        perform(
            self.database,
            self.office,
            lambda s: cases.withdraw(s, self.office, opened.case_id, {"why": ""}, by=by, at=self.at),
            at=self.at,
        )

    def refuse_permit(self, opened: Opened) -> None:
        self.complete(opened, "decide", self.who("clerk"), decision="refused", reasons="No room.")

    def task(self, opened: Opened, element: str) -> Task:
        """The newest task of an element."""
        with reading(self.database) as session:
            found = select(Task).where(Task.case_id == opened.case_id, Task.element == element)
            return session.scalars(found.order_by(Task.occurrence.desc())).first() or _none(element)

    def open_tasks(self, opened: Opened) -> set[str]:
        with reading(self.database) as session:
            found = select(Task.element).where(Task.case_id == opened.case_id, Task.status.in_(OPEN_TASK))
            return set(session.scalars(found))

    def case(self, opened: Opened) -> Case:
        with reading(self.database) as session:
            return session.get_one(Case, opened.case_id)

    def pass_days(self, days: int) -> None:
        """Lets time pass; nobody works until `work`."""
        self.at += timedelta(days=days)

    def work(self) -> int:
        """The worker does what is due."""
        return drain(self.database, self.office, self.mailer, clock=lambda: self.at)


def _none(element: str) -> Task:
    raise LookupError(f"the case has had no task {element}")


def found_town(url: str) -> Town:
    database = Database(url)
    migrate(database)
    office = Office(DeployedProcedures(), FORMS, Vault(parse_key(new_key())), sender="permits@town.example")
    with unit_of_work(database) as session:
        load_directory(session, DIRECTORY, at=MONDAY)
        deploy_permit(session, "v1")
    return Town(database, office)


def permit_in(folder: Path, edit: Callable[[Path, str], str]) -> Path:
    """The permit procedure in a folder of its own, each file as `edit` rewrites it: its path within, and its text."""
    shipped, copy = LIBRARY / "v1" / "permit", folder / "permit"
    for file in shipped.rglob("*"):
        if file.is_file():
            target = copy / file.relative_to(shipped)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(edit(file.relative_to(shipped), file.read_text(encoding="utf-8")), encoding="utf-8")
    return copy


def deploy_permit(session: Session, version: str, *, at: datetime = MONDAY) -> None:
    deploy(session, load_procedure(LIBRARY / version / "permit"), FORMS, by=OPERATOR, at=at)
