"""A procedure that opens each year for each agency: the agency files, somebody looks, and what is found is mended by a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Case, Task
from ombud.storage.directory import Organisation, OrganisationKind, Participation, Person, RoleHolding, RoleScope
from ombud.workflows import tasks
from ombud.workflows.actors import OPERATOR, person
from ombud.workflows.formspec import Answers, Choices, FieldSpec, FormSpec
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.load import load_procedure
from tests.integration.worker.world import World, add_person

TOML = """
key = "visit"
version = 1
title = "Yearly visit"
summary = "Each agency looks through its accounts."
prefix = "VIS"
process = "visit"
policies = []

[schedule]
every = "year"
on = "01-01"
per = "%(per)s"
%(draw)s
source = "T-a"

[by_agency]
title = "Visits"
answers = ["file"]
remedy = "mend_by"
remedy_ends = "last_day"
done = ["good"]
source = "T-a"

[lanes.agency]
role = "hdc"
scope = "organisation"
within = "organisation"

[lanes.staff]
role = "lead_staff"

[deadlines.file_by]
days = 30
anchor = "opened"
source = "T-b"

[deadlines.mend_by]
days = 45
source = "T-c"

[deadlines.last_day]
days = 60
source = "T-c"

[settings.percent]
title = "Share"
default = 25
source = "T-a"

[settings.rest]
title = "Rounds"
default = 3
source = "local"

[outcomes]
good = "All is well"
bad = "Ended otherwise"
"""

BPMN = """
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:ombud="urn:ombud:bpmn:1"
 id="definitions" targetNamespace="urn:test">
<bpmn:process id="visit" isExecutable="true">
<bpmn:laneSet id="lanes">
<bpmn:lane id="agency"><bpmn:flowNodeRef>file</bpmn:flowNodeRef><bpmn:flowNodeRef>mend</bpmn:flowNodeRef></bpmn:lane>
<bpmn:lane id="staff"><bpmn:flowNodeRef>look</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
<bpmn:startEvent id="begin"/>
<bpmn:userTask id="file" name="File" ombud:form="visit.file" ombud:deadline="file_by"/>
<bpmn:userTask id="look" name="Look" ombud:form="visit.look"/>
<bpmn:exclusiveGateway id="found" default="well"/>
<bpmn:userTask id="mend" name="Mend" ombud:form="visit.file" ombud:deadline="mend_by"/>
<bpmn:boundaryEvent id="passed" attachedToRef="mend" cancelActivity="false">
<bpmn:timerEventDefinition><bpmn:timeDate>last_day</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:boundaryEvent>
<bpmn:endEvent id="noted"/>
<bpmn:endEvent id="good"/>
<bpmn:endEvent id="bad"/>
<bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="file"/>
<bpmn:sequenceFlow id="f2" sourceRef="file" targetRef="look"/>
<bpmn:sequenceFlow id="f3" sourceRef="look" targetRef="found"/>
<bpmn:sequenceFlow id="well" sourceRef="found" targetRef="good"/>
<bpmn:sequenceFlow id="ill" sourceRef="found" targetRef="mend"><bpmn:conditionExpression>verdict == "mend"
</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="gone" sourceRef="found" targetRef="bad"><bpmn:conditionExpression>verdict == "end"
</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="f6" sourceRef="mend" targetRef="look"/>
<bpmn:sequenceFlow id="f7" sourceRef="passed" targetRef="noted"/>
</bpmn:process></bpmn:definitions>
"""

DRAW = 'draw = { percent = "percent", rest = "rest" }'


def _form(key: str, *fields: FieldSpec) -> FormSpec:
    def validate(answers: Mapping[str, Any], _choices: Choices, *, on: date) -> Answers:
        said = {field.name: answers.get(field.name) for field in fields}
        return Answers(said, said, {field.name: field.label for field in fields})

    return FormSpec(key, key, fields, validate)


FORMS = {
    form.key: form
    for form in (
        _form("visit.file"),
        _form("visit.look", FieldSpec("verdict", "Verdict", "choice", routes=True)),
    )
}


def visits(world: World, folder: Path, *agencies: str, drawn: bool = False) -> None:
    """Deploys the procedure; agencies with a coordinator each, and one person who looks at what they file."""
    world.office = replace(world.office, forms=world.office.forms | FORMS)
    place = folder / "visit"
    place.mkdir(parents=True)
    per = {"per": "drawn", "draw": DRAW} if drawn else {"per": "participating", "draw": ""}
    (place / "procedure.toml").write_text(TOML % per)
    (place / "visit.bpmn").write_text(BPMN)

    def furnish(session: Session) -> None:
        for role in ("lead_staff", "operator"):
            add_person(session, f"{role}@town.example", role, name=role)
        for name in agencies:
            _agency(session, world, name)
        deploy(session, load_procedure(place), FORMS, by=OPERATOR, at=world.clock())

    world.each(furnish)
    world.work()


def joins(world: World, name: str) -> None:
    world.each(lambda session: _agency(session, world, name))


def _agency(session: Session, world: World, name: str) -> None:
    facts = {"kind": OrganisationKind.AGENCY, "participation": Participation.PARTICIPATING}
    agency = Organisation(name=name, sort_name=name.lower(), created_at=world.clock(), **facts)
    session.add(agency)
    session.flush()
    who = Person(email=f"{name.lower()}@town.example", name=name, organisation_id=agency.id, created_at=world.clock())
    session.add(who)
    session.flush()
    held = {"role": "hdc", "scope": RoleScope.ORGANISATION, "scope_id": agency.id}
    session.add(RoleHolding(person_id=who.id, from_on=date(2020, 1, 1), **held))


def does(world: World, agency: str, element: str, by: str = "", **answers: Any) -> None:
    """The open task of that name in the agency's newest case is completed: by its coordinator, or by somebody else."""

    def complete(session: Session) -> None:
        mine = (
            select(Task.id)
            .join(Case, Case.id == Task.case_id)
            .join(Organisation, Organisation.id == Case.organisation_id)
        )
        found = mine.where(Organisation.name == agency, Task.element == element, Task.status.in_(OPEN_TASK))
        address = f"{by or agency.lower()}@town.example"
        actor = person(session.scalars(select(Person.id).where(Person.email == address)).one())
        tasks.complete(session, world.office, session.scalars(found).one(), answers, by=actor, at=world.clock())

    world.each(complete)
    world.work()
