from __future__ import annotations

import os
from pathlib import Path

from cases.directory import Directory
from cases.organisation import read_organisation
from tests.clock import Clock


def live(root: Path, clock: Clock) -> Directory:
    source = root / "organisation.yml"

    def read(path: Path) -> tuple[object, ...]:
        return read_organisation(path).people

    return Directory(read(source), source, read, clock.seconds)  # type: ignore[arg-type]


def change(root: Path, old: str, new: str) -> None:
    path = root / "organisation.yml"
    before = path.stat()
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000))


def test_people_are_found_whatever_the_case_of_their_address(root: Path, clock: Clock) -> None:
    directory = live(root, clock)
    person = directory.find(" STAFF@example.org ")
    assert person is not None
    assert person.email == "staff@example.org"
    assert directory.find("nobody@example.org") is None
    assert next(iter(directory)).email == "staff@example.org"


def test_a_leaver_is_out_without_a_restart(root: Path, clock: Clock) -> None:
    directory = live(root, clock)
    change(root, "email: starter@", "email: newcomer@")
    clock.move(seconds=2)
    assert directory.find("starter@example.org") is None
    assert directory.find("newcomer@example.org") is not None


def test_a_broken_file_leaves_everybody_as_they_were(root: Path, clock: Clock) -> None:
    directory = live(root, clock)
    change(root, "people:", "peple:")
    clock.move(seconds=2)
    assert directory.find("staff@example.org") is not None


def test_a_file_taken_away_leaves_everybody_as_they_were(root: Path, clock: Clock) -> None:
    directory = live(root, clock)
    (root / "organisation.yml").unlink()
    clock.move(seconds=2)
    assert directory.find("staff@example.org") is not None
