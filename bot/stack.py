"""The three processes of DESIGN 3 on this machine: what each runs, and what each is told."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import httpx
from sqlalchemy.engine import make_url

from bot.processes import Program
from bot.settings import EVERYWHERE, Settings
from cases.database import make_private_file
from cases.faults import Fault

MODEL = Path("models") / "assistant.tar.gz"
LOOK_SECONDS = 2.0

# What a program needs of our environment to run at all. Nothing secret stands here.
PLAIN = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "LD_LIBRARY_PATH")
OURS = ("ASSISTANT_VAR", "ASSISTANT_ENCODER")
# Some machines need these for right results.
ARITHMETIC = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
# A turn is small sums: threads for them only take the other processes' cores.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def programs(settings: Settings, environment: Mapping[str, str] | None = None) -> list[Program]:
    """The action server, Rasa and the gateway.

    The inner two get free ports on loopback and fresh
    secrets.

    Raises:
        Fault: set-up has not made what they need.
    """
    env = os.environ if environment is None else environment
    actions_port, rasa_port = free_ports(2)
    actions_url = f"http://127.0.0.1:{actions_port}"
    rasa_url = f"http://127.0.0.1:{rasa_port}"
    actions_token, rasa_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    plain = {name: env[name] for name in (*PLAIN, *OURS, *ARITHMETIC) if name in env}
    plain |= {"PYTHONPATH": str(settings.root), "PYTHONUNBUFFERED": "1"} | ONE_THREAD
    logs = settings.var / "log"
    actions = Program(
        name="action server",
        command=(sys.executable, "-m", "actions.server"),
        environment=plain
        | {
            "ACTIONS_PORT": str(actions_port),
            "ACTIONS_TOKEN": actions_token,
            "ASSISTANT_VAR": str(settings.var),
            "DATABASE_URL": settings.database_url,
            "PUBLIC_URL": settings.public_url,
        },
        folder=settings.root,
        ready=_answers(f"{actions_url}/health", {"Authorization": f"Bearer {actions_token}"}),
        log=logs / "actions.log",
    )
    rasa = Program(
        name="Rasa server",
        command=_rasa_command(settings, rasa_port),
        environment=plain
        | {
            "RASA_PORT": str(rasa_port),
            "RASA_TOKEN": rasa_token,
            "ACTIONS_URL": f"{actions_url}/webhook",
            "ACTIONS_TOKEN": actions_token,
            "RASA_TRACKER_URL": tracker_url_for_rasa(settings.tracker_url),
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        },
        folder=settings.root,
        ready=_answers(f"{rasa_url}/"),
        log=logs / "rasa.log",
    )
    gateway = Program(
        name="web server",
        command=(sys.executable, "-m", "bot.serve"),
        environment={
            **env,
            "PYTHONPATH": str(settings.root),
            "RASA_URL": rasa_url,
            "RASA_TOKEN": rasa_token,
            "RASA_TRACKER_URL": settings.tracker_url,
            "ACTIONS_URL": actions_url,
            "ACTIONS_TOKEN": actions_token,
        },
        folder=settings.root,
        ready=_answers(f"{local_address(settings)}/health/live"),
        log=None,
    )
    return [actions, rasa, gateway]


def local_address(settings: Settings) -> str:
    """Where this machine itself reaches the gateway."""
    host = "127.0.0.1" if settings.host in EVERYWHERE else settings.host
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nothing used a moment ago."""
    taken = [socket.socket() for _ in range(count)]
    try:
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in taken]
    finally:
        for one in taken:
            one.close()


def tracker_url_for_rasa(url: str) -> str:
    """The conversation store's address in the words of Rasa's older SQLAlchemy.

    A new SQLite file is made private.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        make_private_file(Path(parsed.database or ""))
        return url
    return parsed.set(drivername="postgresql").render_as_string(hide_password=False)


def _rasa_command(settings: Settings, port: int) -> tuple[str, ...]:
    program, model = settings.root / ".venv-rasa" / "bin" / "rasa", settings.build / MODEL
    for what, path in (("Rasa", program), ("Rasa's trained model", model)):
        if not path.exists():
            raise Fault(
                f"{what} is missing ({path.relative_to(settings.root)}).", "Run: make setup"
            )
    return (
        str(program), "run",
        "--interface", "127.0.0.1",
        "--port", str(port),
        "--model", str(model),
        "--endpoints", "endpoints.yml",
        "--credentials", "credentials.yml",
    )  # fmt: skip


def _answers(url: str, headers: Mapping[str, str] | None = None) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        async with httpx.AsyncClient(timeout=LOOK_SECONDS, trust_env=False) as client:
            try:
                answer = await client.get(url, headers=dict(headers or {}))
            except httpx.HTTPError:
                return False
            return answer.is_success

    return ready
