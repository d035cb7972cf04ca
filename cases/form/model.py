"""What a form passes about: the draft, what was heard, what is said back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, Literal

from cases.model import Answer

Stage = Literal["asking", "confirming", "changing", "ending"]
NEVER = datetime.min.replace(tzinfo=UTC)
End = Literal["file", "cancelled", "stopped", "paused"]


@dataclass(frozen=True, slots=True)
class Press:
    """A button: its title, and the intent and values that pressing it stands for."""

    title: str
    intent: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Said:
    """One reply. ``kind`` tells channels what it is, ``citations`` are the ids of clauses."""

    text: str
    kind: str = "form"
    buttons: tuple[Press, ...] = ()
    citations: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As plain data, for keeping."""
        return {
            "text": self.text,
            "kind": self.kind,
            "buttons": [[each.title, each.intent, dict(each.values)] for each in self.buttons],
            "citations": list(self.citations),
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Said:
        """What ``plain`` made of it."""
        return cls(
            plain["text"],
            plain["kind"],
            tuple(Press(title, intent, values) for title, intent, values in plain["buttons"]),
            tuple(plain["citations"]),
        )


@dataclass(frozen=True, slots=True)
class Heard:
    """What the person did: words or a pressed button (``intent``, ``values``), and files sent.

    ``message`` is the id of the message; the same id is the same turn.
    """

    words: str
    intent: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    files: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that somebody is in the middle of.

    ``submission`` (32 hex digits) becomes the case's. ``answers`` may hold those of a branch that
    was left since: what is filed is `Procedure.asked`. ``asking`` is the slot that waits for an
    answer, None at the summary. ``bad`` counts bad answers to it in a row. ``first_message`` is the
    number of the message that started it. ``said`` is the last replies (`Said.plain`) and
    ``last_message`` the message they answer, so that one sent twice gets the same replies.
    ``explained`` names what was explained to the person, ``files`` the files sent. Moments are in
    UTC.
    """

    submission: str
    person: str
    procedure: str
    answers: Mapping[str, Answer] = field(default_factory=dict, hash=False)
    skipped: frozenset[str] = frozenset()
    asking: str | None = None
    stage: Stage = "asking"
    bad: int = 0
    channel: str = ""
    first_message: int = 0
    said: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    last_message: str = ""
    started_at: datetime = NEVER
    touched_at: datetime = NEVER
    explained: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    # What "yes" would mean just now: an answer that was offered ("Did you mean …?").
    offered: Mapping[str, Any] | None = field(default=None, hash=False)
    # What was chosen by buttons of a question that takes several, and is not all yet.
    chosen: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As data that JSON can hold; `of` makes the same draft of it again."""
        data: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        return data | {
            "answers": {slot: [each.value, each.words] for slot, each in self.answers.items()},
            "skipped": sorted(self.skipped),
            "said": [dict(each) for each in self.said],
            "started_at": self.started_at.isoformat(),
            "touched_at": self.touched_at.isoformat(),
            "explained": list(self.explained),
            "files": list(self.files),
            "chosen": list(self.chosen),
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Draft:
        """The draft that ``plain`` was made of. Fields unknown to this version are left out."""
        known = {each.name for each in fields(cls)}
        data = {name: value for name, value in plain.items() if name in known}
        return cls(
            **data
            | {
                "answers": {slot: Answer(*each) for slot, each in data["answers"].items()},
                "skipped": frozenset(data["skipped"]),
                "said": tuple(data["said"]),
                "started_at": datetime.fromisoformat(data["started_at"]),
                "touched_at": datetime.fromisoformat(data["touched_at"]),
                "explained": tuple(data["explained"]),
                "files": tuple(data["files"]),
                "chosen": tuple(data.get("chosen", ())),
            }
        )


@dataclass(frozen=True, slots=True)
class Step:
    """What a turn comes to: the draft as it is now (None: there is none any more), what is said.

    ``end`` tells how the form ended, None while it goes on. At "file" the draft is complete and
    confirmed; at "paused" it is to be kept.
    """

    draft: Draft | None
    said: tuple[Said, ...]
    end: End | None = None
