"""send_notice: people are told that something happened."""

from __future__ import annotations

from ombud.storage.jobs import JobKind
from ombud.workflows import engine
from ombud.workflows.held import HeldCase
from ombud.workflows.jobs.queue import job_row


def send_notice(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Tells the recipients of the notice `notice` that something happened; the mail holds no case details."""
    held.jobs.append(
        job_row(
            kind=JobKind.NOTIFY,
            key=f"notify:{held.id}:{effect.key}:{held.case['head_seq']}",
            case_id=held.id,
            payload={"notice": str(effect.parameters["notice"]), "element": str(effect.key)},
            run_at=held.at,
        )
    )
