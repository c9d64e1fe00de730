"""What an organisation has declared of itself, such as being covered by HIPAA, by whom and when.

Revision: 0008
Follows: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "declarations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("attribute", sa.String(), nullable=False),
        sa.Column("declared", sa.Boolean()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid()),
        sa.Column("case_id", sa.Uuid()),
        sa.ForeignKeyConstraint(["by"], ["persons.id"], name=op.f("fk_declarations_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_declarations_case_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_declarations_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declarations")),
    )
    op.create_index("ix_declarations_newest", "declarations", ["organisation_id", "attribute", "at"])


def downgrade() -> None:
    raise NotImplementedError("History cannot be taken back: restore a backup made before the migration.")
