"""What somebody has typed on a form that opens a case, and has not sent.

Revision: 0013
Follows: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ombud.storage.drafts import drop_draft_triggers

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.LargeBinary()

JOB_KINDS = (
    "tick", "remind", "overdue", "task", "notify", "letter", "mail", "digest", "retime", "agenda", "ballot", "calendar",
    "duty", "open", "draft", "schedule",
)  # fmt: skip

OF_ONE = (
    "(task_id IS NULL) = (case_id IS NULL) AND (task_id IS NULL) <> (procedure IS NULL) "
    "AND (procedure IS NULL) = (data_key IS NULL) AND (procedure IS NULL OR person_id IS NOT NULL)"
)


def _state(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    drop_draft_triggers(op.get_bind())
    with op.batch_alter_table("drafts", copy_from=_drafts()) as drafts:
        drafts.add_column(sa.Column("procedure", sa.String()))
        drafts.add_column(sa.Column("data_key", sa.LargeBinary()))
        drafts.alter_column("case_id", existing_type=sa.Uuid(), nullable=True)
        drafts.alter_column("task_id", existing_type=sa.Uuid(), nullable=True)
        drafts.create_check_constraint(op.f("ck_drafts_of_one"), OF_ONE)
    op.create_index("ix_drafts_person_id", "drafts", ["person_id"])
    _job_kinds()


def downgrade() -> None:
    raise NotImplementedError("History cannot be taken back: restore a backup made before the migration.")


def _drafts() -> sa.Table:
    """As it was before."""
    return sa.Table(
        "drafts",
        sa.MetaData(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("party_id", sa.Uuid()),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.CheckConstraint("(person_id IS NULL) <> (party_id IS NULL)", name=op.f("ck_drafts_writer")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_drafts_case_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_drafts_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_drafts_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_drafts_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.Index("ix_drafts_case_id", "case_id"),
        sa.Index("ix_drafts_task_id", "task_id"),
    )


def _job_kinds() -> None:
    """SQLite changes a check only by building the table anew."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_jobs_jobkind"), "jobs", type_="check")
        listed = ", ".join(f"'{kind}'" for kind in JOB_KINDS)
        op.create_check_constraint(op.f("ck_jobs_jobkind"), "jobs", f"kind IN ({listed})")
    else:
        with op.batch_alter_table("jobs", copy_from=_jobs(), recreate="always"):
            pass


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
