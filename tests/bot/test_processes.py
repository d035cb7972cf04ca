from __future__ import annotations

import asyncio
import os
import stat
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot import processes
from bot.processes import Program, Supervised
from cases.faults import Fault

pytestmark = pytest.mark.anyio

# Says who it is, starts a child of its own, and waits to be told to stop.
SERVER = """\
import pathlib, signal, subprocess, sys
here = pathlib.Path(sys.argv[1])
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("serving", flush=True)
starts = here / "starts"
starts.write_text(starts.read_text() + "x" if starts.exists() else "x")
(here / "child").write_text(str(child.pid))
(here / "ready").touch()
if "stubborn" in sys.argv: signal.signal(signal.SIGTERM, signal.SIG_IGN)
(here / "settled").touch()
while True: signal.pause()
"""
Start = Callable[..., Awaitable[Supervised]]


class Told(list[str]):
    """What the supervisor said, with an event for each."""

    def __init__(self) -> None:
        super().__init__()
        self.more = asyncio.Event()

    def __call__(self, words: str) -> None:
        self.append(words)
        self.more.set()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def start(tmp_path: Path, told: Told) -> AsyncIterator[Start]:
    running: list[Supervised] = []

    async def make(code: str = SERVER, *arguments: str) -> Supervised:
        async def ready() -> bool:
            return (tmp_path / "settled").exists()

        program = Program(
            name="test server",
            command=(sys.executable, "-c", code, str(tmp_path), *arguments),
            environment={"PATH": os.environ["PATH"], "ONLY": "this"},
            folder=tmp_path,
            ready=ready,
            log=tmp_path / "log" / "server.log",
        )
        supervised = Supervised(program, told)
        running.append(supervised)
        await supervised.start()
        return supervised

    yield make
    for one in running:
        await one.stop()


def lives(pid: int) -> bool:
    """Whether the process is there and not merely unburied."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2]
    except FileNotFoundError:
        return False
    return not state.startswith("Z")


async def until(condition: Callable[[], bool]) -> None:
    while not await asyncio.to_thread(condition):
        continue


async def test_it_is_ready_when_it_serves_and_is_stopped_with_its_children(
    start: Start, tmp_path: Path
) -> None:
    server = await start()
    assert await server.until_ready(60) >= 0
    pid, child = server.pid, int((tmp_path / "child").read_text())
    assert pid is not None
    assert lives(pid)
    assert lives(child)
    await server.stop()
    assert server.pid is None
    await until(lambda: not lives(child))
    log = tmp_path / "log" / "server.log"
    assert log.read_text() == "serving\n"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


async def test_it_gets_its_own_environment_only(start: Start, tmp_path: Path) -> None:
    os.environ["SECRET_OF_OURS"] = "secret"
    code = "import os, sys; print(sorted(os.environ)); open(sys.argv[1] + '/settled', 'w')"
    server = await start(code)
    await until(lambda: server.pid is None)
    del os.environ["SECRET_OF_OURS"]
    assert "'ONLY'" in (tmp_path / "log" / "server.log").read_text()
    assert "SECRET_OF_OURS" not in (tmp_path / "log" / "server.log").read_text()


async def test_one_that_dies_while_starting_is_told_with_its_last_words(start: Start) -> None:
    server = await start("import sys; sys.exit('no model here')")
    with pytest.raises(Fault) as fault:
        await server.until_ready(60)
    assert "test server stopped while starting (no model here)" in fault.value.fault
    assert "server.log" in fault.value.cure


async def test_one_that_never_is_ready_is_told(start: Start) -> None:
    server = await start("import signal; signal.pause()")
    with pytest.raises(Fault, match="was not ready after 0 s"):
        await server.until_ready(0)


async def test_one_that_is_killed_is_started_again_and_leaves_no_child(
    start: Start, tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STEADY_SECONDS", 0.0)
    server = await start()
    await server.until_ready(60)
    watching = asyncio.create_task(server.keep_up())
    first, child = server.pid, int((tmp_path / "child").read_text())
    assert first is not None
    os.kill(first, 9)
    await told.more.wait()
    await until(lambda: server.pid not in {None, first})
    await until(lambda: (tmp_path / "starts").read_text() == "xx")
    assert "stopped (code -9)" in told[0]
    await until(lambda: not lives(child))
    await server.stop()
    await watching


async def test_one_that_does_not_listen_is_ended(
    start: Start, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.1)
    server = await start(SERVER, "stubborn")
    await server.until_ready(60)
    await server.stop()
    assert server.pid is None
    assert "did not stop when asked" in told[0]


async def test_stopping_twice_or_before_the_start_is_harmless(start: Start, told: Told) -> None:
    server = await start()
    await server.stop()
    await server.stop()
    await Supervised(server.program, told).stop()


async def test_it_does_not_outlive_a_parent_that_was_killed(tmp_path: Path) -> None:
    parent_code = (
        "import asyncio, os, pathlib, sys\n"
        "from bot.processes import Program, Supervised\n"
        "async def ready(): return True\n"
        "async def main():\n"
        "    here = pathlib.Path(sys.argv[1])\n"
        "    command = (sys.executable, '-c', sys.argv[2], str(here))\n"
        "    program = Program('server', command, dict(os.environ), here, ready, None)\n"
        "    server = Supervised(program, print)\n"
        "    await server.start()\n"
        "    (here / 'server').write_text(str(server.pid))\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    root = str(Path(processes.__file__).parent.parent)
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", parent_code, str(tmp_path), SERVER, env={"PYTHONPATH": root}
    )
    await until((tmp_path / "settled").exists)
    server = int((tmp_path / "server").read_text())
    assert lives(server)
    parent.kill()
    await parent.wait()
    await until(lambda: not lives(server))
    os.kill(int((tmp_path / "child").read_text()), 9)
