"""`ombud case`: look at one case, prove it, export it; an operator's undo, migration, suspension, end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from uuid import UUID

import click
import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Case, Task
from ombud.storage.chain import all_chains
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.ledger import Deadline
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.cli import environment
from ombud.workflows import cases, proof, rewind, terminating
from ombud.workflows.actors import OPERATOR
from ombud.workflows.clock import utc_now
from ombud.workflows.days import ZONE, day_of
from ombud.workflows.deadlines.compute import explain
from ombud.workflows.refusals import NotFound


@click.group()
def case() -> None:
    """One case, by its number."""


@case.command()
@click.argument("number")
def show(number: str) -> None:
    """What has happened, what is waited for, and every date with how it was computed. Shows nothing people wrote."""
    with reading(environment.migrated()) as session:
        found = _find(session, number)
        version = found.version
        click.echo(
            f"{found.number}  {version.key} version {version.version}  {found.status}  {found.outcome or ''}".rstrip()
        )
        for event in session.scalars(select(Event).where(Event.chain == found.id).order_by(Event.seq)):
            when = event.at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
            click.echo(f"  {event.seq:>3}  {when}  {event.kind:<18} {event.element or '':<28} {event.actor}")
        for task in session.scalars(select(Task).where(Task.case_id == found.id, Task.status.in_(OPEN_TASK))):
            click.echo(
                f"  open: {task.element} ({task.role})" + (f", due {day_of(task.due_at)}" if task.due_at else "")
            )
        for deadline in session.scalars(select(Deadline).where(Deadline.case_id == found.id)):
            click.echo(
                f"  deadline {deadline.name} ({deadline.source}) {deadline.status}: {' '.join(explain(deadline.computed))}"
            )


@case.command()
@click.argument("numbers", nargs=-1)
def verify(numbers: tuple[str, ...]) -> None:
    """Prove that nothing was changed, removed or reordered; every case if none is named."""
    office, faulty = environment.office(), 0
    with reading(environment.migrated()) as session:
        found = [_find(session, number) for number in numbers] or list(
            session.scalars(select(Case).order_by(Case.number))
        )
        for one in found:
            faults = proof.verify(session, office, one)
            faulty += bool(faults)
            click.echo(f"{one.number}: {'proven' if not faults else 'NOT as it was written'}")
            for fault in faults:
                click.echo(f"  {fault}")
        for chain in [] if numbers else _without_case(session, found):
            faulty += 1
            click.echo(f"{chain}: there are events of this case, and the case is gone")
    sys.exit(1 if faulty else 0)


@case.command()
@click.argument("number")
def export(number: str) -> None:
    """Print the whole case as JSON, personal text included, and who brought it even where that is sealed.

    Whoever can run this holds the master key. It is nothing to hand to an auditor: `verify` proves a case without it.
    """
    with reading(environment.migrated()) as session:
        found = _find(session, number)
        click.echo(
            orjson.dumps(proof.export(session, environment.office(), found), option=orjson.OPT_INDENT_2).decode()
        )


@case.command()
@click.argument("number")
@click.option("--reason", required=True)
def migrate(number: str, reason: str) -> None:
    """Move a running case to the newest deployed version of its procedure; refused where its history does not fit."""
    office = environment.office()

    def command(session: Session, case_id: UUID) -> None:
        to = office.procedures.latest(session, session.get_one(Case, case_id).version.key)
        rewind.migrate(session, office, case_id, to=to, reason=reason, by=OPERATOR, at=utc_now())

    _command(number, command)
    click.echo(f"{number}: runs on the newest version now.")


def _act(name: str, does: Callable[..., None], help: str, *, said: str) -> None:
    """A command that is one act of an operator on one case, with a reason."""

    @case.command(name, help=help)
    @click.argument("number")
    @click.option("--reason", required=True)
    def act(number: str, reason: str) -> None:
        office = environment.office()
        _command(number, lambda s, c: does(s, office, c, reason=reason, by=OPERATOR, at=utc_now()))
        click.echo(f"{number}: {said}")


_act(
    "undo",
    rewind.undo,
    "Take the last step back, or the end of a terminated case; letters that were sent stand.",
    said="the last step is taken back.",
)
_act("suspend", cases.suspend, "Put a case to sleep: nothing in it moves until it is resumed.", said="suspended.")
_act("resume", cases.resume, "Wake a suspended case.", said="goes on.")
_act("terminate", terminating.terminate, "End a case without a decision; `undo` takes it back.", said="ended.")


def _without_case(session: Session, known: list[Case]) -> list[UUID]:
    return sorted(set(all_chains(session)) - {one.id for one in known} - {SYSTEM_CHAIN})


def _command(number: str, command: Callable[[Session, UUID], None]) -> None:
    with unit_of_work(environment.migrated()) as session:
        command(session, _find(session, number).id)


def _find(session: Session, number: str) -> Case:
    found = session.scalar(select(Case).where(Case.number == number.upper()))
    if found is None:
        raise NotFound(f"There is no case {number}.")
    return found
