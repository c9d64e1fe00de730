"""A small world for the worker: a procedure with a letter, a notice, a deadline and a timer, and three people.

`inquiry`: a receipt is issued, staff answer within ten days, after twenty the diagram gives up waiting and tells the
director, and a reply is issued.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ombud.storage.directory import (
    Organisation,
    OrganisationKind,
    Person,
    RoleHolding,
    RoleScope,
)
from ombud.storage.jobs import Job
from ombud.storage.procedures import ProcedureVersion
from ombud.storage.sealing import KEY_BYTES, Vault
from ombud.storage.session import Database, unit_of_work
from ombud.workflows import cases
from ombud.workflows.actors import STRANGER, Actor
from ombud.workflows.actors import person as person_actor
from ombud.workflows.formspec import Answers, Choices, FieldSpec, FormSpec
from ombud.workflows.mail.smtp import KeptMailer, Mailer
from ombud.workflows.office import Office
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.worker.drain import drain

AT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LEAD = "Nutmeg Housing Data Alliance"
COMPLAINT = "Nobody answered our two mails.\n\nPlease look into it."

TOML = """
key = "inquiry"
version = 1
title = "Inquiry"
summary = "Somebody asks, staff answer."
prefix = "INQ"
process = "inquiry"
policies = []

[start]
form = "inquiry.ask"
public = true
roles = ["hdc"]
party = "asker"

[lanes.staff]
role = "lead_staff"

[deadlines.answer]
days = 10
anchor = "opened"
remind = ["P3D"]
source = "T-a"

[deadlines.patience]
days = 20
source = "T-b"

[deadlines.after_receipt]
days = 5
anchor = "delivered:receipt"
source = "T-c"

[letters.receipt]
title = "We have your inquiry"
to = ["party:asker"]
source = "T-d"
quotes = { inquiry = "start", answer = "answer" }

[letters.reply]
title = "Reply to your inquiry"
to = ["party:asker", "role:director"]
source = "T-e"
quotes = { inquiry = "start", answer = "answer" }

[notices.silent]
subject = "An inquiry was not answered"
text = "Nobody has answered an inquiry in time."
to = ["role:director", "party:asker"]
source = "T-f"
"""

RECEIPT = """
<p>You wrote to us on {{ inquiry.sent_at | day }}:</p>
<blockquote>{{ inquiry.answers.question | paragraphs }}</blockquote>
{% if answer %}<p>It has been answered already.</p>{% endif %}
"""

REPLY = """
<p>You asked:</p><blockquote>{{ inquiry.answers.question | paragraphs }}</blockquote>
{% if answer %}<p>{{ answer.answers.reply }}</p><p>{{ answer.sender }}</p>{% else %}<p>We have no answer.</p>{% endif %}
"""

BPMN = """
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:ombud="urn:ombud:bpmn:1"
 xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="definitions" targetNamespace="urn:test">
