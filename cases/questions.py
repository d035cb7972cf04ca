"""The shape of a form's question, as declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Type = Literal[
    "text",
    "choice",
    "choices",
    "yes_no",
    "date",
    "dates",
    "time",
    "person",
    "school",
    "schools",
    "number",
    "files",
    "email",
]

SchoolKind = Literal["school", "music centre", "group"]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | bool) else value


def _conditions(value: Any) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError("should be slots, each with the values it applies to")  # noqa: TRY004
    found: dict[str, tuple[str | bool, ...]] = {}
    for slot, wanted in value.items():
        values = tuple(_listed(wanted)) if isinstance(wanted, str | bool | list) else ()
        if not values or not all(isinstance(each, str | bool) for each in values):
            raise ValueError(f"'{slot}' wants a list of values (words, true or false)")
        found[str(slot)] = values
    return found


Conditions = Annotated[dict[str, tuple[Any, ...]], BeforeValidator(_conditions)]
Values = Annotated[tuple[bool | str, ...], BeforeValidator(_listed), Field(min_length=1)]
Words = Annotated[tuple[Text, ...], BeforeValidator(_listed)]


class Declared(BaseModel):
    """A part of a declaration: nothing in it changes, no field is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(Declared):
    """One of the answers to choose from; ``also`` is what else people call it.

    ``concerns``: whoever has this role (``line_manager``: the reporter's own) is what the case is
    about once it is chosen, or may be.
    """

    value: Name
    title: Text
    also: tuple[Text, ...] = ()
    concerns: Name | None = None


class Stop(Declared):
    """A must that these values would break: it is said, and one of ``offer`` chosen instead.

    With nothing to offer the form ends.
    """

    when: Values
    says: Text
    clause: Text
    offer: tuple[Name, ...] = ()


class Explanation(Declared):
    """A should that these values touch: it is said, the form goes on, the handler decides."""

    when: Values
    says: Text
    clause: Text


class Question(Declared):
    """One question of a form.

    ``when`` tells on which earlier answers it is asked. ``concerns``: whoever is named neither
    handles nor sees the case; on a choice, its options may name somebody by their office, and a
    colleague named in the words typed there goes to the slot in ``named_in``. ``prefill``: may be
    taken from a question asked before. ``roles``: of a ``person``, only who holds one of them may
    be named, and they are offered as buttons; ``unnamed`` are answers that openly name nobody.
    ``picks_handler``: its options are ways to somebody who handles the case. ``yes`` and ``no``
    (in quotes) are further ways to say so here ("everyone is safe"). ``longest`` is in characters,
    ``least`` and ``most`` bound a number. ``after``: a date that may not come before the last day
    answered there. ``kinds``: of a school, only these may be named. ``secret``: told back no more
    than its beginning.
    """

    slot: Name
    ask: Text
    why: Text = "It helps whoever decides to do so without asking you again."
    title: Text | None = None
    type: Type = "text"
    options: tuple[Option, ...] = ()
    example: Text | None = None
    optional: bool = False
    when: Conditions = Field(default_factory=dict)
    past: Literal["refuse", "allow", "warn"] = "allow"
    future: Literal["refuse", "allow"] = "allow"
    after: Name | None = None
    longest: Annotated[int, Field(ge=1, le=20_000)] = 2000
    least: int | None = None
    most: int | None = None
    roles: Words = ()
    unnamed: Words = ()
    kinds: Annotated[tuple[SchoolKind, ...], BeforeValidator(_listed)] = ()
    yes: Words = ()
    no: Words = ()
    concerns: bool = False
    named_in: Name | None = None
    picks_handler: bool = False
    prefill: bool = False
    secret: bool = False
    stops: tuple[Stop, ...] = ()
    explains: tuple[Explanation, ...] = ()

    @property
    def label(self) -> str:
        """What the question is about, for a line of the summary."""
        return self.title or self.slot.replace("_", " ").capitalize()

    def option(self, value: Any) -> Option | None:
        """The option with this value, or None."""
        return next((each for each in self.options if each.value == value), None)
