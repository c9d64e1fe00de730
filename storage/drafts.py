"""Drafts: what somebody has typed on a task's form and has not sent. Theirs alone, no history, and part of no event.

A draft does not outlive what it was written for, whichever way that ends: the database itself deletes it with the end of
its task, and with the key of its case. Commands need not think of it, and none pays a statement for it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ombud.storage.base import Base, new_id


class Draft(Base):
    """One for each task and writer; `workflows.drafts` says which id that gives it."""

    __tablename__ = "drafts"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    party_id: Mapped[UUID | None] = mapped_column(ForeignKey("parties.id"))
    answers_sealed: Mapped[bytes]
    saved_at: Mapped[datetime]
    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (party_id IS NULL)", name="writer"),)


_TASK_ENDS: Final = "AFTER UPDATE OF status ON tasks FOR EACH ROW WHEN (NEW.status IN ('completed', 'cancelled'))"
_KEY_ENDS: Final = "AFTER UPDATE OF data_key ON cases FOR EACH ROW WHEN (NEW.data_key IS NULL)"

_ENDS: Final = {
    "drafts_end_with_task": ("tasks", _TASK_ENDS, "DELETE FROM drafts WHERE task_id = NEW.id"),
    "drafts_end_with_key": ("cases", _KEY_ENDS, "DELETE FROM drafts WHERE case_id = NEW.id"),
}
"""Trigger -> its table, when it acts, and what it does."""


def create_draft_triggers(connection: Connection) -> None:
    """Makes them anew; `migrations/env.py` does so after each revision, since SQLite drops them with a rebuilt table.

    A revision that rebuilds `drafts` itself has to drop them first: SQLite renames no table that a trigger misses.
    """
    sqlite = connection.dialect.name == "sqlite"
    for name, (table, when, act) in _ENDS.items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}" + ("" if sqlite else f" ON {table}"))
        if not connection.dialect.has_table(connection, Draft.__tablename__):
            continue
        if sqlite:
            connection.exec_driver_sql(f"CREATE TRIGGER {name} {when} BEGIN {act}; END")
        else:
            body = f"BEGIN {act}; RETURN NULL; END"
            connection.exec_driver_sql(
                f"CREATE OR REPLACE FUNCTION ombud_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
            )
            connection.exec_driver_sql(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION ombud_{name}()")
