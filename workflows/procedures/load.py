"""A procedure folder, read: its TOML validated, its diagrams, tables and letters as they stand in the files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ombud.workflows.procedures.digest import digest_of
from ombud.workflows.procedures.errors import Mistake, ProcedureError, toml_line
from ombud.workflows.procedures.model import ProcedureToml
from ombud.workflows.procedures.sentences import mistakes_of
from ombud.workflows.procedures.xml import MAX_BYTES, XmlProblem, parse_xml

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
        found = {self.toml.start.form}
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
    text = _text(path)
    toml = _toml(path, text)
    if toml.key != folder.name:
        sentence = f"it says {toml.key}, and its folder is called {folder.name}; the two are the same word."
        raise ProcedureError(Mistake(str(path), sentence, toml_line(text, ("key",)), "key"))
    bpmn = {file.name: _text(file).encode() for file in sorted(folder.glob("*.bpmn"))}
    if not bpmn:
        raise ProcedureError(Mistake(str(folder), f"it holds no diagram; draw {toml.key}.bpmn."))
    dmn = {file.name: _text(file).encode() for file in sorted(folder.glob("*.dmn"))}
    letters = {file.stem: _text(file) for file in sorted((folder / "letters").glob("*.html"))}
    scenarios = tuple(sorted((folder / "scenarios").glob("*.toml")))
    return Procedure(toml.key, folder, toml, text, bpmn, dmn, letters, scenarios)


def _is_procedure(path: Path) -> bool:
    return path.is_dir() and ((path / "procedure.toml").exists() or any(path.glob("*.bpmn")))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ProcedureError(Mistake(str(path), f"it is larger than {MAX_BYTES // 1_000_000} MB."))
        return path.read_bytes().decode()
    except FileNotFoundError:
        raise ProcedureError(Mistake(str(path), "this file is missing.")) from None
    except UnicodeDecodeError:
        raise ProcedureError(Mistake(str(path), "it is not written in UTF-8; save it as UTF-8.")) from None
    except OSError as error:
        raise ProcedureError(Mistake(str(path), f"it cannot be read ({error.strerror}).")) from None


def _toml(path: Path, text: str) -> ProcedureToml:
    try:
        return ProcedureToml.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ProcedureError(Mistake(str(path), f"this is not TOML: {error}.")) from None
    except ValidationError as error:
        raise ProcedureError(*mistakes_of(error, ProcedureToml, file=str(path), text=text)) from None
