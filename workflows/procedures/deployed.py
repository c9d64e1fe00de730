"""Deployed versions as the commands use them: read from the database once, parsed once, kept in the process."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.procedures import ProcedureVersion
from ombud.workflows import engine
from ombud.workflows.procedures.model import ProcedureToml
from ombud.workflows.refusals import NotFound


@dataclass(frozen=True)
class Deployed:
    """One version, ready to run."""

    id: UUID
    version: int
    digest: str
    toml: ProcedureToml
    definition: engine.Definition
    letters: Mapping[str, str]
    files: Mapping[str, str]
    routing_schema: Mapping[str, Any]

    def drawing(self) -> bytes:
        """The diagram with its drawing, for the viewer."""
        return next(text for name, text in self.files.items() if name.endswith(".bpmn")).encode()


def build(row: ProcedureVersion) -> Deployed:
    toml = ProcedureToml.model_validate(tomllib.loads(row.files["procedure.toml"]))
    bpmn = {name: text.encode() for name, text in row.files.items() if name.endswith(".bpmn")}
    dmn = {name: text.encode() for name, text in row.files.items() if name.endswith(".dmn")}
    definition = engine.parse(toml.process, bpmn, dmn, digest=row.digest)
    return Deployed(row.id, row.version, row.digest, toml, definition, row.letters, row.files, row.routing_schema)


@dataclass
class DeployedProcedures:
    """The versions this process has met. A version never changes, so the cache needs no invalidation."""

    _by_id: dict[UUID, Deployed] = field(default_factory=dict)

    def get(self, session: Session, version_id: UUID) -> Deployed:
        """Raises NotFound for a version that was never deployed here."""
        known = self._by_id.get(version_id)
        if known is None:
            row = session.get(ProcedureVersion, version_id)
            if row is None:
                raise NotFound("That version of the procedure is not deployed.")
            known = self._by_id.setdefault(version_id, build(row))
        return known

    def latest(self, session: Session, key: str) -> Deployed:
        """The newest deployed version of a procedure. Raises NotFound when there is none."""
        newest = select(ProcedureVersion.id).where(ProcedureVersion.key == key)
        version_id = session.scalar(newest.order_by(ProcedureVersion.version.desc()).limit(1))
        if version_id is None:
            raise NotFound(f"No procedure {key} is deployed.")
        return self.get(session, version_id)

    def all_latest(self, session: Session) -> list[Deployed]:
        """The newest deployed version of each procedure, by key."""
        versions = select(ProcedureVersion.key, ProcedureVersion.id)
        newest = dict(session.execute(versions.order_by(ProcedureVersion.key, ProcedureVersion.version)).all())
        return [self.get(session, version_id) for version_id in newest.values()]
