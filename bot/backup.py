"""A backup in one file of what set-up cannot make again: databases, keys and `organisation.yml`.

It is taken while the assistant runs and put back while it does not.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.settings import ORGANISATION_FILE, Settings
from cases.faults import Fault
from cases.keys import FILE as KEYS_FILE
from cases.keys import Keys
from cases.organisation import read_organisation

MANIFEST = "manifest.json"
FORMAT = 1
KEYS_FOLDER = "keys"
BESIDE = ("-wal", "-shm", "-journal")
LONGEST_MANIFEST = 1024 * 1024
WAIT_SECONDS = 30.0
NOT_OURS = "Give a file that 'assistant backup' made."


def back_up(settings: Settings, target: Path) -> int:
    """Writes the backup to `target`, readable by its owner alone. Returns its size in bytes.

    Raises:
        Fault: the data are not in SQLite files, there are none, or the file cannot be written.
    """
    databases = _databases(settings)
    if target.exists():
        raise Fault(f"{target} is there already.", "Choose another name.")
    try:
        with tempfile.TemporaryDirectory(dir=target.absolute().parent) as temporary:
            folder = Path(temporary)
            gathered = dict(_gather(settings, databases, folder))
            packed = folder / "packed"
            _pack(gathered, folder, packed)
            size = packed.stat().st_size
            packed.replace(target)
    except OSError as error:
        raise Fault(
            f"{target} cannot be written ({error.strerror}).", "Choose a folder with room."
        ) from error
    return size


def restore(settings: Settings, source: Path) -> Path:
    """Puts a backup in the place of the present data. Returns where those were moved to.

    The caller sees to it that the assistant does not run.

    Raises:
        Fault: the backup is damaged or not one, or the data are in use. Nothing is changed then.
    """
    databases = _databases(settings)
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.var, prefix="restoring-") as temporary:
        folder = Path(temporary)
        names = _unpack(source, folder)
        _check(folder, names, databases)
        for path in databases.values():
            _check_unused(path)
        return _put_in_place(settings, folder, names, databases)


def _databases(settings: Settings) -> dict[str, Path]:
    """The SQLite files, by the names that they have in a backup."""
    found: dict[str, Path] = {}
    urls = {"assistant.db": settings.database_url, "conversations.db": settings.tracker_url}
    for name, url in urls.items():
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            raise Fault(
                "The data are in PostgreSQL.",
                f"Use pg_dump and pg_restore for them, and copy {settings.var / KEYS_FOLDER} and"
                f" {ORGANISATION_FILE} as well.",
            )
        found[name] = Path(parsed.database or "")
    return found


def _gather(
    settings: Settings, databases: dict[str, Path], folder: Path
) -> Iterator[tuple[str, Path]]:
    """The files of the backup, by their names there."""
    if not databases["assistant.db"].exists():
        raise Fault(f"There are no data in {settings.var} yet.", "Start the assistant first.")
    for name, path in databases.items():
        if path.exists():
            _copy(path, folder / name)
            yield name, folder / name
    # The keys come last: a key added meanwhile is then in the backup too.
    keys = settings.var / KEYS_FOLDER
    for path in sorted(keys.iterdir()) if keys.exists() else ():
        if path.suffix in {".json", ".head"}:
            yield f"{KEYS_FOLDER}/{path.name}", path
    yield ORGANISATION_FILE, settings.organisation_file


def _copy(source: Path, target: Path) -> None:
    """A whole and consistent copy of a database that others may be writing to."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with (
        closing(sqlite3.connect(source, timeout=WAIT_SECONDS)) as present,
        closing(sqlite3.connect(target)) as copy,
    ):
        present.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _pack(gathered: dict[str, Path], folder: Path, packed: Path) -> None:
    manifest = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": {name: _digest(path) for name, path in gathered.items()},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    descriptor = os.open(packed, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with (
        os.fdopen(descriptor, "wb") as file,
        tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive,
    ):
        for name, path in {MANIFEST: folder / MANIFEST, **gathered}.items():
            archive.add(path, name, recursive=False)


