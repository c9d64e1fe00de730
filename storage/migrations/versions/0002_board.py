"""The board: seats and terms, the calendar's changes, agendas, ballots, minutes, conflicts, delegations, duties.

Revision: 0002
Follows: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.LargeBinary()

JOB_KINDS = ("tick", "remind", "overdue", "notify", "letter", "mail", "retime", "agenda", "ballot", "calendar", "duty")


def _state(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    _added_columns()
    _job_kinds()
    _seats()
    _attendances()
    _calendar_changes()
    _duty_records()
    _minutes()
    _conflicts()
    _delegations()
    _policy_versions()
    _seat_terms()
    _agenda_items()
    _ballots()
    _ballot_seats()
    _votes()


def downgrade() -> None:
    raise NotImplementedError("History cannot be taken back: restore a backup made before the migration.")


def _added_columns() -> None:
    op.add_column("bodies", sa.Column("kind", sa.String(), server_default=sa.text("'standing'"), nullable=False))
    op.add_column("bodies", sa.Column("charge", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("bodies", sa.Column("begins_on", sa.Date()))
    op.add_column("bodies", sa.Column("ends_on", sa.Date()))
    op.add_column("bodies", sa.Column("recurrence", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("bodies", sa.Column("meets_at", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("bodies", sa.Column("place", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("body_aliases", sa.Column("from_on", sa.Date()))
    op.add_column("body_aliases", sa.Column("to_on", sa.Date()))
    op.add_column("meetings", sa.Column("quarterly", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("meetings", sa.Column("recurring", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("meetings", sa.Column("place", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("meetings", sa.Column("opened_at", INSTANT))
    op.add_column("meetings", sa.Column("adjourned_at", INSTANT))
    op.add_column("meetings", sa.Column("agenda_version", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("parties", sa.Column("own_matter", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("tasks", sa.Column("excludes", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("tasks", sa.Column("impartial", sa.Boolean(), server_default=sa.false(), nullable=False))


def _job_kinds() -> None:
    """SQLite has no other way to change a check than to build the table anew."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_jobs_jobkind"), "jobs", type_="check")
        listed = ", ".join(f"'{kind}'" for kind in JOB_KINDS)
        op.create_check_constraint(op.f("ck_jobs_jobkind"), "jobs", f"kind IN ({listed})")
        return
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


def _seats() -> None:
    op.create_table(
        "seats",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name=op.f("ck_seats_days")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name="fk_seats_body_id"),
        sa.PrimaryKeyConstraint("id", name="pk_seats"),
    )
    op.create_index("ix_seats_body_id", "seats", ["body_id"])


def _attendances() -> None:
    op.create_table(
        "attendances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("arrived_at", INSTANT, nullable=False),
        sa.Column("left_at", INSTANT),
        sa.CheckConstraint("left_at IS NULL OR left_at >= arrived_at", name=op.f("ck_attendances_stay")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_attendances_meeting_id"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_attendances_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attendances"),
    )
    op.create_index("ix_attendances_meeting", "attendances", ["meeting_id", "person_id"])


