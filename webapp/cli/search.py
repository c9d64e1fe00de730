"""`ombud search`: the words by which the search finds names that are sealed."""

from __future__ import annotations

import click

from ombud.webapp.cli import environment
from ombud.workflows.search.index import index_all


@click.group()
def search() -> None:
    """The words by which the search finds names that are sealed."""


@search.command()
def index() -> None:
    """Make them anew for every case: once after an update to a version that has the search."""
    done = index_all(environment.migrated(), environment.vault())
    click.echo(f"The names in {done.cases} {'case is' if done.cases == 1 else 'cases are'} found by the search.")
    if done.unreadable:
        click.echo(f"  {done.unreadable} did not open: `ombud case verify` says more.")
