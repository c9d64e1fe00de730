from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Submission
from ombud.storage.chain import (
    ChainBroken,
    Fault,
    all_chains,
    append_system_event,
    chain_events,
    hash_after,
    verify_chain,
)
from ombud.storage.events import SYSTEM_CHAIN, ChainHead, Event
from ombud.storage.session import Database, reading, unit_of_work
from ombud.storage.triggers import create_triggers, drop_triggers

pytestmark = pytest.mark.both_databases

AT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
LENGTH = 6

Tamper = Callable[[Connection], object]


def write_events(database: Database, count: int = LENGTH) -> None:
    for number in range(1, count + 1):
        with unit_of_work(database) as session:
            body = {"number": number, "days": 45, "share": 0.1, "names": ["é", None], "z": 1, "a": 2}
            at = AT + timedelta(minutes=number, microseconds=number)
            append_system_event(session, "setting.changed", body, actor="operator", at=at, request_key=f"key {number}")


def tamper(database: Database, act: Tamper) -> None:
    """What somebody with the database in their hands could do."""
    with database.engine.begin() as connection:
        drop_triggers(connection)
        act(connection)
        create_triggers(connection)


def edit(**values: object) -> Tamper:
    return lambda connection: connection.execute(update(Event).where(Event.seq == 3).values(**values))


def remove(*numbers: int) -> Tamper:
    return lambda connection: connection.execute(delete(Event).where(Event.seq.in_(numbers)))


def renumber(*moves: tuple[int, int]) -> Tamper:
    def act(connection: Connection) -> None:
        for seq, to in moves:
            connection.execute(update(Event).where(Event.seq == seq).values(seq=to))

    return act


def set_head(seq: int) -> Tamper:
    return lambda connection: connection.execute(update(ChainHead).values(seq=seq))


def rewrite_the_last_one(connection: Connection) -> None:
    """An edit with the hash made to fit."""
    rows = connection.execute(select(*Event.__table__.columns).order_by(Event.seq)).all()
    forged = rows[-1]._asdict() | {"kind": "forged"}
    forged["hash"] = hash_after(rows[-2].hash, forged)
    connection.execute(update(Event).where(Event.seq == LENGTH).values(kind="forged", hash=forged["hash"]))


def add_one(connection: Connection) -> None:
    last = connection.execute(select(Event.seq, Event.hash).order_by(Event.seq.desc())).first()
    assert last is not None
    event = {"chain": SYSTEM_CHAIN, "kind": "forged", "at": AT, "actor": "operator", "body": {}}
    connection.execute(insert(Event), chain_events(last.seq, last.hash, [event]))


def test_an_untouched_chain_verifies(database: Database) -> None:
    write_events(database)
    with reading(database) as session:
        verdict = verify_chain(session, SYSTEM_CHAIN)
    assert (verdict.ok, verdict.events) == (True, LENGTH)


def test_an_empty_chain_verifies(database: Database) -> None:
    with reading(database) as session:
        assert verify_chain(session, SYSTEM_CHAIN).ok


