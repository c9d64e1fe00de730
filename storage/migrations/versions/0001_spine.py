"""The tables of the Spine: directory, board, procedures, cases, ledger, letters, jobs, events.

Revision: 0001
Follows: nothing
"""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.LargeBinary()
SYSTEM_CHAIN = UUID(int=0)


def _state(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    _bodies()
    _case_numbers()
    _chain_heads()
    _heartbeats()
    _organisations()
    _procedure_versions()
    _throttles()
    _body_aliases()
    _meetings()
    _persons()
    _accounts()
    _cases()
    _events()
    _role_holdings()
    _settings()
    _sign_ins()
    _deadlines()
    _jobs()
    _letters()
    _parties()
    _tasks()
    _deadline_changes()
    _deliveries()
    _submissions()
    _attachments()
    _outbox()


def downgrade() -> None:
    raise NotImplementedError("History cannot be taken back: restore a backup made before the migration.")


def _bodies() -> None:
    op.create_table(
        "bodies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Uuid()),
        sa.Column("calendar_of_id", sa.Uuid()),
        sa.ForeignKeyConstraint(["calendar_of_id"], ["bodies.id"], name="fk_bodies_calendar_of_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["bodies.id"], name="fk_bodies_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bodies"),
        sa.UniqueConstraint("key", name="uq_bodies_key"),
    )


def _case_numbers() -> None:
    op.create_table(
        "case_numbers",
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "year", name="pk_case_numbers"),
    )


def _chain_heads() -> None:
    heads = op.create_table(
        "chain_heads",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name="pk_chain_heads"),
    )
    op.bulk_insert(heads, [{"chain": SYSTEM_CHAIN, "seq": 0, "hash": b""}])


def _heartbeats() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("worker", name="pk_heartbeats"),
    )


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            _state("organisationkind", "agency", "lead", "system_administrator", "coc", "can", "other"),
            nullable=False,
        ),
        sa.Column(
            "participation", _state("participation", "listed", "prospective", "participating", "ended"), nullable=False
        ),
        sa.Column("victim_service_provider", sa.Boolean()),
        sa.Column("coc_numbers", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.UniqueConstraint("name", name="uq_organisations_name"),
    )
    op.create_index("ix_organisations_sort_name", "organisations", ["sort_name"])


def _procedure_versions() -> None:
    op.create_table(
        "procedure_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.Column("letters", JSON, nullable=False),
        sa.Column("routing_schema", JSON, nullable=False),
        sa.Column("deployed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_procedure_versions"),
        sa.UniqueConstraint("key", "digest", name="uq_procedure_versions_key_digest"),
        sa.UniqueConstraint("key", "version", name="uq_procedure_versions_key_version"),
    )


def _throttles() -> None:
    op.create_table(
        "throttles",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failure_at", INSTANT, nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_throttles_failures")),
        sa.PrimaryKeyConstraint("key_hash", name="pk_throttles"),
    )


def _body_aliases() -> None:
    op.create_table(
        "body_aliases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name="fk_body_aliases_body_id"),
        sa.PrimaryKeyConstraint("name", name="pk_body_aliases"),
    )
    op.create_index("ix_body_aliases_body_id", "body_aliases", ["body_id"])


def _meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("kind", _state("meetingkind", "regular", "special"), nullable=False),
        sa.Column("status", _state("meetingstatus", "scheduled", "cancelled"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name="fk_meetings_body_id"),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
    )
    op.create_index("ix_meetings_body", "meetings", ["body_id", "starts_at"])


def _persons() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_persons_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_persons"),
        sa.UniqueConstraint("email", name="uq_persons_email"),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_accounts_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_accounts"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("status", _state("casestatus", "open", "closed", "suspended"), nullable=False),
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
    )
    op.create_index("ix_cases_next_due", "cases", ["next_due_at"])
    op.create_index("ix_cases_status", "cases", ["status", "opened_at"])
    op.create_index("ix_cases_version_id", "cases", ["version_id"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.Uuid()),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("element", sa.String()),
        sa.Column("body", JSON, nullable=False),
        sa.Column("input", JSON),
        sa.Column("commitment", sa.LargeBinary()),
        sa.Column("request_key", sa.String()),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_events_seq")),
        sa.ForeignKeyConstraint(["actor_id"], ["persons.id"], name="fk_events_actor_id"),
        sa.PrimaryKeyConstraint("chain", "seq", name="pk_events"),
        sa.UniqueConstraint("request_key", name="uq_events_request_key"),
    )
    op.create_index("ix_events_at", "events", ["at"])


def _role_holdings() -> None:
    op.create_table(
        "role_holdings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("scope", _state("rolescope", "system", "organisation", "body", "case"), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_role_holdings_days")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_role_holdings_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_role_holdings"),
        sa.UniqueConstraint(
            "person_id",
            "role",
            "scope",
            "scope_id",
            "from_on",
            name="uq_role_holdings_person_id_role_scope_scope_id_from_on",
        ),
    )
    op.create_index("ix_role_holdings_role", "role_holdings", ["role", "scope", "scope_id"])


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", JSON),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("set_by", sa.Uuid()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["persons.id"], name="fk_settings_set_by"),
        sa.PrimaryKeyConstraint("id", name="pk_settings"),
    )
    op.create_index("ix_settings_name", "settings", ["name", "from_at"])


def _sign_ins() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_sign_ins_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ins"),
        sa.UniqueConstraint("token_hash", name="uq_sign_ins_token_hash"),
    )
    op.create_index("ix_sign_ins_person_id", "sign_ins", ["person_id"])


