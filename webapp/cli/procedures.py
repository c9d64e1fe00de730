"""`ombud procedures`: check, list, deploy and lock procedure folders."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from ombud.storage.session import reading, unit_of_work
from ombud.webapp.cli import environment
from ombud.webapp.cli.processes import jobs_option
from ombud.webapp.cli.theatre import theatre
from ombud.webapp.forms_bridge import form_catalogue
from ombud.workflows.actors import OPERATOR
from ombud.workflows.clock import utc_now
from ombud.workflows.procedures import checking
from ombud.workflows.procedures.check.report import print_findings
from ombud.workflows.procedures.deploy import deploy, routing_schema, routing_schemas
from ombud.workflows.procedures.load import load_all
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.versions import lock_versions


@click.group()
def procedures() -> None:
    """The procedures of `bpmn/`."""


@procedures.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--deployed", is_flag=True, help="Compare with what open cases in the database run on, too.")
@click.option("--still", is_flag=True, help="Only read: do not play the scenarios.")
@jobs_option
def check(paths: tuple[Path, ...], deployed: bool, still: bool, jobs: int) -> None:
    """Refuse what would not run as drawn. PATHS are procedure folders or any .bpmn or .dmn files; all of bpmn/ if none."""
    schemas: dict[str, dict[int, Any]] = {}
    if deployed:
        with reading(environment.migrated()) as session:
            schemas = routing_schemas(session)
    with nullcontext() if still else theatre() as stage:
        findings = checking.check_paths(
            list(paths) or [BPMN], BPMN, form_catalogue(), theatre=stage, deployed=schemas, jobs=jobs
        )
    print_findings(findings, out=click.echo)
    sys.exit(1 if findings else 0)


@procedures.command("list")
def list_() -> None:
    """Name every procedure with its version and policies."""
    for procedure in load_all(BPMN).values():
        toml = procedure.toml
        click.echo(
            f"{toml.key}  version {toml.version}  {toml.prefix}  policies {', '.join(toml.policies)}  {toml.title}"
        )


@procedures.command("deploy")
def deploy_() -> None:
    """Make the folders as they are now what new cases run on."""
    database, forms = environment.migrated(), form_catalogue()
    with unit_of_work(database) as session:
        for procedure in load_all(BPMN).values():
            row = deploy(session, procedure, forms, by=OPERATOR, at=utc_now())
            click.echo(f"{row.key} version {row.version} {row.digest[:12]}")


@procedures.command()
def lock() -> None:
    """Write the digest of each new version to bpmn/versions.lock; refused for a version that was locked otherwise."""
    forms = form_catalogue()
    digests = {
        key: (procedure.toml.version, procedure.digest(routing_schema(procedure, forms)))
        for key, procedure in load_all(BPMN).items()
    }
    for line in lock_versions(BPMN, digests) or ["Every version is locked already."]:
        click.echo(line)
