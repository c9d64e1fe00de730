"""Somebody who gets hold of the database learns nothing that people wrote, and cannot move it about unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Submission
from ombud.storage.chain import verify_chain
from ombud.storage.events import Event
from ombud.storage.models import METADATA
from ombud.storage.schema import migrate
from ombud.storage.sealing import KeyDestroyed, SealBroken, Vault, keeps_commitment
from ombud.storage.session import Database, reading, unit_of_work
from ombud.storage.triggers import drop_triggers

pytestmark = pytest.mark.both_databases

COMPLAINT = b"Wilhelmina Quackenbush says that her file was read aloud."
SALT_BYTES = 16


def stored_submission(session: Session, case_id: UUID) -> tuple[UUID, bytes]:
    row = session.execute(select(Submission.id, Submission.answers_sealed).where(Submission.case_id == case_id)).one()
    return row.id, row.answers_sealed


def open_submission(session: Session, vault: Vault, case_id: UUID) -> bytes:
    row_id, sealed = stored_submission(session, case_id)
    key = vault.unwrap(session.scalar(select(Case.data_key).where(Case.id == case_id)))
    return key.open(sealed, table="submissions", column="answers_sealed", row_id=row_id)


def test_what_was_sent_in_opens_and_proves_the_events_commitment(
    database: Database, new_case: Callable[[Session], UUID], vault: Vault
) -> None:
    with unit_of_work(database) as session:
        case_id = new_case(session)
    with reading(database) as session:
        opened = open_submission(session, vault, case_id)
        commitment = session.scalars(select(Event.commitment).where(Event.commitment.is_not(None))).one()
    assert opened[SALT_BYTES:] == COMPLAINT
    assert commitment is not None
    assert keeps_commitment(COMPLAINT, salt=opened[:SALT_BYTES], commitment=commitment)


def test_swapping_two_submissions_is_detected(
    database: Database, new_case: Callable[[Session], UUID], vault: Vault
) -> None:
    """The ciphertexts and even the keys of the two cases."""
    with unit_of_work(database) as session:
        cases = [new_case(session), new_case(session)]
    with unit_of_work(database) as session:
        drop_triggers(session.connection())
        sealed = [stored_submission(session, case_id)[1] for case_id in cases]
        keys = [session.scalar(select(Case.data_key).where(Case.id == case_id)) for case_id in cases]
        for case_id, moved, key in zip(cases, reversed(sealed), reversed(keys), strict=True):
            session.execute(update(Submission).where(Submission.case_id == case_id).values(answers_sealed=moved))
            session.execute(update(Case).where(Case.id == case_id).values(data_key=key))
    with reading(database) as session:
        for case_id in cases:
            with pytest.raises(SealBroken):
                open_submission(session, vault, case_id)


def test_a_destroyed_key_takes_the_text_with_it_and_the_chain_still_verifies(
    database: Database, new_case: Callable[[Session], UUID], vault: Vault
) -> None:
    with unit_of_work(database) as session:
        case_id = new_case(session)
    with unit_of_work(database) as session:
        session.execute(update(Case).where(Case.id == case_id).values(data_key=None))
    with reading(database) as session:
        with pytest.raises(KeyDestroyed):
            open_submission(session, vault, case_id)
        assert verify_chain(session, case_id).ok


def test_a_dump_shows_no_personal_text(database: Database, new_case: Callable[[Session], UUID]) -> None:
    with unit_of_work(database) as session:
        new_case(session)
    with reading(database) as session:
        for table in METADATA.sorted_tables:
            for row in session.execute(select(*table.columns)):
                for value in row:
                    seen = value if isinstance(value, bytes) else str(value).encode()
                    assert b"Quackenbush" not in seen, table.name


def test_no_file_of_a_live_database_shows_personal_text(
    sqlite_url: str, tmp_path: Path, new_case: Callable[[Session], UUID]
) -> None:
    """The main file, and the journal that still holds what was written last."""
    database = Database(sqlite_url)
    migrate(database)
    with unit_of_work(database) as session:
        new_case(session)
    contents = {path.name: path.read_bytes() for path in tmp_path.glob("ombud.sqlite*")}
    assert set(contents) >= {"ombud.sqlite", "ombud.sqlite-wal"}
    assert any(b"party:complainant" in content for content in contents.values())
    for name, content in contents.items():
        assert b"Quackenbush" not in content, name
    database.close()


def test_every_column_for_personal_text_is_sealed_by_name() -> None:
    """What people wrote stands in `*_sealed` columns of bytes; this list is what a reviewer has to agree to."""
    sealed = {
        f"{table.name}.{column.name}": column.type.python_type
        for table in METADATA.sorted_tables
        for column in table.columns
        if column.name.endswith("_sealed")
    }
    assert set(sealed) == {
        "accounts.totp_sealed",
        "attachments.content_sealed",
        "attachments.name_sealed",
        "ballot_seats.reason_sealed",
        "conflicts.reason_sealed",
        "deadline_changes.reason_sealed",
        "drafts.answers_sealed",
        "inbox_views.name_sealed",
        "letters.context_sealed",
        "letters.pdf_sealed",
        "minutes.manuscript_sealed",
        "minutes.pdf_sealed",
        "outbox.recipient_sealed",
        "outbox.text_sealed",
        "parties.contact_sealed",
        "submissions.answers_sealed",
        "votes.choice_sealed",
    }
    assert set(sealed.values()) == {bytes}
