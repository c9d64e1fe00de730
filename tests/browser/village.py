"""A demonstration with cases in different states, for looking at every page of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from ombud.storage.base import new_id
from ombud.storage.cases import Case, Task
from ombud.storage.jobs import Heartbeat, Job, JobKind, JobStatus
from ombud.storage.ledger import Deadline
from ombud.storage.letters import Letter
from ombud.storage.session import reading, unit_of_work
from tests.web.house import DECISION, House, build_house
from tests.web.people import DIRECTOR

CLIENT = {
    "contact_name": "Amira Haddad",
    "contact_other": "Phone 555 0142, in the mornings",
    "language": "en",
    "filing_for": "myself",
    "about": "information",
    "happened": "Somebody at the shelter read my address aloud in the waiting room.",
    "told_agency": "no",
}


@dataclass
class Village:
    house: House
    asked: str  # waits for the complainant's answer
    asked_code: str
    appealed: str  # waits for the subcommittee
    informal: str  # waits for the Lead's staff
    filed: str  # waits for the Director
    closed: str
    stuck: str  # should have a hearing's date and has none
    own: str  # brought by somebody with an account

    def task(self, number: str, element: str) -> str:
        return f"/tasks/{self.house.task(number, element)}"

    def letter(self, number: str) -> str:
        with reading(self.house.database) as session:
            found = select(Letter.id).join(Case, Case.id == Letter.case_id).where(Case.number == number)
            return f"/cases/{number}/letters/{session.scalars(found.limit(1)).one()}.pdf"


def build_village(folder: Path) -> Village:
    house = build_house(folder, demo=True)
    asked, asked_code = house.file()
    house.complete(asked, "director_decides", DIRECTOR, DECISION)
    house.pass_(days=3)
    appealed, appealed_code = house.file(contact_name="Ned Falk", organisation_name="Quiet Harbor Kitchen")
    house.complete(appealed, "director_decides", DIRECTOR, DECISION)
    _appeal(house, appealed, appealed_code)
    stuck, stuck_code = house.file(contact_name="Lou Marsh", organisation_name="Marsh Street House")
    house.complete(stuck, "director_decides", DIRECTOR, DECISION)
    _appeal(house, stuck, stuck_code)
    house.pass_(days=20)
    informal, _code = house.file(contact_name="Ola Brandt", organisation_name="North End Pantry", stage="informal")
    closed, closed_code = house.file(contact_name="Jim Stone", organisation_name="Stone Soup Club")
    _withdraw(house, closed_code)
    filed, _code = house.file(contact_name="Petra Vance", organisation_name="Second Chance Housing")
    own = _own(house)
    client = house.browser()
    client.see("/file/client_grievance")
    client.send("/file/client_grievance", CLIENT)
    house.pass_(days=11)
    house.work()
    _trouble(house, stuck)
    director, task = house.as_(DIRECTOR), house.task(filed, "director_decides")
    director.see(f"/tasks/{task}")
    director.send(f"/tasks/{task}/claim")
    return Village(house, asked, asked_code, appealed, informal, filed, closed, stuck, own)


def _appeal(house: House, number: str, code: str) -> None:
    house.appeal(number, code)


def _withdraw(house: House, code: str) -> None:
    party = house.track(code)
    party.see("/track/withdraw")
    party.send("/track/withdraw", {"reason": "We have found another way."})


def _own(house: House) -> str:
    hdc = house.as_("hdc@harbor.example")
    hdc.see("/procedures/agency_grievance")
    agency = hdc.option("Harbor House")
    answer = hdc.send(
        "/procedures/agency_grievance",
        {
            "contact_name": "Tomas Berg",
            "contact_email": "hdc@harbor.example",
            "language": "en",
            "complainant_kind": "agency",
            "agency": agency,
            "subject_areas": ["reporting", "data_quality"],
            "complaint": "Our annual figures were published without the correction we sent in January.",
            "stage": "informal",
        },
    )
    return answer.location.rsplit("/", 1)[1]


def _trouble(house: House, stuck: str) -> None:
    """What an operator's page is for: a job given up, a deadline without a date, a worker that is alive."""
    with unit_of_work(house.database) as session:
        session.add(Heartbeat(worker="web-1", seen_at=house.at - timedelta(seconds=20)))
        case_id = session.scalars(select(Case.id).limit(1)).one()
        dead = Job(
            id=new_id(), key="mail:given-up", kind=JobKind.MAIL, case_id=case_id, payload={}, status=JobStatus.DEAD,
            run_at=house.at - timedelta(hours=30), attempts=48, last_error="ConnectionRefusedError in smtp.send",
        )  # fmt: skip
        session.add(dead)
        stuck_id = session.scalars(select(Case.id).where(Case.number == stuck)).one()
        hearing = (Deadline.name == "hearing", Deadline.case_id == stuck_id)
        facts = {"rule": "meeting", "anchored_on": "2026-03-05", "cutoff_days": 0, "body": "Grievance subcommittee"}
        session.execute(update(Deadline).where(*hearing).values(alarm="no_meeting", due_at=None, computed=facts))
        task = (Task.case_id == stuck_id, Task.element == "subcommittee_hears")
        session.execute(update(Task).where(*task).values(due_at=None))
