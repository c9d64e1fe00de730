"""What people send in: sealed as sent, committed to in the event that records it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from ombud.storage.base import new_id
from ombud.storage.cases import Submission
from ombud.storage.sealing import CaseKey, commit_to
from ombud.workflows.formspec import Answers, FormSpec
from ombud.workflows.held import HeldCase, Row


def submit(
    held: HeldCase,
    form: FormSpec,
    answers: Answers,
    *,
    element: str,
    task_id: UUID | None = None,
    party_id: UUID | None = None,
) -> bytes:
    """Seals a form's answers with their labels; returns the commitment for the event."""
    said = {"values": dict(answers.values), "labels": dict(answers.labels)}
    return _seal(held, form.key, said, element=element, task_id=task_id, party_id=party_id)


def say(held: HeldCase, values: Mapping[str, Any], *, element: str, about: str) -> bytes:
    """Seals what somebody gave as a reason for a command, which no form of the procedure asked."""
    return _seal(held, about, {"values": dict(values), "labels": {}}, element=element)


def _seal(
    held: HeldCase, form: str, said: Row, *, element: str, task_id: UUID | None = None, party_id: UUID | None = None
) -> bytes:
    submission_id = new_id()
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
