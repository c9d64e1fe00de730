"""A case is moved to a newer version of its procedure on the operator's page: what that says, and that it does just that."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree

from sqlalchemy import select

from ombud.storage.events import Event
from ombud.storage.procedures import ProcedureVersion
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.actors import OPERATOR as COMMAND_LINE
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.procedures.root import BPMN
from tests.web.house import House
from tests.web.people import OPERATOR
from tests.web.test_operating import act, appealed, case_of, said


def deploy_another(house: House, folder: Path, *, without: str = "") -> int:
    """The grievance procedure under the next number and another title; `without`, that step has another key."""
    copy = Path(copytree(BPMN / "agency_grievance", folder / "agency_grievance"))
    toml = copy / "procedure.toml"
    number = 1 + int(re.findall(r"(?m)^version = (\d+)$", toml.read_text("utf-8"))[0])
    text = re.sub(r"(?m)^version = \d+$", f"version = {number}", toml.read_text("utf-8"))
    toml.write_text(re.sub(r'(?m)^title = ".*"$', 'title = "Grievance as amended"', text, count=1), "utf-8")
    if without:
        for file in (toml, *copy.glob("*.bpmn")):
            file.write_text(file.read_text("utf-8").replace(without, f"{without}_anew"), "utf-8")
    with unit_of_work(house.database) as session:
        deploy(session, load_procedure(copy), house.office.forms, by=COMMAND_LINE, at=house.at)
    return number


def version_of(house: House, number: str) -> int:
    case = case_of(house, number)
    with reading(house.database) as session:
        return session.scalars(select(ProcedureVersion.version).where(ProcedureVersion.id == case.version_id)).one()


def test_a_case_is_moved_to_the_newest_version(house: House, tmp_path: Path) -> None:
    number, code = appealed(house)
    newest = deploy_another(house, tmp_path)
    operator, path = house.as_(OPERATOR), f"/operator/cases/{number}/migrate"
    assert "Move it to the newest version" in said(operator, f"/operator/cases/{number}")
    statement = act(house, path)
    assert f"The case moves from version {newest - 1} of its procedure to version {newest}." in statement
    assert "Its history fits" in statement
    assert version_of(house, number) == newest
    with reading(house.database) as session:
        moved = session.scalars(select(Event).where(Event.kind == "case.migrated")).one()
    assert moved.commitment is not None, "why is sealed beside it"
    assert "Opened twice by mistake." not in str(moved.body)
    assert "Grievance as amended" in house.track(code).page.text
    assert house.task(number, "subcommittee_hears")
    assert "It runs on the newest version already" in said(operator, path)


def test_a_case_whose_history_does_not_fit_stays(house: House, tmp_path: Path) -> None:
    number, _code = appealed(house)
    newest = deploy_another(house, tmp_path, without="director_decides")
    operator, path = house.as_(OPERATOR), f"/operator/cases/{number}/migrate"
    assert "It cannot be done" in said(operator, path)
    operator.send(path, {"reason": "New rules.", "sure": "y", "seen": str(case_of(house, number).head_seq)}, status=422)
    assert version_of(house, number) == newest - 1
