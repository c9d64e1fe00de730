"""`ombud log`: the log of what was changed outside of cases."""

from __future__ import annotations

import sys

import click

from ombud.storage.chain import verify_chain
from ombud.storage.events import SYSTEM_CHAIN
from ombud.storage.session import reading
from ombud.storage.triggers import existing_triggers, trigger_names
from ombud.webapp.cli import environment


@click.group()
def log() -> None:
    """What was changed outside of cases: people, roles, organisations, settings."""


@log.command()
def verify() -> None:
    """Prove that no entry was changed, removed or moved, and that the database still refuses it."""
    database = environment.migrated()
    with reading(database) as session:
        verdict = verify_chain(session, SYSTEM_CHAIN)
        unguarded = sorted(trigger_names(database.dialect) - existing_triggers(session.connection()))
    click.echo(f"{verdict.events} entries: {'proven' if verdict.ok else 'NOT as they were written'}")
    if not verdict.ok:
        click.echo(f"  {verdict.reason}")
    if unguarded:
        click.echo(f"The database does not guard history, these triggers are gone: {', '.join(unguarded)}")
    sys.exit(0 if verdict.ok and not unguarded else 1)
