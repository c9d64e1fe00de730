"""Deploying: the folder as it is now becomes the version that new cases run on. Open cases stay on theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, CaseStatus
from ombud.storage.chain import append_system_event
from ombud.storage.procedures import ProcedureVersion
from ombud.workflows.actors import Actor
from ombud.workflows.formspec import FormCatalogue
from ombud.workflows.jobs.queue import put
from ombud.workflows.procedures.check.deployed import unreadable
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.refusals import InvalidCommand
from ombud.workflows.scheduling.jobs import look_job


def routing_schema(procedure: Procedure, forms: FormCatalogue) -> dict[str, Any]:
    """The routing fields of every form the procedure uses: part of its digest."""
    return {key: forms[key].routing_schema() for key in sorted(procedure.forms) if key in forms}


def deploy(
    session: Session, procedure: Procedure, forms: FormCatalogue, *, by: Actor, at: datetime
) -> ProcedureVersion:
    """Adds the version, or returns the one already deployed when nothing that runs has changed.

    Letters may change within a version. Raises InvalidCommand for a changed digest under an old version number, or a
    form open cases need that vanished.
    """
    _refuse_unreadable_forms(session, procedure.key, forms)
    schema = routing_schema(procedure, forms)
    digest = procedure.digest(schema)
    known = session.scalar(
        select(ProcedureVersion).where(ProcedureVersion.key == procedure.key, ProcedureVersion.digest == digest)
    )
    if known is not None:
        known.letters = dict(procedure.letters)
        return known
    same_number = (ProcedureVersion.key == procedure.key, ProcedureVersion.version >= procedure.toml.version)
    if session.scalar(select(ProcedureVersion.id).where(*same_number)) is not None:
        raise InvalidCommand(
            f"{procedure.key} version {procedure.toml.version} is deployed already and differs. "
            "Raise `version` in its procedure.toml."
        )
    row = ProcedureVersion(
        key=procedure.key,
        version=procedure.toml.version,
        digest=digest,
        files=procedure.files,
        letters=dict(procedure.letters),
        routing_schema=schema,
        deployed_at=at,
    )
    session.add(row)
    session.flush()
    facts = {"procedure": procedure.key, "version": procedure.toml.version, "digest": digest}
    append_system_event(session, kind="procedure.deployed", body=facts, actor=str(by), actor_id=by.person_id, at=at)
    if procedure.toml.schedule is not None:
        put(session, [look_job(procedure.key, f"version {procedure.toml.version}", at)])
    return row


def _refuse_unreadable_forms(session: Session, key: str, forms: FormCatalogue) -> None:
    """Open cases keep their version: its diagram must still understand what today's forms answer."""
    for version, schema in routing_schemas(session).get(key, {}).items():
        for sentence in unreadable(schema, forms):
            raise InvalidCommand(
                f"Open cases run on version {version} of {key}, and {sentence} "
                "Keep what they need until those cases end, or migrate them first."
            )


def routing_schemas(session: Session) -> dict[str, dict[int, Any]]:
    """What the versions that open cases run on expect of their forms: procedure -> version -> routing schema."""
    open_versions = select(ProcedureVersion).join(Case, Case.version_id == ProcedureVersion.id)
    found: dict[str, dict[int, Any]] = {}
    for row in session.scalars(open_versions.where(Case.status != CaseStatus.CLOSED).distinct()):
        found.setdefault(row.key, {})[row.version] = row.routing_schema
    return found
