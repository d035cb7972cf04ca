"""`assistant audit`, `keys`, `backup` and `restore`, as they are typed."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.settings import ROOT
from cases.audit import record
from cases.database import Database
from cases.keys import Keys


def assistant(var: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a command on a copy of nothing but the data: organisation.yml is the project's own."""
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
    """Data with two entries in the audit trail."""
    folder = tmp_path / "var"
    database = Database(f"sqlite:///{folder / 'assistant.db'}")
    database.migrate()
    Keys.open(folder / "keys", database)
    for subject in ("K7MP-4Q2D", "staff@example.org"):
        database.write_now(
            lambda c, s=subject: record(c, "head@example.org", "read", s, datetime.now(UTC))
        )
    database.close()
    return folder


def change(var: Path, *statements: str) -> None:
    database = Database(f"sqlite:///{var / 'assistant.db'}")
    for statement in statements:
        database.write_now(lambda c, s=statement: c.execute(text(s)))
    database.close()


def test_a_whole_trail_is_told_with_its_last_entry(var: Path) -> None:
    told = assistant(var, "audit", "verify")
    assert told.returncode == 0, told.stderr
    first, second = told.stdout.splitlines()
    assert first == "The audit trail is whole: 2 entries."
    assert second.startswith("The last is 2:")
    again = assistant(var, "audit", "verify", "--known", second.removeprefix("The last is "))
    assert again.returncode == 0
    assert {path.stat().st_mode & 0o077 for path in (var / "keys").iterdir()} == {0}


def test_a_changed_trail_is_told_and_fails(var: Path) -> None:
    change(var, "DROP TRIGGER audit_not_changed", "UPDATE audit SET actor = 'x' WHERE number = 1")
    told = assistant(var, "audit", "verify")
    assert told.returncode == 1
    assert told.stderr == "Entry 1 has been changed.\n"
    assert told.stdout == ""


def test_entries_cut_off_since_the_last_time_are_told(var: Path) -> None:
    assert assistant(var, "audit", "verify").returncode == 0
    change(
        var,
        "DROP TRIGGER audit_not_deleted",
        "DELETE FROM audit WHERE number = 2",
        "UPDATE audit_head SET number = 1, digest = (SELECT digest FROM audit)",
    )
    told = assistant(var, "audit", "verify")
    assert (told.returncode, told.stderr) == (1, "Entry 2 is missing.\n")


def test_a_known_entry_that_is_none_is_told(var: Path) -> None:
    told = assistant(var, "audit", "verify", "--known", "last week's")
    assert told.returncode == 1
    assert "names no entry" in told.stderr
    assert "Traceback" not in told.stderr


def test_rotation_seals_anew_and_is_noted(var: Path) -> None:
    before = json.loads((var / "keys" / "keys.json").read_text())
    told = assistant(var, "keys", "rotate")
    assert told.returncode == 0, told.stderr
    assert "1 row is sealed" in told.stdout
    after = json.loads((var / "keys" / "keys.json").read_text())
    assert after["sealing"][1:] == before["sealing"]
    assert after["chain"] == before["chain"]
    assert "3 entries" in assistant(var, "audit", "verify").stdout


def test_lost_keys_are_told_with_their_cure(var: Path) -> None:
    (var / "keys" / "keys.json").unlink()
    told = assistant(var, "audit", "verify")
    assert told.returncode == 1
    assert "not those that the database was sealed with" in told.stderr
    assert "from a backup" in told.stderr
    assert not (var / "keys" / "keys.json").exists()


def test_a_running_assistant_is_not_restored(var: Path, tmp_path: Path) -> None:
    assert assistant(var, "backup", str(tmp_path / "kept")).returncode == 0
    with (var / "running").open("w+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write("123")
        file.flush()
        told = assistant(var, "restore", str(tmp_path / "kept"))
    assert told.returncode == 1
    assert "The assistant is running already (process 123)." in told.stderr


def test_a_backup_is_made_and_a_wrong_one_refused(var: Path, tmp_path: Path) -> None:
    told = assistant(var, "backup", str(tmp_path / "kept"))
    assert told.returncode == 0, told.stderr
    assert "is written" in told.stdout
    assert "Keep it safe" in told.stdout
    again = assistant(var, "backup", str(tmp_path / "kept"))
    assert (again.returncode, again.stderr.count("\n")) == (1, 2)
    (tmp_path / "letter").write_text("no backup")
    refused = assistant(var, "restore", str(tmp_path / "letter"))
    assert refused.returncode == 1
    assert "is no backup" in refused.stderr


def test_what_was_kept_is_restored_and_noted(var: Path, root: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import bot.settings\n"
        "read, root = bot.settings.read_settings, Path(sys.argv.pop())\n"
        "bot.settings.read_settings = lambda: read(root=root)\n"
        "import bot.cli; bot.cli.main()\n"
    )

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, *arguments, str(root)],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "ASSISTANT_VAR": str(var)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    assert command("backup", "kept").returncode == 0
    change(var, "DELETE FROM key_check")
    told = command("restore", "kept")
    assert told.returncode == 0, told.stderr
    assert "Restored." in told.stdout
    assert "3 entries" in assistant(var, "audit", "verify").stdout
