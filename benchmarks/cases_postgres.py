"""A PostgreSQL server of the measure's own, on a free port of loopback, set up as it comes."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import BenchmarkError
from bot.stack import free_ports

INSTALLED = Path("/usr/lib/postgresql")
USERS = ("postgres", "nobody")
USER, NAME = "bench", "bench"
PATIENCE_SECONDS = 60
LOOK_SECONDS = 0.2


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty database; the server and its files go with the context.

    Raises:
        BenchmarkError: PostgreSQL is not installed, or does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="bench-postgres-"))
    try:
        as_user = _as_user(folder)
        data = str(folder / "data")
        _run(folder, as_user, "initdb", "-D", data, "-U", USER, "-A", "trust", "-N")
        (port,) = free_ports(1)
        options = ("-p", str(port), "-c", "listen_addresses=127.0.0.1")
        server = subprocess.Popen(
            [
                *as_user,
                "--pdeathsig=INT",
                *(program("postgres"), "-D", data, *options, "-c", "unix_socket_directories="),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        try:
            _until_ready(server, port)
            _run(folder, as_user, "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", USER, NAME)
            yield f"postgresql+psycopg://{USER}@127.0.0.1:{port}/{NAME}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def program(name: str) -> str:
    """One of PostgreSQL's programs, of the newest that is installed.

    Raises:
        BenchmarkError: there is none.
    """
    versions = [each for each in INSTALLED.glob("*") if each.name.isdigit()]
    for each in sorted(versions, key=lambda each: int(each.name), reverse=True):
        if (each / "bin" / name).exists():
            return str(each / "bin" / name)
    found = shutil.which(name)
    if found is None:
        raise BenchmarkError(f"PostgreSQL is not installed (there is no {name}).")
    return found


def _until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    ask = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    began = time.monotonic()
    while subprocess.run(ask, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() - began > PATIENCE_SECONDS:
            raise BenchmarkError("PostgreSQL did not start.")
        time.sleep(LOOK_SECONDS)


def _run(folder: Path, as_user: list[str], name: str, *arguments: str) -> None:
    done = subprocess.run(
        [*as_user, program(name), *arguments],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        timeout=PATIENCE_SECONDS,
    )
    if done.returncode:
        raise BenchmarkError(f"PostgreSQL's {name} failed.")


def _as_user(folder: Path) -> list[str]:
    """How to run its programs: they refuse to run as root, so another user gets the folder."""
    if os.geteuid() != 0:
        return ["setpriv"]
    for name in USERS:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    raise BenchmarkError(f"None of the users {', '.join(USERS)} is there to run PostgreSQL as.")
