"""The command line `ombud`. Each group of commands has a module of its own."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from ombud.storage.organisation_csv import CsvRefused
from ombud.storage.schema import SchemaMismatch
from ombud.storage.sealing import BadKey
from ombud.storage.session import UnusableDatabase
from ombud.webapp.cli.environment import FileMissing
from ombud.workflows.engine import DefinitionError
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.refusals import Refusal

PLAIN = (BadKey, CsvRefused, DefinitionError, FileMissing, ProcedureError, Refusal, SchemaMismatch, UnusableDatabase)
"""What is told in a sentence; anything else is a fault of Ombud and shows its trace."""

COMMANDS = {
    "body": "body",
    "case": "case",
    "deadline": "deadline",
    "demo": "demonstration",
    "key": "key",
    "log": "log",
    "meeting": "meeting",
    "migrate": "serving",
    "org": "org",
    "person": "person",
    "policy": "policy",
    "procedures": "procedures",
    "scenario": "scenario",
    "schedule": "schedule",
    "search": "search",
    "serve": "serving",
    "simulate": "simulate",
    "worker": "serving",
}
"""The module beside this one that each command stands in: loaded when it is called."""


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"ombud.webapp.cli.{COMMANDS[cmd_name]}")
        return next(one for one in vars(module).values() if isinstance(one, click.Command) and one.name == cmd_name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ombud")
def ombud() -> None:
    """An organisation's governance procedures, drawn as BPMN, executed, tracked and provable."""


def main() -> None:
    try:
        ombud(standalone_mode=True)
    except PLAIN as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
