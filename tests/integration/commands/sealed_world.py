"""A client's complaint whose sender is sealed, and the people of the demonstration around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.board import Body, ConflictKind
from ombud.storage.cases import Case, IdentityOpening, Party, Task
from ombud.storage.directory import Organisation, OrganisationKind, Person, RoleHolding, RoleScope
from ombud.storage.events import Event
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, reading, unit_of_work
from ombud.webapp.forms_bridge import form_catalogue
from ombud.workflows import cases, tasks
from ombud.workflows.actors import OPERATOR, STRANGER, Actor, party, person
from ombud.workflows.board import conflicts
from ombud.workflows.casefile.clauses import Manual
from ombud.workflows.casefile.finding import case_by_id
from ombud.workflows.casefile.sheet import CaseSheet, sheet_of
from ombud.workflows.commands import perform
from ombud.workflows.identity import opening
from ombud.workflows.identity.reading import page_of
from ombud.workflows.identity.sight import may_see_identity
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.office import Office
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.directory import load_directory, read_directory
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.worker.drain import drain

MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
STAFF, COCHAIR, COCHAIR2, MEMBER, DIRECTOR = (
    "staff@dsb.example", "cochair@dsb.example", "cochair2@dsb.example", "abena@dsb.example", "director@lead.example",
)  # fmt: skip
EVERYBODY = (STAFF, COCHAIR, COCHAIR2, MEMBER, DIRECTOR, "operator@ombud.example", "auditor@ombud.example")
NAME = "Zephyrine Quillfeather"
COMPLAINT = {
    "filing_for": "myself",
    "contact_name": NAME,
    "contact_email": "zephyrine@mail.example",
    "about": "service",
    "happened": "I asked for a bed three times and nobody wrote it down.",
    "told_agency": "no",
}
WHY, WHY_TOO = "The letter has to go by post.", "There is no other way to answer."


@dataclass
class Sealed:
    database: Database
    office: Office
    case_id: UUID = field(init=False)
    at: datetime = MONDAY
    mailer: KeptMailer = field(default_factory=KeptMailer)

    def __post_init__(self) -> None:
        self.case_id = self.do(
            lambda s: cases.open_case(s, self.office, "client_grievance", COMPLAINT, by=STRANGER, at=self.at)
        ).case_id

    def do(self, command: Any) -> Any:
        return perform(self.database, self.office, command, at=self.at)

    def who(self, email: str) -> Actor:
        with reading(self.database) as session:
            return person(session.scalars(select(Person.id).where(Person.email == email)).one())

    @property
    def client(self) -> Actor:
        with reading(self.database) as session:
            return party(session.scalars(select(Party.id).where(Party.case_id == self.case_id)).one(), self.case_id)

    def ask(self, by: str = STAFF, role: str = "dsb_staff", *, reason: str = WHY, key: str | None = None) -> None:
        actor = self.who(by)
        self.do(
            lambda s: opening.ask(
                s, self.office, self.case_id, role=role, reason=reason, by=actor, at=self.at, request_key=key
            )
        )

    def answer(
        self, by: str = COCHAIR, role: str = "cochair", *, agrees: bool = True, reason: str = WHY_TOO,
        key: str | None = None,
    ) -> None:  # fmt: skip
        actor, opening_id, command = self.who(by), self.asked(), opening.agree if agrees else opening.refuse
        self.do(
            lambda s: command(
                s, self.office, opening_id, role=role, reason=reason, by=actor, at=self.at, request_key=key
            )
        )

    def open(self) -> None:
        self.ask()
        self.answer()

    def seal(self, by: str) -> None:
        actor = self.who(by)
        self.do(lambda s: opening.seal_again(s, self.office, self.case_id, by=actor, at=self.at))

    def asked(self) -> UUID:
        """The newest that was asked."""
        with reading(self.database) as session:
            return session.scalars(
                select(IdentityOpening.id).order_by(IdentityOpening.asked_at.desc())
            ).first() or UUID(int=1)

    def triage(self, matter: str = "service_quality", **more: str) -> None:
        with reading(self.database) as session:
            task_id = session.scalars(select(Task.id).where(Task.element == "triage")).one()
        answers, actor = {"matter": matter, "reason": "It belongs there."} | more, self.who(STAFF)
        self.do(lambda s: tasks.complete(s, self.office, task_id, answers, by=actor, at=self.at))

    def sees(self, email: str) -> bool:
        with reading(self.database) as session:
            deployed = self.office.procedures.latest(session, "client_grievance")
            return may_see_identity(session, deployed, self.case_id, self.who(email), at=self.at)

    def seeing(self) -> list[str]:
        return [email for email in EVERYBODY if self.sees(email)]

    def page(self, email: str) -> Any:
        with reading(self.database) as session:
            return page_of(session, self.office, self.case().number, self.who(email), at=self.at)

    def sheet(self, actor: Actor) -> CaseSheet:
        with reading(self.database) as session:
            found = case_by_id(session, self.office, actor, self.case_id, at=self.at)
            return sheet_of(session, self.office, found, actor, Manual({}, {}).clauses, at=self.at)

    def events(self) -> list[Event]:
        with reading(self.database) as session:
            of_the_seal = (Event.chain == self.case_id, Event.kind.startswith("identity."))
            return list(session.scalars(select(Event).where(*of_the_seal).order_by(Event.seq)))

    def case(self) -> Case:
        with reading(self.database) as session:
            return session.get_one(Case, self.case_id)

    def give(self, email: str, role: str, *, for_: str = "", body: str = "") -> None:
        """A role that somebody did not have, for themselves or on behalf of somebody."""

        def command(session: Session) -> None:
            scope = RoleScope.BODY if body else RoleScope.SYSTEM
            scope_id = _body(session, body) if body else SYSTEM_SCOPE
            behalf = self.who(for_).person_id if for_ else None
            held = {"role": role, "scope": scope, "scope_id": scope_id, "from_on": date(2026, 1, 1)}
            session.add(RoleHolding(person_id=self.who(email).person_id, on_behalf_of=behalf, **held))

        self.do(command)

    def take(self, email: str, role: str) -> None:
        def command(session: Session) -> None:
            held = RoleHolding.person_id == self.who(email).person_id
            for holding in session.scalars(select(RoleHolding).where(held, RoleHolding.role == role)):
                holding.to_on = self.at.date() - timedelta(days=1)

        self.do(command)

    def move_to_lead(self, email: str) -> None:
        def command(session: Session) -> None:
            lead = select(Organisation.id).where(Organisation.kind == OrganisationKind.LEAD)
            session.get_one(Person, self.who(email).person_id).organisation_id = session.scalars(lead).first()

        self.do(command)

    def bar(self, email: str) -> None:
        whom = self.who(email).person_id
        self.do(
            lambda s: conflicts.declare(
                s, self.office, self.case_id, person_id=whom, kind=ConflictKind.DECLARED, reason="A cousin.",
                by=OPERATOR, at=self.at,
            )
        )  # fmt: skip

    def told(self) -> set[str]:
        """Who has got a mail about the seal."""
        drain(self.database, self.office, self.mailer, clock=lambda: self.at)
        mails = (mail for mail in self.mailer.messages if "/identity" in mail.get_content())
        return {str(mail["To"].addresses[0].addr_spec) for mail in mails}


def _body(session: Session, key: str) -> UUID:
    """Of that key; there is one from now on if there was none."""
    found = session.scalars(select(Body).where(Body.key == key)).one_or_none()
    if found is None:
        found = Body(id=new_id(), key=key, name=key.title())
        session.add(found)
        session.flush()
    return found.id


def sealed_world(url: str) -> Sealed:
    database = Database(url)
    migrate(database)
    office = Office(DeployedProcedures(), form_catalogue(), Vault(parse_key(new_key())), sender="ombud@lead.example")
    with unit_of_work(database) as session:
        load_directory(session, read_directory(BPMN / "directory.toml"), at=MONDAY)
        deploy(session, load_procedure(BPMN / "client_grievance"), office.forms, by=OPERATOR, at=MONDAY)
    return Sealed(database, office)
