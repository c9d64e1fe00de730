"""Whether somebody watches the deadlines: when the worker last looked, and how long the oldest due job has waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.jobs import Heartbeat, Job, JobStatus
from ombud.webapp.config import Config
from ombud.webapp.desk import desk, now, read


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether deadlines are being watched."""

    seen_at: datetime | None
    alive: bool
    behind: timedelta  # how long the job that has waited longest is overdue


def install(app: Flask) -> None:
    app.jinja_env.globals["pulse"] = of_footer


def pulse_of(session: Session, config: Config, *, at: datetime) -> Pulse:
    newest = select(func.max(Heartbeat.seen_at)).scalar_subquery()
    first = select(func.min(Job.run_at)).where(Job.status == JobStatus.READY).scalar_subquery()
    seen_at, oldest = session.execute(select(newest, first)).one()
    late = timedelta(seconds=config.worker_late_seconds)
    behind = max(at - oldest, timedelta()) if oldest else timedelta()
    return Pulse(seen_at, seen_at is not None and at - seen_at <= late, behind)


def of_footer() -> Pulse | None:
    """None for a guest: it is for those who have to know."""
    if not current_user.is_authenticated:
        return None
    with read() as session:
        return pulse_of(session, desk().config, at=now())
