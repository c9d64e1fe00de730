"""A procedure and all that its check needs: documents, tables, forms, register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ombud.workflows.formspec import FormCatalogue
from ombud.workflows.procedures.check.activities import called_from
from ombud.workflows.procedures.check.diagram import Document, Scope
from ombud.workflows.procedures.check.findings import Finding
from ombud.workflows.procedures.check.tables import Table
from ombud.workflows.procedures.check.values import Writers
from ombud.workflows.procedures.errors import toml_lines
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.register import Row


@dataclass(frozen=True)
class Subject:
    procedure: Procedure
    documents: tuple[Document, ...]
    tables: Mapping[str, Table]
    forms: FormCatalogue = field(repr=False)
    register: Mapping[str, Row] = field(repr=False)

    @property
    def toml_file(self) -> str:
        return str(self.procedure.folder / "procedure.toml")

    @cached_property
    def _toml_lines(self) -> dict[tuple[str, ...], int]:
        return toml_lines(self.procedure.toml_text)

    def toml_finding(self, key: str, rule: str, sentence: str, way_out: str) -> Finding:
        """`key` is dotted, as deep as it is written in the file."""
        parts = tuple(key.split("."))
        known = (self._toml_lines.get(parts[:length]) for length in range(len(parts), 0, -1))
        return Finding(self.toml_file, next((line for line in known if line), 1), key, rule, sentence, way_out)

    @cached_property
    def processes(self) -> frozenset[str]:
        return frozenset(name for document in self.documents for name in document.processes)

    @cached_property
    def run(self) -> frozenset[str]:
        """Ids of the process that is started and of all it calls."""
        started = self.procedure.toml.process
        return frozenset({started} | called_from(self.documents).get(started, set())) & self.processes

    @cached_property
    def scopes(self) -> list[Scope]:
        """Every process and subprocess that runs."""
        return [s for d in self.documents for s in d.scopes if s.process.get("id") in self.run]

    @cached_property
    def messages(self) -> dict[str, str]:
        return {key: name for document in self.documents for key, name in document.messages.items()}

    @cached_property
    def writers(self) -> Writers:
        return Writers(self.procedure.toml, self.forms, self.tables, self.messages)
