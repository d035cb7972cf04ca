"""A PostgreSQL server of the tests' own, on a free loopback port, in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from bot.stack import free_ports

BINARIES = Path("/usr/lib/postgresql/15/bin")
USERS = ("postgres", "nobody")
START_SECONDS = 60


class Postgres:
    """Runs until `stop`, or until the tests' process dies. `new_database()` makes an empty one."""

    def __init__(self) -> None:
        # Not in pytest's own folder, which it keeps closed to other users.
        self._folder = Path(tempfile.mkdtemp(prefix="assistant-postgres-"))
        self._as_user = _as_user(self._folder)
        self._count = 0
        (self.port,) = free_ports(1)
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "tester", "-A", "trust", "-N")
        self._server = subprocess.Popen(
            [
                *self._as_user,
                *("--pdeathsig=INT", _binary("postgres"), "-D", data, "-F", "-p", str(self.port)),
                *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
        )
        self._until_ready()

    def new_database(self) -> str:
        self._count += 1
        name = f"test_{self._count}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "tester", name)
        return f"postgresql+psycopg://tester@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(START_SECONDS)
        shutil.rmtree(self._folder)

    def _until_ready(self) -> None:
        ask = [_binary("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ask, check=False).returncode != 0:
            if self._server.poll() is not None:
                raise RuntimeError("PostgreSQL did not start.")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._as_user, _binary(program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._folder,
            timeout=START_SECONDS,
        )


def _binary(name: str) -> str:
    beside = BINARIES / name
    return str(beside) if beside.exists() else shutil.which(name) or name


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
    raise RuntimeError(f"None of the users {', '.join(USERS)} is there to run PostgreSQL as.")
