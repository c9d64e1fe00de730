"""`ombud simulate`: a year of the whole place in a database that vanishes."""

from __future__ import annotations

import sys
from datetime import date

import click
import orjson

from ombud.webapp.cli.theatre import theatre
from ombud.workflows import simulation


@click.command("simulate")
@click.option("--agencies", default=60, show_default=True, type=click.IntRange(1, 500), help="How many take part.")
@click.option("--years", default=1, show_default=True, type=click.IntRange(1, 5))
@click.option("--seed", default=1, show_default=True, help="What people do follows from it.")
@click.option("--from", "begins_on", default="2026-01-01", show_default=True, help="The first day of a month.")
@click.option("--database", "url", default="", help="A PostgreSQL server to play on, in a database of its own.")
@click.option("--json", "json_", is_flag=True, help="The table as JSON.")
def simulate(agencies: int, years: int, seed: int, begins_on: str, url: str, json_: bool) -> None:
    """Open, work and close what a year brings, with people who are silent, late, away, recused or change their minds.

    Plays in a database of its own, which is deleted afterwards. Fails where a case cannot be brought to an end.
    """
    begins = _first_of_month(begins_on)
    with theatre(url, typeset=str.encode) as stage, stage.database() as database:
        outcome = simulation.simulate(
            stage,
            database,
            simulation.read_plan(),
            agencies=agencies,
            seed=seed,
            begins_on=begins,
            ends_on=begins.replace(year=begins.year + years),
            told=_told if sys.stderr.isatty() else lambda _day: None,
        )
    told = orjson.dumps(simulation.as_json(outcome), option=orjson.OPT_INDENT_2).decode()
    click.echo(told if json_ else simulation.as_text(outcome))
    sys.exit(1 if outcome.stuck else 0)


def _first_of_month(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("a day is written like 2026-01-01.", param_hint="--from") from None
    if day.day != 1:
        raise click.BadParameter("the years begin on the first day of a month.", param_hint="--from")
    return day


def _told(day: date) -> None:
    if day.day == 1:
        click.echo(f"{day:%B %Y}", err=True)
