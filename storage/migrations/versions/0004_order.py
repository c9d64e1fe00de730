"""Kinds are checked by the database, whoever a role is held for is a person. Minutes keep what their PDF was set from,
so that a copy can leave something out.

Revision: 0004
Follows: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.LargeBinary()

BODY_KINDS = ("standing", "ad_hoc", "selection")
CALENDAR_KINDS = ("scheduled", "moved", "cancelled", "quarterly", "dropped", "clock")
DEADLINE_KINDS = ("extend", "pause", "resume", "retime")


def _state(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.add_column("minutes", sa.Column("manuscript_sealed", sa.LargeBinary()))
    if op.get_bind().dialect.name == "postgresql":
        _check("bodies", "bodykind", BODY_KINDS)
        _check("calendar_changes", "calendarchangekind", CALENDAR_KINDS)
        _check("deadline_changes", "changekind", DEADLINE_KINDS)
        name = op.f("fk_role_holdings_on_behalf_of")
        op.create_foreign_key(name, "role_holdings", "persons", ["on_behalf_of"], ["id"])
        return
    for table in (_bodies(), _calendar_changes(), _deadline_changes(), _role_holdings()):
        with op.batch_alter_table(table.name, copy_from=table, recreate="always"):
            pass  # SQLite has no other way to add a check or a reference than to build the table anew


def downgrade() -> None:
    raise NotImplementedError("History cannot be taken back: restore a backup made before the migration.")


def _check(table: str, name: str, kinds: tuple[str, ...]) -> None:
    op.alter_column(table, "kind", type_=sa.String(32))
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"kind IN ({listed})")


def _bodies() -> sa.Table:
    kind = _state(op.f("ck_bodies_bodykind"), *BODY_KINDS)
    return sa.Table(
        "bodies",
        sa.MetaData(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Uuid()),
        sa.Column("calendar_of_id", sa.Uuid()),
        sa.Column("kind", kind, server_default=sa.text("'standing'"), nullable=False),
        sa.Column("charge", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("begins_on", sa.Date()),
        sa.Column("ends_on", sa.Date()),
        sa.Column("recurrence", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("meets_at", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("place", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["calendar_of_id"], ["bodies.id"], name="fk_bodies_calendar_of_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["bodies.id"], name="fk_bodies_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bodies"),
        sa.UniqueConstraint("key", name="uq_bodies_key"),
    )


def _calendar_changes() -> sa.Table:
    return sa.Table(
        "calendar_changes",
        sa.MetaData(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _state(op.f("ck_calendar_changes_calendarchangekind"), *CALENDAR_KINDS), nullable=False),
        sa.Column("was", JSON, nullable=False),
        sa.Column("became", JSON, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.Uuid()),
        sa.Column("undone_at", INSTANT),
        sa.ForeignKeyConstraint(["by"], ["persons.id"], name="fk_calendar_changes_by"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_calendar_changes_meeting_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_changes"),
        sa.Index("ix_calendar_changes_meeting_id", "meeting_id"),
    )


def _deadline_changes() -> sa.Table:
    return sa.Table(
        "deadline_changes",
        sa.MetaData(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deadline_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _state(op.f("ck_deadline_changes_changekind"), *DEADLINE_KINDS), nullable=False),
        sa.Column("was_due_at", INSTANT),
        sa.Column("due_at", INSTANT),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Uuid()),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["persons.id"], name="fk_deadline_changes_by"),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_deadline_changes_deadline_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_changes"),
        sa.Index("ix_deadline_changes_deadline_id", "deadline_id"),
    )


def _role_holdings() -> sa.Table:
    scope = _state(op.f("ck_role_holdings_rolescope"), "system", "organisation", "body", "case")
    of_a_holding = ("person_id", "role", "scope", "scope_id", "from_on")
    return sa.Table(
        "role_holdings",
        sa.MetaData(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("scope", scope, nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        sa.Column("on_behalf_of", sa.Uuid()),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_role_holdings_days")),
        sa.ForeignKeyConstraint(["on_behalf_of"], ["persons.id"], name="fk_role_holdings_on_behalf_of"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_role_holdings_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_role_holdings"),
        sa.UniqueConstraint(*of_a_holding, name="uq_role_holdings_person_id_role_scope_scope_id_from_on"),
        sa.Index("ix_role_holdings_role", "role", "scope", "scope_id"),
    )
