"""The organisation whose act a task judges.

Revision: 0014
Follows: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tasks", sa.Column("judged_id", sa.Uuid()))


def downgrade() -> None:
    raise NotImplementedError("History cannot be taken back: restore a backup made before the migration.")
