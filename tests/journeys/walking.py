"""A small language for scripts that walk through a form, and the walker that plays them.

A file of `tests/journeys/forms` belongs to one procedure. `usual` holds the words that answer each
of its questions, `filed` what then stands in the case, `handler` who gets it. A script changes some
of that:

- `start`: how it begins; a list where a question is asked first, whose button starts the form
- `answers`: other words for a slot; a list is for the first time it is asked, the second, and so on
- `at`: what is said before the answer when a slot (or `summary`) is first asked for
- `filed`: other values; nothing (null) means that the slot is not filed
- `end`: `cancelled` when nothing is filed

A turn is words, or `say`, or `press` with a button's title; beside them stands what is noticed:
`says` (a part of the reply), `kind` and `not_kind` (of a reply), and `asks`: the slot that is asked
for next, `none`, or `any` (not looked at). Where nothing stands, some question must be asked, once.
`{d21}` in words is the day in 21 days, `d21` as a value its date, `d-1` yesterday.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import yaml

from cases.model import Answer
from cases.procedures import Procedure, Procedures

FOLDER = Path(__file__).parent / "forms"
KINDS = ("happy", "corrections", "digressions", "interruptions", "cancellation", "return")
SUMMARY, NONE, ANY = "summary", "none", "any"
SEND = "Send it"
AFRESH = "Start afresh"
MOST_TURNS = 60

Reply = dict[str, Any]
"""A message of Rasa's REST list: `text`, `buttons`, `custom`."""


class Talk(Protocol):
    """Somebody's conversation with the assistant."""

    def say(self, words: str) -> list[Reply]:
        """What the assistant replies to these words."""

    def press(self, payload: str) -> list[Reply]:
        """What it replies when the button with this payload is pressed."""


@dataclass(frozen=True)
class Script:
    """One walk through a form. `filed` holds values by slot, or None where nothing is filed."""

    name: str
    kind: str
    procedure: Procedure
    person: str
    start: list[Any]
    answers: dict[str, list[Any]]
    at: dict[str, list[Any]]
    filed: dict[str, Any] | None
    expects: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """How the test is called."""
        return f"{self.procedure.id}: {self.name}"

    @property
    def most_turns(self) -> int:
        """How many turns it may take where nothing is said but answers: one for each question
        that applies, one to confirm, those to start, and one for each answer that is asked back.
        """
        again = sum(len(words) - 1 for words in self.answers.values())
        filed = {slot: Answer(value, "") for slot, value in (self.filed or {}).items()}
        answers = {slot: answer for slot, answer in filed.items() if answer.value is not None}
        return len(self.procedure.asked(answers)) + len(self.start) + 1 + again


@dataclass
class Walked:
    """How a walk ended: the case that replies told of, if any, and the turns it took."""

    reference: str | None
    turns: int


def scripts() -> list[Script]:
    """All scripts of the folder."""
    procedures = Procedures.load()
    return [
        _script(declared, each, procedures)
        for path in sorted(FOLDER.glob("*.yml"))
        for declared in [yaml.safe_load(path.read_text(encoding="utf-8"))]
        for each in declared["scripts"]
    ]


def _script(declared: dict[str, Any], each: dict[str, Any], procedures: Procedures) -> Script:
    known = {"script", "kind", "start", "answers", "at", "filed", "handler", "not_handler"}
    known |= {"unseen_by", "conditions", "checks", "opening", "end", "as"}
    assert set(each) <= known, set(each) - known
    assert each["kind"] in KINDS
    procedure = procedures.find(declared["procedure"])
    assert procedure is not None
    words = {**declared["usual"], SUMMARY: "yes", **each.get("answers", {})}
    filed = {**declared["filed"], **each.get("filed", {})}
    cancelled = each.get("end") == "cancelled"
    start = each.get("start", declared["start"])
    return Script(
        name=each["script"],
        kind=each["kind"],
        procedure=procedure,
        person=each.get("as", "staff@example.org"),
        start=start if isinstance(start, list) else [start],
        answers={slot: said if isinstance(said, list) else [said] for slot, said in words.items()},
        at={slot: list(turns) for slot, turns in each.get("at", {}).items()},
        filed=None if cancelled else {slot: day_value(value) for slot, value in filed.items()},
        expects={"handler": declared["handler"], **each},
    )


