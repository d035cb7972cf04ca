"""The keys that free text and files are sealed with, and the one that chains the audit trail.

All stand in one file that only its owner may read. Whichever process starts first makes it; a
process that runs notices new keys by itself.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from cases.database import Database
from cases.faults import Fault
from cases.tables import key_check

T = TypeVar("T")

FILE = "keys.json"
LOCK = "keys.lock"
CHAIN_BYTES = 32
KEPT = 2  # the newest key, and the one before: a process may have sealed with it a moment ago
OPTION = "assistant_keys"
ONLY_ROW = 1
CURE = f"Put {FILE} back from a backup, or copy it from the machine that has it."


@dataclass(frozen=True, slots=True)
class _Held:
    """What the file held, and the file's stamp then. The newest key comes first."""

    stamp: tuple[int, int, int]
    sealing: tuple[str, ...]
    fernet: MultiFernet
    chain: bytes


class Keys:
    """Seals and unseals. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._held = self._read()

    @classmethod
    def open(cls, folder: Path, database: Database | None = None) -> Keys:
        """The keys in `folder`, made at the first start.

        With a (migrated) `database`, they become the ones that its audit trail is chained with;
        keys that are not those the database was first opened with are refused.

        Raises:
            Fault: the keys are lost, damaged, of another database, or open to other users.
        """
        if not (folder / FILE).exists():
            if database is not None and database.read_now(_canary) is not None:
                _lost(folder)
            _make(folder)
        keys = cls(folder)
        if database is not None:
            keys._belong_to(database)
        return keys

    def seal(self, words: str) -> str:
        """`words` as ciphertext that nobody reads or changes without the keys."""
        return self._now().fernet.encrypt(words.encode()).decode("ascii")

    def unseal(self, sealed: str) -> str:
        """The words that `seal` was given.

        Raises:
            Fault: its key is not among these, or it was changed.
        """
        return self.unseal_bytes(sealed.encode("ascii")).decode()

    def seal_bytes(self, content: bytes) -> bytes:
        """`seal`, for a file's content."""
        return self._now().fernet.encrypt(content)

    def unseal_bytes(self, sealed: bytes) -> bytes:
        """`unseal`, for a file's content."""
        return self._try(lambda fernet: fernet.decrypt(sealed))

    def reseal(self, sealed: bytes) -> bytes:
        """The same content sealed with the newest key."""
        return self._try(lambda fernet: fernet.rotate(sealed))

    def chain(self, message: bytes) -> str:
        """The HMAC-SHA-256 of `message`, in hex, by the key that rotation leaves as it is."""
        return hmac.new(self._now().chain, message, hashlib.sha256).hexdigest()

    def rotate(self) -> None:
        """Adds a key that everything is sealed with from now on; the others still unseal."""
        with _locked(self._path.parent):
            held = self._now()
            self._write((Fernet.generate_key().decode("ascii"), *held.sealing), held.chain)

    def retire(self) -> None:
        """Drops the keys before the last but one, once `cases.resealing` has sealed all anew."""
        with _locked(self._path.parent):
            held = self._now()
            self._write(held.sealing[:KEPT], held.chain)

    def _is(self, sealed: str, words: str) -> bool:
        try:
            return hmac.compare_digest(self._now().fernet.decrypt(sealed.encode()), words.encode())
        except InvalidToken:
            return False

    def _write(self, sealing: tuple[str, ...], chain: bytes) -> None:
        _replace(self._path, sealing, chain)
        self._held = self._read()

    def _try(self, work: Callable[[MultiFernet], T]) -> T:
        try:
            return work(self._now().fernet)
        except InvalidToken:
            raise Fault(
                f"Something sealed cannot be read: its key is not in {self._path}, or it was"
                " changed.",
                CURE,
            ) from None

    def _now(self) -> _Held:
        """The keys as the file has them now: looking at its stamp costs microseconds."""
        if self._held.stamp != _stamp(self._path):
            self._held = self._read()
        return self._held

    def _read(self) -> _Held:
        path = self._path
        stamp = _stamp(path)
        if path.stat().st_mode & 0o077:
            raise Fault(f"Other users may read {path}.", f"Run: chmod 600 {path}")
        try:
            data = json.loads(path.read_bytes())
            sealing = tuple(str(key) for key in data["sealing"])
            fernet = MultiFernet([Fernet(key) for key in sealing])
            chain = bytes.fromhex(data["chain"])
        except (ValueError, KeyError, TypeError) as error:
            raise Fault(f"{path} is damaged.", "Put it back from a backup.") from error
        return _Held(stamp, sealing, fernet, chain)

    def _belong_to(self, database: Database) -> None:
        """Leaves a sign in the database at first, and looks for it ever after."""
        sign = self.chain(b"the keys of this database")
        if (sealed := database.read_now(_canary)) is None:
            row = {"id": ONLY_ROW, "sealed": self.seal(sign), "resealing": False}
            try:
                database.write_now(lambda connection: connection.execute(insert(key_check), row))
            except IntegrityError:  # another process was quicker
                sealed = database.read_now(_canary)
        if sealed is not None and not self._is(sealed, sign):
            _lost(self._path.parent)
        database.engine.update_execution_options(**{OPTION: self})


def keys_of(connection: Connection) -> Keys:
    """The keys that this connection's database was opened with.

    Raises:
        RuntimeError: `Keys.open` was not given the database.
    """
    keys = connection.get_execution_options().get(OPTION)
    if not isinstance(keys, Keys):
        raise RuntimeError(  # noqa: TRY004 - a step is missing, not a type
            "Keys.open(folder, database) comes before anything is recorded"
        )
    return keys


def _canary(connection: Connection) -> str | None:
    found: str | None = connection.execute(select(key_check.c.sealed)).scalar()
    return found


def _lost(folder: Path) -> NoReturn:
    raise Fault(
        f"The keys in {folder} are not those that the database was sealed with.",
        CURE,
    ) from None


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        raise Fault(f"{path} is missing.", "Put it back from a backup.") from None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _make(folder: Path) -> None:
    with _locked(folder):
        if not (folder / FILE).exists():
            key = Fernet.generate_key().decode("ascii")
            _replace(folder / FILE, (key,), secrets.token_bytes(CHAIN_BYTES))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process at a time writes the file. The lock goes with the process that held it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise Fault(
            f"{folder} cannot be written ({error.strerror}).",
            "Make it writable, or set ASSISTANT_VAR to another folder.",
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _replace(path: Path, sealing: tuple[str, ...], chain: bytes) -> None:
    """Writes the file whole or not at all, and on the disk before anything is sealed with it."""
    words = json.dumps({"chain": chain.hex(), "sealing": sealing}, indent=1)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(words)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    opened = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
