"""What `assistant doctor` looks at.

Each check finds one thing in order, or names the fault and its cure.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.case_checks import CASE_CHECKS
from bot.serve import bind
from bot.settings import LOOPBACK, Settings
from bot.stack import MODEL, local_address
from cases.database import Database, describe
from cases.faults import Fault

SET_UP = "Run: make setup"
LOOK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check: `fault` and `cure` are None when all is well."""

    name: str
    detail: str
    fault: str | None = None
    cure: str | None = None


Check = Callable[[Settings], str]
"""Says what it found in a few words; raises `Fault` otherwise."""


def check_all(settings: Settings) -> list[Finding]:
    """Every check, in order."""
    return [check_one(name, settings) for name in CHECKS]


def check_one(name: str, settings: Settings) -> Finding:
    """The check of this name."""
    try:
        return Finding(name, CHECKS[name](settings))
    except Fault as fault:
        return Finding(name, "", fault.fault, fault.cure)
    except Exception as error:  # noqa: BLE001 - one check that fails in a new way must not hide the others
        return Finding(name, "", f"The check itself failed: {error}.", "Please report this.")


def _python(_settings: Settings) -> str:
    return sys.version.split()[0]


def _directory(settings: Settings) -> str:
    organisation = settings.organisation
    kind = "demonstration people" if organisation.demonstration else "people"
    return f"{organisation.name}, {len(organisation.people)} {kind}"


def _data(settings: Settings) -> str:
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    open_to_others = [
        path
        for path in (settings.var, *settings.var.rglob("*"))
        if stat.S_IMODE(path.lstat().st_mode) & 0o077 and not path.is_symlink()
    ]
    if open_to_others:
        raise Fault(
            f"Others can read {len(open_to_others)} data files, such as {open_to_others[0]}.",
            f"Run: chmod -R go= {settings.var}",
        )
    if not os.access(settings.var, os.W_OK):
        raise Fault(
            f"{settings.var} cannot be written to.", "Change its owner, or set ASSISTANT_VAR."
        )
    return str(settings.var)


def _database(settings: Settings) -> str:
    database = Database(settings.database_url)
    try:
        database.migrate()
        database.read_now(lambda connection: connection.execute(text("SELECT 1")).scalar())
    except SQLAlchemyError as error:
        raise Fault(
            f"The database ({describe(settings.database_url)}) fails: {type(error).__name__}.",
            "Check DATABASE_URL and that the database runs.",
        ) from error
    finally:
        database.close()
    return describe(settings.database_url)


def _encoder(settings: Settings) -> str:
    from knowledge.shelf import ENCODER_FOLDER
    from nlu.encoder import EncoderError, SentenceEncoder

    folders = ("encoder", ENCODER_FOLDER)
    try:
        encoders = [SentenceEncoder(settings.build / name) for name in folders]
        for encoder in encoders:
            encoder.encode(["May I film my class?"])
    except EncoderError as error:
        raise Fault(str(error), SET_UP) from error
    return " and ".join(f"{each.dimension} dimensions" for each in encoders)


def _knowledge(settings: Settings) -> str:
    from knowledge.documents import DocumentError
    from knowledge.faults import KnowledgeError
    from knowledge.retriever import Retriever
    from knowledge.shelf import is_learnt
    from nlu.encoder import EncoderError

    try:
        if not is_learnt(settings.root, settings.build):
            raise Fault(
                "The knowledge has changed and has not been learnt.",
                "Run 'assistant knowledge build'; it takes a minute or two.",
            )
        retriever = Retriever.open(settings.root, settings.build)
    except (KnowledgeError, DocumentError) as error:
        raise Fault(
            str(error), "Mend what is named; assistant knowledge check says more."
        ) from error
    except EncoderError as error:
        raise Fault(str(error), SET_UP) from error
    library = retriever.library
    return f"{len(library.clauses)} clauses, {len(library.topics)} topics not covered"


def _rasa(settings: Settings) -> str:
    if not (settings.root / ".venv-rasa" / "bin" / "rasa").exists():
        raise Fault("Rasa is not installed (.venv-rasa).", SET_UP)
    model = settings.build / MODEL
    if not model.is_file():
        raise Fault("Rasa's model has not been trained.", SET_UP)
    return f"model of {model.stat().st_size / 1e6:.1f} MB"


def _pages(settings: Settings) -> str:
    static = settings.build / "static"
    if not (static / "app.css").is_file():
        raise Fault("The styles of the pages are missing.", SET_UP)
    return f"{len(list(static.iterdir()))} files"


def _port(settings: Settings) -> str:
    try:
        bind(settings.host, settings.port).close()
    except Fault:
        if _is_ours(settings):
            return f"{settings.port}, where the assistant runs now"
        raise
    return f"{settings.port} is free"


def _is_ours(settings: Settings) -> bool:
    try:
        answer = httpx.get(
            f"{local_address(settings)}/health/live", timeout=LOOK_SECONDS, trust_env=False
        )
        return answer.is_success and answer.json().get("alive") is True
    except (httpx.HTTPError, ValueError, AttributeError):
        return False


def _address(settings: Settings) -> str:
    if settings.public_host not in LOOPBACK and not settings.secure:
        raise Fault(
            f"People reach the assistant at {settings.public_url}, without encryption.",
            "Put it behind HTTPS and set PUBLIC_URL to the https:// address.",
        )
    if settings.public_host not in LOOPBACK and settings.organisation.demonstration:
        raise Fault(
            "The demonstration people can sign in, though others can reach the assistant.",
            "Declare your own people in organisation.yml and set demonstration: false.",
        )
    return settings.public_url


CHECKS: dict[str, Check] = {
    "Python": _python,
    "Organisation": _directory,
    "Data folder": _data,
    "Database": _database,
    "Encoder": _encoder,
    "Knowledge": _knowledge,
    "Rasa": _rasa,
    "Pages": _pages,
    "Port": _port,
    "Address": _address,
    **CASE_CHECKS,
}
