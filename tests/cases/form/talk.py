"""Talks to a form as a member of staff would, and reads single answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cases.directory import Person
from cases.form.answers import registry
from cases.form.answers.base import Bad, Context, Good, Reading, Unsure
from cases.form.desk import FormDesk
from cases.form.model import Draft, Heard, Press, Said, Step
from cases.form.school_calendar import SchoolCalendar
from cases.model import Answer
from cases.organisation import School
from cases.procedures import Procedure, Question

SUBMISSION = "0123456789abcdef" * 2


class Talk:
    """A conversation inside one form; every turn has a message id of its own."""

    def __init__(
        self,
        desk: FormDesk,
        procedure: Procedure,
        person: Person,
        words: str = "",
        answers: dict[str, Answer] | None = None,
    ) -> None:
        self.desk, self.procedure = desk, procedure
        self.turns = 0
        self.step = desk.start(
            procedure, person, words=words, answers=answers, submission=SUBMISSION, message="41"
        )

    @property
    def draft(self) -> Draft:
        assert self.step.draft is not None
        return self.step.draft

    @property
    def asking(self) -> str | None:
        return self.draft.asking

    @property
    def text(self) -> str:
        """All that was said last."""
        return "\n\n".join(each.text for each in self.step.said)

    @property
    def buttons(self) -> tuple[Press, ...]:
        return tuple(button for each in self.step.said for button in each.buttons)

    @property
    def titles(self) -> list[str]:
        return [each.title for each in self.buttons]

    @property
    def values(self) -> dict[str, Any]:
        return {slot: answer.value for slot, answer in self.draft.answers.items()}

    def hear(self, heard: Heard) -> Step:
        self.step = self.desk.take(self.draft, heard)
        return self.step

    def say(self, *words: str, intent: str = "answer") -> Talk:
        """Says these, one message each."""
        for each in words:
            self.turns += 1
            self.hear(Heard(each, intent, message=f"m{self.turns}"))
        return self

    def tell(self, intent: str, words: str = "", **values: str) -> Talk:
        """Gives an instruction."""
        self.turns += 1
        self.hear(Heard(words, intent, values, message=f"m{self.turns}"))
        return self

    def press(self, title: str) -> Talk:
        """Presses the button with this title."""
        button = next(each for each in self.buttons if each.title == title)
        return self.tell(button.intent, **dict(button.values))

    def send(self, *files: str, words: str = "") -> Talk:
        """Sends files."""
        self.turns += 1
        self.hear(Heard(words, "answer", files=files, message=f"m{self.turns}"))
        return self


class Reader:
    """Reads words as the answer to a question made on the spot."""

    def __init__(
        self,
        calendar: SchoolCalendar,
        schools: Sequence[School],
        people: Sequence[Person],
        today: date,
    ) -> None:
        self.calendar, self.schools, self.people = calendar, tuple(schools), tuple(people)
        self.today = today

    def context(
        self, kind: str, *, about: bool = False, until: bool = False, **fields: Any
    ) -> Context:
        question = Question.model_validate(
            {"slot": "it", "ask": "What is it?", "type": kind} | fields
        )
        return Context(
            question,
            self.people[0],
            self.today,
            self.calendar,
            self.schools,
            self.people,
            about,
            until,
        )

    def read(self, words: str, kind: str, **fields: Any) -> Reading:
        return registry.read(words, self.context(kind, **fields))

    def value(self, words: str, kind: str, **fields: Any) -> Any:
        """The value that the words surely are."""
        reading = self.read(words, kind, **fields)
        assert isinstance(reading, Good), f"{words!r}: {reading}"
        return reading.answer.value

    def offers(self, words: str, kind: str, **fields: Any) -> list[str]:
        """The words of what is offered where the answer is not sure."""
        reading = self.read(words, kind, **fields)
        assert isinstance(reading, Unsure), f"{words!r}: {reading}"
        return [each.words for each in reading.offers]

    def refusal(self, words: str, kind: str, **fields: Any) -> str:
        """What is said to an answer that is none."""
        reading = self.read(words, kind, **fields)
        assert isinstance(reading, Bad), f"{words!r}: {reading}"
        return reading.says


def texts(said: Sequence[Said]) -> str:
    return "\n\n".join(each.text for each in said)
