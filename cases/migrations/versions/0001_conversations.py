"""Conversations, buttons and credentials."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
UNANSWERED = sa.text("state IN ('waiting', 'kept')")


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("person", sa.String(320), nullable=False),
        sa.Column("busy_by", sa.String(200)),
        sa.Column("busy_until", MOMENT),
        sa.PrimaryKeyConstraint("person", name="pk_conversation"),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person", sa.String(320), nullable=False),
        sa.Column("author", sa.String(20), nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("buttons", sa.JSON, nullable=False),
        sa.Column("image", sa.Text),
        sa.Column("custom", sa.JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("reply_to", sa.Integer),
        sa.Column("client_id", sa.String(200)),
        sa.Column("payload", sa.Text),
        sa.Column("state", sa.String(20)),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.ForeignKeyConstraint(
            ["reply_to"], ["message.id"], name="fk_message_reply_to_message", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("person", "client_id", name="uq_message_person_client_id"),
        sa.CheckConstraint("author IN ('person', 'assistant')", name="ck_message_author"),
        sa.CheckConstraint(
            "(author = 'person') = (state IS NOT NULL)"
            " AND (state IS NULL OR state IN ('waiting', 'kept', 'answered'))",
            name="ck_message_state",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_person_id", "message", ["person", "id"])
    op.create_index("ix_message_reply_to", "message", ["reply_to"])
    op.create_index("ix_message_at", "message", ["at"])
    op.create_index(
        "ix_message_unanswered",
        "message",
        ["person", "id"],
        sqlite_where=UNANSWERED,
        postgresql_where=UNANSWERED,
    )
    op.create_table(
        "button",
        sa.Column("token", sa.String(40), nullable=False),
        sa.Column("message_id", sa.Integer, nullable=False),
        sa.Column("person", sa.String(320), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("only_now", sa.Boolean, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.PrimaryKeyConstraint("token", name="pk_button"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name="fk_button_message_id_message", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_button_message_id", "button", ["message_id"])
    op.create_index(
        "ix_button_only_now",
        "button",
        ["person"],
        sqlite_where=sa.text("only_now = 1 AND used_at IS NULL"),
        postgresql_where=sa.text("only_now AND used_at IS NULL"),
    )
    op.create_table(
        "credential",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("person", sa.String(320), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_credential"),
        sa.CheckConstraint("kind IN ('link', 'session', 'token')", name="ck_credential_kind"),
    )
    op.create_index("ix_credential_person", "credential", ["person"])
    op.create_index("ix_credential_expires_at", "credential", ["expires_at"])


def downgrade() -> None:
    for table in ("credential", "button", "message", "conversation"):
        op.drop_table(table)
