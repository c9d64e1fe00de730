"""The permit procedure with impartial lanes: a clerk decides, a panel hears the appeal, and people on the panel have
every kind of conflict. A board stands above the panel; its co-chair presides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ombud.storage.accounts import Account
from ombud.storage.base import new_id
from ombud.storage.board import ConflictKind
from ombud.storage.cases import Case, Task
from ombud.storage.directory import Organisation, Person
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows import cases, permissions, tasks
from ombud.workflows.actors import OPERATOR, Actor, person
from ombud.workflows.board import conflicts
from ombud.workflows.commands import perform
from ombud.workflows.formspec import Answers, Choices, FieldSpec, FormSpec
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.office import Office
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.directory import Directory, load_directory
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.refusals import Refusal
from ombud.workflows.worker.drain import drain
from tests.support.permit import FORMS, permit_in

MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
PANEL = {"role": "member", "body": "panel"}

DIRECTORY = Directory.model_validate(
    {
        "organisations": [
            {"name": "Harbor House"},
            {"name": "Elm Street Shelter"},
            {"name": "Town Hall", "kind": "lead"},
        ],
        "bodies": [{"key": "board", "name": "Board"}, {"key": "panel", "name": "Panel", "parent": "board"}],
        "meetings": [{"body": "panel", "at": datetime(2026, 4, 8, 14, tzinfo=UTC)}],
        "persons": [
            {"email": "clerk@permit.example", "name": "Cleo Clerk", "roles": [{"role": "clerk"}]},
            {"email": "decided@permit.example", "name": "Dora Decided", "roles": [{"role": "clerk"}, PANEL]},
            {"email": "party@harbor.example", "name": "Per Party", "roles": [{"role": "citizen"}, PANEL]},
            {
                "email": "organisation@harbor.example",
                "name": "Odd Organisation",
                "organisation": "Harbor House",
                "roles": [PANEL],
            },
            {"email": "lead@town.example", "name": "Lou Lead", "organisation": "Town Hall", "roles": [PANEL]},
            {"email": "recused@panel.example", "name": "Rex Recused", "roles": [PANEL]},
            {"email": "declared@panel.example", "name": "Dan Declared", "roles": [PANEL]},
            {"email": "subject@panel.example", "name": "Sue Subject", "roles": [PANEL]},
            {"email": "free@panel.example", "name": "Fay Free", "roles": [PANEL]},
            {"email": "other@panel.example", "name": "Otto Other", "roles": [PANEL]},
            {"email": "cochair@board.example", "name": "Coco Chair", "roles": [{"role": "cochair", "body": "board"}]},
            {"email": "operator@permit.example", "name": "Olu Operator", "roles": [{"role": "operator"}]},
            {"email": "auditor@permit.example", "name": "Aud Auditor", "roles": [{"role": "auditor"}]},
            {"email": "passer@town.example", "name": "Pat Passer"},
        ],
    }
)


@dataclass(frozen=True)
class Paper:
    name: str
    media_type: str
    content: bytes


def _ask(answers: Mapping[str, Any], choices: Choices, *, on: date) -> Answers:
    values = {"wish": answers["wish"], "agency": answers["agency"]}
    routing = {"about_the_clerk": bool(answers.get("about_the_clerk"))}
    papers = [Paper("plan.txt", "text/plain", b"A kiosk.")]
    return Answers(values | routing, routing, {"wish": "Wish"}, {"papers": papers})


ASK = FormSpec(
    "permit.ask",
    "Ask",
    (FieldSpec("wish", "Wish", "text"), FieldSpec("about_the_clerk", "About the clerk", "boolean", routes=True)),
    _ask,
)


@dataclass
class Court:
    database: Database
    office: Office
    at: datetime = MONDAY
    mailer: KeptMailer = field(default_factory=KeptMailer)
    case_id: UUID = field(default_factory=new_id)  # of the last case that was asked

    def who(self, name: str) -> Actor:
        with reading(self.database) as session:
            return person(session.scalars(select(Person.id).where(Person.email.startswith(f"{name}@"))).one())

    def id_of(self, name: str) -> UUID:
        person_id = self.who(name).person_id
        assert person_id is not None
        return person_id

    def do(self, command: Any) -> Any:
        return perform(self.database, self.office, command, at=self.at)

    def ask(self, **answers: Any) -> UUID:
        with reading(self.database) as session:
            agency = session.scalars(select(Organisation.id).where(Organisation.name == "Harbor House")).one()
        said = {"wish": "A kiosk", "agency": str(agency)} | answers
        by = self.who("party")
        opened = self.do(lambda s: cases.open_case(s, self.office, "permit", said, by=by, at=self.at))
        self.case_id = opened.case_id
        return self.case_id

    def complete(self, element: str, name: str, **answers: Any) -> None:
        task_id, by = self.task(element).id, self.who(name)
        self.do(lambda s: tasks.complete(s, self.office, task_id, answers, by=by, at=self.at))

    def claim(self, element: str, name: str) -> None:
        task_id, by = self.task(element).id, self.who(name)
        self.do(lambda s: tasks.claim(s, self.office, task_id, by=by, at=self.at))

    def lists(self, name: str, task_id: UUID) -> bool:
        """Whether the task is among those that the list lets somebody act on."""
        acts = permissions.may_act_on_task(self.who(name), on=self.at.date())
        with reading(self.database) as session:
            return session.scalar(select(Task.id).where(Task.id == task_id, acts)) is not None

    def lets(self, name: str, task_id: UUID) -> bool:
        """Whether the command lets somebody take the task: they claim it, and take that back."""
        by = self.who(name)
        try:
            self.do(lambda s: tasks.claim(s, self.office, task_id, by=by, at=self.at))
            self.do(lambda s: tasks.release(s, self.office, task_id, by=by, at=self.at))
        except Refusal:
            return False
        return True

    def appeal(self) -> UUID:
        """A case that the panel has to hear; nobody has been told of it yet."""
        self.ask()
        self.complete("decide", "decided", decision="refused", reasons="No room.")
        self.work()
        self.complete("answer", "party", answer="appeal")
        return self.case_id

    def declare(
        self, name: str, kind: ConflictKind, *, by: str, reason: str = "We are neighbours.", **more: Any
    ) -> None:
        who, actor = self.id_of(name), self.who(by)
        self.do(
            lambda s: conflicts.declare(
                s, self.office, self.case_id, person_id=who, kind=kind, reason=reason, by=actor, at=self.at, **more
            )
        )

    def recuse(self, name: str, **more: Any) -> None:
        self.declare(name, ConflictKind.RECUSED, by=name, **more)

    def conflicts(self, name: str) -> conflicts.CaseConflicts:
        actor = self.who(name)
        with reading(self.database) as session:
            return conflicts.of_case(session, self.office, self.case_id, actor, at=self.at)

    def task(self, element: str) -> Task:
        with reading(self.database) as session:
            found = select(Task).where(Task.case_id == self.case_id, Task.element == element)
            return session.scalars(found.order_by(Task.occurrence.desc())).first() or _none(element)

    def case(self) -> Case:
        with reading(self.database) as session:
            return session.get_one(Case, self.case_id)

    def work(self) -> set[str]:
        """The worker does what is due; gives the addresses it wrote to."""
        before = len(self.mailer.messages)
        drain(self.database, self.office, self.mailer, clock=lambda: self.at)
        return {str(message["To"].addresses[0].addr_spec) for message in self.mailer.messages[before:]}

    def pass_days(self, days: int) -> None:
        self.at += timedelta(days=days)


def _none(element: str) -> Task:
    raise LookupError(f"the case has had no task {element}")


def found_court(url: str, folder: Path) -> Court:
    database = Database(url)
    migrate(database)
    office = Office(
        DeployedProcedures(), FORMS | {"permit.ask": ASK}, Vault(parse_key(new_key())), sender="permits@town.example"
    )
    with unit_of_work(database) as session:
        load_directory(session, DIRECTORY, at=MONDAY)
        people = session.scalars(select(Person.id)).all()
        for one in people:  # at once: a test sees whom the worker wrote to as soon as it has worked
            session.add(Account(person_id=one, password_hash="none", created_at=MONDAY, all_at_once=True))
        deploy(session, load_procedure(permit_in(folder, _impartial)), office.forms, by=OPERATOR, at=MONDAY)
    return Court(database, office)


def _impartial(file: Path, text: str) -> str:
    """An edit of the permit procedure: its lanes decide impartially, and what is asked for may be about the clerk."""
    if file.name != "procedure.toml":
        return text
    for role in ('role = "clerk"\n', 'role = "member"\n'):
        text = text.replace(role, f"{role}impartial = true\n")
    text = text.replace('role = "member"\n', 'role = "member"\nexcludes = "lead"\n')
    about = 'organisation = ["agency"]\nsubjects = { about_the_clerk = "clerk" }\n'
    return text.replace('party = "asker"\n', f'party = "asker"\n{about}')
