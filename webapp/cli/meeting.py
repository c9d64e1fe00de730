"""`ombud meeting`: the calendars that deadlines go by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.meetings import CalendarChange, Meeting, MeetingKind, MeetingStatus
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.cli import environment
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import calendar, changes, meetings
from ombud.workflows.clock import utc_now
from ombud.workflows.days import ZONE
from ombud.workflows.refusals import NotFound

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
            flag = "  quarterly" if found.quarterly else ""
            click.echo(f"{found.starts_at.astimezone(ZONE):%Y-%m-%d %H:%M}  {found.kind:<8} {found.body.key}{flag}")


@meeting.command()
@click.argument("body")
@click.argument("when", type=WHEN)
@click.option("--kind", type=click.Choice(list(MeetingKind)), default=MeetingKind.REGULAR, show_default=True)
@click.option("--quarterly", is_flag=True, help="It is one of the quarterly meetings.")
@click.option("--place", default="", help="A room or a web address; everybody can read it.")
def schedule(body: str, when: datetime, kind: str, quarterly: bool, place: str) -> None:
    """Add a meeting of BODY at WHEN (2026-04-22T10:00, local time)."""
    starts_at, chosen = _local(when), MeetingKind(kind)

    def command(session: Session) -> None:
        meetings.schedule(
            session, body, starts_at=starts_at, kind=chosen, quarterly=quarterly, place=place, by=OPERATOR, at=utc_now()
        )

    _change(command)


@meeting.command()
@click.argument("body")
@click.argument("day", type=WHEN)
@click.option("--reason", required=True)
def cancel(body: str, day: datetime, reason: str) -> None:
    """Take the meeting of BODY on DAY off the calendar; what hangs on it rolls on to the next one."""
    on, office = _noon(day), environment.office()

    def command(session: Session) -> None:
        found = meetings.find(session, body, on)
        meetings.cancel(session, found, reason=reason, office=office, by=OPERATOR, at=utc_now())

    _change(command)


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


@meeting.command()
@click.argument("body")
@click.argument("day", type=WHEN)
@click.option("--not", "negated", is_flag=True, help="It is none any more.")
def quarterly(body: str, day: datetime, negated: bool) -> None:
    """Flag the meeting of BODY on DAY as one of the quarterly ones."""
    on = _noon(day)
    _change(lambda s: meetings.set_quarterly(s, meetings.find(s, body, on), not negated, by=OPERATOR, at=utc_now()))


@meeting.command()
@click.argument("body")
@click.argument("rule")
@click.option("--at", "meets_at", default="", help="Local time, for instance 10:00.")
@click.option("--from", "from_on", type=click.DateTime(["%Y-%m-%d"]), help="The day the rule begins with.")
@click.option("--place", default="", help="A room or a web address; everybody can read it.")
def recurrence(body: str, rule: str, meets_at: str, from_on: datetime | None, place: str) -> None:
    """Let BODY meet by RULE (FREQ=MONTHLY;BYDAY=4TH); an empty one leaves the calendar to be kept by hand."""
    begins, office = from_on.date() if from_on else None, environment.office()

    def command(session: Session) -> None:
        body_id = session.scalar(select(Body.id).where(Body.key == body))
        if body_id is None:
            raise NotFound(f"There is no body {body}.")
        how = {"rrule": rule, "meets_at": meets_at, "place": place}
        calendar.set_recurrence(session, office, body_id, **how, from_on=begins, by=OPERATOR, at=utc_now())

    _change(command)


@meeting.command("changes")
@click.argument("body")
def changes_(body: str) -> None:
    """What was changed in the calendar of BODY, and under which id it is undone."""
    with reading(environment.migrated()) as session:
        made = select(CalendarChange).join(Meeting).join(Body).where(Body.key == body).order_by(CalendarChange.at)
        for change in session.scalars(made):
            undone = "  (undone)" if change.undone_at else ""
            day = datetime.fromisoformat(change.became["starts_at"]).astimezone(ZONE)
            click.echo(
                f"{change.id}  {change.at.astimezone(ZONE):%Y-%m-%d %H:%M}  {change.kind} {day:%Y-%m-%d}{undone}"
            )


@meeting.command()
@click.argument("change", type=click.UUID)
def undo(change: UUID) -> None:
    """Put a meeting back as it was before CHANGE, an id that `ombud meeting changes` lists."""
    office = environment.office()
    _change(lambda s: changes.undo(s, office, change, by=OPERATOR, at=utc_now()))


def _local(when: datetime) -> datetime:
    return when.replace(tzinfo=ZONE)


def _noon(day: datetime) -> datetime:
    """An instant that falls on the day."""
    return day.replace(hour=12, tzinfo=ZONE)


def _change(command: Callable[[Session], object]) -> None:
    with unit_of_work(environment.migrated()) as session:
        command(session)
    click.echo("The calendar is changed; the worker re-times what hangs on it.")
