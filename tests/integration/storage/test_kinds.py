"""What the database itself refuses since kinds are checked and a role is held for a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ombud.storage.board import Body, BodyKind
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.storage.ledger import ChangeKind, Deadline, DeadlineChange
from ombud.storage.meetings import CalendarChange, CalendarChangeKind, Meeting, MeetingKind
from ombud.storage.schema import migrate
from ombud.storage.session import Database, reading, unit_of_work

AT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
TABLES = ("bodies", "calendar_changes", "deadline_changes")


@pytest.fixture
def furnished(database: Database, new_case: Callable[[Session], UUID]) -> Database:
    with unit_of_work(database) as session:
        body = Body(key="board", name="Board")
        session.add(body)
        session.flush()
        meeting = Meeting(body_id=body.id, starts_at=AT, kind=MeetingKind.REGULAR)
        row = {"element": "decide", "occurrence": 1, "name": "decision", "timer": False, "anchor": "opened"}
        deadline = Deadline(case_id=new_case(session), computed={}, source="local", armed_at=AT, **row)
        session.add_all([meeting, deadline])
        session.flush()
        change = CalendarChange(
            meeting_id=meeting.id, kind=CalendarChangeKind.MOVED, was={}, became={}, reason="", at=AT
        )
        session.add(change)
        session.add(DeadlineChange(deadline_id=deadline.id, kind=ChangeKind.EXTEND, reason_sealed=b"sealed", at=AT))
    return database


@pytest.mark.parametrize("table", TABLES)
def test_a_kind_that_is_none_is_refused(furnished: Database, table: str) -> None:
    columns = f"SELECT * FROM {table}"  # noqa: S608  # a name of ours
    with furnished.engine.connect() as connection:
        row = dict(connection.execute(text(columns)).mappings().one())
    row |= {"id": uuid4().hex, "kind": "whatever"} | ({"key": "other"} if table == "bodies" else {})
    names = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    add = text(f"INSERT INTO {table} ({names}) VALUES ({values})")  # noqa: S608  # names of ours
    with pytest.raises(IntegrityError, match="kind"), furnished.engine.begin() as connection:
        connection.execute(add, row)


def test_a_role_is_held_for_a_person_that_is_there(database: Database) -> None:
    person = Person(email="ada@board.example", name="Ada", created_at=AT)
    holding = RoleHolding(role="director", scope=RoleScope.SYSTEM, scope_id=UUID(int=0), from_on=date(2026, 1, 1))

    def add() -> None:
        with unit_of_work(database) as session:
            session.add(person)
            session.flush()
            holding.person_id, holding.on_behalf_of = person.id, uuid4()
            session.add(holding)

    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        add()


def test_what_was_there_before_is_there_afterwards(database_url: str) -> None:
    database, one, other = Database(database_url), uuid4(), uuid4()
    migrate(database, revision="0003")
    with database.engine.begin() as connection:
        for person_id, email in ((one, "one@board.example"), (other, "other@board.example")):
            connection.execute(insert(Person).values(id=person_id, email=email, name="Ada", created_at=AT))
        role = {"role": "director", "scope": RoleScope.SYSTEM, "scope_id": UUID(int=0), "from_on": AT.date()}
        connection.execute(insert(RoleHolding).values(id=one, person_id=one, on_behalf_of=other, **role))
        connection.execute(insert(Body).values(id=other, key="board", name="Board", kind=BodyKind.AD_HOC))
    migrate(database)
    with reading(database) as session:
        assert session.get_one(RoleHolding, one).on_behalf_of == other
        assert session.get_one(Body, other).kind is BodyKind.AD_HOC
    database.close()
