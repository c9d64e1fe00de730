"""`ombud deadline`: a date of one case extended, paused or resumed, each with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.session import unit_of_work
from ombud.webapp.cli import environment
from ombud.workflows.actors import OPERATOR
from ombud.workflows.clock import utc_now
from ombud.workflows.deadlines import commands
from ombud.workflows.refusals import NotFound

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def deadline() -> None:
    """A deadline of a case, by the case's number and the deadline's name (`ombud case show NUMBER` names them)."""


@deadline.command()
@click.argument("number")
@click.argument("name")
@click.argument("until", type=DAY)
@click.option("--reason", required=True)
def extend(number: str, name: str, until: datetime, reason: str) -> None:
    """Give it a later day."""
    office, day = environment.office(), until.date()
    _change(
        number,
        name,
        lambda s, d: commands.extend(s, office, d, until=day, reason=reason, by=OPERATOR, at=utc_now()),
    )


@deadline.command()
@click.argument("number")
@click.argument("name")
@click.option("--reason", required=True)
def pause(number: str, name: str, reason: str) -> None:
    """Stop its clock."""
    office = environment.office()
    _change(number, name, lambda s, d: commands.pause(s, office, d, reason=reason, by=OPERATOR, at=utc_now()))


@deadline.command()
@click.argument("number")
@click.argument("name")
@click.option("--reason", required=True)
def resume(number: str, name: str, reason: str) -> None:
    """Start its clock again; the days it stood still are added."""
    office = environment.office()
    _change(number, name, lambda s, d: commands.resume(s, office, d, reason=reason, by=OPERATOR, at=utc_now()))


def _change(number: str, name: str, command: Callable[[Session, UUID], None]) -> None:
    """The due date of a task and the timer on it are two rows of one name: both change."""
    open_ones = Deadline.status.in_((DeadlineStatus.WAITING, DeadlineStatus.PAUSED))
    with unit_of_work(environment.migrated()) as session:
        found = select(Deadline.id).join(Case, Case.id == Deadline.case_id)
        ids = session.scalars(found.where(Case.number == number.upper(), Deadline.name == name, open_ones)).all()
        if not ids:
            raise NotFound(f"{number} has no open deadline {name}.")
        for deadline_id in ids:
            command(session, deadline_id)
    click.echo(f"{number}: {name} is changed.")
