"""All settings, read once at start from the environment and `organisation.yml`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from cases.faults import Fault
from cases.organisation import Organisation, read_organisation

ROOT = Path(__file__).resolve().parent.parent
ORGANISATION_FILE = "organisation.yml"
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the gateway needs to know. `var` holds data, `build` what set-up can make again.

    `executor` names this gateway among several: durable work of a gateway that died is taken up by
    the next start with the same name. `messages_per_minute` is how many messages one person may
    send in the long run.
    """

    root: Path
    var: Path
    build: Path
    host: str
    port: int
    public_url: str
    database_url: str = field(repr=False)
    tracker_url: str = field(repr=False)
    rasa_url: str
    rasa_token: str = field(repr=False)
    actions_url: str
    actions_token: str = field(repr=False)
    smtp_url: str | None = field(repr=False)
    mail_from: str
    executor: str
    messages_per_minute: int
    organisation: Organisation

    @property
    def secure(self) -> bool:
        """Whether people reach the gateway over HTTPS."""
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        """The host name in the public address, without its port."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def organisation_file(self) -> Path:
        """The file that declares the organisation and its people."""
        return self.root / ORGANISATION_FILE


def read_settings(environment: Mapping[str, str] | None = None, root: Path = ROOT) -> Settings:
    """The settings of this environment (the process's own when None).

    Raises:
        Fault: a setting is wrong; names the setting and the cure.
    """
    env = os.environ if environment is None else environment
    var = Path(env.get("ASSISTANT_VAR") or root / "var").expanduser().absolute()
    host = env.get("HOST") or "127.0.0.1"
    port = _port(env.get("PORT") or "8080")
    database_url = _database(env, "DATABASE_URL", f"sqlite:///{var / 'assistant.db'}")
    # Rasa's conversations join our database where it is a server; SQLite takes one writer, so they
    # get a file there.
    apart = f"sqlite:///{var / 'conversations.db'}"
    tracker_url = database_url if database_url.startswith("postgresql") else apart
    return Settings(
        root=root,
        var=var,
        build=root / ".build",
        host=host,
        port=port,
        public_url=_address(env, "PUBLIC_URL", f"http://{_shown(host)}:{port}"),
        database_url=database_url,
        tracker_url=_database(env, "RASA_TRACKER_URL", tracker_url),
        rasa_url=_address(env, "RASA_URL", "http://127.0.0.1:5005"),
        rasa_token=env.get("RASA_TOKEN") or "",
        actions_url=_address(env, "ACTIONS_URL", "http://127.0.0.1:5055"),
        actions_token=env.get("ACTIONS_TOKEN") or "",
        smtp_url=_smtp(env),
        mail_from=env.get("MAIL_FROM") or "assistant@localhost",
        executor=env.get("ASSISTANT_EXECUTOR") or "local",
        messages_per_minute=_count(env, "MESSAGES_PER_MINUTE", 60),
        organisation=read_organisation(root / ORGANISATION_FILE),
    )


def _shown(host: str) -> str:
    """The host to show for an address to listen on: a browser cannot open 0.0.0.0."""
    if host in EVERYWHERE:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65536:
        raise Fault(f"PORT is {value!r}.", "Set it to a number from 1 to 65535.")
    return int(value)


def _count(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or not 0 < int(value) <= 1_000_000:
        raise Fault(f"{name} is {value!r}.", f"Set it to a number such as {default}.")
    return int(value)


def _address(env: Mapping[str, str], name: str, default: str) -> str:
    value = (env.get(name) or default).rstrip("/")
    try:
        parts = urlsplit(value)
        wrong = parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0
    except ValueError:
        wrong = True
    if wrong:
        raise Fault(f"{name} is not a web address.", f"Set it to an address such as {default}")
    return value


def _database(env: Mapping[str, str], name: str, default: str) -> str:
    value = env.get(name) or default
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise Fault(
            f"{name} is not a database address.",
            "Set it to postgresql://user:password@host/database, or leave it out.",
        ) from None
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if backend == "sqlite" and url.database:
        return f"sqlite:///{Path(url.database).expanduser().absolute()}"
    raise Fault(
        f"{name} names a database of a kind that is not supported.",
        "Use PostgreSQL, or leave it out for SQLite in a file.",
    )


def _smtp(env: Mapping[str, str]) -> str | None:
    value = env.get("SMTP_URL")
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise Fault(
            "SMTP_URL is not a mail server's address.",
            "Set it to smtp://user:password@host:587 or leave it out.",
        )
    return value
