"""open_case: a case of another procedure begins here; a job opens it after the commit, once for each pass."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.workflows import engine
from ombud.workflows.held import HeldCase
from ombud.workflows.jobs.queue import job_row

TAKEN_BACK = "case.opening_taken_back"
"""The event after which a job that was asked for before it opens nothing."""


def open_case(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Has the worker open the case that `[openings.NAME]` describes, `opening` being NAME.

    Whoever took the step that leads there becomes its party; nothing of what they wrote stands in the job.
    """
    payload = {
        "opening": str(effect.parameters["opening"]),
        "element": str(effect.key),
        "seq": held.case["head_seq"],
        "by": str(held.by.person_id) if held.by.person_id else None,
    }
    key = f"open:{held.id}:{effect.key}:{held.case['head_seq']}"
    held.jobs.append(job_row(kind=JobKind.OPEN, key=key, case_id=held.id, payload=payload, run_at=held.at))


def take_back_openings(held: HeldCase, gone: Sequence[engine.ElementKey]) -> None:
    """What was asked for and not opened yet is not opened. A case that was opened stands, as a letter does that was
    sent: passing the step again meets it."""
    asked = (Job.case_id == held.id, Job.kind == JobKind.OPEN, Job.status != JobStatus.DONE)
    waiting = {payload["element"] for payload in held.connection.scalars(select(Job.payload).where(*asked))}
    for key in gone:
        if str(key) in waiting:
            held.event(TAKEN_BACK, {}, element=key)
