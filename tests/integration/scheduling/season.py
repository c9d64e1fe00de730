"""A procedure that opens each quarter, for each agency that takes part or once; and a clock that moves to its days."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Task
from ombud.storage.directory import Organisation, OrganisationKind, Participation
from ombud.storage.scheduling import ScheduledCase
from ombud.workflows.actors import OPERATOR
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.scheduling import reading
from ombud.workflows.scheduling.reading import Outlook
from tests.integration.worker.world import FORMS, World

SCHEDULE = """
[schedule]
every = "quarter"
on = "01"
per = "participating"
source = "T-a"
"""

TOML = """
key = "visit"
version = %(version)s
title = "Quarterly visit"
summary = "Each agency looks through its accounts."
prefix = "VIS"
process = "visit"
policies = []
%(schedule)s
[lanes.agency]
role = "hdc"
scope = "organisation"
within = "organisation"

[outcomes]
done = "Done"
"""

BPMN = """
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:ombud="urn:ombud:bpmn:1"
 id="definitions" targetNamespace="urn:test">
<bpmn:process id="visit" isExecutable="true">
<bpmn:laneSet id="lanes"><bpmn:lane id="agency" name="Agency">
<bpmn:flowNodeRef>file</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
<bpmn:startEvent id="begin"/>
<bpmn:userTask id="file" name="File" ombud:form="inquiry.file"/>
<bpmn:endEvent id="done"/>
<bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="file"/>
<bpmn:sequenceFlow id="f2" sourceRef="file" targetRef="done"/>
</bpmn:process></bpmn:definitions>
"""


def day(year: int, month: int, day_in_month: int, hour: int = 14) -> datetime:
    return datetime(year, month, day_in_month, hour, tzinfo=UTC)


def deploy_visit(world: World, folder: Path, *, version: int = 1, schedule: str = SCHEDULE) -> None:
    place = folder / str(version) / "visit"
    place.mkdir(parents=True)
    (place / "procedure.toml").write_text(TOML % {"version": version, "schedule": schedule})
    (place / "visit.bpmn").write_text(BPMN)
    world.each(lambda s: deploy(s, load_procedure(place), FORMS, by=OPERATOR, at=world.clock()))


def agency(world: World, name: str, participation: Participation = Participation.PARTICIPATING) -> None:
    facts = {"kind": OrganisationKind.AGENCY, "participation": participation, "created_at": world.clock()}
    world.each(lambda s: s.add(Organisation(name=name, sort_name=name.lower(), **facts)))


def opened(world: World) -> Counter[tuple[str, str]]:
    """How many cases each agency has of each period, by what the schedule says; every one has its task and its agency."""

    def counted(session: Session) -> Counter[tuple[str, str]]:
        rows = session.execute(
            select(ScheduledCase.period, Organisation.name)
            .join(Case, Case.id == ScheduledCase.case_id)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .join(Task, Task.case_id == Case.id)
            .where(Task.element == "file", Task.scope_id == Organisation.id)
        ).all()
        assert len(rows) == len(session.scalars(select(Case.id)).all())
        return Counter((period, name) for period, name in rows)

    return world.each(counted)  # type: ignore[no-any-return]


def outlook(world: World) -> Outlook:
    found: list[Outlook] = world.each(lambda s: reading.outlooks(s, world.office.procedures, at=world.clock()))
    assert len(found) == 1
    return found[0]
