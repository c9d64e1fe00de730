"""Which mails can wait is data, within what can wait at all."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from ombud.workflows.days import ZONE, end_of
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.load import load_all
from ombud.workflows.procedures.notices import FILE, NoticesToml, read_notices
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.root import BPMN

MONDAY = date(2026, 3, 2)


def waits(notice: str, due: date | None = None, *, procedure: str = "agency_grievance") -> bool:
    due_at = end_of(due) if due else None
    return read_notices().waits(notice, due_at=due_at, procedure=procedure, on=MONDAY)


def written(folder: Path, text: str) -> NoticesToml:
    (folder / FILE).write_text(text)
    return read_notices(folder)


def test_every_choice_names_its_source() -> None:
    shipped, rows = read_notices(), read_register(BPMN).keys()
    assert {one.source for one in (*shipped.kinds.values(), *shipped.immediate.values())} <= {*rows, "local"}
    assert shipped.immediate.keys() <= load_all(BPMN).keys()


@pytest.mark.parametrize(
    ("due", "can"),
    [(None, True), (date(2026, 3, 1), False), (MONDAY, False), (date(2026, 3, 3), False), (date(2026, 3, 4), True)],
)
def test_what_is_due_by_tomorrow_cannot_wait(due: date | None, can: bool) -> None:
    for notice in ("task", "reminder", "moved", "ballot.opened", "ballot.reminder"):
        assert waits(notice, due) is can


def test_tomorrow_is_a_day_of_the_place() -> None:
    late = datetime(2026, 3, 3, 23, 59, tzinfo=ZONE)
    assert not read_notices().waits("task", due_at=late, procedure="retraining", on=MONDAY)


@pytest.mark.parametrize("notice", ["overdue", "letter", "moved.party", "hearing_late", "account.password", "nobody"])
def test_what_is_not_daily_never_waits(notice: str) -> None:
    assert not waits(notice)


@pytest.mark.parametrize("procedure", ["security_incident", "breach_notification"])
def test_of_what_is_to_be_done_immediately_nothing_waits(procedure: str) -> None:
    assert not waits("task", procedure=procedure)


@pytest.mark.parametrize("notice", ["letter", "overdue", '"moved.party"', "whatever"])
def test_nothing_else_can_be_put_off_by_data(tmp_path: Path, notice: str) -> None:
    with pytest.raises(ProcedureError, match="never wait"):
        written(tmp_path, f'[kinds.{notice}]\nwhen = "daily"\nsource = "local"\n')


def test_a_kind_without_a_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProcedureError, match="source"):
        written(tmp_path, '[kinds.task]\nwhen = "daily"\n')


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProcedureError, match="nothing says which mails can wait"):
        read_notices(tmp_path)
