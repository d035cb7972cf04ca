"""The gateway's tables. Changes to them are migrations in `cases/migrations/versions`."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from cases.schema import Moment, metadata

# One row a person: who is working on the conversation, so that one message is answered at a time.
conversation = Table(
    "conversation",
    metadata,
    Column("person", String(320), primary_key=True),
    Column("busy_by", String(200)),
    Column("busy_until", Moment),
)

message = Table(
    "message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", String(320), nullable=False),
    Column("author", String(20), nullable=False),
    Column("text", Text),
    Column("buttons", JSON, nullable=False),
    Column("image", Text),
    Column("custom", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("channel", String(40), nullable=False),
    Column("reply_to", Integer, ForeignKey("message.id", ondelete="CASCADE")),
    # A person's message only:
    Column("client_id", String(200)),
    Column("payload", Text),  # what a pressed button stands for
    Column("state", String(20)),  # waiting, kept (told so; durable work answers it), answered
    Column("tries", Integer, nullable=False, server_default="0"),
    CheckConstraint("author IN ('person', 'assistant')", name="author"),
    CheckConstraint(
        "(author = 'person') = (state IS NOT NULL)"
        " AND (state IS NULL OR state IN ('waiting', 'kept', 'answered'))",
        name="state",
    ),
    UniqueConstraint("person", "client_id"),
    Index(None, "person", "id"),
    Index(None, "reply_to"),
    Index(None, "at"),
    Index(
        "ix_message_unanswered",
        "person",
        "id",
        sqlite_where=text("state IN ('waiting', 'kept')"),
        postgresql_where=text("state IN ('waiting', 'kept')"),
    ),
    sqlite_autoincrement=True,
)

# What a button's opaque token stands for. `only_now`: good until the person's next message.
button = Table(
    "button",
    metadata,
    Column("token", String(40), primary_key=True),
    Column("message_id", Integer, ForeignKey("message.id", ondelete="CASCADE"), nullable=False),
    Column("person", String(320), nullable=False),
    Column("title", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("only_now", Boolean, nullable=False),
    Column("used_at", Moment),
    Index(None, "message_id"),
    Index(
        "ix_button_only_now",
        "person",
        sqlite_where=text("only_now = 1 AND used_at IS NULL"),
        postgresql_where=text("only_now AND used_at IS NULL"),
    ),
)

# Sign-in links, web sessions and API tokens, by the SHA-256 of their secret: the secret itself is
# kept nowhere.
credential = Table(
    "credential",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("person", String(320), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    CheckConstraint("kind IN ('link', 'session', 'token')", name="kind"),
    Index(None, "person"),
    Index(None, "expires_at"),
)
