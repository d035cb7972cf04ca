"""The pieces that a case's page is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.reading import Reader

PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""What a browser shows without running anything in it."""


@dataclass(frozen=True, slots=True)
class Row:
    """An answer beside its question."""

    question: str
    words: str


@dataclass(frozen=True, slots=True)
class Flag:
    """Something in the answers that the handler should weigh, and the clause behind it."""

    words: str
    clause: str


@dataclass(frozen=True, slots=True)
class File:
    """An attachment. `picture`: shown in the page, not only to download."""

    id: str
    name: str
    size: int
    person: str
    at: datetime
    picture: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """How a case came out, by whom and why. `rests_on` says where in the guidance it stands."""

    title: str
    who: str
    reason: str
    rests_on: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the handler wants to know, and since when."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A case that belongs to this one, or may do."""

    reference: str
    title: str


@dataclass(frozen=True, slots=True)
class Image:
    """Images of the register."""

    what: str
    holder: str
    destroy_by: date
    destroyed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Around:
    """What else is known of a case: read with it, in one transaction."""

    readers: Sequence[Reader] | None
    linked: Sequence[Linked]
    candidates: Sequence[Linked]
    images: Sequence[Image]
    proofs: int
    others: Sequence[tuple[str, str]]
    consents_wanted: bool
    people: Sequence[tuple[str, str]]
    covered_by: str | None
