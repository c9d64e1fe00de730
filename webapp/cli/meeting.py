"""`ombud meeting`: the calendars that deadlines go by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.meetings import Meeting, MeetingKind, MeetingStatus
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.cli import environment
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import meetings
from ombud.workflows.clock import utc_now
from ombud.workflows.days import ZONE

WHEN = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"])


@click.group()
def meeting() -> None:
    """A body's meetings. What hangs on a meeting is re-timed by the worker right after a change."""


@meeting.command("list")
def list_() -> None:
    """The meetings to come."""
    with reading(environment.migrated()) as session:
        coming = select(Meeting).where(Meeting.starts_at > utc_now(), Meeting.status == MeetingStatus.SCHEDULED)
        for found in session.scalars(coming.order_by(Meeting.starts_at)):
            click.echo(f"{found.starts_at.astimezone(ZONE):%Y-%m-%d %H:%M}  {found.kind:<8} {found.body.key}")


@meeting.command()
@click.argument("body")
@click.argument("when", type=WHEN)
@click.option("--kind", type=click.Choice(list(MeetingKind)), default=MeetingKind.REGULAR, show_default=True)
def schedule(body: str, when: datetime, kind: str) -> None:
    """Add a meeting of BODY at WHEN (2026-04-22T10:00, local time)."""
    starts_at, chosen = _local(when), MeetingKind(kind)
    _change(lambda s: meetings.schedule(s, body, starts_at=starts_at, kind=chosen, by=OPERATOR, at=utc_now()))


@meeting.command()
@click.argument("body")
@click.argument("day", type=WHEN)
@click.option("--reason", required=True)
def cancel(body: str, day: datetime, reason: str) -> None:
    """Take the meeting of BODY on DAY off the calendar; what hangs on it rolls on to the next one."""
    on = _noon(day)
    _change(lambda s: meetings.cancel(s, meetings.find(s, body, on), reason=reason, by=OPERATOR, at=utc_now()))


@meeting.command()
@click.argument("body")
@click.argument("day", type=WHEN)
@click.argument("to", type=WHEN)
@click.option("--reason", required=True)
def move(body: str, day: datetime, to: datetime, reason: str) -> None:
    """Give the meeting of BODY on DAY another date."""
    on, starts_at = _noon(day), _local(to)

    def command(session: Session) -> None:
        found = meetings.find(session, body, on)
        meetings.move(session, found, starts_at=starts_at, reason=reason, by=OPERATOR, at=utc_now())

    _change(command)


def _local(when: datetime) -> datetime:
    return when.replace(tzinfo=ZONE)


def _noon(day: datetime) -> datetime:
    """An instant that falls on the day."""
    return day.replace(hour=12, tzinfo=ZONE)


def _change(command: Callable[[Session], object]) -> None:
    with unit_of_work(environment.migrated()) as session:
        command(session)
    click.echo("The calendar is changed; the worker re-times what hangs on it.")
