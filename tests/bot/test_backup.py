from __future__ import annotations

import dataclasses
import json
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.backup import back_up, restore
from bot.settings import Settings, read_settings
from cases.database import Database
from cases.faults import Fault
from cases.keys import Keys
from cases.tables import draft
from tests.clock import Clock

WORDS = "what only the handler may read"


@pytest.fixture
def settings(root: Path, tmp_path: Path) -> Settings:
    return read_settings({"ASSISTANT_VAR": str(tmp_path / "data")}, root)


@pytest.fixture
def live(settings: Settings, clock: Clock) -> Iterator[Database]:
    """A database in use, with a sealed draft, and Rasa's conversations beside it."""
    database = Database(settings.database_url)
    database.migrate()
    keys = Keys.open(settings.var / "keys", database)
    (settings.var / "keys" / "audit.head").write_text("1:" + "0" * 64)
    database.write_now(
        lambda c: c.execute(
            insert(draft).values(
                submission="a" * 32, person="staff@example.org", procedure="x", active=True,
                sealed=keys.seal(WORDS), started_at=clock.now(), touched_at=clock.now(),
            )
        )
    )  # fmt: skip
    conversations = sqlite3.connect(settings.var / "conversations.db")
    conversations.execute("CREATE TABLE events (id INTEGER PRIMARY KEY)")
    conversations.execute("INSERT INTO events VALUES (7)")
    conversations.commit()
    conversations.close()
    yield database
    database.close()


@pytest.fixture
def kept(settings: Settings, live: Database, tmp_path: Path) -> Path:
    """A backup, after which the assistant was stopped."""
    back_up(settings, tmp_path / "backup.tar.gz")
    live.close()
    return tmp_path / "backup.tar.gz"


def words_in(settings: Settings) -> str:
    database = Database(settings.database_url)
    try:
        keys = Keys.open(settings.var / "keys", database)
        return database.read_now(
            lambda c: keys.unseal(c.execute(select(draft.c.sealed)).scalar_one())
        )
    finally:
        database.close()


def test_a_backup_is_restored_on_another_machine(
    settings: Settings, kept: Path, root: Path, tmp_path: Path
) -> None:
    there = dataclasses.replace(
        read_settings({"ASSISTANT_VAR": str(tmp_path / "there")}, root), root=root
    )
    restore(there, kept)
    assert words_in(there) == WORDS
    with sqlite3.connect(there.var / "conversations.db") as connection:
        assert connection.execute("SELECT id FROM events").fetchall() == [(7,)]
    connection.close()
    assert (there.var / "keys" / "audit.head").read_text() == "1:" + "0" * 64
    files = [path for path in there.var.rglob("*") if path.is_file() and path.parent.name != "log"]
    assert {
        stat.S_IMODE(path.stat().st_mode) & 0o077 for path in files if path.suffix != ".yml"
    } == {0}


def test_a_backup_is_its_owners_alone_and_leaves_nothing_beside_it(
    kept: Path, tmp_path: Path
) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("tmp")] == []


def test_what_was_there_before_is_moved_aside(settings: Settings, kept: Path) -> None:
    settings.organisation_file.write_text(
        settings.organisation_file.read_text().replace("ArtForms", "Changed since", 1)
    )
    Keys(settings.var / "keys").rotate()
    aside = restore(settings, kept)
    assert words_in(settings) == WORDS
    assert {path.name for path in aside.iterdir()} == {
        "assistant.db", "conversations.db", "keys", "organisation.yml",
    }  # fmt: skip
    assert "Changed since" in (aside / "organisation.yml").read_text()
    assert "Changed since" not in settings.organisation_file.read_text()


def test_a_backup_is_whole_while_others_write(
    settings: Settings, live: Database, clock: Clock, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            live.write_now(
                lambda c, n=number: c.execute(
                    insert(draft).values(
                        submission=f"{n:032x}", person=f"{n}@example.org", procedure="x",
                        active=True, sealed="x" * 3_000, started_at=clock.now(),
                        touched_at=clock.now(),
                    )
                )
            )  # fmt: skip

    writing = threading.Thread(target=write)
    writing.start()
    try:
        back_up(settings, tmp_path / "backup.tar.gz")
    finally:
        stop.set()
        writing.join()
    live.close()
    restore(settings, tmp_path / "backup.tar.gz")


def test_data_in_use_are_not_replaced(settings: Settings, live: Database, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "backup.tar.gz")
    with live.engine.connect() as connection:
        connection.execute(select(draft.c.submission)).all()
        with pytest.raises(Fault, match="is in use") as fault:
            restore(settings, tmp_path / "backup.tar.gz")
    assert fault.value.cure == "Stop the assistant first."
    assert words_in(settings) == WORDS
    assert not list(settings.var.glob("before-restore-*"))
    assert not list(settings.var.glob("restoring-*"))


def test_a_file_that_is_there_is_not_overwritten(
    settings: Settings, live: Database, tmp_path: Path
) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(Fault, match="is there already"):
        back_up(settings, tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "mine"


def test_where_nothing_can_be_written_is_told(
    settings: Settings, live: Database, tmp_path: Path
) -> None:
    with pytest.raises(Fault, match="cannot be written"):
        back_up(settings, tmp_path / "nowhere" / "backup")


def test_without_data_there_is_no_backup(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(Fault, match="no data"):
        back_up(settings, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_postgresql_has_its_own_way(root: Path, tmp_path: Path) -> None:
    settings = read_settings(
        {"ASSISTANT_VAR": str(tmp_path / "data"), "DATABASE_URL": "postgresql://me:s3cret@db/a"},
        root,
    )
    for command in (back_up, restore):
        with pytest.raises(Fault, match="PostgreSQL") as fault:
            command(settings, tmp_path / "backup")
        assert "pg_dump" in fault.value.cure
        assert "s3cret" not in str(fault.value)


def remade(kept: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """The backup with its files changed, as somebody else could have done."""
    with tarfile.open(kept) as archive:
        files = {
            member.name: file.read()
            for member in archive.getmembers()
            if (file := archive.extractfile(member))
        }
    change(files)
    with tarfile.open(kept, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, BytesIO(content))


def spoil(files: dict[str, bytes]) -> None:
    files["assistant.db"] = files["assistant.db"][:-100] + b"x" * 100


def lose(files: dict[str, bytes]) -> None:
    del files["organisation.yml"]


def escape(files: dict[str, bytes]) -> None:
    manifest = json.loads(files["manifest.json"])
    manifest["files"]["keys/../../escaped"] = "0"
    files["manifest.json"] = json.dumps(manifest).encode()
    files["keys/../../escaped"] = b"x"


def age(files: dict[str, bytes]) -> None:
    files["manifest.json"] = files["manifest.json"].replace(b'"format": 1', b'"format": 99')


@pytest.mark.parametrize("change", [spoil, lose, escape, age])
def test_a_backup_that_was_changed_is_refused_and_nothing_is_touched(
    settings: Settings, kept: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    remade(kept, change)
    with pytest.raises(Fault):
        restore(settings, kept)
    assert words_in(settings) == WORDS
    assert not list(settings.var.glob("before-restore-*"))


def test_other_files_are_refused(settings: Settings, kept: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("no backup")
    (tmp_path / "half").write_bytes(kept.read_bytes()[:500])
    for name in ("letter.txt", "half", "nothing"):
        with pytest.raises(Fault) as fault:
            restore(settings, tmp_path / name)
        assert "assistant backup" in fault.value.cure
