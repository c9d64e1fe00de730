from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, bindparam, column, func, insert, inspect, select, table, text, update
from sqlalchemy.orm import Session

from ombud.storage.cases import Task
from ombud.storage.directory import Person, RoleScope
from ombud.storage.drafts import Draft, drop_draft_triggers
from ombud.storage.models import METADATA
from ombud.storage.schema import (
    DatabaseTooNew,
    DatabaseTooOld,
    SchemaMismatch,
    current_revision,
    head_revision,
    migrate,
    require_current,
    revisions,
)
from ombud.storage.session import Database, unit_of_work
from ombud.storage.triggers import APPEND_ONLY, create_triggers, existing_triggers, trigger_names
from tests.integration.storage.conftest import AT

pytestmark = pytest.mark.both_databases


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    database = Database(empty_url)
    yield database
    database.close()


def shape(connection: Connection) -> dict[str, Any]:
    """Everything the database says about its tables, in an order that does not depend on how they were made."""
    inspector = inspect(connection)

    def by_name(items: Any) -> dict[str, str]:
        return {str(item.get("name")): repr(sorted(item.items(), key=str)) for item in items}

    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": by_name(inspector.get_foreign_keys(table)),
            "unique": by_name(inspector.get_unique_constraints(table)),
            "indexes": by_name(inspector.get_indexes(table)),
            "checks": by_name(inspector.get_check_constraints(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_migrations_give_what_the_models_say(empty: Database) -> None:
    with empty.engine.begin() as connection:
        METADATA.create_all(connection)
        wanted = shape(connection)
        METADATA.drop_all(connection)
    migrate(empty)
    with empty.reader.connect() as connection:
        got = shape(connection)
    assert got.keys() == wanted.keys()
    for name in wanted:
        assert got[name] == wanted[name], name


def test_history_is_guarded_after_every_migration(empty: Database) -> None:
    for revision in revisions():
        migrate(empty, revision=revision)
        with empty.reader.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            wanted = {name for name in trigger_names(empty.dialect) if re.split("_refuse_|_forget_", name)[0] in tables}
            assert existing_triggers(connection) == wanted, revision
    assert set(APPEND_ONLY) <= tables


def test_a_rebuilt_table_loses_its_triggers_and_gets_them_back() -> None:
    """Why they are made again after every revision: SQLite's way to alter a table drops them without a word."""
    database = Database("sqlite://")
    migrate(database)
    with database.engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("deadline_changes", recreate="always") as batch:
            batch.add_column(sa.Column("note", sa.String()))
        assert existing_triggers(connection) < trigger_names("sqlite")
        create_triggers(connection)
        assert existing_triggers(connection) == trigger_names("sqlite")
    database.close()


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.reader.connect() as connection:
        before = shape(connection)
    migrate(database)
    with database.reader.connect() as connection:
        assert shape(connection) == before
    assert current_revision(database) == head_revision() == revisions()[-1]
    require_current(database)


def test_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(migrate, databases))
    for database in databases:
        require_current(database)
        database.close()


def test_a_failed_migration_leaves_nothing(empty: Database) -> None:
    with empty.engine.begin() as connection:
        connection.execute(text("CREATE TABLE tasks (id INTEGER)"))
    with pytest.raises(sa.exc.DBAPIError, match="tasks"):
        migrate(empty)
    with empty.reader.connect() as connection:
        assert inspect(connection).get_table_names() == ["tasks"]
    assert current_revision(empty) is None


def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for start in (migrate, require_current):
        with pytest.raises(DatabaseTooNew, match=f"newer version.*revision 9999.*up to {head_revision()}"):
            start(database)


def test_an_empty_database_is_refused_until_it_is_migrated(empty: Database) -> None:
    with pytest.raises(DatabaseTooOld, match=f"at nothing; this version needs {head_revision()}"):
        require_current(empty)


def test_temporary_databases_are_whole_and_apart(sqlite_url: str) -> None:
    """They are copied, not migrated one by one."""
    one, other, file = Database("sqlite://"), Database("sqlite://"), Database(sqlite_url)
    shapes = []
    for database in (one, other, file):
        migrate(database)
        require_current(database)
        with database.reader.connect() as connection:
            assert existing_triggers(connection) == trigger_names("sqlite")
            shapes.append(shape(connection))
    assert shapes[0] == shapes[1] == shapes[2]
    with one.engine.begin() as connection:
        connection.execute(text("DELETE FROM chain_heads"))
    with other.reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM chain_heads")).scalar() == 1
    for database in (one, other, file):
        database.close()


def test_a_migration_that_leaves_orphans_is_refused(sqlite_url: str) -> None:
    """Foreign keys are off while tables are rebuilt, so they are checked before the commit."""
    database = Database(sqlite_url)
    migrate(database)
    with sqlite3.connect(str(database.url.database)) as connection:
        connection.execute("INSERT INTO body_aliases (name, body_id) VALUES ('x', 'nobody')")
    with pytest.raises(SchemaMismatch, match="1 rows without what they refer to: body_aliases to bodies"):
        migrate(database)
    database.close()


def test_foreign_keys_are_on_again_after_a_migration(database: Database) -> None:
    if database.dialect == "sqlite":
        with database.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_job_that_waits_to_tell_of_a_task_keeps_its_meaning(empty: Database) -> None:
    """Written before telling of a task was a kind of job of its own."""
    migrate(empty, revision="0006")
    payloads = {"of a task": b'{"notice":"task","element":"answer:1"}', "of the diagram": b'{"notice":"task_force"}'}
    with empty.engine.begin() as connection:
        for key, payload in payloads.items():
            connection.execute(
                text(
                    "INSERT INTO jobs (id, key, kind, payload, status, run_at, attempts)"
                    " VALUES (:id, :key, 'notify', :payload, 'ready', '2026-03-02 14:00:00', 0)"
                ),
                {"id": uuid4().hex, "key": key, "payload": payload},
            )
    migrate(empty)
    with empty.reader.connect() as connection:
        kinds = connection.execute(text("SELECT key, kind FROM jobs")).all()
    assert {tuple(row) for row in kinds} == {("of a task", "task"), ("of the diagram", "notify")}


def test_a_draft_of_a_task_outlives_the_table_it_stood_in(empty: Database, new_case: Callable[[Session], UUID]) -> None:
    """SQLite builds it anew, so that drafts can be of a procedure too."""
    migrate(empty, revision="0012")
    with unit_of_work(empty) as session:
        drop_draft_triggers(session.connection())  # today's miss a column yet
        case_id, person = new_case(session), Person(name="Ned Falk", email="ned@falk.example", created_at=AT)
        session.add(person)
        session.flush()
        task_id = uuid4()
        task = {
            "id": task_id, "case_id": case_id, "element": "decide", "occurrence": 1, "form": "decision", "lane": "clerk",
            "role": "clerk", "scope": RoleScope.SYSTEM, "scope_id": uuid4(), "opened_at": AT,
        }  # fmt: skip
        session.execute(insert(Task.__table__).values(task))  # without the columns that it has today
        old = table("drafts", *map(column, ("id", "case_id", "task_id", "person_id", "answers_sealed", "saved_at")))
        values = {"id": uuid4(), "case_id": case_id, "task_id": task_id, "person_id": person.id}
        typed = {name: bindparam(name, type_=Draft.__table__.c[name].type) for name in (*values, "saved_at")}
        session.execute(insert(old).values(typed | {"answers_sealed": b"x"}), values | {"saved_at": AT})
    migrate(empty)
    with unit_of_work(empty) as session:
        draft = session.scalars(select(Draft)).one()
        assert (draft.task_id, draft.answers_sealed, draft.procedure) == (task_id, b"x", None)
        session.execute(update(Task).values(status="completed", ended_at=AT))
        assert session.scalar(select(func.count()).select_from(Draft)) == 0, "and its triggers are there again"
