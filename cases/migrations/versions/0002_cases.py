"""Drafts, cases and what belongs to them, the audit trail, and the sign of the keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ADDRESS = sa.String(320)
NOT_DONE = sa.text("done_at IS NULL")
TABLES = (
    "key_check", "audit_head", "audit", "proof", "notice", "timer", "image_held", "cover",
    "attachment", "draft", "case_link", "case_check", "case_party", "case_event", "case_file",
)  # fmt: skip


def upgrade() -> None:
    _cases()
    _drafts()
    _what_is_due()
    _trail()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _of(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    """Rows of a case go with it."""
    name = f"fk_{table}_{column}_{parent}"
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name, ondelete="CASCADE")


def _drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("submission", sa.String(32), nullable=False),
        sa.Column("person", ADDRESS, nullable=False),
        sa.Column("procedure", sa.String(60), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("submission", name="pk_draft"),
    )
    op.create_index("ix_draft_person", "draft", ["person"])
    op.create_index("ix_draft_touched_at", "draft", ["touched_at"])
    op.create_index(
        "uq_draft_active",
        "draft",
        ["person"],
        unique=True,
        sqlite_where=sa.text("active = 1"),
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("person", ADDRESS, nullable=False),
        sa.Column("submission", sa.String(32)),
        sa.Column("case_id", sa.Integer),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("name_sealed", sa.Text, nullable=False),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _of("attachment", "case_id", "case_file"),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
    )
    op.create_index("ix_attachment_case_id", "attachment", ["case_id"])
    op.create_index("ix_attachment_submission", "attachment", ["submission"])


def _cases() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("submission", sa.String(32), nullable=False),
        sa.Column("procedure", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("reporter", ADDRESS, nullable=False),
        sa.Column("handler", ADDRESS, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("confidential", sa.Boolean, nullable=False),
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("checks", sa.JSON, nullable=False),
        sa.Column("about_on", sa.Date),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("acknowledged_at", MOMENT),
        sa.Column("decided_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("keep_class", sa.String(40), nullable=False),
        sa.Column("hold_by", ADDRESS),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('permission', 'report')", name="ck_case_file_kind"),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('approved', 'declined', 'resolved', 'withdrawn')",
            name="ck_case_file_outcome",
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'acknowledged', 'more_information', 'decided', 'resolved',"
            " 'withdrawn', 'closed')",
            name="ck_case_file_state",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_file"),
        sa.UniqueConstraint("reference", name="uq_case_file_reference"),
        sa.UniqueConstraint("submission", name="uq_case_file_submission"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_case_file_handler_state_due_at", "case_file", ["handler", "state", "due_at"]
    )
    op.create_index(
        "ix_case_file_procedure_submitted_at", "case_file", ["procedure", "submitted_at"]
    )
    op.create_index("ix_case_file_reporter_submitted_at", "case_file", ["reporter", "submitted_at"])
    op.create_index("ix_case_file_submitted_at", "case_file", ["submitted_at"])
    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", ADDRESS, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sealed", sa.Text),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("private", sa.Boolean, server_default="0", nullable=False),
        _of("case_event", "case_id", "case_file"),
        sa.PrimaryKeyConstraint("id", name="pk_case_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_case_event_case_id_id", "case_event", ["case_id", "id"])
    op.create_table(
        "case_party",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("person", ADDRESS, nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.CheckConstraint(
            "part IN ('reporter', 'handler', 'watcher', 'concerned')", name="ck_case_party_part"
        ),
        _of("case_party", "case_id", "case_file"),
        sa.PrimaryKeyConstraint("case_id", "person", "part", name="pk_case_party"),
    )
    op.create_index("ix_case_party_person_part", "case_party", ["person", "part"])
    op.create_table(
        "case_check",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("check_id", sa.String(60), nullable=False),
        sa.Column("by", ADDRESS, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _of("case_check", "case_id", "case_file"),
        sa.PrimaryKeyConstraint("case_id", "check_id", name="pk_case_check"),
    )
    op.create_table(
        "case_link",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("other_id", sa.Integer, nullable=False),
        sa.Column("by", ADDRESS, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _of("case_link", "case_id", "case_file"),
        _of("case_link", "other_id", "case_file"),
        sa.PrimaryKeyConstraint("case_id", "other_id", name="pk_case_link"),
    )
    op.create_index("ix_case_link_other_id", "case_link", ["other_id"])


def _what_is_due() -> None:
    op.create_table(
        "cover",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person", ADDRESS, nullable=False),
        sa.Column("covered_by", ADDRESS, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("made_by", ADDRESS, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cover"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cover_person_ends_on", "cover", ["person", "ends_on"])
    op.create_table(
        "image_held",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("holder", ADDRESS, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("destroy_by", sa.Date, nullable=False),
        sa.Column("destroyed_at", MOMENT),
        sa.Column("destroyed_by", ADDRESS),
        _of("image_held", "case_id", "case_file"),
        sa.PrimaryKeyConstraint("id", name="pk_image_held"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_image_held_case_id", "image_held", ["case_id"])
    op.create_index("ix_image_held_destroy_by", "image_held", ["destroy_by"])
    op.create_index("ix_image_held_holder", "image_held", ["holder"])
    op.create_table(
        "timer",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        _of("timer", "case_id", "case_file"),
        sa.PrimaryKeyConstraint("id", name="pk_timer"),
        sa.UniqueConstraint("case_id", "kind", "due_at", name="uq_timer_case_id_kind_due_at"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_timer_due", "timer", ["due_at"], sqlite_where=NOT_DONE, postgresql_where=NOT_DONE
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer),
        sa.Column("event_id", sa.Integer),
        sa.Column("person", ADDRESS, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("state", sa.String(20), server_default="waiting", nullable=False),
        sa.Column("tries", sa.Integer, server_default="0", nullable=False),
        sa.Column("fault", sa.String(200)),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'failed', 'dropped')", name="ck_notice_state"
        ),
        _of("notice", "case_id", "case_file"),
        _of("notice", "event_id", "case_event"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("key", name="uq_notice_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_case_id", "notice", ["case_id"])
    op.create_index("ix_notice_event_id", "notice", ["event_id"])
    op.create_index("ix_notice_state_at", "notice", ["state", "at"])
    op.create_table(
        "proof",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("made_by", ADDRESS, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        _of("proof", "case_id", "case_file"),
        sa.PrimaryKeyConstraint("digest", name="pk_proof"),
    )
    op.create_index("ix_proof_case_id", "proof", ["case_id"])


def _trail() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", ADDRESS, nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    op.create_index("ix_audit_actor", "audit", ["actor"])
    op.create_index("ix_audit_subject", "audit", ["subject"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_audit_head_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.create_table(
        "key_check",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("resealing", sa.Boolean, nullable=False),
        sa.CheckConstraint("id = 1", name="ck_key_check_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_key_check"),
    )
    op.execute("INSERT INTO audit_head (id, number, digest) VALUES (1, 0, '')")
