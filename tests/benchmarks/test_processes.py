from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks.measure import BenchmarkError
from benchmarks.memory import family
from benchmarks.processes import Running, seconds_of
from bot.stack import free_ports

SERVES = """
import http.server, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
http.server.HTTPServer(("127.0.0.1", {port}), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


def running(folder: Path, program: str) -> Running:
    (port,) = free_ports(1)
    command = (sys.executable, "-c", program.format(port=port))
    return Running("little server", command, {}, folder=folder, port=port, path="/")


def test_a_program_is_waited_for_and_ended(tmp_path: Path) -> None:
    with running(tmp_path, SERVES) as server:
        assert server.until_ready() > 0
        assert len(family(server.pid)) == 2
    with pytest.raises(ProcessLookupError):
        os.kill(server.pid, 0)


def test_one_that_will_not_start_says_why(tmp_path: Path) -> None:
    program = "raise SystemExit('The port {port} is not to my taste.')"
    with running(tmp_path, program) as server, pytest.raises(BenchmarkError, match="to my taste"):
        server.until_ready()


def test_a_command_is_timed_and_its_failure_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert seconds_of((sys.executable, "-c", "print('here')"), {}, tmp_path, log) > 0
    assert log.read_text(encoding="utf-8") == "here\n"
    with pytest.raises(BenchmarkError, match="log"):
        seconds_of((sys.executable, "-c", "raise SystemExit(3)"), {}, tmp_path, log)
