"""For whoever watches the machine: does it answer, and are deadlines being watched."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify
from sqlalchemy import select

from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import public
from ombud.webapp.health.pulse import pulse_of

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> Any:
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def ready() -> Any:
    """503 while the database does not answer or no worker has looked for due jobs lately."""
    try:
        with read() as session:
            session.execute(select(1))
            pulse = pulse_of(session, desk().config, at=now())
    except Exception:  # whatever is wrong with it, it is not ready
        return jsonify(status="no database"), 503
    seen = (now() - pulse.seen_at).total_seconds() if pulse.seen_at else None
    body = {
        "status": "ok" if pulse.alive else "no worker",
        "heartbeat_age_seconds": seen,
        "jobs_behind_seconds": pulse.behind.total_seconds(),
    }
    return jsonify(body), 200 if pulse.alive else 503
