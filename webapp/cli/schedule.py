"""`ombud schedule`: what opens by itself next, and what has."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from ombud.storage.session import reading, unit_of_work
from ombud.webapp.cli import environment
from ombud.workflows.actors import OPERATOR
from ombud.workflows.clock import utc_now
from ombud.workflows.days import day_of
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.scheduling import calling
from ombud.workflows.scheduling import reading as schedules
from ombud.workflows.scheduling.drawing import lot
from ombud.workflows.scheduling.reading import Called, Outlook

SHOWN = 4
"""Rounds of the past that a list shows of each procedure."""


@click.group(invoke_without_command=True)
@click.pass_context
def schedule(context: click.Context) -> None:
    """What procedures open by themselves. Without a command: what opens next, for whom, and what was opened."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@schedule.command("list")
def list_() -> None:
    """What opens next, for whom, and what was opened."""
    with reading(environment.migrated()) as session:
        found = schedules.outlooks(session, DeployedProcedures(), at=utc_now())
        for one in found:
            for line in _lines(session, one):
                click.echo(line)
    if not found:
        click.echo("No procedure opens by itself.")


@schedule.command("open")
@click.argument("procedure")
@click.argument("period")
def open_(procedure: str, period: str) -> None:
    """Open the cases of a PERIOD that was missed, such as 2027 or 2027-Q1."""
    with unit_of_work(environment.migrated()) as session:
        number = calling.call_older(session, DeployedProcedures(), procedure, period, by=OPERATOR, at=utc_now())
    click.echo(f"{procedure} {period}: the worker opens {_cases(number)}.")


@schedule.command("draw")
@click.argument("procedure")
@click.argument("period")
def draw(procedure: str, period: str) -> None:
    """How the agencies of a PERIOD were drawn: all that took part, the seed, their lots; and the draw done again."""
    with reading(environment.migrated()) as session:
        found = schedules.lottery_of(session, procedure, period)
    if found is None:
        raise click.ClickException(f"{procedure} {period} was not drawn.")
    lottery, drawn = found
    percent = f"{lottery.percent} percent, rounded {lottery.rounding}"
    click.echo(
        f"{procedure} {period}: {len(drawn)} of {len(lottery.entered)} agencies ({percent}), seed {lottery.seed}"
    )
    for one in sorted(lottery.entered, key=lambda one: (one.rests, lot(lottery.seed, one.organisation_id))):
        chosen = "drawn" if one.organisation_id in drawn else "     "
        rests = f", drawn in the last {lottery.rest} rounds" if one.rests else ""
        click.echo(
            f"  {chosen}  {lot(lottery.seed, one.organisation_id)[:12]}  {one.name} ({one.organisation_id}){rests}"
        )
    if lottery.selected != drawn:
        raise click.ClickException("Drawn again from the same snapshot and seed, it is another selection.")
    click.echo("Drawn again from the same snapshot and seed: the same selection.")


def _lines(session: Session, one: Outlook) -> list[str]:
    whose = "a case for each agency that is drawn" if one.drawn else "a case for each agency that takes part"
    whom = whose if one.per_agency else "one case"
    lines = [f"{one.key}  {one.coming.period} opens on {one.coming.opens_on}: {whom} ({one.source})"]
    if one.due is not None:
        lines.append(f"  due since {one.due.opens_on}: {one.due.period}. The worker opens it.")
    for missed in one.missed:
        way = f"ombud schedule open {one.key} {missed.period}"
        lines.append(f"  missed: {missed.period}, of {missed.opens_on}. It is not opened by itself; {way}")
    return lines + [_told(session, one, called) for called in one.called[:SHOWN]]


def _told(session: Session, one: Outlook, called: Called) -> str:
    late = "" if day_of(called.called_at) == called.opens_on else f" instead of {called.opens_on}"
    numbers = ", ".join(
        case.number or "about to be opened" for case in schedules.opened(session, one.key, called.period)
    )
    return f"  opened on {day_of(called.called_at)}{late}: {called.period}, {_cases(called.opened)} ({numbers})"


def _cases(number: int) -> str:
    return "1 case" if number == 1 else f"{number} cases"
