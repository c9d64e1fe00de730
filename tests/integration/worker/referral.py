"""A small procedure whose step opens a case of another one: a clerk looks at a remark, and may ask for a permit on it."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

from sqlalchemy import event, make_url, select, text
from sqlalchemy.orm import joinedload

from ombud.storage.cases import Case
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, parse_key
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows import cases, rewind
from ombud.workflows.actors import OPERATOR
from ombud.workflows.commands import perform
from ombud.workflows.office import Office
from ombud.workflows.opening import Opened
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.directory import load_directory
from ombud.workflows.procedures.load import load_procedure
from tests.integration.worker.dying import APPLICATION, PRELOADED, count_down
from tests.support.permit import DIRECTORY, FORMS, MONDAY, Town, a_form, a_route, a_text, deploy_permit

WISH = "A kiosk for Wilhelmina Quackenbush"
REMARK = "Somebody sells lemonade by the park."

TOML = """
key = "remark"
version = 1
title = "Remark"
summary = "Somebody remarks, a clerk looks."
prefix = "REM"
process = "remark"
policies = []

[start]
form = "remark.send"
roles = ["citizen"]
party = "sender"

[lanes.clerk]
role = "clerk"

[openings.permit]
procedure = "permit"
hands = { wish = "look.wish", contact_name = "start.name" }
says = { contact_email = "clerk@permit.example" }
source = "local"

[outcomes]
looked = "Looked at"
"""

BPMN = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:ombud="urn:ombud:bpmn:1"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="definitions" targetNamespace="urn:test">
<bpmn:process id="remark" isExecutable="true">
<bpmn:laneSet id="lanes"><bpmn:lane id="clerk" name="Clerk"><bpmn:flowNodeRef>look</bpmn:flowNodeRef>
<bpmn:flowNodeRef>file_it</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
<bpmn:startEvent id="sent"/>
<bpmn:userTask id="look" name="Look" ombud:form="remark.look"/>
<bpmn:exclusiveGateway id="needed" default="needed_to_file_it"/>
<bpmn:serviceTask id="ask_for_it"><bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="open_case">
<spiffworkflow:parameters><spiffworkflow:parameter id="opening" type="str" value="'permit'"/></spiffworkflow:parameters>
</spiffworkflow:serviceTaskOperator></bpmn:extensionElements></bpmn:serviceTask>
<bpmn:userTask id="file_it" name="File it" ombud:form="remark.file"/>
<bpmn:endEvent id="looked"/>
<bpmn:sequenceFlow id="f1" sourceRef="sent" targetRef="look"/>
<bpmn:sequenceFlow id="f2" sourceRef="look" targetRef="needed"/>
<bpmn:sequenceFlow id="f3" sourceRef="needed" targetRef="ask_for_it">
<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">permit == 'needed'</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="needed_to_file_it" sourceRef="needed" targetRef="file_it"/>
<bpmn:sequenceFlow id="f4" sourceRef="ask_for_it" targetRef="file_it"/>
<bpmn:sequenceFlow id="f5" sourceRef="file_it" targetRef="looked"/>
</bpmn:process></bpmn:definitions>
"""

ALL_FORMS = FORMS | {
    spec.key: spec
    for spec in (
        a_form("remark.send", a_text("remark"), a_text("name", required=False)),
        a_form("remark.look", a_route("permit", "needed", "not_needed"), a_text("wish", required=False)),
        a_form("remark.file", a_text("where", required=False)),
    )
}


@dataclass
class Hall(Town):
    """The town hall: both procedures deployed. `master_key` opens its seals in another process too."""

    master_key: str = ""

    def remark(self) -> Opened:
        said = {"remark": REMARK, "name": "Asa Asker"}
        opened: Opened = perform(
            self.database,
            self.office,
            lambda s: cases.open_case(s, self.office, "remark", said, by=self.who("asker"), at=self.at),
            at=self.at,
        )
        return opened

    def look(self, opened: Opened, permit: str = "needed") -> None:
        self.complete(opened, "look", self.who("clerk"), permit=permit, wish=WISH)

    def undo(self, opened: Opened) -> None:
        with unit_of_work(self.database) as session:
            rewind.undo(session, self.office, opened.case_id, reason="A slip.", by=OPERATOR, at=self.at)

    def opened_by(self, opened: Opened) -> Sequence[Case]:
        with reading(self.database) as session:
            mine = select(Case).where(Case.parent_id == opened.case_id)
            return session.scalars(mine.options(joinedload(Case.version))).all()

    def opening_job(self, case_id: UUID) -> Job:
        """The newest of a case."""
        with reading(self.database) as session:
            mine = select(Job).where(Job.case_id == case_id, Job.kind == JobKind.OPEN)
            return session.scalars(mine.order_by(Job.run_at.desc(), Job.key.desc())).first() or _none()

    def retry(self, job: Job) -> None:
        with unit_of_work(self.database) as session:
            mine = session.get_one(Job, job.id)
            mine.status, mine.run_at, mine.last_error = JobStatus.READY, self.at, None


def _none() -> Job:
    raise LookupError("the case has asked for no other one")


def hall_at(url: str, master_key: str) -> Hall:
    """As it stands on that database."""
    office = Office(DeployedProcedures(), ALL_FORMS, Vault(parse_key(master_key)), sender="permits@town.example")
    return Hall(Database(url), office, master_key=master_key)


def found_hall(url: str, master_key: str, folder: Path, *, with_permits: bool = True) -> Hall:
    hall = hall_at(url, master_key)
    migrate(hall.database)
    remark = folder / "remark"
    remark.mkdir()
    (remark / "procedure.toml").write_text(TOML)
    (remark / "remark.bpmn").write_text(BPMN)
    with unit_of_work(hall.database) as session:
        load_directory(session, DIRECTORY, at=MONDAY)
        deploy(session, load_procedure(remark), ALL_FORMS, by=OPERATOR, at=MONDAY)
        if with_permits:
            deploy_permit(session, "v1")
    return hall


def killed_at(hall: Hall, dies_at: int) -> bool:
    """Whether a worker that was to die at that statement came to it; its locks are gone."""
    context = get_context("forkserver")
    context.set_forkserver_preload([*PRELOADED, __name__])
    url = hall.database.engine.url.render_as_string(hide_password=False)
    process = context.Process(target=work_and_die, args=(url, hall.master_key, dies_at, hall.at))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    with unit_of_work(hall.database) as session:
        if session.connection().dialect.name == "postgresql":
            end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = :name"
            session.execute(text(end), {"name": APPLICATION})
    return process.exitcode != 0


def work_and_die(url: str, master_key: str, dies_at: int, at: datetime) -> None:
    """The life of a worker that ends, without a word, at the n-th statement or commit."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        address = address.update_query_dict({"application_name": APPLICATION})
    hall = hall_at(address.render_as_string(hide_password=False), master_key)
    hall.at = at
    step = count_down(dies_at)
    event.listen(hall.database.engine, "before_cursor_execute", step)
    event.listen(hall.database.engine, "commit", step)
    hall.work()
