"""Changes people, schools and terms in `organisation.yml`, its comments kept.

The new text is read as the start would read it before it takes the file's place, in one step. Who
changes the file says which content they had seen: a change in between is never overwritten.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml.comments import CommentedMap

from cases import routing
from cases.context import Context
from cases.directory import Directory, Person
from cases.faults import Fault
from cases.model import CaseError
from cases.organisation import Organisation, School, Term, parse_organisation
from cases.yaml_list import YamlList, edit_mapping, plain

CHANGED_MEANWHILE = (
    "Somebody else changed this meanwhile. Here it is as it stands now: look at it again, then "
    "repeat your change."
)
ITEM_KEY = {"people": "email", "schools": "name", "terms": "name"}


@dataclass(frozen=True, slots=True)
class Put:
    """Adds an entry, or changes the one that is known as `was`."""

    entry: Person | School | Term
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """Takes the entry out that is known as `key`: a person's address, another's name."""

    kind: type[Person | School | Term]
    key: str


@dataclass(frozen=True, slots=True)
class Deputise:
    """Lets `successor` take the place of `leaver` among the deputies."""

    leaver: str
    successor: str | None


Change = Put | Remove | Deputise


class OrganisationFile:
    """`organisation.yml` as it stands. `check` may refuse what the reader itself allows."""

    def __init__(
        self, path: Path, check: Callable[[Organisation], None] = lambda organisation: None
    ) -> None:
        self._path = path
        self._check = check
        self._seen: tuple[str, Organisation] | None = None

    def look(self) -> tuple[Organisation, str]:
        """What it declares, and the stamp of that content.

        Raises:
            Fault: the file is missing or faulty.
        """
        text = self._text()
        stamp, seen = _stamp(text), self._seen
        if seen is None or seen[0] != stamp:
            seen = self._seen = (stamp, parse_organisation(text, self._path.name))
        return seen[1], stamp

    def change(self, stamp: str, changes: Iterable[Change]) -> Organisation:
        """Makes the changes, all or none, and gives what the file declares then.

        Raises:
            CaseError: 409: its content is no longer that of `stamp`; 404: no such entry.
            Fault: what would come of it is faulty, or the file cannot be written.
        """
        with _alone(self._path.resolve().parent):
            text = self._text()
            if _stamp(text) != stamp:
                raise CaseError(409, CHANGED_MEANWHILE)
            new = _changed(text, list(changes))
            organisation = parse_organisation(new, self._path.name)
            self._check(organisation)
            if new != text:
                self._replace(new)
        return organisation

    def _text(self) -> str:
        try:
            return self._path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            raise Fault(f"{self._path.name} is missing.", "Put it back where it was.") from None
        except UnicodeDecodeError:
            raise Fault(f"{self._path.name} is not UTF-8 text.", "Save it as UTF-8.") from None

    def _replace(self, text: str) -> None:
        target = self._path.resolve()
        try:
            mode = stat.S_IMODE(target.stat().st_mode)
            descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(text.encode("utf-8"))
                    file.flush()
                    os.fchmod(descriptor, mode)
                    os.fsync(descriptor)
                Path(name).replace(target)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise Fault(
                f"{target.name} cannot be written ({error.strerror}).",
                "Let the assistant write to it and to its folder.",
            ) from error


def file_of(context: Context, path: Path) -> OrganisationFile:
    """The file of an office: what the office would not start with is refused."""

    def check(organisation: Organisation) -> None:
        people = Directory(organisation.people)
        routing.check_roles(replace(context, organisation=organisation, directory=people))

    return OrganisationFile(path, check)


def _changed(text: str, changes: list[Change]) -> str:
    for section, key in ITEM_KEY.items():
        own = [each for each in changes if _section_of(each) == section]
        if own:
            text = _with(text, section, key, own)
    for each in changes:
        if isinstance(each, Deputise):
            text = edit_mapping(text, ("routing", "deputies"), _deputised(each))
    return text


def _section_of(change: Change) -> str | None:
    if isinstance(change, Deputise):
        return None
    kind = change.kind if isinstance(change, Remove) else type(change.entry)
    return {Person: "people", School: "schools", Term: "terms"}[kind]


def _with(text: str, section: str, key: str, changes: list[Change]) -> str:
    items: list[Mapping[str, Any]] = (yaml.safe_load(text) or {}).get(section) or []
    at = {str(item[key]).lower(): index for index, item in enumerate(items)}
    listed = YamlList(text, section)
    for each in changes:
        if isinstance(each, Remove):
            listed.remove(_index(at, each.key))
        elif isinstance(each, Put):
            fields = _fields(each.entry)
            if each.was is None:
                place = _place(items, fields) if section == "terms" else len(listed)
                listed.insert(place, {k: v for k, v in fields.items() if v not in (None, [])})
            else:
                index = _index(at, each.was)
                listed.change(index, _differing(items[index], fields))
    return listed.text()


def _index(at: Mapping[str, int], key: str) -> int:
    if key.lower() not in at:
        raise CaseError(404, f"{key} is no longer there.")
    return at[key.lower()]


def _differing(item: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Only what changes is written: an empty list that was not there stays away."""
    return {
        name: value if value != [] else None
        for name, value in fields.items()
        if (item.get(name) or None) != (value or None)
    }


def _place(items: list[Mapping[str, Any]], fields: Mapping[str, Any]) -> int:
    """Terms follow one another."""
    return sum(item["starts"] < fields["starts"] for item in items)


def _fields(entry: Person | School | Term) -> dict[str, Any]:
    if isinstance(entry, Person):
        return {
            "email": entry.email,
            "name": entry.name,
            "roles": list(entry.roles),
            "line_manager": entry.line_manager,
        }
    if isinstance(entry, School):
        return {
            "name": entry.name,
            "kind": entry.kind,
            "also": list(entry.also),
            "headteacher": entry.headteacher,
            "email": entry.email,
        }
    return {
        "name": entry.name,
        "starts": entry.starts,
        "ends": entry.ends,
        "half_term": list(entry.half_term) if entry.half_term else None,
    }


def _deputised(change: Deputise) -> Callable[[CommentedMap], None]:
    def edit(deputies: CommentedMap) -> None:
        for person, deputy in list(deputies.items()):
            if str(person).lower() == change.leaver:
                del deputies[person]
            elif str(deputy).lower() == change.leaver:
                if change.successor in (None, str(person).lower()):
                    del deputies[person]
                else:
                    deputies[person] = plain(change.successor)

    return edit


def _stamp(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other process, and no other thread, changes the file meanwhile."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
