"""`ombud policy`: the manual's obligations against what the procedures do."""

from __future__ import annotations

import click
import orjson

from ombud.webapp.cli.policy_mutate import mutate
from ombud.workflows.procedures import ambiguities
from ombud.workflows.procedures.coverage import as_json, as_text, coverage
from ombud.workflows.procedures.root import BPMN


@click.group()
def policy() -> None:
    """The policy register and how the procedures answer it."""


@policy.command("coverage")
@click.option("--json", "json_", is_flag=True, help="Every row as JSON.")
def coverage_(json_: bool) -> None:
    """Show which rows of the register are answered, and where."""
    rows = coverage(BPMN)
    click.echo(orjson.dumps(as_json(rows), option=orjson.OPT_INDENT_2).decode() if json_ else as_text(rows))


@policy.command("ambiguities")
@click.option("--json", "json_", is_flag=True, help="Every ambiguity as JSON.")
def ambiguities_(json_: bool) -> None:
    """Show how each ambiguity of the manual is handled, where, and which scenario shows it."""
    found = ambiguities.read_ambiguities(BPMN)
    told = orjson.dumps(ambiguities.as_json(found), option=orjson.OPT_INDENT_2).decode() if json_ else None
    click.echo(told or ambiguities.as_text(found))


policy.add_command(mutate)
