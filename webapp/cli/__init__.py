"""The command line `ombud`. Each group of commands has a module of its own."""

from __future__ import annotations

import sys

import click

from ombud.storage.organisation_csv import CsvRefused
from ombud.storage.schema import SchemaMismatch
from ombud.storage.sealing import BadKey
from ombud.storage.session import UnusableDatabase
from ombud.webapp.cli import (
    body,
    case,
    deadline,
    demonstration,
    key,
    log,
    meeting,
    org,
    person,
    policy,
    procedures,
    scenario,
    schedule,
    serving,
    simulate,
)
from ombud.webapp.cli.environment import FileMissing
from ombud.workflows.engine import DefinitionError
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.refusals import Refusal

PLAIN = (BadKey, CsvRefused, DefinitionError, FileMissing, ProcedureError, Refusal, SchemaMismatch, UnusableDatabase)
"""What is told in a sentence; anything else is a fault of Ombud and shows its trace."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ombud")
def ombud() -> None:
    """An organisation's governance procedures, drawn as BPMN, executed, tracked and provable."""


for command in (
    demonstration.demo,
    serving.serve,
    serving.worker,
    serving.migrate_database,
    policy.policy,
    procedures.procedures,
    scenario.scenario,
    schedule.schedule,
    simulate.simulate,
    case.case,
    deadline.deadline,
    body.body,
    meeting.meeting,
    org.org,
    person.person,
    key.key,
    log.log,
):
    ombud.add_command(command)


def main() -> None:
    try:
        ombud(standalone_mode=True)
    except PLAIN as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
