"""The demonstration's stories on one February day, with a certification in remediation beside what opened by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Case, Party, Task
from ombud.storage.directory import Person
from ombud.storage.procedures import ProcedureVersion
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.actors import person
from ombud.workflows.codes import hash_of_code, typed
from ombud.workflows.days import day_of
from ombud.workflows.permissions.tasks import may_act_on_task
from ombud.workflows.procedures.demonstration import play_up_to
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.acts import act
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage
from tests.web.house import House, build_house

TODAY = datetime(2027, 2, 15, 15, 0, tzinfo=UTC)
CERTIFIED = "annual_certification 2027 Harbor House"
EXHIBIT = {"version": "0", "evidence": "The folder of the coordinator.", "confirmed": True}
REMEDIATION: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("exhibit_a", "hdc@harbor.example", EXHIBIT | {"hipaa_covered": "no", "administrative": "every"}),
    (
        "exhibit_b",
        "security@harbor.example",
        EXHIBIT
        | {"coordinator": "Nadia Karimi", "coordinator_email": "security@harbor.example"}
        | {"security": "every but screens_lock", "gaps": "Older workstations do not lock."},
    ),
    ("certify", "director@harbor.example", {"stage": "certified"}),
    (
        "recommend",
        "admin@laurel.example",
        {"shortfalls": "Screens do not lock.", "steps": "Set ten minutes.", "remediate_by": "2027-04-06"},
    ),
)


@dataclass(frozen=True)
class Seen:
    """One open task of each kind; `by` is whoever may do it, or the tracking code of whoever has no account."""

    procedure: str
    number: str
    element: str
    path: str
    by: str


@dataclass(frozen=True)
class Neighborhood:
    house: House
    tasks: list[Seen]


def build_neighborhood(folder: Path) -> Neighborhood:
    house = build_house(folder, demo=True)
    house.at = TODAY
    stories = sorted((BPMN / "demonstration").glob("*.toml"))
    play_up_to(house.database, house.office, house.mailer, stories, now=TODAY)
    stage = Stage(house.database, house.office, house.mailer, TODAY)
    stage.settle()
    for element, by, answers in REMEDIATION:
        act(stage, Step(complete=element, case=CERTIFIED, by=by, answers=answers))
    with unit_of_work(house.database) as session:
        for party in session.scalars(select(Party).where(Party.tracking_hash.is_not(None))):
            party.tracking_hash = hash_of_code(typed(party.id.bytes))
    with reading(house.database) as session:
        return Neighborhood(house, _tasks(session))


def _tasks(session: Session) -> list[Seen]:
    may = may_do(session)
    found = select(Task, Case.number, ProcedureVersion.key).join(Case, Case.id == Task.case_id)
    found = found.join(ProcedureVersion, ProcedureVersion.id == Case.version_id).where(Task.status.in_(OPEN_TASK))
    seen: dict[tuple[str, str], Seen] = {}
    for task, number, key in session.execute(found.order_by(Case.number)):
        by, path = may.get(task.id, ""), f"/tasks/{task.id}"
        if not by:
            coded = select(Party.id).where(Party.case_id == task.case_id, Party.tracking_hash.is_not(None))
            party_id = session.scalars(coded).one_or_none()
            if party_id is None:
                continue  # an agency of whose people the directory names nobody
            by, path = typed(party_id.bytes), f"/track{path}"
        seen.setdefault((key, task.element), Seen(key, number, task.element, path, by))
    return list(seen.values())


def may_do(session: Session) -> dict[Any, str]:
    """Somebody with an account for each open task that one of them may do."""
    may: dict[Any, str] = {}
    for one in session.scalars(select(Person).order_by(Person.email)):
        own = select(Task.id).where(may_act_on_task(person(one.id), on=day_of(TODAY)))
        for task_id in session.scalars(own):
            may.setdefault(task_id, one.email)
    return may