def _unpack(source: Path, folder: Path) -> list[str]:
    """Unpacks what the manifest names, and sees that it is what was packed."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            manifest = json.loads(_member(archive, MANIFEST, LONGEST_MANIFEST))
            if manifest["format"] != FORMAT:
                raise Fault(f"{source} is a backup of another version.", "Restore it with that.")
            digests: dict[str, str] = manifest["files"]
            for name, digest in digests.items():
                target = folder / name
                if not _is_ours(name):
                    raise Fault(f"{source} holds something that is no data of ours.", NOT_OURS)
                target.parent.mkdir(mode=0o700, exist_ok=True)
                _extract(archive, name, target)
                if _digest(target) != digest:
                    raise Fault(f"{source} is damaged ({name}).", "Use another backup.")
            return list(digests)
    except FileNotFoundError:
        raise Fault(f"{source} is not there.", NOT_OURS) from None
    except (tarfile.TarError, EOFError, KeyError, ValueError, TypeError, OSError) as error:
        raise Fault(f"{source} is no backup, or it is damaged.", NOT_OURS) from error


def _is_ours(name: str) -> bool:
    plain = {"assistant.db", "conversations.db", ORGANISATION_FILE}
    inside = name.removeprefix(f"{KEYS_FOLDER}/")
    return name in plain or (inside != name and Path(inside).name == inside and inside != "..")


def _member(archive: tarfile.TarFile, name: str, longest: int) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise ValueError(name)
    return file.read(longest)


def _extract(archive: tarfile.TarFile, name: str, target: Path) -> None:
    """Only a plain file's content is taken: no link, owner or mode."""
    file = archive.extractfile(name)
    if file is None:
        raise ValueError(name)
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as written:
        shutil.copyfileobj(file, written)


def _check(folder: Path, names: list[str], databases: dict[str, Path]) -> None:
    """Raises a Fault unless all is there and can be read."""
    if "assistant.db" not in names or ORGANISATION_FILE not in names:
        raise Fault("The backup is not whole.", NOT_OURS)
    for name in set(names) & set(databases):
        with closing(sqlite3.connect(folder / name)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check").fetchone()
        if found != "ok":
            raise Fault(f"The backup is damaged ({name}).", "Use another backup.")
    if f"{KEYS_FOLDER}/{KEYS_FILE}" in names:
        Keys(folder / KEYS_FOLDER)
    read_organisation(folder / ORGANISATION_FILE)


def _check_unused(path: Path) -> None:
    """Another process that has the database open keeps this from leaving its log."""
    if not path.exists():
        return
    with closing(sqlite3.connect(path, timeout=1)) as connection:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError:
            mode = "locked"
        except sqlite3.DatabaseError:
            return  # so damaged that a backup is wanted
    if mode != "delete":
        raise Fault(f"{path} is in use.", "Stop the assistant first.")


def _put_in_place(
    settings: Settings, folder: Path, names: list[str], databases: dict[str, Path]
) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    aside = Path(tempfile.mkdtemp(dir=settings.var, prefix=f"before-restore-{stamp}-"))
    keys = settings.var / KEYS_FOLDER
    for name, path in databases.items():
        for end in ("", *BESIDE):
            present = path.with_name(path.name + end)
            if present.exists():
                shutil.move(present, aside / (name + end))
    if keys.exists():
        shutil.move(keys, aside / KEYS_FOLDER)
    shutil.copyfile(settings.organisation_file, aside / ORGANISATION_FILE)
    for name in names:
        if name in databases:
            databases[name].parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.move(folder / name, databases[name])
    if (folder / KEYS_FOLDER).exists():
        shutil.move(folder / KEYS_FOLDER, keys)
    # Its content alone: mode and place stay as the organisation has set them.
    with _replacing(settings.organisation_file) as new:
        shutil.copyfile(folder / ORGANISATION_FILE, new)
    return aside


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    new = path.with_name(f"{path.name}.new")
    shutil.copyfile(path, new)
    shutil.copymode(path, new)
    yield new
    new.replace(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
