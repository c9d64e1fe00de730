"""Two at the same instant with one code, one recovery code, one link: on SQLite and PostgreSQL one of them wins (S5)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from ombud.storage.accounts import Account, AccountLink, RecoveryCode, Throttle
from ombud.storage.base import new_id
from ombud.storage.directory import Person
from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database, reading, unit_of_work
from ombud.webapp.accounts import throttle
from ombud.webapp.forms_bridge import form_catalogue
from ombud.workflows import actors
from ombud.workflows.actors import OPERATOR
from ombud.workflows.office import Office
from ombud.workflows.people import account_links, accounts, authenticators, demonstration
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.refusals import LinkGone

pytestmark = pytest.mark.both_databases

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
AT_ONCE = 6
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@dataclass
class Place:
    database: Database
    office: Office
    person_id: UUID

    def do(self, act: Callable[..., Any], *words: Any, **more: Any) -> Any:
        with unit_of_work(self.database) as session:
            return act(session, *words, **more)

    def together(self, act: Callable[[], Any], held: Any = None) -> list[Any]:
        """What each of several gets who do it at once. On PostgreSQL the row `held` is locked until all of them wait for
        it: each has read it as it was before any of them changed it. SQLite lets one write after the other."""
        barrier, outcomes = threading.Barrier(AT_ONCE), list[Any]()

        def run() -> None:
            barrier.wait()
            outcomes.append(act())

        threads = [threading.Thread(target=run) for _one in range(AT_ONCE)]
        if held is None or self.database.dialect == "sqlite":
            for thread in threads:
                thread.start()
        else:
            with unit_of_work(self.database) as session:
                session.execute(held.with_for_update())
                for thread in threads:
                    thread.start()
                self._all_wait()
        for thread in threads:
            thread.join()
        assert len(outcomes) == AT_ONCE
        return outcomes

    def _all_wait(self) -> None:
        with self.database.engine.connect() as watching:
            for _look in range(100_000):
                if watching.scalar(WAITING) == AT_ONCE:
                    return
                watching.rollback()
        raise AssertionError("they do not wait for the row")


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    """Somebody with an account and an authenticator."""
    database = Database(database_url)
    migrate(database)
    office = Office(DeployedProcedures(), form_catalogue(), Vault(parse_key(new_key())))
    person_id = new_id()
    with unit_of_work(database) as session:
        session.add(Person(id=person_id, email="ada@dsb.example", name="Ada", created_at=AT))
        session.flush()
        session.add(demonstration.account_of(office, person_id, "no hash", at=AT))
    yield Place(database, office, person_id)
    database.close()


def test_one_code_at_once_opens_once(place: Place) -> None:
    """S5."""
    with reading(place.database) as session:
        code = demonstration.next_digits(session, place.office, place.person_id, at=AT)
    accepted = place.together(
        lambda: place.do(authenticators.accept, place.office, place.person_id, code, at=AT), select(Account.person_id)
    )
    assert sorted(accepted) == [False] * (AT_ONCE - 1) + [True]


def test_one_recovery_code_at_once_opens_once(place: Place) -> None:
    """S5."""
    by = actors.person(place.person_id)
    code = place.do(authenticators.renew_recovery_codes, place.person_id, by=by, at=AT)[0]
    accepted = place.together(
        lambda: place.do(authenticators.accept, place.office, place.person_id, code, at=AT), select(RecoveryCode.id)
    )
    assert sorted(accepted) == [False] * (AT_ONCE - 1) + [True]
    with reading(place.database) as session:
        used = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.used_at.is_not(None))
        assert session.scalar(used) == 1


def test_one_link_at_once_is_taken_once(place: Place) -> None:
    link = place.do(accounts.invite, place.office, place.person_id, by=OPERATOR, at=AT)
    token, numbers = link.rpartition("/")[2], iter(range(AT_ONCE))

    def take() -> str | None:
        password_hash = f"hash {next(numbers)}"
        try:
            place.do(account_links.take_link, token, password_hash, at=AT)
        except LinkGone:
            return None
        return password_hash

    taken = [one for one in place.together(take, select(AccountLink.id)) if one]
    assert len(taken) == 1
    with reading(place.database) as session:
        assert session.scalars(select(Account.password_hash)).all() == taken
        assert session.scalar(select(AccountLink.used_at)) == AT


def test_tries_at_once_are_all_counted(place: Place) -> None:
    """S8: sending many at the same instant, through several processes, gives no more tries."""
    keys = [throttle.Key.of(b"secret", "second-factor", "account", "ada@dsb.example")]
    place.together(lambda: place.do(throttle.count_failure, keys, at=AT))
    with reading(place.database) as session:
        assert session.scalars(select(Throttle.failures)).all() == [AT_ONCE]
        assert throttle.seconds_to_wait(session, keys, at=AT) > 0
