"""Words of sealed names as digests, by which the search finds cases. `ombud search index` fills it for earlier ones.

Revision: 0010
Follows: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_words",
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "party",
                "attachment",
                name=op.f("ck_search_words_searchkind"),
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_search_words_case_id")),
        sa.PrimaryKeyConstraint("row_id", "digest", name=op.f("pk_search_words")),
    )
    op.create_index(op.f("ix_search_words_case_id"), "search_words", ["case_id"])
    op.create_index("ix_search_words_digest", "search_words", ["digest"])


def downgrade() -> None:
    raise NotImplementedError("History cannot be taken back: restore a backup made before the migration.")
