from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bot.serve import bind
from bot.settings import ROOT
from bot.stack import free_ports
from cases.faults import Fault


def test_a_port_in_use_is_named_with_its_cure() -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Fault, match=f"Port {port} is in use"):
            bind("127.0.0.1", port)


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(Fault, match=r"Nothing can listen on 192\.0\.2\.1"):
        bind("192.0.2.1", 0)


def serve(var: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot.serve"],
        cwd=var.parent,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "ASSISTANT_VAR": str(var),
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_wrong_setting_stops_the_start_with_the_fault_named(tmp_path: Path) -> None:
    process = serve(tmp_path / "var", PORT="eighty")
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert told == "✗ PORT is 'eighty'. Set it to a number from 1 to 65535.\n"


def test_it_serves_until_it_is_told_to_stop_and_its_files_are_private(tmp_path: Path) -> None:
    port = free_ports(1)[0]
    process = serve(tmp_path / "var", PORT=str(port))
    while process.poll() is None:
        try:
            alive = httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=60, trust_env=False)
            assert alive.json()["alive"] is True
            break
        except httpx.ConnectError:
            continue
    process.send_signal(signal.SIGTERM)
    told, _ = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGTERM, told
    assert told == ""
    files = [path for path in (tmp_path / "var").rglob("*") if path.is_file()]
    assert "gateway.log" in {path.name for path in files}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
