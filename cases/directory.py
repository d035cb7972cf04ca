"""Who may come in: the people of `organisation.yml`, read again as soon as the file changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog

from cases.faults import Fault

log = structlog.get_logger(__name__)

LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in the directory.

    `email` is lower case and identifies the person; `roles` are role names.
    """

    email: str
    name: str
    roles: tuple[str, ...]
    line_manager: str | None = None


class Directory:
    """People by e-mail address, in the order they are declared.

    With a `source` file and a way to `read` it, a changed file takes effect within a second, so
    that a leaver is out at once. A file that has become faulty is logged and the people known
    before stay.
    """

    def __init__(
        self,
        people: Iterable[Person],
        source: Path | None = None,
        read: Callable[[Path], Iterable[Person]] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._people = {person.email: person for person in people}
        self._source, self._read, self._clock = source, read, clock
        self._stamp = self._stamp_of_source()
        self._looked = clock()

    def find(self, email: str) -> Person | None:
        """The person with this address, whatever its case; None when nobody has it."""
        self._look_again()
        return self._people.get(email.strip().lower())

    def __iter__(self) -> Iterator[Person]:
        self._look_again()
        return iter(tuple(self._people.values()))

    def _stamp_of_source(self) -> tuple[int, int] | None:
        if self._source is None:
            return None
        try:
            found = self._source.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size

    def _look_again(self) -> None:
        if (
            self._source is None
            or self._read is None
            or self._clock() - self._looked < LOOK_AGAIN_SECONDS
        ):
            return
        self._looked = self._clock()
        stamp = self._stamp_of_source()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._people = {person.email: person for person in self._read(self._source)}
        except Fault as fault:
            log.warning("directory_not_read", fault=str(fault))
            return
        log.info("directory_read_again", people=len(self._people))
