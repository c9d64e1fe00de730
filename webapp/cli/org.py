"""`ombud org`: organisations."""

from __future__ import annotations

from pathlib import Path

import click

from ombud.storage.organisation_import import import_organisations
from ombud.storage.session import unit_of_work
from ombud.webapp.cli import environment
from ombud.workflows.clock import utc_now


@click.group()
def org() -> None:
    """The organisations Ombud knows."""


@org.command("import")
@click.argument("csv", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_(csv: Path) -> None:
    """Add the organisations a CSV names. Reports duplicates and spellings; makes nobody a participant."""
    with unit_of_work(environment.migrated()) as session:
        report = import_organisations(session, csv.read_bytes(), at=utc_now())
    click.echo("\n".join(report.lines()))
