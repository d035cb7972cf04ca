"""People from a list (CSV): what it would add, change and take away, and every row at fault.

Nothing is changed here: a `Plan` is looked at first, and then carried out as changes of
`organisation.yml`.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO

from cases.directory import Person
from cases.organisation import Organisation
from cases.organisation_file import ADDRESS
from cases.organisation_writer import Change, Deputise, Put, Remove
from cases.roles import ROLES

MOST_ROWS = 5_000
LONGEST = 200  # characters of a field
NEVER = frozenset({"Cc", "Cf", "Cs"})  # controls, formats, halves of surrogate pairs
NEW_ROLES = ("staff",)
HEADINGS = {
    "email": "email",
    "e-mail": "email",
    "email address": "email",
    "e-mail address": "email",
    "name": "name",
    "full name": "name",
    "roles": "roles",
    "role": "roles",
    "line_manager": "line_manager",
    "line manager": "line_manager",
    "manager": "line_manager",
}
WANTED = "The first line names the columns: email, name, and if you like roles and line_manager."


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong on a line of the list (from 1)."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What the list would do. With faults, it does nothing."""

    added: tuple[Person, ...] = ()
    changed: tuple[tuple[Person, Person], ...] = ()
    removed: tuple[Person, ...] = ()
    same: int = 0
    faults: tuple[RowFault, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.added or self.changed or self.removed)

    def changes(self) -> list[Change]:
        """The changes of `organisation.yml` that carry it out."""
        return [
            *(Remove(Person, each.email) for each in self.removed),
            *(Deputise(each.email, None) for each in self.removed),
            *(Put(after, was=before.email) for before, after in self.changed),
            *(Put(each) for each in self.added),
        ]


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    email: str
    name: str
    roles: tuple[str, ...] | None
    line_manager: str | None
    has_manager: bool


def plan_from(
    content: bytes,
    organisation: Organisation,
    *,
    complete: bool = False,
    busy: Mapping[str, int] | None = None,
) -> Plan:
    """What the list in `content` (CSV, with a line of headings) would do.

    A column that the list lacks stays as it is; somebody new without roles is staff.

    Args:
        content: the file as it was sent: UTF-8, or as Excel writes it on Windows; columns parted
            by commas, semicolons or tabs; several roles in a cell parted by spaces, commas or
            semicolons.
        organisation: the people as they are.
        complete: whether the list names everybody, so that others are taken away.
        busy: how many open cases each person handles; who has some is not taken away.
    """
    before = {person.email: person for person in organisation.people}
    faults: list[RowFault] = []
    rows = list(_rows(content, _known_roles(organisation), faults))
    after = {row.email: _person(row, before.get(row.email)) for row in rows}
    removed = [each for each in organisation.people if complete and each.email not in after]
    everybody = {**before, **after}
    for each in removed:
        del everybody[each.email]
    faults += _of_managers(rows, after, everybody)
    faults += _of_removed(removed, busy or {})
    if faults or not rows:
        faults = faults or [RowFault(1, f"Nobody is in the list. {WANTED}")]
        return Plan(faults=tuple(sorted(faults, key=lambda fault: fault.line)))
    changed = [
        (before[email], person)
        for email, person in after.items()
        if email in before and person != before[email]
    ]
    added = [person for email, person in after.items() if email not in before]
    same = len(after) - len(added) - len(changed)
    return Plan(tuple(added), tuple(changed), tuple(removed), same)


def _known_roles(organisation: Organisation) -> frozenset[str]:
    return frozenset(ROLES).union(*(person.roles for person in organisation.people))


def _person(row: _Row, before: Person | None) -> Person:
    if before is None:
        return Person(row.email, row.name, row.roles or NEW_ROLES, row.line_manager)
    person = replace(before, name=row.name, roles=row.roles or before.roles)
    return replace(person, line_manager=row.line_manager) if row.has_manager else person


def _rows(content: bytes, roles: Collection[str], faults: list[RowFault]) -> Iterator[_Row]:
    """The rows that can be read; what is wrong with others goes to `faults`."""
    text = _text(content)
    heading = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    seen: dict[str, int] = {}
    columns: list[str] = []
    line = 1
    try:
        for cells in reader:
            here, line = line, reader.line_num + 1
            values = [_plain(cell) for cell in cells]
            if not any(values):
                continue
            if not columns:
                columns = _columns(here, values, faults)
                if not columns:
                    return
                continue
            if len(seen) >= MOST_ROWS:
                faults.append(RowFault(here, f"A list has {MOST_ROWS:,} people at most."))
                return
            row = _row(here, dict(zip(columns, values, strict=False)), roles, faults)
            if len(values) > len(columns):
                faults.append(RowFault(here, "This line has more cells than there are columns."))
            elif row is not None and row.email in seen:
                words = f"{row.email} is on line {seen[row.email]} already."
                faults.append(RowFault(here, words))
            elif row is not None:
                seen[row.email] = here
                yield row
    except csv.Error:
        faults.append(RowFault(line, "From here the quotation marks do not pair up."))


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _plain(cell: str) -> str:
    """The cell in NFC, without what is never shown, words parted by single spaces."""
    shown = (each for each in cell if each.isspace() or unicodedata.category(each) not in NEVER)
    return " ".join(unicodedata.normalize("NFC", "".join(shown)).split())


def _columns(line: int, values: list[str], faults: list[RowFault]) -> list[str]:
    columns = [HEADINGS.get(value.lower(), "") for value in values]
    unknown = [value for value, column in zip(values, columns, strict=True) if not column]
    if unknown:
        faults.append(RowFault(line, f"The column '{unknown[0]}' is not known. {WANTED}"))
        return []
    if len(set(columns)) < len(columns) or not {"email", "name"}.issubset(columns):
        faults.append(RowFault(line, WANTED))
        return []
    return columns


def _row(
    line: int, cells: Mapping[str, str], roles: Collection[str], faults: list[RowFault]
) -> _Row | None:
    email, name = cells.get("email", "").lower(), cells.get("name", "")
    manager = cells.get("line_manager", "").lower()
    own_roles = tuple(dict.fromkeys(cells.get("roles", "").lower().replace(";", " ")
                                    .replace(",", " ").split()))  # fmt: skip
    wrong = []
    if not ADDRESS.fullmatch(email):
        wrong.append(f"'{email[:60]}' is not an e-mail address." if email else "No e-mail address.")
    if not name:
        wrong.append("No name.")
    if max(len(email), len(name), len(manager)) > LONGEST:
        wrong.append(f"A cell is longer than {LONGEST} characters.")
    wrong += [f"The role '{each[:60]}' is not known." for each in own_roles if each not in roles]
    if wrong:
        faults.append(RowFault(line, " ".join(wrong)))
        return None
    return _Row(line, email, name, own_roles or None, manager or None, "line_manager" in cells)


def _of_managers(
    rows: Iterable[_Row], after: Mapping[str, Person], everybody: Mapping[str, Person]
) -> Iterator[RowFault]:
    for row in rows:
        manager = after[row.email].line_manager
        if manager == row.email:
            yield RowFault(row.line, "Nobody can be their own line manager.")
        elif manager is not None and manager not in everybody:
            yield RowFault(row.line, f"The line manager {manager} is not one of the people.")


def _of_removed(removed: Iterable[Person], busy: Mapping[str, int]) -> Iterator[RowFault]:
    for each in removed:
        if count := busy.get(each.email):
            cases = "an open case" if count == 1 else f"{count} open cases"
            yield RowFault(
                1,
                f"{each.email} is not in the list but handles {cases}: hand them over first.",
            )
