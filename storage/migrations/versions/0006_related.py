"""A case that another one opened knows which, and from which step of it; a kind of job opens it.

Revision: 0006
Follows: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.LargeBinary()

JOB_KINDS = (
    "tick", "remind", "overdue", "notify", "letter", "mail", "retime", "agenda", "ballot", "calendar", "duty", "open",
    "schedule",
)  # fmt: skip


def _state(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """SQLite has no other way to add a reference or to change a check than to build the table anew."""
    parent, opened_from = sa.Column("parent_id", sa.Uuid()), sa.Column("opened_from", sa.String())
    name = op.f("fk_cases_parent_id")
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("cases", parent)
        op.add_column("cases", opened_from)
        op.create_foreign_key(name, "cases", "cases", ["parent_id"], ["id"])
        op.drop_constraint(op.f("ck_jobs_jobkind"), "jobs", type_="check")
        listed = ", ".join(f"'{kind}'" for kind in JOB_KINDS)
        op.create_check_constraint(op.f("ck_jobs_jobkind"), "jobs", f"kind IN ({listed})")
    else:
        with op.batch_alter_table("cases", copy_from=_cases(), recreate="always") as cases:
            cases.add_column(parent)
            cases.add_column(opened_from)
            cases.create_foreign_key(name, "cases", ["parent_id"], ["id"])
        with op.batch_alter_table("jobs", copy_from=_jobs(), recreate="always"):
            pass
    op.create_index("ix_cases_parent_id", "cases", ["parent_id"])


def downgrade() -> None:
    raise NotImplementedError("History cannot be taken back: restore a backup made before the migration.")


def _cases() -> sa.Table:
    return sa.Table(
        "cases",
        sa.MetaData(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("status", _state(op.f("ck_cases_casestatus"), "open", "closed", "suspended"), nullable=False),
        sa.Column("outcome", sa.String()),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("opened_by", sa.Uuid()),
        sa.Column("organisation_id", sa.Uuid()),
        sa.Column("tree", sa.LargeBinary()),
        sa.Column("variables", sa.LargeBinary(), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("next_due_at", INSTANT),
        sa.Column("data_key", sa.LargeBinary()),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_cases_closed")),
        sa.ForeignKeyConstraint(["opened_by"], ["persons.id"], name="fk_cases_opened_by"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_cases_organisation_id"),
        sa.ForeignKeyConstraint(["version_id"], ["procedure_versions.id"], name="fk_cases_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
        sa.Index("ix_cases_next_due", "next_due_at"),
        sa.Index("ix_cases_status", "status", "opened_at"),
        sa.Index("ix_cases_version_id", "version_id"),
    )


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
