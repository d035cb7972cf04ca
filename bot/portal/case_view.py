"""A case as its page shows it to one person: which parts, in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.portal import clauses, history, words
from bot.portal.cards import title_of
from bot.portal.case_parts import PICTURES, Around, Asked, Ended, File, Flag, Row
from bot.portal.permitted import May, Part
from cases.model import ASSISTANT, Attachment, Case
from cases.procedures import Procedures

DECISIONS = {
    "permission": (
        ("approve", "Approve"),
        ("decline", "Decline"),
        ("more_information", "Ask for more information"),
    ),
    "report": (("resolve", "Resolve"), ("more_information", "Ask for more information")),
}
DECIDED = {"approve": "approved", "decline": "declined", "resolve": "resolved"}
CHECKS_HINT = "What the guidance demands. An approval needs every one marked “must”."
REPORT_CHECKS_HINT = "What the guidance demands of you. Tick what has been done."


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands beside the case: how its reader stands to it, and what they may do."""

    part: Part
    may: May
    around: Around
    covers: bool
    now: datetime
    name_of: Callable[[str], str]


class CaseView:
    """What `portal/case.html` and the receipt show of `case`."""

    def __init__(self, case: Case, procedures: Procedures, shown: Shown) -> None:
        self.case, self.part, self.may = case, shown.part, shown.may
        self._procedure = procedures.find(case.procedure)
        self._name_of, self._covers = shown.name_of, shown.covers
        self.around = shown.around
        self.path = f"/portal/cases/{case.reference}"
        self.title = title_of(procedures, case.procedure)
        self.state = words.state(case)
        self.due = words.due(case, shown.now)
        said = [each for each in case.events if each.kind in history.SAID]
        self.messages = [each for each in said if each.note]
        self.notes = [each for each in case.events if each.kind == history.NOTE]
        self.history = history.lines(case.events, shown.name_of)

    @property
    def lead(self) -> str:
        """Who asked and when and, until it has come out, who handles it."""
        case = self.case
        sent, over = words.moment(case.submitted_at), case.outcome is not None
        if self.part == "reporter":
            handled = "" if over or case.handler == case.reporter else f" {self._handles}"
            return f"You sent this on {sent}.{handled}"
        come = f"From {self._name_of(case.reporter)}, sent on {sent}."
        if over or (self.part == "handler" and not self._covers):
            return come
        return f"{come} {self._handles}"

    @property
    def _handles(self) -> str:
        if self.case.handler == ASSISTANT:
            return "Nobody handles it yet: the office has been told."
        return f"{self._name_of(self.case.handler)} handles it."

    @property
    def last(self) -> str:
        """What last happened, in a sentence."""
        if not self.history:
            return ""
        return f"{self.history[0].words}, {self.history[0].when}."

    @property
    def answers_title(self) -> str:
        """The heading above the answers."""
        if self.part == "reporter":
            return "What you sent"
        return "What is asked" if self.case.kind == "permission" else "What is reported"

    @property
    def answers(self) -> list[Row]:
        """The answers beside the questions' short titles, in the form's order."""
        asked = self._procedure.questions if self._procedure else ()
        return self._rows({each.slot: each.label for each in asked})

    @property
    def answers_in_full(self) -> list[Row]:
        """The answers beside the questions' own words, as a receipt has them."""
        return self._rows(self.questions)

    @property
    def questions(self) -> dict[str, str]:
        """The wording of each question by its slot, in order."""
        asked = self._procedure.questions if self._procedure else ()
        return {each.slot: each.ask for each in asked}

    def _rows(self, wording: Mapping[str, str]) -> list[Row]:
        return [
            Row(wording.get(slot, slot.replace("_", " ").capitalize()), answer.words)
            for slot, answer in sorted(
                self.case.answers.items(), key=lambda each: _place(each[0], wording)
            )
        ]

    @property
    def flags(self) -> list[Flag]:
        """What the reporter was told while answering, for the handler to weigh."""
        if self.part == "reporter":
            return []
        return [
            Flag(each.note or "", clauses.place(str(each.data.get("clause", ""))))
            for each in self.case.events
            if each.kind == history.EXPLAINED
        ]

    @property
    def rests_on(self) -> list[clauses.Clause]:
        """The clauses that the case rests on: the procedure's, then those of its checks."""
        ids = list(self._procedure.clauses) if self._procedure else []
        ids += [check.clause for check in self.case.checks if check.clause]
        return clauses.chosen(ids)

    @property
    def checks_hint(self) -> str:
        """What ticking means."""
        if not any(check.must for check in self.case.checks):
            return REPORT_CHECKS_HINT
        return CHECKS_HINT

    @property
    def decisions(self) -> tuple[tuple[str, str], ...]:
        """The decisions to choose from, with their words."""
        return DECISIONS[self.case.kind]

    @property
    def corrections(self) -> tuple[tuple[str, str], ...]:
        """What a decision may be corrected to."""
        return tuple((value, said) for value, said in self.decisions if value in DECIDED)

    @property
    def replies(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Ready-made reasons by decision: (decision, words, [(value, reason)])."""
        if self._procedure is None:
            return []
        declared = self._procedure.replies
        found = []
        for decision, said in self.decisions:
            ready: Sequence[str] = getattr(declared, decision)
            numbered = [(f"{decision}-{n}", reply) for n, reply in enumerate(ready)]
            if numbered:
                found.append((decision, said, numbered))
        return found

    @property
    def ended(self) -> Ended | None:
        """How it came out; None while it is open."""
        return ended(self.case, self._name_of)

    @property
    def question(self) -> Asked | None:
        """The question that waits for the reporter's answer."""
        if self.case.state != "more_information":
            return None
        asked = next((e for e in reversed(self.messages) if e.kind == "more_information"), None)
        if asked is None:
            return None
        who = self._name_of(asked.actor)
        title = f"{who} asks you" if self.part == "reporter" else f"{who} asked, and waits"
        return Asked(title, asked.note or "")

    @property
    def message_label(self) -> str:
        """Whom a message goes to."""
        other = self.case.handler if self.part == "reporter" else self.case.reporter
        return f"Write to {self._name_of(other)}"

    @property
    def files(self) -> list[File]:
        """The attachments."""
        return [_file(each) for each in self.case.attachments]

    @property
    def bound(self) -> bool:
        """Whether an approval gets conditions by itself."""
        return bool(self._procedure and self._procedure.conditions_for(self.case.answers))

    @property
    def versions(self) -> list[str]:
        """The handler's forms that are refused when the page is out of date."""
        forms = {"decide": self.may.decide, "reassign": self.may.reassign}
        held = "release" if self.case.hold_by else "hold"
        return [name for name, there in {**forms, held: self.may.hold}.items() if there]

    @property
    def letter(self) -> str | None:
        """The name of the letter that goes with it."""
        return self._procedure.letter if self._procedure else None


def ended(case: Case, name_of: Callable[[str], str]) -> Ended | None:
    """How a case came out, by whom and why; None while it is open."""
    if case.outcome is None:
        return None
    last = next((e for e in reversed(case.events) if e.kind in history.ENDINGS), None)
    if last is None:
        return Ended(words.OUTCOMES[case.outcome], "", "", "")
    who = f"{history.in_words(last, name_of)} on {words.moment(last.at)}."
    sections = sorted({str(each).partition(".")[0] for each in last.data.get("clauses", ())})
    rests_on = f"It rests on section {' and '.join(sections)} of the guidance." if sections else ""
    return Ended(words.OUTCOMES[case.outcome], who, last.note or "", rests_on)


def _place(slot: str, wording: Mapping[str, str]) -> int:
    return list(wording).index(slot) if slot in wording else len(wording)


def _file(each: Attachment) -> File:
    picture = each.media_type in PICTURES
    return File(each.id, each.name, each.size, each.person, each.at, picture)
