from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.serve import bind
from bot.settings import ROOT


def assistant(var: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "ASSISTANT_VAR": str(var),
            "COLUMNS": "200",
            **environment,
        },
        cwd=var.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def test_the_commands_are_listed(var: Path) -> None:
    told = assistant(var, "--help")
    asking = ("run", "chat", "token", "revoke", "doctor", "ask", "evaluate", "knowledge")
    for command in (*asking, "people", "audit", "keys", "backup", "restore", "notices"):
        assert f" {command} " in told.stdout


def test_a_token_is_printed_alone_and_can_be_revoked(var: Path) -> None:
    made = assistant(var, "token", "Staff@example.org")
    assert made.returncode == 0, made.stderr
    assert len(made.stdout.strip()) == 43
    assert made.stdout.count("\n") == 1
    assert assistant(var, "revoke", "staff@example.org").stdout == (
        "Ended 1 credential of staff@example.org.\n"
    )
    assert {path.stat().st_mode & 0o777 for path in var.iterdir()} == {0o600}


def test_a_stranger_gets_no_token_and_no_traceback(var: Path) -> None:
    told = assistant(var, "token", "nobody@example.org")
    assert told.returncode == 1
    assert told.stdout == ""
    assert "nobody@example.org is not in the directory." in told.stderr
    assert "Traceback" not in told.stderr


def test_a_wrong_setting_is_told_in_two_lines(var: Path) -> None:
    told = assistant(var, "doctor", PORT="[eighty]")
    assert told.returncode == 1
    assert told.stderr.splitlines() == [
        "✗ PORT is '[eighty]'.",
        "  Set it to a number from 1 to 65535.",
    ]


def test_a_port_in_use_is_told_in_two_lines(var: Path) -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        told = assistant(var, "run", PORT=str(port))
    assert told.returncode == 1
    assert told.stderr.splitlines() == [
        f"✗ Port {port} is in use.",
        f"  Stop what uses it, or choose another: make run PORT={port + 1}",
    ]


def test_what_nobody_foresaw_is_told_in_a_sentence_and_noted(var: Path) -> None:
    code = (
        "import sys, bot.checks, bot.cli\n"
        "def broken(settings): raise RuntimeError('odd')\n"
        "bot.checks.check_all = broken\n"
        "sys.argv = ['assistant', 'doctor']\n"
        "bot.cli.main()\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "ASSISTANT_VAR": str(var)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 1
    assert "Something went wrong (RuntimeError)." in told.stderr
    assert "Traceback" not in told.stderr
    assert "odd" in (var / "log" / "command.log").read_text()


@pytest.mark.stack
def test_doctor_names_what_is_wrong_and_says_so_by_its_exit_code(var: Path) -> None:
    told = assistant(var, "doctor", DATABASE_URL="postgresql://me@127.0.0.1:1/nothing")
    assert told.returncode == 1
    assert "✗ Database" in told.stdout
    assert "✓ Organisation" in told.stdout
    as_json = assistant(var, "doctor", "--json", DATABASE_URL="postgresql://me@127.0.0.1:1/x")
    assert '"name": "Database"' in as_json.stdout
