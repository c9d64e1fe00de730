"""What people send in: sealed as sent, committed to in the event that records it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import orjson

from ombud.storage.base import new_id
from ombud.storage.cases import Attachment, Submission
from ombud.storage.sealing import CaseKey, commit_to
from ombud.storage.search import SearchKind
from ombud.workflows.formspec import Answers, FormSpec, SentFile
from ombud.workflows.held import HeldCase, Row
from ombud.workflows.search.index import rows_of

START = "start"
"""Stands where a submission names its element: with it the case was opened."""

ATTACHMENT = "attachment"
"""The key under which a submission's value names the row of a file."""


def submit(
    held: HeldCase,
    form: FormSpec,
    answers: Answers,
    *,
    element: str,
    task_id: UUID | None = None,
    party_id: UUID | None = None,
) -> bytes:
    """Seals a form's answers with their labels; returns the commitment for the event.

    Files stand among the values as `ATTACHMENT` tables with their SHA-256, so the commitment is to them too.
    """
    submission_id = new_id()
    attached = {
        name: [_attach(held, submission_id, one) for one in files] for name, files in answers.files.items() if files
    }
    said = {"values": {**answers.values, **attached}, "labels": dict(answers.labels)}
    return _seal(held, submission_id, form.key, said, element=element, task_id=task_id, party_id=party_id)


def say(held: HeldCase, values: Mapping[str, Any], *, element: str, about: str) -> bytes:
    """Seals what somebody gave as a reason for a command, which no form of the procedure asked."""
    return _seal(held, new_id(), about, {"values": dict(values), "labels": {}}, element=element)


def _attach(held: HeldCase, submission_id: UUID, sent: SentFile) -> Row:
    """Seals a file and its name under the case's key; returns how the submission's values speak of it."""
    attachment_id = new_id()
    held.words += rows_of(held.office.vault, SearchKind.ATTACHMENT, held.id, attachment_id, sent.name)
    held.attachments.append(
        {
            "id": attachment_id,
            "case_id": held.id,
            "submission_id": submission_id,
            "name_sealed": held.key.seal(
                sent.name.encode(), table="attachments", column="name_sealed", row_id=attachment_id
            ),
            "content_sealed": held.key.seal(
                sent.content, table="attachments", column="content_sealed", row_id=attachment_id
            ),
            "media_type": sent.media_type,
            "size": len(sent.content),
            "added_at": held.at,
        }
    )
    return {
        ATTACHMENT: str(attachment_id),
        "name": sent.name,
        "media_type": sent.media_type,
        "size": len(sent.content),
        "sha256": hashlib.sha256(sent.content).hexdigest(),
    }


def kept_words(labels: Mapping[str, str], field: str) -> dict[str, str]:
    """How the answers that a question offered read then, by value, where they were data; empty for any other."""
    start = f"{field}:"
    return {name.removeprefix(start): word for name, word in labels.items() if name.startswith(start)}


def left_of(labels: Mapping[str, str], field: str, value: Any) -> list[str]:
    """The words of a list that was to be confirmed and was not, in its order; where one answer is chosen none is left."""
    if isinstance(value, str):
        return []
    return [word for key, word in kept_words(labels, field).items() if key not in (value or ())]


def attached(values: Mapping[str, Any]) -> Iterator[Row]:
    """The files that a submission's values speak of: `ATTACHMENT`, name, media_type, size in bytes, sha256 in hex."""
    for value in values.values():
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, dict) and ATTACHMENT in one)


def content_of(key: CaseKey, attachment: Attachment) -> bytes:
    """The file as it was sent. Raises SealBroken when the row is not what was sealed."""
    return key.open(attachment.content_sealed, table="attachments", column="content_sealed", row_id=attachment.id)


def _seal(
    held: HeldCase,
    submission_id: UUID,
    form: str,
    said: Row,
    *,
    element: str,
    task_id: UUID | None = None,
    party_id: UUID | None = None,
) -> bytes:
    plain = orjson.dumps(said)
    salt, commitment = commit_to(plain)
    sealed = orjson.dumps({"said": plain.decode(), "salt": base64.b64encode(salt).decode()})
    held.submissions.append(
        {
            "id": submission_id,
            "case_id": held.id,
            "task_id": task_id,
            "element": element,
            "form": form,
            "answers_sealed": held.key.seal(sealed, table="submissions", column="answers_sealed", row_id=submission_id),
            "sent_at": held.at,
            "sent_by": held.by.person_id,
            "party_id": party_id or held.by.party_id,
        }
    )
    return commitment


def read(key: CaseKey, submission: Submission) -> tuple[dict[str, Any], dict[str, str]]:
    """The values and labels of a submission. Raises SealBroken when the row is not what was sealed."""
    said = orjson.loads(_open(key, submission)["said"])
    return said["values"], said["labels"]


def reveal(key: CaseKey, submission: Submission) -> tuple[bytes, bytes]:
    """The salt and the plain bytes a commitment was made over, for whoever verifies a case."""
    opened = _open(key, submission)
    return base64.b64decode(opened["salt"]), opened["said"].encode()


def _open(key: CaseKey, submission: Submission) -> dict[str, str]:
    sealed = submission.answers_sealed
    plain = key.open(sealed, table="submissions", column="answers_sealed", row_id=submission.id)
    opened: dict[str, str] = orjson.loads(plain)
    return opened