class Walker:
    """Plays a script in a conversation and checks every reply on the way."""

    def __init__(self, script: Script, talk: Talk, *, looks_at_kinds: bool = True) -> None:
        self._script = script
        self._talk = talk
        self._looks_at_kinds = looks_at_kinds
        self._times: dict[str, int] = {}
        self._before = {slot: list(turns) for slot, turns in script.at.items()}
        self._replies: list[Reply] = []
        self._turns = 0
        self.said: list[str] = []

    def walk(self) -> Walked:
        """Plays it to its end. Fails where a reply is not what the script says."""
        script = self._script
        # Where nothing answers questions, a form is started by them.
        *before, last = script.start if self._looks_at_kinds else script.start[:1]
        for turn in before:
            self._turn({"say": turn, "asks": NONE})
        last = last if isinstance(last, dict) else {"say": last}
        self._turn({**last, "asks": ANY, "says": script.expects.get("opening", "")})
        if AFRESH in self._buttons():  # a script before failed in the middle of this form
            self._turn({"press": AFRESH, "asks": ANY})
        while self._turns < MOST_TURNS:
            waiting = self._waiting()
            if waiting is None:
                return Walked(self._reference(), self._turns)
            before = self._before.pop(waiting, [])
            for turn in before:
                self._turn(turn)
            if before:
                continue
            words = script.answers.get(waiting)
            assert words is not None, f"no words for {waiting}:\n{self._so_far()}"
            time = self._times.get(waiting, 0)
            assert time <= len(words), f"{waiting} is asked again and again:\n{self._so_far()}"
            self._times[waiting] = time + 1
            self._turn(words[min(time, len(words) - 1)], stops=time + 1 < len(words))
        raise AssertionError(f"It comes to no end:\n{self._so_far()}")

    def _turn(self, turn: Any, *, stops: bool = False) -> None:
        wanted = turn if isinstance(turn, dict) else {"say": turn}
        if "press" in wanted:
            self.said.append(f"[{wanted['press']}]")
            self._replies = self._talk.press(self._payload(str(wanted["press"])))
        else:
            words = with_days(str(wanted["say"]))
            self.said.append(words)
            self._replies = self._talk.say(words)
        self._turns += 1
        self.said.append("    " + self._text().replace("\n", "\n    "))
        self._check(wanted, stops=stops)

    def _check(self, wanted: dict[str, Any], *, stops: bool) -> None:
        told = self._so_far()
        assert self._replies, told
        # What is answered elsewhere says nothing here.
        says = "" if "kind" in wanted and not self._looks_at_kinds else wanted.get("says", "")
        assert says in self._text(), f"'{says}' is not said:\n{told}"
        kinds = {(each.get("custom") or {}).get("kind") for each in self._replies}
        if self._looks_at_kinds:
            assert wanted.get("kind") in {None, *kinds}, f"{kinds}:\n{told}"
            assert wanted.get("not_kind", NONE) not in kinds, f"{kinds}:\n{told}"
        asks = wanted.get("asks")
        if asks == ANY or stops:
            return
        asked = self._asked()
        if asks == NONE:
            assert not asked, f"{asked} is asked:\n{told}"
        elif asks is not None:
            assert asked == [asks], f"{asked} is asked, not {asks}:\n{told}"
        else:
            assert len(asked) == 1 or self._reference(), f"{asked} is asked:\n{told}"

    def _waiting(self) -> str | None:
        """What the form waits for; None when it is over."""
        asked = self._asked()
        if asked:
            return asked[-1]
        # A stop says what may be chosen instead, not the question again.
        chosen = [
            slot for slot in self._times if self._times[slot] < len(self._script.answers[slot])
        ]
        return chosen[-1] if chosen and not self._reference() and self._buttons() else None

    def _asked(self) -> list[str]:
        """The slots whose questions stand in the replies, as often as they do."""
        text = self._text()
        found = [
            each.slot
            for each in self._script.procedure.questions
            for _ in range(text.count(each.ask))
        ]
        return found + [SUMMARY] * sum(title == SEND for title in self._buttons())

    def _text(self) -> str:
        return "\n".join(each.get("text") or "" for each in self._replies)

    def _buttons(self) -> dict[str, str]:
        return {
            button["title"]: button["payload"]
            for each in self._replies
            for button in each.get("buttons") or []
        }

    def _payload(self, title: str) -> str:
        buttons = self._buttons()
        assert title in buttons, f"no button '{title}' among {list(buttons)}:\n{self._so_far()}"
        return buttons[title]

    def _reference(self) -> str | None:
        cases = [(each.get("custom") or {}).get("case") for each in self._replies]
        return next((each["reference"] for each in cases if each), None)

    def _so_far(self) -> str:
        return "\n".join(self.said)


def with_days(words: str) -> str:
    """The words with `{d21}` as a day: "15 December 2026"."""

    def day(found: re.Match[str]) -> str:
        on = _in_days(int(found[1]))
        return f"{on.day} {on:%B %Y}"

    return re.sub(r"\{d(-?\d+)\}", day, words)


def day_value(value: Any) -> Any:
    """The value with `d21` as an ISO date, in lists too."""
    if isinstance(value, list):
        return [day_value(each) for each in value]
    if isinstance(value, str) and (found := re.fullmatch(r"d(-?\d+)", value)):
        return _in_days(int(found[1])).isoformat()
    return value


def _in_days(days: int) -> date:
    return datetime.now(ZoneInfo("Europe/London")).date() + timedelta(days=days)


def differences(script: Script, answers: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Slot by slot what was filed and what the script wants, where they differ."""
    wanted = {slot: value for slot, value in (script.filed or {}).items() if value is not None}
    return {
        slot: (answers.get(slot), wanted.get(slot))
        for slot in sorted(set(wanted) | set(answers))
        if not _same(answers.get(slot), wanted.get(slot))
    }


def _same(filed: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict) and isinstance(filed, dict):
        return bool(filed.get("email") == wanted["person"])
    return bool(filed == wanted)
