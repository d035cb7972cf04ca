"""What `assistant doctor` looks at where cases are: keys, roles, notices, the audit trail, mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.mail import MailServer
from bot.notices import desk, store
from bot.settings import Settings
from cases import audit
from cases.context import Context
from cases.database import Database, describe
from cases.directory import Directory
from cases.faults import Fault
from cases.keys import Keys
from cases.office import open_context


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    try:
        database.migrate()
        yield database
    except SQLAlchemyError as error:
        raise Fault(
            f"The database ({describe(settings.database_url)}) fails: {type(error).__name__}.",
            "Check DATABASE_URL and that the database runs.",
        ) from error
    finally:
        database.close()


@contextmanager
def _context(settings: Settings) -> Iterator[tuple[Database, Context]]:
    with _database(settings) as database:
        directory = Directory(settings.organisation.people)
        yield database, open_context(settings.organisation, directory, database, settings.var)


def keys(settings: Settings) -> str:
    """The keys are there, and the database's own."""
    folder = settings.var / "keys"
    with _database(settings) as database:
        Keys.open(folder, database)
    return f"in {folder}; keep a copy elsewhere"


def roles(settings: Settings) -> str:
    """Every procedure is handled by somebody."""
    with _context(settings) as (_, context):
        count = len(context.procedures)
    return f"somebody handles each of {count} procedures"


def notices(settings: Settings) -> str:
    """Nothing failed to get through, nothing has waited for long."""
    now = datetime.now(UTC)
    with _database(settings) as database:
        stuck = database.read_now(lambda connection: desk.undelivered(connection, now))
        waiting = database.read_now(store.count)[store.WAITING]
    failed = sum(each.notice.state == store.FAILED for each in stuck)
    if failed:
        what = "notice" if failed == 1 else "notices"
        raise Fault(f"{failed} {what} could not be delivered.", "See: assistant notices")
    if stuck:
        what = "notice has" if len(stuck) == 1 else "notices have"
        raise Fault(
            f"{len(stuck)} {what} waited for long.",
            "Is the assistant running, and the mail server? See: assistant notices",
        )
    return f"{waiting} to be sent" if waiting else "all sent"


def trail(settings: Settings) -> str:
    """The audit trail is whole."""
    with _context(settings) as (database, _):
        faults = database.read_now(audit.verify)
        number, _digest = database.read_now(audit.head_of)
    if faults:
        raise Fault(
            f"The audit trail is not whole: {faults[0]}",
            "Find out who changed the database. See: assistant audit verify",
        )
    return f"{number} entries, whole"


def mail(settings: Settings) -> str:
    """E-mail can be sent."""
    if settings.smtp_url:
        try:
            MailServer(settings.smtp_url).look()
        except OSError as error:
            raise Fault(
                f"The mail server cannot be used ({type(error).__name__}).",
                "Check SMTP_URL, and that the server runs and lets this machine in.",
            ) from error
        return f"by the mail server of SMTP_URL, from {settings.mail_from}"
    if settings.organisation.demonstration:
        return f"written to {settings.var / 'mail'}"
    raise Fault(
        "No mail server is set, so sign-in links and notices reach nobody.",
        "Set SMTP_URL and MAIL_FROM.",
    )


CASE_CHECKS: dict[str, Callable[[Settings], str]] = {
    "Keys": keys,
    "Roles": roles,
    "Notices": notices,
    "Audit trail": trail,
    "Mail": mail,
}