TAMPERINGS: list[tuple[Tamper, Fault, int | None, str]] = [
    (edit(kind="opened"), Fault.EDITED, 3, "Event 3 is not what was written"),
    (edit(at=AT), Fault.EDITED, 3, "Event 3 is not what was written"),
    (edit(body={"number": 3}), Fault.EDITED, 3, "Event 3 is not what was written"),
    (edit(input={"kind": "ticked"}), Fault.EDITED, 3, "Event 3 is not what was written"),
    (edit(commitment=b"x" * 32), Fault.EDITED, 3, "Event 3 is not what was written"),
    (edit(request_key=None), Fault.EDITED, 3, "Event 3 is not what was written"),
    (edit(hash=b"x" * 32), Fault.EDITED, 3, "Event 3 is not what was written"),
    (remove(1), Fault.MISSING, 1, "Event 1 is missing: event 2 stands in its place"),
    (remove(3), Fault.MISSING, 3, "Event 3 is missing: event 4 stands in its place"),
    (remove(3, 4), Fault.MISSING, 3, "Event 3 is missing: event 5 stands in its place"),
    (renumber((3, 99), (4, 3), (99, 4)), Fault.REORDERED, 3, "Event 3 was moved"),
    (renumber((1, 99), (5, 1), (99, 5)), Fault.REORDERED, 1, "Event 1 was moved"),
    (renumber((6, 7)), Fault.MISSING, 6, "Event 6 is missing: event 7 stands in its place"),
    (remove(6), Fault.CUT, 6, "Events 6 to 6 are missing from the end"),
    (remove(4, 5, 6), Fault.CUT, 4, "Events 4 to 6 are missing from the end"),
    (remove(*range(1, 7)), Fault.CUT, 1, "Events 1 to 6 are missing from the end"),
    (set_head(4), Fault.ADDED, 5, "Event 5 was added outside of Ombud"),
    (add_one, Fault.ADDED, 7, "Event 7 was added outside of Ombud"),
    (rewrite_the_last_one, Fault.EDITED, 6, "Event 6 is not what was written"),
    (lambda connection: connection.execute(delete(ChainHead)), Fault.HEADLESS, None, "head of this chain is gone"),
]


def test_tampering_is_named_with_its_first_row(database: Database, subtests: pytest.Subtests) -> None:
    write_events(database)
    for act, fault, seq, words in TAMPERINGS:
        with (
            subtests.test(words, seq=seq),
            database.sessions() as session,
        ):  # rolled back: each starts from the same chain
            drop_triggers(session.connection())
            act(session.connection())
            verdict = verify_chain(session, SYSTEM_CHAIN)
            assert (verdict.fault, verdict.seq) == (fault, seq)
            assert words in verdict.reason
            assert not verdict.ok


def test_a_row_that_now_follows_a_changed_one_is_not_blamed(database: Database) -> None:
    """The changed row is the first one named; the rows behind it were not touched."""
    write_events(database)
    tamper(database, edit(actor="nobody"))
    with reading(database) as session:
        assert verify_chain(session, SYSTEM_CHAIN).events == 2


def test_nothing_is_appended_to_a_chain_without_its_head(database: Database) -> None:
    tamper(database, lambda connection: connection.execute(delete(ChainHead)))
    with pytest.raises(ChainBroken), unit_of_work(database) as session:
        append_system_event(session, "setting.changed", {}, actor="operator", at=AT)


def test_an_event_that_was_rolled_back_leaves_the_chain_whole(database: Database) -> None:
    write_events(database, 2)

    def fail_midway() -> None:
        with unit_of_work(database) as session:
            append_system_event(session, "setting.changed", {}, actor="operator", at=AT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_midway()
    write_events_again(database)
    with reading(database) as session:
        assert verify_chain(session, SYSTEM_CHAIN).events == 3


def write_events_again(database: Database) -> None:
    with unit_of_work(database) as session:
        assert append_system_event(session, "setting.changed", {}, actor="operator", at=AT) == 3


def test_a_cases_chain_ends_at_the_head_on_its_row(database: Database, new_case: Callable[[Session], UUID]) -> None:
    with unit_of_work(database) as session:
        case_id = new_case(session)
    with reading(database) as session:
        assert verify_chain(session, case_id).events == 2
    tamper(database, lambda connection: connection.execute(delete(Event).where(Event.chain == case_id, Event.seq == 2)))
    with reading(database) as session:
        assert verify_chain(session, case_id).fault is Fault.CUT


def test_a_case_deleted_behind_its_events_is_found(database: Database, new_case: Callable[[Session], UUID]) -> None:
    with unit_of_work(database) as session:
        case_id = new_case(session)

    def delete_case(connection: Connection) -> None:
        connection.execute(delete(Submission))
        connection.execute(delete(Case))

    tamper(database, delete_case)
    with reading(database) as session:
        assert set(all_chains(session)) == {SYSTEM_CHAIN, case_id}
        assert verify_chain(session, case_id).fault is Fault.HEADLESS
