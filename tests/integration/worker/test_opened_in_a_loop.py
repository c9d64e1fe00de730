"""A loop that opens a case at each pass: each is handed what was said at its own pass, however late the worker comes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.storage.sealing import new_key
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.said_last import said_last
from ombud.workflows.submissions import START, read
from tests.integration.worker import referral
from tests.integration.worker.referral import Hall, found_hall

pytestmark = pytest.mark.both_databases

LOOP = (
    referral.BPMN.replace('<bpmn:startEvent id="sent"/>', '<bpmn:startEvent id="sent"/>\n<bpmn:exclusiveGateway id="wanted" default="f1b"/>')
    .replace('sourceRef="sent" targetRef="look"/>', 'sourceRef="sent" targetRef="wanted"/>\n<bpmn:sequenceFlow id="f1b" sourceRef="wanted" targetRef="look"/>')
    .replace('sourceRef="ask_for_it" targetRef="file_it"/>', 'sourceRef="ask_for_it" targetRef="wanted"/>')
)  # fmt: skip


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Hall]:
    hall = found_hall(database_url, new_key(), tmp_path)
    folder = tmp_path / "loop" / "remark"
    folder.mkdir(parents=True)
    (folder / "remark.bpmn").write_text(LOOP, "utf-8")
    (folder / "procedure.toml").write_text(referral.TOML.replace("version = 1", "version = 2"), "utf-8")
    with unit_of_work(hall.database) as session:
        deploy(session, load_procedure(folder), hall.office.forms, by=referral.OPERATOR, at=hall.at)
    yield hall
    hall.database.close()


def wishes(hall: Hall, remark: referral.Opened) -> list[str]:
    found = []
    for case in hall.opened_by(remark):
        with reading(hall.database) as session:
            key = hall.office.vault.unwrap(case.data_key)
            said = said_last(session, key, case.id, element=START)
            assert said is not None
            found.append(read(key, said)[0]["wish"])
    return sorted(found)


def test_two_passes_before_the_worker_comes_open_a_case_each_with_its_own_words(hall: Hall) -> None:
    remark = hall.remark()
    for wish in ("A bench", "A kiosk"):
        hall.complete(remark, "look", hall.who("clerk"), permit="needed", wish=wish)
    hall.work()
    assert wishes(hall, remark) == ["A bench", "A kiosk"]
