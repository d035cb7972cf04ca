"""Triggers: the audit trail and the events of cases are only ever added to."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

AUDIT_REFUSED = "the audit trail is only added to"
EVENT_REFUSED = "what happened to a case is never changed"

# Sealing anew under a new key changes `sealed` alone, and says so in its own transaction.
RESEALING = "EXISTS (SELECT 1 FROM key_check WHERE resealing)"
OTHER_COLUMNS = "id, case_id, at, actor, kind, data, private"

SQLITE = (
    f"""CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, '{AUDIT_REFUSED}'); END""",
    f"""CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, '{AUDIT_REFUSED}'); END""",
    # REPLACE deletes without asking the trigger above.
    f"""CREATE TRIGGER audit_not_replaced BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, '{AUDIT_REFUSED}'); END""",  # noqa: S608 - all words are ours
    f"""CREATE TRIGGER case_event_not_changed BEFORE UPDATE OF {OTHER_COLUMNS} ON case_event
    BEGIN SELECT RAISE(ABORT, '{EVENT_REFUSED}'); END""",
    f"""CREATE TRIGGER case_event_not_resealed BEFORE UPDATE OF sealed ON case_event
    WHEN NOT {RESEALING}
    BEGIN SELECT RAISE(ABORT, '{EVENT_REFUSED}'); END""",
    f"""CREATE TRIGGER case_event_not_replaced BEFORE INSERT ON case_event
    WHEN EXISTS (SELECT 1 FROM case_event WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '{EVENT_REFUSED}'); END""",  # noqa: S608 - all words are ours
)

POSTGRESQL = (
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$""",
    f"""CREATE TRIGGER audit_not_changed BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_change('{AUDIT_REFUSED}')""",
    f"""CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{AUDIT_REFUSED}')""",
    f"""CREATE TRIGGER case_event_not_changed BEFORE UPDATE OF {OTHER_COLUMNS} ON case_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change('{EVENT_REFUSED}')""",
    f"""CREATE FUNCTION refuse_other_seal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT {RESEALING} THEN
            RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$""",
    f"""CREATE TRIGGER case_event_not_resealed BEFORE UPDATE OF sealed ON case_event
    FOR EACH ROW EXECUTE FUNCTION refuse_other_seal('{EVENT_REFUSED}')""",
)

POSTGRESQL_BACK = (
    "DROP TRIGGER case_event_not_resealed ON case_event",
    "DROP TRIGGER case_event_not_changed ON case_event",
    "DROP TRIGGER audit_not_emptied ON audit",
    "DROP TRIGGER audit_not_changed ON audit",
    "DROP FUNCTION refuse_other_seal()",
    "DROP FUNCTION refuse_change()",
)
SQLITE_BACK = tuple(
    f"DROP TRIGGER {name}"
    for name in (
        "case_event_not_replaced", "case_event_not_resealed", "case_event_not_changed",
        "audit_not_replaced", "audit_not_deleted", "audit_not_changed",
    )
)  # fmt: skip


def upgrade() -> None:
    for statement in POSTGRESQL if _is_postgresql() else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    for statement in POSTGRESQL_BACK if _is_postgresql() else SQLITE_BACK:
        op.execute(statement)


def _is_postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"
