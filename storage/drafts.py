"""Drafts: what somebody has typed on a form and has not sent: a task's, or the one that opens a case of a procedure. Theirs
alone, no history, and part of no event.

A draft does not outlive what it was written for, whichever way that ends: the database itself deletes it with the end of
its task, with the key of its case, and when its writer opens a case of its procedure. Commands need not think of it, and
none pays a statement for it. Before there is a case there is no key of one: then the draft has a key of its own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ombud.storage.base import Base, new_id

OF_ONE: Final = (
    "(task_id IS NULL) = (case_id IS NULL) AND (task_id IS NULL) <> (procedure IS NULL) "
    "AND (procedure IS NULL) = (data_key IS NULL) AND (procedure IS NULL OR person_id IS NOT NULL)"
)
"""Of a task in its case, or of a procedure with a key of its own and an account to come back with."""


class Draft(Base):
    """One for each task and writer, or procedure and writer; `workflows.drafts` says which id that gives it."""

    __tablename__ = "drafts"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("tasks.id"), index=True)
    procedure: Mapped[str | None]  # its key, where a case of it is to be opened
    data_key: Mapped[bytes | None]  # wrapped by the master key, as that of a case is
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    party_id: Mapped[UUID | None] = mapped_column(ForeignKey("parties.id"))
    answers_sealed: Mapped[bytes]
    saved_at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (party_id IS NULL)", name="writer"),
        CheckConstraint(OF_ONE, name="of_one"),
    )


_TASK_ENDS: Final = "AFTER UPDATE OF status ON tasks FOR EACH ROW WHEN (NEW.status IN ('completed', 'cancelled'))"
_KEY_ENDS: Final = "AFTER UPDATE OF data_key ON cases FOR EACH ROW WHEN (NEW.data_key IS NULL)"

_OPENS: Final = "AFTER INSERT ON cases FOR EACH ROW WHEN (NEW.opened_by IS NOT NULL)"
_OF_OPENER: Final = (
    "DELETE FROM drafts WHERE person_id = NEW.opened_by "
    "AND procedure = (SELECT key FROM procedure_versions WHERE id = NEW.version_id)"
)

_ENDS: Final = {
    "drafts_end_with_task": ("tasks", _TASK_ENDS, "DELETE FROM drafts WHERE task_id = NEW.id"),
    "drafts_end_with_key": ("cases", _KEY_ENDS, "DELETE FROM drafts WHERE case_id = NEW.id"),
    "drafts_end_with_opening": ("cases", _OPENS, _OF_OPENER),
}
"""Trigger -> its table, when it acts, and what it does."""


def create_draft_triggers(connection: Connection) -> None:
    """Makes them anew; `migrations/env.py` does so after each revision, since SQLite drops them with a rebuilt table.

    A revision that rebuilds `drafts` itself has to drop them first: SQLite renames no table that a trigger misses.
    """
    drop_draft_triggers(connection)
    if not connection.dialect.has_table(connection, Draft.__tablename__):
        return
    for name, (_table, when, act) in _ENDS.items():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"CREATE TRIGGER {name} {when} BEGIN {act}; END")
        else:
            body = f"BEGIN {act}; RETURN NULL; END"
            connection.exec_driver_sql(
                f"CREATE OR REPLACE FUNCTION ombud_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
            )
            connection.exec_driver_sql(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION ombud_{name}()")


def drop_draft_triggers(connection: Connection) -> None:
    for name, (table, _when, _act) in _ENDS.items():
        on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")
