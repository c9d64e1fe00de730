"""`ombud key`: the master key."""

from __future__ import annotations

import click

from ombud.storage.sealing import new_key


@click.group()
def key() -> None:
    """The key that seals what people write."""


@key.command("new")
def new() -> None:
    """Print a fresh master key for OMBUD_KEY. Keep a copy apart from the database: without it nothing can be read."""
    click.echo(new_key())
