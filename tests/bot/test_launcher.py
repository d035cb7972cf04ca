from __future__ import annotations

import asyncio
import dataclasses
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import launcher
from bot.launcher import Launcher, only_one
from bot.processes import Program
from bot.settings import Settings
from bot.stack import free_ports
from cases.faults import Fault

pytestmark = pytest.mark.anyio
WAIT = "import os, signal, sys; open(sys.argv[1], 'w').write(str(os.getpid())); signal.pause()"
DIE = "import sys; sys.exit('no model here')"


@pytest.fixture
def here(settings: Settings) -> Settings:
    return dataclasses.replace(settings, port=free_ports(1)[0])


def stack(folder: Path, *codes: str) -> Callable[[Settings], list[Program]]:
    """A stack of small programs; each is ready once it has written its file."""

    def program(number: int, code: str) -> Program:
        mark = folder / f"ready-{number}"

        async def ready() -> bool:
            return mark.exists() and mark.read_text() != ""

        return Program(
            name=f"server {number}",
            command=(sys.executable, "-c", code, str(mark)),
            environment={"PATH": os.environ["PATH"]},
            folder=folder,
            ready=ready,
            log=folder / f"{number}.log",
        )

    return lambda _settings: [program(number, code) for number, code in enumerate(codes)]


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


async def test_everything_starts_is_told_and_stops_together(
    here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "programs", stack(tmp_path, WAIT, WAIT))
    told: list[str] = []
    ready = asyncio.Event()
    run = asyncio.create_task(Launcher(here, told.append, ready.set).run())
    await ready.wait()
    assert [words for words in told if "server 0 is ready" in words]
    assert told[-1].startswith("Ready after ")
    pids = [int((tmp_path / f"ready-{number}").read_text()) for number in range(2)]
    os.kill(os.getpid(), signal.SIGTERM)
    await run
    assert all(gone(pid) for pid in pids)


async def test_when_one_cannot_start_the_others_are_stopped_and_it_is_named(
    here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "programs", stack(tmp_path, WAIT, DIE))
    never: list[str] = []
    with pytest.raises(Fault, match=r"server 1 stopped while starting \(no model here\)"):
        await Launcher(here, never.append, lambda: never.append("ready")).run()
    assert "ready" not in never
    started = tmp_path / "ready-0"
    assert not started.exists() or gone(int(started.read_text()))


async def test_it_can_be_stopped_while_it_starts(
    here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "programs", stack(tmp_path, "import signal; signal.pause()"))
    waiting = Launcher(here, lambda _words: None, lambda: None)
    run = asyncio.create_task(waiting.run())
    await asyncio.sleep(0)
    waiting.stop()
    await run


async def test_one_that_dies_is_started_again_and_said_so(
    here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "programs", stack(tmp_path, WAIT))
    monkeypatch.setattr("bot.processes.STEADY_SECONDS", 0.0)
    said, ready = asyncio.Event(), asyncio.Event()

    def tell(words: str) -> None:
        if "Starting it again" in words:
            said.set()

    running = Launcher(here, tell, ready.set)
    run = asyncio.create_task(running.run())
    await ready.wait()
    mark = tmp_path / "ready-0"
    first = int(mark.read_text())
    mark.write_text("")
    os.kill(first, signal.SIGKILL)
    await said.wait()
    while not mark.read_text():  # each look lets the launcher go on
        await asyncio.to_thread(mark.read_text)
    assert int(mark.read_text()) != first
    running.stop()
    await run


async def test_a_port_in_use_is_said_in_one_line_with_the_cure(here: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", here.port))
        taken.listen()
        with pytest.raises(Fault) as fault:
            await Launcher(here, lambda _words: None, lambda: None).run()
    assert fault.value.fault == f"Port {here.port} is in use."
    assert f"make run PORT={here.port + 1}" in fault.value.cure


async def test_a_second_one_on_the_same_data_is_refused(here: Settings) -> None:
    refused = pytest.raises(Fault, match=f"running already .process {os.getpid()}.")
    with only_one(here), refused:
        await Launcher(here, lambda _words: None, lambda: None).run()
    with only_one(here):
        assert (here.var / "running").read_text() == str(os.getpid())
