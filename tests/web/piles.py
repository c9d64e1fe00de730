"""Many tasks at once: complaints for the Director, put into the database as opening them one by one would."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, inspect, select, update

from ombud.storage.base import new_id
from ombud.storage.cases import OPEN_TASK, Case, Party, Task
from ombud.storage.session import reading, unit_of_work
from tests.web.house import House


def pile(house: House, number: int, *, due_in: int | None = None) -> None:
    """So many complaints that wait for the Director, due in some days: one is filed, the others are copies of its rows."""
    first, _code = house.file()
    with unit_of_work(house.database) as session:
        case = session.scalars(select(Case).where(Case.number == first)).one()
        due_at = None if due_in is None else house.at + timedelta(days=due_in, hours=1)
        session.execute(update(Task).where(Task.case_id == case.id).values(due_at=due_at))
        rows = {table: session.scalars(select(table).where(table.case_id == case.id)).one() for table in (Task, Party)}
        ids = [new_id() for _copy in range(number - 1)]
        if ids:
            copies = [{"id": key, "number": f"{first}-{index}"} for index, key in enumerate(ids)]
            session.execute(insert(Case), [columns_of(case) | copy for copy in copies])
            for table, row in rows.items():
                own = {"tracking_hash": None} if table is Party else {}
                session.execute(
                    insert(table), [columns_of(row) | own | {"id": new_id(), "case_id": key} for key in ids]
                )


def tasks_of(house: House) -> list[str]:
    """The ids of the open tasks that nobody has taken, the oldest first."""
    with reading(house.database) as session:
        free = select(Task.id).where(Task.status.in_(OPEN_TASK), Task.assignee_id.is_(None))
        return [str(key) for key in session.scalars(free.order_by(Task.opened_at, Task.id))]


def columns_of(row: Any) -> dict[str, Any]:
    return {one.key: getattr(row, one.key) for one in inspect(type(row)).column_attrs}