<bpmn:process id="inquiry" isExecutable="true">
<bpmn:laneSet id="lanes"><bpmn:lane id="staff" name="Staff">
<bpmn:flowNodeRef>answer</bpmn:flowNodeRef><bpmn:flowNodeRef>file</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
<bpmn:startEvent id="begin"/>
%(receipt)s
<bpmn:userTask id="answer" name="Answer" ombud:form="inquiry.answer" ombud:deadline="answer"/>
<bpmn:boundaryEvent id="no_answer" attachedToRef="answer" cancelActivity="true">
<bpmn:timerEventDefinition><bpmn:timeDate>patience</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:boundaryEvent>
%(tell)s
%(reply)s
<bpmn:userTask id="file" name="File" ombud:form="inquiry.file" ombud:deadline="after_receipt"/>
<bpmn:endEvent id="closed"/>
<bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="send_receipt"/>
<bpmn:sequenceFlow id="f2" sourceRef="send_receipt" targetRef="answer"/>
<bpmn:sequenceFlow id="f3" sourceRef="answer" targetRef="send_reply"/>
<bpmn:sequenceFlow id="f4" sourceRef="no_answer" targetRef="tell_director"/>
<bpmn:sequenceFlow id="f5" sourceRef="tell_director" targetRef="send_reply"/>
<bpmn:sequenceFlow id="f6" sourceRef="send_reply" targetRef="file"/>
<bpmn:sequenceFlow id="f7" sourceRef="file" targetRef="closed"/>
</bpmn:process></bpmn:definitions>
"""


def _effect(name: str, operator: str, parameter: str, value: str) -> str:
    return (
        f'<bpmn:serviceTask id="{name}"><bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="{operator}">'
        f'<spiffworkflow:parameters><spiffworkflow:parameter id="{parameter}" type="str" value="\'{value}\'"/>'
        "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator></bpmn:extensionElements></bpmn:serviceTask>"
    )


EFFECTS = {
    "receipt": _effect("send_receipt", "issue_letter", "letter", "receipt"),
    "tell": _effect("tell_director", "send_notice", "notice", "silent"),
    "reply": _effect("send_reply", "issue_letter", "letter", "reply"),
}


def _form(key: str, *fields: str) -> FormSpec:
    def validate(answers: Mapping[str, Any], _choices: Choices, *, on: date) -> Answers:
        return Answers({name: answers.get(name) for name in fields}, {}, {name: name.title() for name in fields})

    return FormSpec(key, key, tuple(FieldSpec(name, name.title(), "text") for name in fields), validate)


FORMS = {
    form.key: form
    for form in (
        _form("inquiry.ask", "question", "contact_name", "contact_email", "language"),
        _form("inquiry.answer", "reply"),
        _form("inquiry.file"),
    )
}


class MovingClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = AT) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass
class World:
    """The office over one database. `vault` is made of a fixed key, so that another process can open it too."""

    database: Database
    clock: MovingClock = field(default_factory=MovingClock)
    mailer: Mailer = field(default_factory=KeptMailer)

    def __post_init__(self) -> None:
        vault = Vault(b"k" * KEY_BYTES)
        self.office = Office(DeployedProcedures(), FORMS, vault, "https://ombud.example", "ombud@nutmeg.example")

    @property
    def url(self) -> str:
        """For another process."""
        return self.database.url.render_as_string(hide_password=False)

    def people(self) -> None:
        """The lead organisation with a director, a member of staff and an operator, and the deployed procedure."""
        with unit_of_work(self.database) as session:
            lead = Organisation(name=LEAD, sort_name=LEAD.lower(), kind=OrganisationKind.LEAD, created_at=AT)
            session.add(lead)
            session.flush()
            for role in ("director", "lead_staff", "operator"):
                add_person(session, f"{role}@nutmeg.example", role, name=f"The {role}", organisation=lead.id)
            session.add(_version())

    def letters(self, **letters: str) -> None:
        """Other templates than the ones deployed."""
        with unit_of_work(self.database) as session:
            version = session.scalars(select(ProcedureVersion)).one()
            version.letters = version.letters | letters

    def ask(self, email: str = "asker@street.example", *, name: str = "Rosa Delgado", language: str = "en") -> UUID:
        """Opens a case as a stranger."""
        answers = {"question": COMPLAINT, "contact_name": name, "contact_email": email, "language": language}
        with unit_of_work(self.database) as session:
            opened = cases.open_case(session, self.office, "inquiry", answers, by=STRANGER, at=self.clock())
        return opened.case_id

    def work(self, worker: str = "drain") -> int:
        return drain(self.database, self.office, self.mailer, clock=self.clock, worker=worker)

    def jobs(self, **where: Any) -> list[Job]:
        with unit_of_work(self.database) as session:
            return list(session.scalars(select(Job).filter_by(**where).order_by(Job.run_at, Job.key)))

    def person(self, email: str) -> Actor:
        with unit_of_work(self.database) as session:
            return person_actor(session.scalars(select(Person.id).where(Person.email == email)).one())

    @property
    def mails(self) -> list[EmailMessage]:
        """What has gone out, where it is kept in memory."""
        assert isinstance(self.mailer, KeptMailer)
        return self.mailer.messages

    def retire(self, email: str) -> None:
        """That person is here no longer."""
        self.each(lambda session: session.execute(update(Person).where(Person.email == email).values(active=False)))

    def each(self, act: Callable[[Session], Any]) -> Any:
        """One unit of work."""
        with unit_of_work(self.database) as session:
            return act(session)


def add_person(
    session: Session, email: str, role: str, *, name: str, organisation: UUID | None = None, active: bool = True
) -> Person:
    person = Person(email=email, name=name, organisation_id=organisation, active=active, created_at=AT)
    session.add(person)
    session.flush()
    session.add(
        RoleHolding(
            person_id=person.id, role=role, scope=RoleScope.SYSTEM, scope_id=SYSTEM_SCOPE, from_on=date(2020, 1, 1)
        )
    )
    return person


def _version() -> ProcedureVersion:
    return ProcedureVersion(
        key="inquiry",
        version=1,
        digest="inquiry-1",
        files={"procedure.toml": TOML, "inquiry.bpmn": BPMN % EFFECTS},
        letters={"receipt": RECEIPT, "reply": REPLY},
        routing_schema={},
        deployed_at=AT,
    )
