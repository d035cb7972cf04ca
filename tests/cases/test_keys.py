from __future__ import annotations

import json
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection

from cases.database import Database
from cases.faults import Fault
from cases.keys import Keys, keys_of

WORDS = "what only the handler may read"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var" / "keys"


def test_what_is_sealed_is_unreadable_and_comes_back(folder: Path) -> None:
    keys = Keys.open(folder)
    sealed = keys.seal(WORDS)
    assert "handler" not in sealed
    assert keys.seal(WORDS) != sealed
    assert Keys.open(folder).unseal(sealed) == WORDS
    assert keys.unseal_bytes(keys.seal_bytes(b"\x00\xff")) == b"\x00\xff"


def test_files_are_their_owners_alone(folder: Path) -> None:
    Keys.open(folder).rotate()
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_was_changed_is_refused(folder: Path) -> None:
    keys = Keys.open(folder)
    sealed = keys.seal(WORDS)
    middle = len(sealed) // 2
    other = "A" if sealed[middle] != "A" else "B"
    with pytest.raises(Fault, match=r"its key is not in .* or it was changed"):
        keys.unseal(sealed[:middle] + other + sealed[middle + 1 :])


def test_processes_that_start_together_have_the_same_keys(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from cases.keys import Keys\n"
        "print(Keys.open(Path(sys.argv[1])).chain(b'x'))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    told = {process.communicate(timeout=60)[0] for process in started}
    assert told == {Keys.open(folder).chain(b"x").encode() + b"\n"}


def test_threads_that_start_together_agree_with_the_database(
    database: Database, folder: Path
) -> None:
    opened: list[Keys] = []
    threads = [
        threading.Thread(target=lambda: opened.append(Keys.open(folder, database)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({keys.chain(b"x") for keys in opened}) == 1
    assert len(opened) == 4


def test_a_rotated_key_opens_the_old_and_seals_the_new(folder: Path) -> None:
    keys, beside = Keys.open(folder), Keys.open(folder)
    old, chained = keys.seal(WORDS), keys.chain(b"entry")
    keys.rotate()
    new = keys.seal(WORDS)
    assert keys.unseal(old) == keys.unseal(new) == WORDS
    assert beside.unseal(new) == WORDS  # another process notices by itself
    assert Keys.open(folder).chain(b"entry") == chained
    newest = json.loads((folder / "keys.json").read_text())["sealing"][0]
    assert Fernet(newest).decrypt(beside.seal(WORDS)) == WORDS.encode()
    assert Fernet(newest).decrypt(keys.reseal(old.encode())) == WORDS.encode()


def test_a_retired_key_is_gone_and_the_one_before_stays(folder: Path) -> None:
    keys = Keys.open(folder)
    first = keys.seal(WORDS)
    keys.rotate()
    second = keys.seal(WORDS)
    keys.retire()
    assert keys.unseal(first) == WORDS
    keys.rotate()
    keys.retire()
    assert keys.unseal(second) == WORDS
    with pytest.raises(Fault):
        keys.unseal(first)


def test_lost_keys_are_told_and_not_made_anew(database: Database, folder: Path) -> None:
    Keys.open(folder, database)
    (folder / "keys.json").unlink()
    for _ in range(2):
        with pytest.raises(Fault) as fault:
            Keys.open(folder, database)
        assert "not those that the database was sealed with" in fault.value.fault
        assert "backup" in fault.value.cure
        assert not (folder / "keys.json").exists()


def test_keys_of_another_database_are_refused(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    Keys.open(folder, database)
    Keys.open(tmp_path / "other")
    with pytest.raises(Fault, match="not those"):
        Keys.open(tmp_path / "other", database)


def test_rotated_keys_still_belong_to_the_database(database: Database, folder: Path) -> None:
    Keys.open(folder, database).rotate()
    Keys.open(folder, database)


def test_keys_that_go_while_it_runs_stop_the_sealing(folder: Path) -> None:
    keys = Keys.open(folder)
    (folder / "keys.json").unlink()
    with pytest.raises(Fault, match="is missing"):
        keys.seal(WORDS)


def test_keys_that_others_may_read_are_refused(folder: Path) -> None:
    Keys.open(folder)
    (folder / "keys.json").chmod(0o644)
    with pytest.raises(Fault) as fault:
        Keys.open(folder)
    assert "chmod 600" in fault.value.cure


@pytest.mark.parametrize(
    "content",
    ["", "{}", '{"sealing": ["x"], "chain": "00"}', "[]", '{"sealing": [], "chain": "00"}'],
)
def test_a_damaged_file_is_named(folder: Path, content: str) -> None:
    Keys.open(folder)
    (folder / "keys.json").write_text(content)
    with pytest.raises(Fault, match=r"keys\.json is damaged"):
        Keys.open(folder)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Fault, match="cannot be written"):
        Keys.open(tmp_path / "file" / "keys")


def test_a_connection_knows_the_keys_of_its_database(database: Database, folder: Path) -> None:
    def chained(connection: Connection) -> str:
        return keys_of(connection).chain(b"x")

    with pytest.raises(RuntimeError, match=r"Keys\.open"):
        database.read_now(chained)
    keys = Keys.open(folder, database)
    assert database.read_now(chained) == database.write_now(chained) == keys.chain(b"x")
