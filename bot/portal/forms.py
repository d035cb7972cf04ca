"""What was posted to the portal, and what is wrong with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.words import clean

MOST_FIELDS = 400
LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to put right: the id of its field, and one sentence."""

    field: str
    words: str


class Problems(Exception):
    """What was posted cannot be taken as it is; each problem names its field.

    `status` is 422, or 409 when things have changed meanwhile.
    """

    def __init__(self, *problems: Problem, status: int = 422) -> None:
        super().__init__(*(problem.field for problem in problems))
        self.problems = problems
        self.status = status


class Fields:
    """A posted form. Words are cleaned as those of the chat are."""

    def __init__(self, form: FormData) -> None:
        self._form = form

    def text(self, name: str) -> str:
        """The field's words; empty when it was not sent."""
        value = self._form.get(name)
        return clean(value) if isinstance(value, str) else ""

    def all(self, name: str) -> tuple[str, ...]:
        """Every value sent under this name."""
        return tuple(
            clean(value) for value in self._form.getlist(name) if isinstance(value, str) and value
        )

    def number(self, name: str) -> int:
        """The field as a whole number; 0 when it is none."""
        return number(self.text(name))

    def typed(self) -> dict[str, str]:
        """The words of every field, to be shown again."""
        return {name: self.text(name) for name in self._form if name != "version"}

    async def files(self, name: str, largest: int) -> list[tuple[str, bytes]]:
        """Name and content of each file that was chosen; an empty file box is none.

        Of a file above `largest` bytes only one byte more is read: enough to see that it is.
        """
        return [
            (value.filename or "file", await value.read(largest + 1))
            for value in self._form.getlist(name)
            if isinstance(value, UploadFile) and (value.filename or value.size)
        ]


@asynccontextmanager
async def posted(
    request: Request, *, files: int = 0, largest_part: int = 1024 * 1024
) -> AsyncIterator[Fields]:
    """The form of a request; its files are gone afterwards.

    Raises:
        Problems: it did not arrive whole, or has more in it than a form of ours.
    """
    try:
        form = request.form(max_files=files, max_fields=MOST_FIELDS, max_part_size=largest_part)
        read = await form
    except HTTPException:
        raise Problems(
            Problem("main", "That did not arrive whole. Please send it again."), status=400
        ) from None
    try:
        yield Fields(read)
    finally:
        await read.close()


def number(value: str | None, largest: int = LARGEST_NUMBER) -> int:
    """The number these digits are, not above `largest`; 0 for anything else."""
    if not value or not (value.isascii() and value.isdigit()) or len(value) > 20:
        return 0
    return min(int(value), largest)
