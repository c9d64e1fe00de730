"""`ombud policy mutate`: what the scenarios of a procedure would not notice."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import orjson

from ombud.webapp.cli.processes import jobs_option
from ombud.webapp.cli.theatre import theatre
from ombud.webapp.forms_bridge import form_catalogue
from ombud.workflows.procedures.check import Surroundings
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.mutation import Campaign, Kind, Verdict, as_json, as_text, campaign
from ombud.workflows.procedures.policies import read_policies
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.root import BPMN


@click.command("mutate")
@click.argument("procedures", nargs=-1)
@jobs_option
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice([str(kind) for kind in Kind]), help="Only mutants of this kind."
)
@click.option("--unchecked", is_flag=True, help="Let scenarios alone judge: mutants the check would refuse, too.")
@click.option("--json", "json_", is_flag=True, help="Every mutant as JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Tell of each mutant who noticed it, as soon as it is known.")
def mutate(
    procedures: tuple[str, ...], jobs: int, kinds: tuple[str, ...], unchecked: bool, json_: bool, verbose: bool
) -> None:
    """Change one thing of a procedure at a time and expect a scenario of its folder to fail.

    PROCEDURES are keys, or folders of bpmn/; all of them if none. A deadline is moved by a day, the condition of a gate
    turned round, a recipient or a step left out. Prints what nobody noticed; fails if there is any.
    """
    surroundings = None if unchecked else Surroundings(form_catalogue(), read_register(BPMN), read_policies(BPMN))
    wanted = tuple(Kind(kind) for kind in kinds) or tuple(Kind)
    found: list[Campaign] = []
    with theatre(typeset=str.encode) as stage:
        for procedure in _named(procedures, stage.procedures):
            told = _tell if verbose and not json_ else lambda _verdict: None
            found.append(campaign(procedure, stage, surroundings, kinds=wanted, jobs=jobs, told=told))
            if not json_:
                click.echo(as_text(found[-1]))
    if json_:
        click.echo(orjson.dumps(as_json(found), option=orjson.OPT_INDENT_2).decode())
    sys.exit(1 if any(each.survivors for each in found) else 0)


def _named(names: tuple[str, ...], known: dict[str, Procedure]) -> list[Procedure]:
    """Raises ProcedureError for a name that is no procedure's."""
    keys = [Path(name).name for name in names]
    for key in keys:
        if key not in known:
            raise ProcedureError(f"There is no procedure {key}; there are: {', '.join(known)}.")
    return [known[key] for key in keys or known]


def _tell(verdict: Verdict) -> None:
    noticed = f"{verdict.killer}: {verdict.why}" if verdict.killer else "SURVIVED"
    click.echo(f"{verdict.mutant.kind:<9}  {verdict.mutant.element}: {verdict.mutant.change}\n           {noticed}")
