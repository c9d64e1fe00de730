"""How many processes share the work of a command."""

from __future__ import annotations

import os

import click

jobs_option = click.option(
    "-j", "--jobs", default=os.cpu_count() or 1, show_default=True, type=click.IntRange(1), help="Processes."
)