def _calendar_changes() -> None:
    op.create_table(
        "calendar_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("was", JSON, nullable=False),
        sa.Column("became", JSON, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.Uuid()),
        sa.Column("undone_at", INSTANT),
        sa.ForeignKeyConstraint(["by"], ["persons.id"], name="fk_calendar_changes_by"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_calendar_changes_meeting_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_changes"),
    )
    op.create_index("ix_calendar_changes_meeting_id", "calendar_changes", ["meeting_id"])


def _duty_records() -> None:
    op.create_table(
        "duty_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.Uuid()),
        sa.ForeignKeyConstraint(["recorded_by"], ["persons.id"], name="fk_duty_records_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_records"),
    )
    op.create_index("ix_duty_records_duty", "duty_records", ["duty"])


def _minutes() -> None:
    op.create_table(
        "minutes",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("status", _state("minutesstatus", "draft", "approved"), nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("pdf_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("drafted_at", INSTANT, nullable=False),
        sa.Column("drafted_by", sa.Uuid()),
        sa.Column("approved_at", INSTANT),
        sa.Column("approved_in_id", sa.Uuid()),
        sa.ForeignKeyConstraint(["approved_in_id"], ["meetings.id"], name="fk_minutes_approved_in_id"),
        sa.ForeignKeyConstraint(["drafted_by"], ["persons.id"], name="fk_minutes_drafted_by"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_minutes_meeting_id"),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_minutes"),
    )


def _conflicts() -> None:
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _state("conflictkind", "recused", "declared", "subject"), nullable=False),
        sa.Column("declared_at", INSTANT, nullable=False),
        sa.Column("declared_by", sa.Uuid()),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("lifted_at", INSTANT),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_conflicts_case_id"),
        sa.ForeignKeyConstraint(["declared_by"], ["persons.id"], name="fk_conflicts_declared_by"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_conflicts_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_conflicts"),
    )
    op.create_index("ix_conflicts_case", "conflicts", ["case_id", "person_id"])


def _delegations() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("scope", _state("rolescope", "system", "organisation", "body", "case"), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("from_person_id", sa.Uuid(), nullable=False),
        sa.Column("to_person_id", sa.Uuid(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        sa.Column("revoked_at", INSTANT),
        sa.Column("holding_id", sa.Uuid()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.Uuid()),
        sa.ForeignKeyConstraint(["from_person_id"], ["persons.id"], name="fk_delegations_from_person_id"),
        sa.ForeignKeyConstraint(["holding_id"], ["role_holdings.id"], name="fk_delegations_holding_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["persons.id"], name="fk_delegations_recorded_by"),
        sa.ForeignKeyConstraint(["to_person_id"], ["persons.id"], name="fk_delegations_to_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delegations"),
    )
    op.create_index("ix_delegations_holding_id", "delegations", ["holding_id"])
    op.create_index("ix_delegations_to_person_id", "delegations", ["to_person_id"])


def _policy_versions() -> None:
    op.create_table(
        "policy_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("retired_on", sa.Date()),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_policy_versions_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_policy_versions"),
        sa.UniqueConstraint("slug", "from_on", name="uq_policy_versions_slug_from_on"),
    )
    op.create_index("ix_policy_versions_slug", "policy_versions", ["slug"])


def _seat_terms() -> None:
    op.create_table(
        "seat_terms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid()),
        sa.Column("kind", _state("termkind", "holder", "alternate"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        sa.Column("appointed_by", sa.String(), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("holding_id", sa.Uuid()),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_seat_terms_days")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_seat_terms_case_id"),
        sa.ForeignKeyConstraint(["holding_id"], ["role_holdings.id"], name="fk_seat_terms_holding_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_seat_terms_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_seat_terms_person_id"),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name="fk_seat_terms_seat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_seat_terms"),
    )
    op.create_index("ix_seat_terms_person_id", "seat_terms", ["person_id"])
    op.create_index("ix_seat_terms_seat_id", "seat_terms", ["seat_id"])


def _agenda_items() -> None:
    op.create_table(
        "agenda_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("minutes_of_id", sa.Uuid()),
        sa.Column("deferred_from_id", sa.Uuid()),
        sa.Column("input_wanted", sa.Boolean(), nullable=False),
        sa.Column("input_received_at", INSTANT),
        sa.Column("removed_at", INSTANT),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.Uuid()),
        sa.ForeignKeyConstraint(["added_by"], ["persons.id"], name="fk_agenda_items_added_by"),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name="fk_agenda_items_body_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_agenda_items_case_id"),
        sa.ForeignKeyConstraint(["deferred_from_id"], ["meetings.id"], name="fk_agenda_items_deferred_from_id"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_agenda_items_meeting_id"),
        sa.ForeignKeyConstraint(["minutes_of_id"], ["meetings.id"], name="fk_agenda_items_minutes_of_id"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_agenda_items_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_items"),
        sa.UniqueConstraint("task_id", name="uq_agenda_items_task_id"),
    )
    op.create_index("ix_agenda_items_case", "agenda_items", ["case_id"])
    op.create_index("ix_agenda_items_meeting", "agenda_items", ["meeting_id", "position"])


def _ballots() -> None:
    op.create_table(
        "ballots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid()),
        sa.Column("item_id", sa.Uuid()),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("motion", sa.String(), nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("rules", JSON, nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("status", _state("ballotstatus", "open", "closed", "void"), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_by", sa.Uuid()),
        sa.Column("closes_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("closed_by", sa.Uuid()),
        sa.Column("why_void", sa.String()),
        sa.Column("result", JSON),
        sa.Column("resolution", sa.String()),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("(status = 'open') = (closed_at IS NULL)", name=op.f("ck_ballots_closed")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name="fk_ballots_body_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_ballots_case_id"),
        sa.ForeignKeyConstraint(["closed_by"], ["persons.id"], name="fk_ballots_closed_by"),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name="fk_ballots_item_id"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_ballots_meeting_id"),
        sa.ForeignKeyConstraint(["opened_by"], ["persons.id"], name="fk_ballots_opened_by"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_ballots_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ballots"),
        sa.UniqueConstraint("resolution", name="uq_ballots_resolution"),
    )
    op.create_index("ix_ballots_case_id", "ballots", ["case_id"])
    op.create_index("ix_ballots_meeting", "ballots", ["meeting_id"])
    op.create_index("ix_ballots_status", "ballots", ["status", "closes_at"])
    op.create_index("ix_ballots_task_id", "ballots", ["task_id"])


def _ballot_seats() -> None:
    op.create_table(
        "ballot_seats",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("alternate_id", sa.Uuid()),
        sa.Column("proxy_id", sa.Uuid()),
        sa.Column("proxy_at", INSTANT),
        sa.Column("recused_at", INSTANT),
        sa.Column("recused_by", sa.Uuid()),
        sa.Column("alternate_recused_at", INSTANT),
        sa.Column("reason_sealed", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["alternate_id"], ["persons.id"], name="fk_ballot_seats_alternate_id"),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballots.id"], name="fk_ballot_seats_ballot_id"),
        sa.ForeignKeyConstraint(["holder_id"], ["persons.id"], name="fk_ballot_seats_holder_id"),
        sa.ForeignKeyConstraint(["proxy_id"], ["persons.id"], name="fk_ballot_seats_proxy_id"),
        sa.ForeignKeyConstraint(["recused_by"], ["persons.id"], name="fk_ballot_seats_recused_by"),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name="fk_ballot_seats_seat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ballot_seats"),
        sa.UniqueConstraint("ballot_id", "seat_id", name="uq_ballot_seats_ballot_id_seat_id"),
    )
    op.create_index("ix_ballot_seats_holder", "ballot_seats", ["holder_id"])


def _votes() -> None:
    op.create_table(
        "votes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ballot_seat_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("choice_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("voted_as", _state("votedas", "holder", "alternate", "proxy"), nullable=False),
        sa.Column("cast_by", sa.Uuid(), nullable=False),
        sa.Column("cast_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["ballot_seat_id"], ["ballot_seats.id"], name="fk_votes_ballot_seat_id"),
        sa.ForeignKeyConstraint(["cast_by"], ["persons.id"], name="fk_votes_cast_by"),
        sa.PrimaryKeyConstraint("id", name="pk_votes"),
        sa.UniqueConstraint("ballot_seat_id", "number", name="uq_votes_ballot_seat_id_number"),
    )
