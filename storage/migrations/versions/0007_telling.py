"""Telling whose task it is becomes a kind of job of its own: while its case is suspended, it waits.

Revision: 0007
Follows: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.LargeBinary()

JOB_KINDS = (
    "tick", "remind", "overdue", "task", "notify", "letter", "mail", "retime", "agenda", "ballot", "calendar", "duty",
    "open", "schedule",
)  # fmt: skip

OF_A_TASK_ON_POSTGRESQL = """
UPDATE jobs SET kind = 'task' WHERE kind = 'notify' AND position(convert_to('"notice":"task"', 'UTF8') in payload) > 0
"""
OF_A_TASK_ON_SQLITE = """
UPDATE jobs SET kind = 'task' WHERE kind = 'notify' AND instr(payload, CAST('"notice":"task"' AS BLOB)) > 0
"""


def _state(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """SQLite changes a check only by building the table anew. Jobs that wait already get the new kind."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_jobs_jobkind"), "jobs", type_="check")
        listed = ", ".join(f"'{kind}'" for kind in JOB_KINDS)
        op.create_check_constraint(op.f("ck_jobs_jobkind"), "jobs", f"kind IN ({listed})")
        op.execute(OF_A_TASK_ON_POSTGRESQL)
    else:
        with op.batch_alter_table("jobs", copy_from=_jobs(), recreate="always"):
            pass
        op.execute(OF_A_TASK_ON_SQLITE)


def downgrade() -> None:
    raise NotImplementedError("History cannot be taken back: restore a backup made before the migration.")


def _jobs() -> sa.Table:
    return sa.Table(
        "jobs",
        sa.MetaData(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", _state(op.f("ck_jobs_jobkind"), *JOB_KINDS), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("status", _state(op.f("ck_jobs_jobstatus"), "ready", "done", "dead"), nullable=False),
        sa.Column("run_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String()),
        sa.Column("leased_until", INSTANT),
        sa.Column("last_error", sa.String()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_jobs_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("key", name="uq_jobs_key"),
        sa.Index("ix_jobs_case_id", "case_id"),
        sa.Index("ix_jobs_claim", "status", "run_at"),
    )
