"""What `ombud procedures check` looks at: procedure folders with everything around them, or any diagram by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ombud.workflows.formspec import FormCatalogue
from ombud.workflows.procedures.alike import read_alike
from ombud.workflows.procedures.ambiguities import read_ambiguities
from ombud.workflows.procedures.check import Finding, Surroundings, check_all, check_file
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.checklists import read_checklists
from ombud.workflows.procedures.documents import read_documents
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.glossary import read_glossary
from ombud.workflows.procedures.guides import read_guides
from ombud.workflows.procedures.load import Procedure, load_all, load_procedure
from ombud.workflows.procedures.policies import read_policies
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.scenarios.run import Result, Theatre, run
from ombud.workflows.procedures.terms import read_terms
from ombud.workflows.procedures.versions import read_versions

DIAGRAMS = (".bpmn", ".dmn")


def check_paths(
    paths: list[Path],
    root: Path,
    forms: FormCatalogue,
    *,
    theatre: Theatre | None,
    deployed: Mapping[str, Any],
    jobs: int = 1,
) -> list[Finding]:
    """Findings of procedure folders (their scenarios are played in the theatre, if one is given, in that many processes)
    and of any other diagram or table in or below the paths. Raises ProcedureError for a folder that cannot be read at all."""
    procedures = dict(found for path in paths for found in _procedures(path))
    scenarios = [path for procedure in procedures.values() for path in procedure.scenarios]
    results = list(run(scenarios, theatre, jobs=jobs)) if theatre else []
    surroundings = Surroundings(
        forms,
        read_register(root),
        policies=read_policies(root),
        locked=read_versions(root),
        visited=_visited(results, procedures) if theatre else None,
        deployed=deployed,
    )
    folders = [procedure.folder for procedure in procedures.values()]
    others = [finding for path in paths for file in _others(path, folders) for finding in check_file(file)]
    return sorted({*check_all(procedures, surroundings), *_failures(results), *others, *_lists(paths, root)})


def _procedures(path: Path) -> Iterator[tuple[str, Procedure]]:
    if (path / "procedure.toml").exists():
        procedure = load_procedure(path)
        yield procedure.key, procedure
    elif path.is_dir() and any(path.glob("*/procedure.toml")):
        yield from load_all(path).items()


def _others(path: Path, folders: list[Path]) -> Iterator[Path]:
    """Diagrams and tables that belong to no procedure folder; a file that is named is looked at whatever it is called."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.suffix in DIAGRAMS and not any(file.is_relative_to(folder) for folder in folders):
            yield file


def _lists(paths: list[Path], root: Path) -> Findings:
    """What is wrong with the lists beside the procedures, and with what is written for people, when everything of `root` is
    looked at."""
    if not any(root.resolve().is_relative_to(path.resolve()) for path in paths):
        return
    for read in (read_checklists, read_documents, read_terms, read_glossary, read_guides, read_alike, read_ambiguities):
        try:
            read(root)
        except ProcedureError as error:
            for mistake in error.mistakes:
                line, way_out = mistake.line or 0, "Correct the file."
                yield Finding(mistake.file, line, mistake.key, "list", mistake.sentence, way_out)
            return  # documents name checklists: they are read once those can be


def _visited(results: list[Result], procedures: Mapping[str, Procedure]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {key: set() for key in procedures}
    for result in results:
        for key, elements in result.visited.items():
            found.setdefault(key, set()).update(elements)
    return found


def _failures(results: list[Result]) -> Findings:
    for result in results:
        if not result.passed:
            way_out = "Mend the procedure, or the scenario where it asks for something else than is wanted."
            yield Finding(str(result.path), 0, "", "scenario", f"This scenario fails: {result.failure}.", way_out)
