"""Runs the revisions on the connection, and in the transaction, that `ombud.storage.schema.migrate` holds."""

from __future__ import annotations

from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext

from ombud.storage.drafts import create_draft_triggers
from ombud.storage.models import METADATA
from ombud.storage.triggers import create_triggers


def guard_history(*, ctx: MigrationContext, **_: Any) -> None:
    """After each revision, not once at the end: no revision is left without the triggers."""
    if ctx.connection is not None:
        create_triggers(ctx.connection)
        create_draft_triggers(ctx.connection)


connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Migrations run through `ombud.storage.schema.migrate`, which holds the lock.")
context.configure(
    connection=connection,
    target_metadata=METADATA,
    transactional_ddl=True,
    on_version_apply=guard_history,  # type: ignore[arg-type]  # alembic passes every argument by name
)
context.run_migrations()
