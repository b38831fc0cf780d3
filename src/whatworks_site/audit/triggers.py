"""What the database itself refuses, whoever asks: in SQLite's words and in PostgreSQL's.

A migration that alters one of these tables must lay the triggers again: SQLite makes an altered table anew.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_EVENT = "The audit record is only ever added to"
_HEAD = "The end of the audit record only ever moves on by one"

_SQLITE = {
    "audit_event_keep": f"BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, '{_EVENT}'); END",
    "audit_event_stay": f"BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, '{_EVENT}'); END",
    "audit_head_onward": (
        "BEFORE UPDATE ON audit_head WHEN NEW.count <> OLD.count + 1 OR NEW.id <> OLD.id "
        f"BEGIN SELECT RAISE(ABORT, '{_HEAD}'); END"
    ),
    "audit_head_stay": f"BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, '{_HEAD}'); END",
}
_POSTGRES = {
    "audit_event_keep": (
        "audit_event",
        f"BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse('{_EVENT}')",
    ),
    "audit_event_stay": (
        "audit_event",
        f"BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('{_EVENT}')",
    ),
    "audit_head_onward": (
        "audit_head",
        "BEFORE UPDATE ON audit_head FOR EACH ROW WHEN (NEW.count <> OLD.count + 1 OR NEW.id <> OLD.id) "
        f"EXECUTE FUNCTION audit_refuse('{_HEAD}')",
    ),
    "audit_head_stay": (
        "audit_head",
        f"BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_refuse('{_HEAD}')",
    ),
    "audit_head_whole": (
        "audit_head",
        f"BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('{_HEAD}')",
    ),
}
_REFUSE = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END $$
"""


def lay(connection: BaseDatabaseWrapper) -> None:
    """Make the database refuse to change or remove an event."""
    lift(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_REFUSE)
            for name, (_table, rest) in _POSTGRES.items():
                cursor.execute(f"CREATE TRIGGER {name} {rest}")
        else:
            for name, rest in _SQLITE.items():
                cursor.execute(f"CREATE TRIGGER {name} {rest}")


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the refusal away: for going back a migration, and for emptying a test's database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, (table, _rest) in _POSTGRES.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        else:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
