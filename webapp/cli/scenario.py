"""`ombud scenario`: play the executable examples of the procedures."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ombud.webapp.cli.processes import jobs_option
from ombud.webapp.cli.theatre import theatre
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.model import find_scenarios
from ombud.workflows.procedures.scenarios.run import Result, run


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--database",
    "url",
    default="",
    help="A PostgreSQL server to play on, postgresql://user@host/name; SQLite otherwise.",
)
@jobs_option
@click.option("--letters", is_flag=True, help="Typeset the letters, too; their words are played in any case.")
@click.option("--visited", is_flag=True, help="List the elements each procedure's scenarios visit.")
def scenario(paths: tuple[Path, ...], url: str, jobs: int, letters: bool, visited: bool) -> None:
    """Play scenario files (or all below the given folders), each on a fresh database with a moving clock."""
    results = []
    with theatre(url, typeset=None if letters else str.encode) as stage:
        for result in run(find_scenarios(list(paths) or [BPMN]), stage, jobs=jobs):
            results.append(result)
            click.echo(f"{'passed' if result.passed else 'FAILED'}  {result.title}")
            if not result.passed:
                click.echo(f"        {result.failure}")
    if visited:
        _print_visited(results)
    failed = sum(not result.passed for result in results)
    click.echo(f"{len(results) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not results else 0)


def _print_visited(results: list[Result]) -> None:
    seen: dict[str, set[str]] = {}
    for result in results:
        for key, elements in result.visited.items():
            seen.setdefault(key, set()).update(elements)
    for key, elements in sorted(seen.items()):
        click.echo(f"{key}: {', '.join(sorted(elements))}")
