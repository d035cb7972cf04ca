"""Stand-ins for what the actions are given."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import StaffAction
from bot.settings import ROOT
from knowledge.answer import Answer, Answered, OutOfScope
from knowledge.library import Clause, Library

FILMING = "5.guardian-consent"
PHONE = "6.phone"


def clause(identifier: str, title: str = "A title", **fields: Any) -> Clause:
    """A clause whose rule names its id."""
    return Clause.model_validate(
        {
            "id": identifier,
            "title": title,
            "says": f"The rule of {identifier}.",
            "strength": "must",
            "asked_as": ["one", "two", "three", "four", "five"],
            "paragraph": "5/1",
            **fields,
        }
    )


CLAUSES = (
    *(clause(f"5.rule-{number}", f"Rule {number}") for number in range(1, 6)),
    clause(FILMING, "Consent first", procedure="filming_permission", ask_first="the guardians"),
    clause(PHONE, "Your own phone"),
    clause("9.report-to", "Whom to tell", procedure="cyberbullying_report"),
)


class StandInGuidance:
    """Gives the answers it is told to; ``asked`` holds what it was asked."""

    def __init__(self, answers: dict[str, Answer] | None = None) -> None:
        self.library = Library(
            CLAUSES, (), {"5": "Creating images", "6": "Devices", "9": "Cyberbullying"}
        )
        self.answers = answers or {}
        self.asked: list[tuple[str, str | None]] = []

    def answer(self, question: str, previous: str | None = None) -> Answer:
        self.asked.append((question, previous))
        return self.answers.get(question, OutOfScope((), 0.0))

    def clause(self, identifier: str) -> Answered | None:
        found = [each for each in CLAUSES if each.id == identifier]
        return answered(found[0], quotation=f"Quoted {identifier}.") if found else None

    def section(self, number: str) -> tuple[Clause, ...]:
        return tuple(each for each in CLAUSES if each.section == number)


def answered(*clauses: Clause, quotation: str | None = None) -> Answered:
    steps = tuple(dict.fromkeys(each.procedure for each in clauses if each.procedure))
    return Answered(clauses, 0.9, (quotation,) * len(clauses), steps)


def by_id(identifier: str) -> Clause:
    return next(each for each in CLAUSES if each.id == identifier)


class StandInEncoder:
    """Words as vectors: texts that share words are near. Shape (n, 512)."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), 512), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, sum(map(ord, word)) % 512] += 1
            vectors[row, 0] += 1e-3
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def tracker(
    words: str,
    intent: str = "ask",
    last_question: str | None = None,
    sender: str = "staff@example.org",
) -> Tracker:
    """A conversation whose latest message this is; a button's payload brings its values along."""
    import json

    entities = []
    if words.startswith("/") and "{" in words:
        name, _, values = words.partition("{")
        intent = name[1:]
        entities = [{"entity": k, "value": v} for k, v in json.loads("{" + values).items()]
    elif words.startswith("/"):
        intent = words[1:]
    latest = {"text": words, "intent": {"name": intent}, "entities": entities}
    return Tracker(sender, {"last_question": last_question}, latest, [], False, None, {}, None)


def run(
    action: StaffAction,
    words: str,
    intent: str = "ask",
    last_question: str | None = None,
    sender: str = "staff@example.org",
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the action says, and its events."""
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, tracker(words, intent, last_question, sender), {}))
    return dispatcher.messages, events


ENCODER_FOLDER: Path = ROOT / ".build" / "answer-encoder"
