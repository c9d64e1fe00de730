"""put_on_agenda: a case's task is put on the agenda of the meeting that its deadline is counted to."""

from __future__ import annotations

from ombud.storage.jobs import JobKind
from ombud.workflows import engine
from ombud.workflows.held import HeldCase
from ombud.workflows.jobs.queue import job_row


def put_on_agenda(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Has the worker put the user task `task` on an agenda, once this very step has opened it."""
    held.jobs.append(
        job_row(
            kind=JobKind.AGENDA,
            key=f"agenda:{held.id}:{effect.key}:{held.case['head_seq']}",
            case_id=held.id,
            payload={"task": str(effect.parameters["task"])},
            run_at=held.at,
        )
    )
