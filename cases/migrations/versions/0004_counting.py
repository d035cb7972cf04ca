"""Indexes that lists and figures are counted in, in place of narrower ones."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NARROW = {
    "ix_case_file_handler_state_due_at": ["handler", "state", "due_at"],
    "ix_case_file_submitted_at": ["submitted_at"],
}
WIDE = {
    "ix_case_file_to_handle": ["handler", "state", "due_at", "procedure", "reporter", "id"],
    "ix_case_file_to_count": [
        "submitted_at", "procedure", "kind", "confidential", "handler", "reporter", "state",
        "outcome", "due_at", "decided_at", "id",
    ],
}  # fmt: skip


def upgrade() -> None:
    _replace(NARROW, WIDE)


def downgrade() -> None:
    _replace(WIDE, NARROW)


def _replace(old: dict[str, list[str]], new: dict[str, list[str]]) -> None:
    for name in old:
        op.drop_index(name, "case_file")
    for name, columns in new.items():
        op.create_index(name, "case_file", columns)
