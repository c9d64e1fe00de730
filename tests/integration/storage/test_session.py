from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from ombud.storage.directory import Organisation, OrganisationKind, Participation
from ombud.storage.jobs import Heartbeat
from ombud.storage.schema import migrate
from ombud.storage.session import Database, ReadOnly, UnusableDatabase, reading, unit_of_work

pytestmark = pytest.mark.both_databases

AT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


def an_organisation(name: str = "Harbor House") -> Organisation:
    return Organisation(name=name, sort_name=name.lower(), kind=OrganisationKind.AGENCY, created_at=AT)


def names(database: Database) -> list[str]:
    with reading(database) as session:
        return list(session.scalars(select(Organisation.name).order_by(Organisation.name)))


def test_a_unit_of_work_commits_once_at_its_end(database: Database) -> None:
    with unit_of_work(database) as session:
        session.add(an_organisation())
        session.flush()
        assert names(database) == []
    assert names(database) == ["Harbor House"]


def test_a_rolled_back_unit_of_work_leaves_nothing(database: Database) -> None:
    def fail_midway() -> None:
        with unit_of_work(database) as session:
            session.add(an_organisation())
            session.flush()
            session.execute(insert(Heartbeat), [{"worker": "w", "seen_at": AT}])
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        fail_midway()
    assert names(database) == []
    with reading(database) as session:
        assert session.scalars(select(Heartbeat.worker)).all() == []


def test_reading_refuses_changes(database: Database) -> None:
    with reading(database) as session, pytest.raises(DBAPIError, match=r"(?i)read-?only"):
        session.execute(insert(Heartbeat), [{"worker": "w", "seen_at": AT}])
    with reading(database) as session:
        session.add(an_organisation())
        with pytest.raises(ReadOnly):
            session.flush()
    with reading(database) as session, pytest.raises(ReadOnly):
        session.commit()
    assert names(database) == []


def test_the_connection_that_was_read_on_can_be_written_on(database: Database) -> None:
    for name in ("Harbor House", "Laurel House"):
        assert name not in names(database)
        with unit_of_work(database) as session:
            session.add(an_organisation(name))
    assert names(database) == ["Harbor House", "Laurel House"]


def test_reading_sees_one_snapshot_while_others_write(database: Database) -> None:
    with reading(database) as session:
        count = select(Organisation.name)
        assert session.scalars(count).all() == []
        with unit_of_work(database) as other:
            other.add(an_organisation())
        assert session.scalars(count).all() == []
    assert names(database) == ["Harbor House"]


def test_two_units_of_work_take_turns(database: Database) -> None:
    """Each reads, waits for the other to be under way, and writes what it read plus one: no update is lost."""
    with unit_of_work(database) as session:
        session.add(an_organisation("0"))
    both = Barrier(4)

    def add_one() -> None:
        both.wait()
        for _ in range(10):
            with unit_of_work(database) as session:
                name = session.scalars(select(Organisation.name).with_for_update()).one()
                session.execute(update(Organisation).values(name=str(int(name) + 1)))

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(add_one) for _ in range(4)]:
            done.result()
    assert names(database) == ["40"]


def test_a_database_without_a_file_is_shared_by_threads_and_gone_afterwards() -> None:
    database = Database("sqlite://")
    migrate(database)
    with unit_of_work(database) as session:
        session.add(an_organisation())
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(names, database).result() == ["Harbor House"]
    assert names(Database("sqlite:///" + str(database.url.database))) == ["Harbor House"]
    database.close()
    assert not Path(str(database.url.database)).exists()


def test_sqlite_is_set_up_as_agreed(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.engine.connect() as connection:
        got = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "recursive_triggers")
        }
    assert got == {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
        "recursive_triggers": 1,
    }


def test_a_new_database_file_is_for_its_owner_only(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path}/var/ombud.sqlite")
    assert stat.S_IMODE((tmp_path / "var" / "ombud.sqlite").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("url", "problem"), [("mysql://somewhere/x", "not a database Ombud knows"), ("nonsense", "cannot be read")]
)
def test_an_unknown_database_is_refused_in_words(url: str, problem: str) -> None:
    with pytest.raises(UnusableDatabase, match=problem):
        Database(url)


def test_states_are_stored_as_their_values_from_both_kinds_of_insert(database: Database) -> None:
    row = {"sort_name": "x", "created_at": AT}
    with unit_of_work(database) as session:
        session.add(an_organisation("ORM"))
        session.execute(
            insert(Organisation),
            [
                row | {"name": "plain", "kind": "agency", "participation": "listed"},
                row | {"name": "state", "kind": OrganisationKind.AGENCY, "participation": Participation.LISTED},
            ],
        )
    with reading(database) as session:
        stored = session.execute(text("SELECT DISTINCT kind, participation FROM organisations")).all()
        assert [tuple(row) for row in stored] == [("agency", "listed")]
        assert set(session.scalars(select(Organisation.kind))) == {OrganisationKind.AGENCY}
        assert len(session.scalars(select(Organisation).where(Organisation.kind == "agency")).all()) == 3


def test_an_unknown_state_is_refused_by_the_model_and_by_the_database(database: Database) -> None:
    with pytest.raises(StatementError, match="guild"), unit_of_work(database) as session:
        session.execute(insert(Organisation), [{"name": "x", "sort_name": "x", "kind": "guild", "created_at": AT}])
    with unit_of_work(database) as session:
        session.add(an_organisation())
    with pytest.raises(IntegrityError, match="organisationkind"), unit_of_work(database) as session:
        session.execute(text("UPDATE organisations SET kind = 'guild'"))


def test_instants_come_back_as_they_were_and_naive_ones_are_refused(database: Database) -> None:
    given = datetime(2026, 7, 1, 23, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-4)))
    with unit_of_work(database) as session:
        session.execute(insert(Heartbeat), [{"worker": "w", "seen_at": given}])
    with reading(database) as session:
        got = session.scalars(select(Heartbeat.seen_at)).one()
    assert got == given
    assert got.utcoffset() == timedelta(0)
    with pytest.raises(StatementError, match="needs a time zone"), unit_of_work(database) as session:
        session.execute(insert(Heartbeat), [{"worker": "v", "seen_at": given.replace(tzinfo=None)}])


def test_a_reference_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), unit_of_work(database) as session:
        session.execute(text("INSERT INTO body_aliases (name, body_id) VALUES ('x', :id)"), {"id": "0" * 32})
