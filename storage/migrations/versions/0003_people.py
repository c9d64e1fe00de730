"""People: second factors, devices, one-time links, substitutes, sealed identities; texts and lists an office keeps itself.

Revision: 0003
Follows: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.LargeBinary()


def _state(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    _added_columns()
    _signing_in()
    _substitutes()
    _public_parties()
    _identity_openings()
    _kept_by_the_office()


def downgrade() -> None:
    raise NotImplementedError("History cannot be taken back: restore a backup made before the migration.")


def _added_columns() -> None:
    op.add_column("accounts", sa.Column("password_at", INSTANT))
    op.add_column("accounts", sa.Column("totp_sealed", sa.LargeBinary()))
    op.add_column("accounts", sa.Column("totp_hash", sa.LargeBinary()))
    op.add_column("accounts", sa.Column("totp_at", INSTANT))
    op.add_column("accounts", sa.Column("totp_step", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_index("ix_accounts_totp_hash", "accounts", ["totp_hash"], unique=True)
    op.add_column("outbox", sa.Column("text_sealed", sa.LargeBinary()))
    op.add_column("role_holdings", sa.Column("on_behalf_of", sa.Uuid()))
    op.execute(
        "UPDATE role_holdings SET on_behalf_of = "
        "(SELECT from_person_id FROM delegations WHERE delegations.holding_id = role_holdings.id) "
        "WHERE id IN (SELECT holding_id FROM delegations WHERE holding_id IS NOT NULL)"
    )
    op.add_column("sign_ins", sa.Column("mfa_at", INSTANT))


def _signing_in() -> None:
    op.create_table(
        "account_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _state("linkkind", "invitation", "reset"), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.Uuid()),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.ForeignKeyConstraint(["made_by"], ["persons.id"], name="fk_account_links_made_by"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_account_links_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account_links"),
        sa.UniqueConstraint("token_hash", name="uq_account_links_token_hash"),
    )
    op.create_index("ix_account_links_person_id", "account_links", ["person_id"])
    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("mfa_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_devices_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_devices"),
        sa.UniqueConstraint("token_hash", name="uq_devices_token_hash"),
    )
    op.create_index("ix_devices_person_id", "devices", ["person_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_recovery_codes_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_codes"),
        sa.UniqueConstraint("code_hash", name="uq_recovery_codes_code_hash"),
    )
    op.create_index("ix_recovery_codes_person_id", "recovery_codes", ["person_id"])


def _substitutes() -> None:
    op.create_table(
        "substitutes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("substitute_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("proposed_by", sa.Uuid()),
        sa.Column("accepted_at", INSTANT),
        sa.Column("declined_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.CheckConstraint("person_id <> substitute_id", name=op.f("ck_substitutes_two")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_substitutes_days")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_substitutes_person_id"),
        sa.ForeignKeyConstraint(["proposed_by"], ["persons.id"], name="fk_substitutes_proposed_by"),
        sa.ForeignKeyConstraint(["substitute_id"], ["persons.id"], name="fk_substitutes_substitute_id"),
        sa.PrimaryKeyConstraint("id", name="pk_substitutes"),
    )
    op.create_index("ix_substitutes_person_id", "substitutes", ["person_id"])
    op.create_index("ix_substitutes_substitute_id", "substitutes", ["substitute_id"])


def _public_parties() -> None:
    op.create_table(
        "tracking_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name="fk_tracking_links_party_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tracking_links"),
        sa.UniqueConstraint("token_hash", name="uq_tracking_links_token_hash"),
    )
    op.create_index("ix_tracking_links_party_id", "tracking_links", ["party_id"])


def _identity_openings() -> None:
    op.create_table(
        "identity_openings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_role", sa.String(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("agreed_by", sa.Uuid()),
        sa.Column("agreed_role", sa.String()),
        sa.Column("agreed_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.CheckConstraint("agreed_by IS NULL OR agreed_by <> asked_by", name=op.f("ck_identity_openings_two_persons")),
        sa.CheckConstraint(
            "agreed_role IS NULL OR agreed_role <> asked_role", name=op.f("ck_identity_openings_two_roles")
        ),
        sa.ForeignKeyConstraint(["agreed_by"], ["persons.id"], name="fk_identity_openings_agreed_by"),
        sa.ForeignKeyConstraint(["asked_by"], ["persons.id"], name="fk_identity_openings_asked_by"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_identity_openings_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_identity_openings"),
    )
    op.create_index("ix_identity_openings_case_id", "identity_openings", ["case_id"])


def _kept_by_the_office() -> None:
    op.create_table(
        "checklist_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("items", JSON, nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("published_by", sa.Uuid()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["published_by"], ["persons.id"], name="fk_checklist_versions_published_by"),
        sa.PrimaryKeyConstraint("id", name="pk_checklist_versions"),
        sa.UniqueConstraint("key", "version", name="uq_checklist_versions_key_version"),
    )
    op.create_table(
        "closures",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.Uuid()),
        sa.ForeignKeyConstraint(["recorded_by"], ["persons.id"], name="fk_closures_recorded_by"),
        sa.PrimaryKeyConstraint("on", name="pk_closures"),
    )
    op.create_table(
        "document_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("possession", _state("possession", "have", "stand_in", "missing"), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.Uuid()),
        sa.ForeignKeyConstraint(["recorded_by"], ["persons.id"], name="fk_document_records_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_document_records"),
    )
    op.create_index("ix_document_records_key", "document_records", ["key", "recorded_at"])
    op.create_table(
        "letter_texts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("text", sa.String()),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("set_by", sa.Uuid()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("shipped_digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["persons.id"], name="fk_letter_texts_set_by"),
        sa.PrimaryKeyConstraint("id", name="pk_letter_texts"),
    )
    op.create_index("ix_letter_texts_letter", "letter_texts", ["procedure", "letter", "from_at"])
