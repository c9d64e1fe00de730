"""History is added to, never edited: the database itself refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Executable, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotSeat, Vote
from ombud.storage.base import Base
from ombud.storage.board import Body, DutyRecord, Seat
from ombud.storage.checklists import ChecklistVersion
from ombud.storage.directory import Person
from ombud.storage.ledger import Deadline, DeadlineChange
from ombud.storage.letters import LetterText
from ombud.storage.models import METADATA
from ombud.storage.procedures import Setting
from ombud.storage.registry import DocumentRecord, Possession
from ombud.storage.session import Database, reading, unit_of_work
from ombud.storage.triggers import APPEND_ONLY

pytestmark = pytest.mark.both_databases

AT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
COLUMN = {
    "checklist_versions": "key",
    "deadline_changes": "kind",
    "document_records": "key",
    "duty_records": "duty",
    "events": "kind",
    "letter_texts": "letter",
    "settings": "name",
    "submissions": "form",
    "votes": "number",
}


@pytest.fixture
def with_history(database: Database, new_case: Callable[[Session], UUID]) -> Database:
    """A database with a row in every append-only table."""
    with unit_of_work(database) as session:
        deadline = {
            "id": uuid4(),
            "case_id": new_case(session),
            "element": "decide",
            "occurrence": 1,
            "name": "decision",
            "timer": False,
            "anchor": "opened",
            "computed": {},
            "source": "local",
            "armed_at": AT,
        }
        session.execute(insert(Deadline), [deadline])
        change = {"deadline_id": deadline["id"], "kind": "extend", "reason_sealed": b"sealed", "at": AT}
        session.execute(insert(DeadlineChange), [change])
        a_vote(session)
        session.add_all(kept_by_the_office())
    return database


def kept_by_the_office() -> list[Base]:
    return [
        ChecklistVersion(
            key="exhibit_a", version=1, official=True, origin="MOU", items=[], published_at=AT, reason="Received"
        ),
        DocumentRecord(key="mou", possession=Possession.HAVE, owner="Lead", link="", note="", recorded_at=AT),
        DutyRecord(duty="annual_evaluation", done_on=AT.date(), evidence="Report", recorded_at=AT),
        LetterText(
            procedure="agency_grievance",
            letter="decision",
            text="<p>Decided.</p>",
            from_at=AT,
            reason="Plainer",
            shipped_digest="0" * 64,
        ),
        Setting(name="agency_grievance.agenda_cutoff_days", value=7, from_at=AT, reason="By-laws"),
    ]


def a_vote(session: Session) -> None:
    body, person = Body(key="board", name="Board"), Person(email="ada@board.example", name="Ada", created_at=AT)
    session.add_all([body, person])
    session.flush()
    seat = Seat(body_id=body.id, group="member", label="1", voting=True, opened_on=AT.date())
    ballot = Ballot(
        body_id=body.id, motion="Adjourn?", options=[], rules={}, secret=False, opened_at=AT, data_key=b"wrapped"
    )
    session.add_all([seat, ballot])
    session.flush()
    place = BallotSeat(ballot_id=ballot.id, seat_id=seat.id, label="1", holder_id=person.id)
    session.add(place)
    session.flush()
    vote = {"ballot_seat_id": place.id, "number": 1, "choice_sealed": b"sealed", "voted_as": "holder"}
    session.execute(insert(Vote), [vote | {"cast_by": person.id, "cast_at": AT}])


def counts(database: Database) -> dict[str, int]:
    with reading(database) as session:
        return {
            table: session.scalar(select(func.count()).select_from(METADATA.tables[table])) or 0
            for table in APPEND_ONLY
        }


def test_history_cannot_be_changed_or_deleted(with_history: Database, subtests: pytest.Subtests) -> None:
    before = counts(with_history)
    assert all(before.values())
    for table in APPEND_ONLY:
        rows = METADATA.tables[table]
        for statement in (update(rows).values({COLUMN[table]: rows.c[COLUMN[table]]}), delete(rows)):
            with subtests.test(str(statement)):
                refuse(with_history, statement, table)
    assert counts(with_history) == before


def test_history_cannot_be_replaced_or_truncated(with_history: Database, subtests: pytest.Subtests) -> None:
    """The two ways past a trigger on DELETE: SQLite's INSERT OR REPLACE, PostgreSQL's TRUNCATE."""
    for table in APPEND_ONLY:
        rows = METADATA.tables[table]
        statement: Executable = text("TRUNCATE " + table + " CASCADE")
        if with_history.dialect == "sqlite":
            statement = insert(rows).prefix_with("OR REPLACE").from_select(rows.columns.keys(), select(rows))
        with subtests.test(table):
            refuse(with_history, statement, table)


def refuse(database: Database, statement: Executable, table: str) -> None:
    with pytest.raises(IntegrityError, match=f"{table} is history"), unit_of_work(database) as session:
        session.execute(statement)
