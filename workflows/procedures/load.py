"""A procedure folder, read: its TOML validated, its diagrams, tables and letters as they stand in the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ombud.workflows.procedures.digest import digest_of
from ombud.workflows.procedures.errors import Mistake, ProcedureError, toml_line
from ombud.workflows.procedures.model import ProcedureToml
from ombud.workflows.procedures.toml import parse_toml, text_of
from ombud.workflows.procedures.xml import XmlProblem, parse_xml

FORM = "{urn:ombud:bpmn:1}form"


@dataclass(frozen=True)
class Procedure:
    """A folder of `bpmn/`. Names in `bpmn` and `dmn` are file names, in `letters` the template's name without `.html`."""

    key: str
    folder: Path
    toml: ProcedureToml
    toml_text: str = field(repr=False)
    bpmn: Mapping[str, bytes] = field(repr=False)
    dmn: Mapping[str, bytes] = field(repr=False)
    letters: Mapping[str, str] = field(repr=False)
    scenarios: tuple[Path, ...]

    @property
    def forms(self) -> frozenset[str]:
        """Keys of the forms it asks people to fill in. Raises ProcedureError for a diagram that is not XML."""
        found = {self.toml.start.form} - {""}
        if self.toml.withdrawal:
            found.add(self.toml.withdrawal.form)
        for name, content in self.bpmn.items():
            try:
                root = parse_xml(content)
            except XmlProblem as problem:
                place = str(self.folder / name)
                raise ProcedureError(Mistake(place, f"{problem.sentence} {problem.way_out}", problem.line)) from None
            found.update(node.get(FORM, "") for node in root.iter() if node.get(FORM))
        return frozenset(found)

    @property
    def files(self) -> dict[str, str]:
        """What a deployed version keeps: procedure.toml, diagrams (with their drawing) and tables, by name."""
        texts = {name: content.decode() for name, content in (*self.bpmn.items(), *self.dmn.items())}
        return {"procedure.toml": self.toml_text, **texts}

    def digest(self, routing_schema: Mapping[str, Any]) -> str:
        return digest_of(toml=self.toml_text, bpmn=self.bpmn, dmn=self.dmn, routing_schema=routing_schema)


def load_all(root: Path) -> dict[str, Procedure]:
    """Every procedure folder below `root`, by key. Raises ProcedureError naming every mistake in all of them."""
    if not root.is_dir():
        raise ProcedureError(Mistake(str(root), "there is no such folder."))
    found: dict[str, Procedure] = {}
    mistakes: list[Mistake] = []
    for folder in sorted(path for path in root.iterdir() if _is_procedure(path)):
        try:
            found[folder.name] = load_procedure(folder)
        except ProcedureError as error:
            mistakes += error.mistakes
    if mistakes:
        raise ProcedureError(*mistakes)
    return found


def load_procedure(folder: Path) -> Procedure:
    """Raises ProcedureError naming file, line, key and what was expected."""
    if not folder.is_dir():
        raise ProcedureError(Mistake(str(folder), "there is no such folder."))
    path = folder / "procedure.toml"
    text = text_of(path)
    toml = parse_toml(path, text, ProcedureToml)
    if toml.key != folder.name:
        sentence = f"it says {toml.key}, and its folder is called {folder.name}; the two are the same word."
        raise ProcedureError(Mistake(str(path), sentence, toml_line(text, ("key",)), "key"))
    bpmn = {file.name: text_of(file).encode() for file in sorted(folder.glob("*.bpmn"))}
    if not bpmn:
        raise ProcedureError(Mistake(str(folder), f"it holds no diagram; draw {toml.key}.bpmn."))
    dmn = {file.name: text_of(file).encode() for file in sorted(folder.glob("*.dmn"))}
    letters = {file.stem: text_of(file) for file in sorted((folder / "letters").glob("*.html"))}
    scenarios = tuple(sorted((folder / "scenarios").glob("*.toml")))
    return Procedure(toml.key, folder, toml, text, bpmn, dmn, letters, scenarios)


def _is_procedure(path: Path) -> bool:
    return path.is_dir() and ((path / "procedure.toml").exists() or any(path.glob("*.bpmn")))
