from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Submission
from ombud.storage.chain import chain_events
from ombud.storage.events import Event
from ombud.storage.procedures import ProcedureVersion
from ombud.storage.schema import migrate
from ombud.storage.sealing import CaseKey, Vault, commit_to, new_key, parse_key
from ombud.storage.session import Database

AT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
COMPLAINT = b"Wilhelmina Quackenbush says that her file was read aloud."


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, once on SQLite and once on PostgreSQL."""
    database = Database(database_url)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def vault() -> Vault:
    return Vault(parse_key(new_key()))


@pytest.fixture
def new_case(vault: Vault) -> Callable[[Session], UUID]:
    """Writes a case with one sealed submission and two events, as the command path does: by Core inserts."""

    def write(session: Session) -> UUID:
        key, wrapped = vault.new_case_key()
        case_id, sent = uuid4(), uuid4()
        salt, commitment = commit_to(COMPLAINT)
        event = {"chain": case_id, "at": AT, "actor": "party:complainant", "body": {"form": "complaint"}}
        rows = chain_events(0, b"", [event | {"kind": "opened"}, event | {"kind": "sent", "commitment": commitment}])
        session.execute(insert(Case), [a_case_row(session, case_id, wrapped) | head_of(rows)])
        session.execute(insert(Submission), [a_submission_row(case_id, sent, key, salt)])
        session.execute(insert(Event), rows)
        return case_id

    return write


def head_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"head_seq": rows[-1]["seq"], "head_hash": rows[-1]["hash"]}


def a_case_row(session: Session, case_id: UUID, wrapped: bytes) -> dict[str, Any]:
    version_id = session.scalar(select(ProcedureVersion.id)) or a_version(session)
    return {
        "id": case_id,
        "number": f"TST-2026-{case_id.hex[:8]}",
        "version_id": version_id,
        "status": "open",
        "opened_at": AT,
        "variables": b"{}",
        "settings": {},
        "data_key": wrapped,
    }


def a_version(session: Session) -> UUID:
    version = ProcedureVersion(
        key="complaint", version=1, digest="0", files={}, letters={}, routing_schema={}, deployed_at=AT
    )
    session.add(version)
    session.flush()
    return version.id


def a_submission_row(case_id: UUID, sent: UUID, key: CaseKey, salt: bytes) -> dict[str, Any]:
    place: dict[str, Any] = {"table": "submissions", "column": "answers_sealed", "row_id": sent}
    return {
        "id": sent,
        "case_id": case_id,
        "element": "start",
        "form": "complaint",
        "answers_sealed": key.seal(salt + COMPLAINT, **place),
        "sent_at": AT,
    }
