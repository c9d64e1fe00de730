"""A daily mail of what can wait, everything at once for whoever wants that, and calendar feeds under secret addresses.

Revision: 0011
Follows: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.LargeBinary()

JOB_KINDS = (
    "tick", "remind", "overdue", "task", "notify", "letter", "mail", "digest", "retime", "agenda", "ballot", "calendar",
    "duty", "open", "schedule",
)  # fmt: skip


def _state(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.add_column("accounts", sa.Column("all_at_once", sa.Boolean(), server_default=sa.false(), nullable=False))
    _digest_items()
    _calendar_feeds()
    _job_kinds()


def downgrade() -> None:
    raise NotImplementedError("History cannot be taken back: restore a backup made before the migration.")


def _digest_items() -> None:
    op.create_table(
        "digest_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("ballot_id", sa.Uuid()),
        sa.Column("duty", sa.String()),
        sa.Column("due_at", INSTANT),
        sa.Column("put_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("mail_id", sa.Uuid()),
        sa.CheckConstraint("mail_id IS NULL OR ended_at IS NOT NULL", name=op.f("ck_digest_items_ended")),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballots.id"], name=op.f("fk_digest_items_ballot_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_digest_items_case_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["outbox.id"], name=op.f("fk_digest_items_mail_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_digest_items_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_digest_items_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_items")),
    )
    op.create_index("ix_digest_items_waiting", "digest_items", ["person_id", "ended_at"])
    for column in ("case_id", "task_id", "ballot_id"):
        op.create_index(f"ix_digest_items_{column}", "digest_items", [column])


def _calendar_feeds() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_calendar_feeds_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feeds_token_hash")),
    )
    op.create_index("ix_calendar_feeds_person_id", "calendar_feeds", ["person_id"])


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