def _deadlines() -> None:
    op.create_table(
        "deadlines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timer", sa.Boolean(), nullable=False),
        sa.Column("status", _state("deadlinestatus", "waiting", "paused", "fired", "met", "cancelled"), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("anchored_at", INSTANT),
        sa.Column("due_at", INSTANT),
        sa.Column("computed", JSON, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("alarm", sa.String()),
        sa.Column("armed_at", INSTANT, nullable=False),
        sa.Column("paused_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("overdue_told_at", INSTANT),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_deadlines_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deadlines"),
        sa.UniqueConstraint(
            "case_id", "element", "occurrence", "item", "name", name="uq_deadlines_case_id_element_occurrence_item_name"
        ),
    )
    op.create_index("ix_deadlines_due", "deadlines", ["status", "due_at"])


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "kind", _state("jobkind", "tick", "remind", "overdue", "notify", "letter", "mail", "retime"), nullable=False
        ),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("status", _state("jobstatus", "ready", "done", "dead"), nullable=False),
        sa.Column("run_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String()),
        sa.Column("leased_until", INSTANT),
        sa.Column("last_error", sa.String()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_jobs_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("key", name="uq_jobs_key"),
    )
    op.create_index("ix_jobs_case_id", "jobs", ["case_id"])
    op.create_index("ix_jobs_claim", "jobs", ["status", "run_at"])


def _letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("template_digest", sa.String(), nullable=False),
        sa.Column("context_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_sealed", sa.LargeBinary()),
        sa.Column("pdf_sha256", sa.LargeBinary()),
        sa.Column("status", _state("letterstatus", "frozen", "rendered"), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("rendered_at", INSTANT),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_letters_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
    )
    op.create_index("ix_letters_case_id", "letters", ["case_id"])


def _parties() -> None:
    op.create_table(
        "parties",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("organisation_id", sa.Uuid()),
        sa.Column("contact_sealed", sa.LargeBinary()),
        sa.Column("tracking_hash", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_parties_case_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_parties_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_parties_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_parties"),
        sa.UniqueConstraint("tracking_hash", name="uq_parties_tracking_hash"),
    )
    op.create_index("ix_parties_case_id", "parties", ["case_id"])
    op.create_index("ix_parties_person_id", "parties", ["person_id"])


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("scope", _state("rolescope", "system", "organisation", "body", "case"), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("assignee_id", sa.Uuid()),
        sa.Column("status", _state("taskstatus", "ready", "claimed", "completed", "cancelled"), nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("completed_by", sa.Uuid()),
        sa.CheckConstraint(
            "(status IN ('completed', 'cancelled')) = (ended_at IS NOT NULL)", name=op.f("ck_tasks_ended")
        ),
        sa.CheckConstraint("status <> 'claimed' OR assignee_id IS NOT NULL", name=op.f("ck_tasks_claimed")),
        sa.ForeignKeyConstraint(["assignee_id"], ["persons.id"], name="fk_tasks_assignee_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_tasks_case_id"),
        sa.ForeignKeyConstraint(["completed_by"], ["persons.id"], name="fk_tasks_completed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.UniqueConstraint(
            "case_id", "element", "occurrence", "item", name="uq_tasks_case_id_element_occurrence_item"
        ),
    )
    op.create_index("ix_tasks_assignee", "tasks", ["assignee_id", "status"])
    op.create_index("ix_tasks_inbox", "tasks", ["role", "scope_id", "status", "due_at"])


def _deadline_changes() -> None:
    op.create_table(
        "deadline_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deadline_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("was_due_at", INSTANT),
        sa.Column("due_at", INSTANT),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Uuid()),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["persons.id"], name="fk_deadline_changes_by"),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_deadline_changes_deadline_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_changes"),
    )
    op.create_index("ix_deadline_changes_deadline_id", "deadline_changes", ["deadline_id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("party_id", sa.Uuid()),
        sa.Column("channel", _state("channel", "mail", "post", "hand"), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("status", _state("deliverystatus", "waiting", "delivered", "failed"), nullable=False),
        sa.Column("delivered_at", INSTANT),
        sa.Column("recorded_by", sa.Uuid()),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_deliveries_case_id"),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_deliveries_letter_id"),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name="fk_deliveries_party_id"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_deliveries_person_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["persons.id"], name="fk_deliveries_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_case_id", "deliveries", ["case_id"])
    op.create_index("ix_deliveries_letter_id", "deliveries", ["letter_id"])


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("sent_by", sa.Uuid()),
        sa.Column("party_id", sa.Uuid()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_submissions_case_id"),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name="fk_submissions_party_id"),
        sa.ForeignKeyConstraint(["sent_by"], ["persons.id"], name="fk_submissions_sent_by"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_submissions_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_submissions"),
    )
    op.create_index("ix_submissions_case_id", "submissions", ["case_id"])


def _attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_attachments_case_id"),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_attachments_submission_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
    )
    op.create_index("ix_attachments_case_id", "attachments", ["case_id"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("recipient_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("delivery_id", sa.Uuid()),
        sa.Column("status", _state("outboxstatus", "waiting", "sent", "failed"), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_outbox_case_id"),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_outbox_delivery_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("message_id", name="uq_outbox_message_id"),
    )
    op.create_index("ix_outbox_case_id", "outbox", ["case_id"])
    op.create_index("ix_outbox_status", "outbox", ["status", "created_at"])
