"""Earlier answers that a form begins with: those of this case for whoever may read them, and never a stranger's."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.storage.cases import Party
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.actors import OPERATOR, Actor
from ombud.workflows.carrying import Carried, carried
from ombud.workflows.casefile.finding import task_by_id
from ombud.workflows.opening import Opened
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.load import load_procedure
from tests.support.permit import FORMS, Town, permit_in

pytestmark = pytest.mark.both_databases


@pytest.fixture
def carrying(town: Town, tmp_path: Path) -> Town:
    """The permit procedure, which carries what was decided and what was answered."""

    def edit(_file: Path, text: str) -> str:
        text = text.replace("version = 1\n", "version = 2\n")
        return text.replace('prefix = "', 'carries = ["decide", "answer"]\nprefix = "')

    place = permit_in(tmp_path, edit)
    with unit_of_work(town.database) as session:
        deploy(session, load_procedure(place), FORMS, by=OPERATOR, at=town.at)
    return town


def begins_with(town: Town, opened: Opened, element: str, by: Actor) -> Carried | None:
    task = town.task(opened, element)
    with reading(town.database) as session:
        it = task_by_id(session, town.office, by, task.id, at=town.at)
        return carried(session, town.office, it, by, {}, at=town.at)


def test_who_answered_finds_it_again_and_another_party_who_is_asked_the_same_does_not(carrying: Town) -> None:
    asked = carrying.ask(carrying.who("asker"))
    carrying.refuse_permit(asked)
    with unit_of_work(carrying.database) as session:
        passer = carrying.who("passer").person_id
        session.add(Party(case_id=asked.case_id, role="asker", own_matter=True, person_id=passer))
    carrying.complete(asked, "answer", carrying.who("asker"), answer="appeal")
    mine = begins_with(carrying, asked, "answer", carrying.who("asker"))
    assert mine is not None
    assert mine.values == {"answer": "appeal"}
    assert begins_with(carrying, asked, "answer", carrying.who("passer")) is None


def test_cases_of_no_organisation_have_nothing_in_common(carrying: Town) -> None:
    first = carrying.ask()
    carrying.refuse_permit(first)
    assert begins_with(carrying, first, "decide", carrying.who("clerk")) is not None
    carrying.pass_days(1)
    second = carrying.ask()
    assert begins_with(carrying, second, "decide", carrying.who("clerk")) is None
