"""Triggers that refuse to change history, and that let the search forget a case with its key, on both databases.

SQLite loses them without a word when a migration rebuilds a table, so they are made again after every revision.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

APPEND_ONLY: Final = (
    "checklist_versions",
    "deadline_changes",
    "document_records",
    "duty_records",
    "events",
    "letter_texts",
    "settings",
    "submissions",
    "votes",
)
"""Tables whose rows are added and never edited or deleted."""

_ACTS: Final = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}

_REFUSE_ON_POSTGRESQL: Final = """
CREATE OR REPLACE FUNCTION ombud_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is history: it is added to, never edited', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


FORGET: Final = "search_words_forget_case"
"""Whoever destroys the key of a case need not know of the words of its names: they go with it."""

_FORGET_ON_SQLITE: Final = """
CREATE TRIGGER search_words_forget_case AFTER UPDATE OF data_key ON cases WHEN NEW.data_key IS NULL
BEGIN DELETE FROM search_words WHERE case_id = NEW.id; END
"""
_FORGET_ON_POSTGRESQL: Final = """
CREATE OR REPLACE FUNCTION ombud_forget_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_words WHERE case_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER search_words_forget_case AFTER UPDATE OF data_key ON cases
FOR EACH ROW WHEN (NEW.data_key IS NULL) EXECUTE FUNCTION ombud_forget_words()
"""


def trigger_names(dialect: str) -> set[str]:
    return {_name(table, act) for table in APPEND_ONLY for act in _ACTS[dialect]} | {FORGET}


def existing_triggers(connection: Connection) -> set[str]:
    """The triggers of ours that are in force."""
    if connection.dialect.name == "sqlite":
        found = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        found = (
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND tgenabled <> 'D' AND relnamespace = current_schema()::regnamespace"
        )
    return set(connection.scalars(text(found))) & trigger_names(connection.dialect.name)


def create_triggers(connection: Connection) -> None:
    """Make them anew on every append-only table that exists by now."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.execute(text(_REFUSE_ON_POSTGRESQL))
    drop_triggers(connection)
    for table in _present(connection):
        for act in _ACTS[dialect]:
            connection.exec_driver_sql(_create(dialect, table, act))
    if connection.dialect.has_table(connection, "search_words"):
        connection.exec_driver_sql(_FORGET_ON_SQLITE if dialect == "sqlite" else _FORGET_ON_POSTGRESQL)


def drop_triggers(connection: Connection) -> None:
    """For a migration that has to rebuild history, and for tests that tamper with it."""
    sqlite = connection.dialect.name == "sqlite"
    for table in _present(connection):
        for act in _ACTS[connection.dialect.name]:
            place = "" if sqlite else f" ON {table}"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {_name(table, act)}{place}")
    if connection.dialect.has_table(connection, "cases"):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {FORGET}{'' if sqlite else ' ON cases'}")


def _present(connection: Connection) -> list[str]:
    return [table for table in APPEND_ONLY if connection.dialect.has_table(connection, table)]


def _create(dialect: str, table: str, act: str) -> str:
    head = f"CREATE TRIGGER {_name(table, act)} BEFORE {act.upper()} ON {table}"
    if dialect == "sqlite":
        return f"{head} BEGIN SELECT RAISE(ABORT, '{table} is history: it is added to, never edited'); END"
    each = "STATEMENT" if act == "truncate" else "ROW"
    return f"{head} FOR EACH {each} EXECUTE FUNCTION ombud_refuse_change()"


def _name(table: str, act: str) -> str:
    return f"{table}_refuse_{act}"
