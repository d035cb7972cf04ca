"""The tables of drafts and cases. Changes to them are migrations in `cases/migrations/versions`.

Columns named `sealed` (or ending so) hold ciphertext of `cases.keys`; nothing else here is free
text.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from cases.schema import Moment, metadata

ADDRESS = String(320)

# A form that somebody is filling in. `submission` is made when it starts, and becomes the case's.
draft = Table(
    "draft",
    metadata,
    Column("submission", String(32), primary_key=True),
    Column("person", ADDRESS, nullable=False),
    Column("procedure", String(60), nullable=False),
    Column("active", Boolean, nullable=False),  # the one that the person is in the middle of
    Column("sealed", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Index(
        "uq_draft_active",
        "person",
        unique=True,
        sqlite_where=text("active = 1"),
        postgresql_where=text("active"),
    ),
    Index(None, "person"),
    Index(None, "touched_at"),
)

case_file = Table(
    "case_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(20), nullable=False, unique=True),
    Column("submission", String(32), nullable=False, unique=True),
    Column("procedure", String(60), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("reporter", ADDRESS, nullable=False),
    Column("handler", ADDRESS, nullable=False),
    Column("state", String(20), nullable=False),
    Column("outcome", String(20)),
    Column("confidential", Boolean, nullable=False),
    Column("edition", String(40), nullable=False),
    Column("sealed", Text, nullable=False),  # JSON: answers, conditions, files' names
    Column("checks", JSON, nullable=False),  # [{"id", "text", "clause", "must"}] as they were
    Column("about_on", Date),  # the day it is about, where there is one
    Column("submitted_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("acknowledged_at", Moment),
    Column("decided_at", Moment),
    Column("closed_at", Moment),
    Column("keep_class", String(40), nullable=False),
    Column("hold_by", ADDRESS),  # who set a legal hold
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("kind IN ('permission', 'report')", name="kind"),
    CheckConstraint(
        "state IN ('submitted', 'acknowledged', 'more_information', 'decided', 'resolved',"
        " 'withdrawn', 'closed')",
        name="state",
    ),
    CheckConstraint(
        "outcome IS NULL OR outcome IN ('approved', 'declined', 'resolved', 'withdrawn')",
        name="outcome",
    ),
    Index(None, "reporter", "submitted_at"),
    Index(None, "procedure", "submitted_at"),
    # Lists and figures are counted in these two alone: the rows themselves are wide.
    Index("ix_case_file_to_handle", "handler", "state", "due_at", "procedure", "reporter", "id"),
    Index(
        "ix_case_file_to_count",
        "submitted_at",
        *("procedure", "kind", "confidential", "handler", "reporter", "state", "outcome"),
        *("due_at", "decided_at", "id"),
    ),
    sqlite_autoincrement=True,
)

# What happened, never changed. `private`: for those who handle the case only.
case_event = Table(
    "case_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", ADDRESS, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("sealed", Text),  # the note, where there is one
    Column("data", JSON, nullable=False),  # ids and choices, no free text
    Column("private", Boolean, nullable=False, server_default="0"),
    Index(None, "case_id", "id"),
    sqlite_autoincrement=True,
)

# Who stands where to a case. `concerned`: it is about them, so they neither handle nor see it.
case_party = Table(
    "case_party",
    metadata,
    Column("case_id", Integer, ForeignKey("case_file.id", ondelete="CASCADE"), primary_key=True),
    Column("person", ADDRESS, primary_key=True),
    Column("part", String(20), primary_key=True),
    CheckConstraint("part IN ('reporter', 'handler', 'watcher', 'concerned')", name="part"),
    Index(None, "person", "part"),
)

case_check = Table(
    "case_check",
    metadata,
    Column("case_id", Integer, ForeignKey("case_file.id", ondelete="CASCADE"), primary_key=True),
    Column("check_id", String(60), primary_key=True),
    Column("by", ADDRESS, nullable=False),
    Column("at", Moment, nullable=False),
)

# Two cases that belong together: a withdrawn consent and the filming it ends.
case_link = Table(
    "case_link",
    metadata,
    Column("case_id", Integer, ForeignKey("case_file.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", Integer, ForeignKey("case_file.id", ondelete="CASCADE"), primary_key=True),
    Column("by", ADDRESS, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "other_id"),
)

# A file that somebody sent: to a form (`submission`), then to its case.
attachment = Table(
    "attachment",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person", ADDRESS, nullable=False),
    Column("submission", String(32)),
    Column("case_id", Integer, ForeignKey("case_file.id", ondelete="CASCADE")),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("name_sealed", Text, nullable=False),
    Column("content_sealed", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "submission"),
    Index(None, "case_id"),
)

# Who stands in for whom, both days included.
cover = Table(
    "cover",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", ADDRESS, nullable=False),
    Column("covered_by", ADDRESS, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("made_by", ADDRESS, nullable=False),
    Column("made_at", Moment, nullable=False),
    Index(None, "person", "ends_on"),
    sqlite_autoincrement=True,
)

# The register of images held, open to scrutiny.
image_held = Table(
    "image_held",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False),
    Column("holder", ADDRESS, nullable=False),
    Column("sealed", Text, nullable=False),  # what and where, in words
    Column("destroy_by", Date, nullable=False),
    Column("destroyed_at", Moment),
    Column("destroyed_by", ADDRESS),
    Index(None, "case_id"),
    Index(None, "holder"),
    Index(None, "destroy_by"),
    sqlite_autoincrement=True,
)

# What is due to happen to a case by itself: reminders, escalation, destruction, retention.
timer = Table(
    "timer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("done_at", Moment),
    UniqueConstraint("case_id", "kind", "due_at"),
    Index(
        "ix_timer_due",
        "due_at",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

# A word to somebody about a case. Its text is made when it is sent, from ids.
notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("case_file.id", ondelete="CASCADE")),
    Column("event_id", Integer, ForeignKey("case_event.id", ondelete="CASCADE")),
    Column("person", ADDRESS, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("way", String(20), nullable=False),  # mail, chat
    Column(
        "key", String(80), nullable=False, unique=True
    ),  # the message id that recipients dedupe by
    Column("state", String(20), nullable=False, server_default="waiting"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("fault", String(200)),
    Column("at", Moment, nullable=False),
    Column("sent_at", Moment),
    CheckConstraint("state IN ('waiting', 'sent', 'failed', 'dropped')", name="state"),
    Index(None, "case_id"),
    Index(None, "event_id"),
    Index(None, "state", "at"),
    sqlite_autoincrement=True,
)

# A page that shows an approval to a school, by a secret link kept as its SHA-256.
proof = Table(
    "proof",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("case_id", Integer, ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False),
    Column("made_by", ADDRESS, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index(None, "case_id"),
)

# Append-only and chained: each row's digest covers the row before it. Triggers refuse changes.
# The same goes for case_event, where only sealing anew under a new key may change `sealed`.
audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", ADDRESS, nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(120), nullable=False),  # a case's reference, a person, a setting
    Column("detail", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    Index(None, "subject"),
    Index(None, "actor"),
)

# One row: the audit trail's last number and digest. Whoever adds to the trail holds it.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

# One row: a sign sealed with the keys of `cases.keys`, by which lost or wrong keys are noticed.
key_check = Table(
    "key_check",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sealed", Text, nullable=False),
    Column("resealing", Boolean, nullable=False),  # true only inside a transaction that seals anew
    CheckConstraint("id = 1", name="one_row"),
)
