"""One turn of a form: what was heard is applied to the draft, and something is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from cases.form import asking, following, offering, picking, wording
from cases.form.answers import files, registry, yes_no
from cases.form.answers.base import Bad, Context, Good, Reading, Unsure
from cases.form.changing import change_named, comes_later
from cases.form.model import Draft, Heard, Said, Stage, Step
from cases.model import Answer
from cases.procedures import Procedure, applies
from cases.questions import Question


class Turn:
    """Applies what was heard to one draft.

    ``context`` makes what answers to a question are read with; ``danger`` are the words said when
    somebody is in danger, ``form_days`` how long a form is kept, ``who`` tells who would get it.
    """

    def __init__(
        self,
        draft: Draft,
        procedure: Procedure,
        context: Callable[[Question], Context],
        *,
        danger: str,
        form_days: int,
        who: Callable[[Mapping[str, Answer]], str] | None = None,
    ) -> None:
        self.draft = draft
        self.procedure = procedure
        self.context = context
        self._danger = danger
        self._form_days = form_days
        self._who = who

    @property
    def question(self) -> Question | None:
        """The question that waits for an answer; None at the summary."""
        return self.procedure.question(self.draft.asking) if self.draft.asking else None

    def pending(self, before: str = "", only: Sequence[str] = ()) -> Said:
        """What is being asked just now, once."""
        draft, question = self.draft, self.question
        if draft.stage == "ending":
            return asking.cancelling_said(draft)
        if draft.stage == "changing":
            return asking.changing_said(draft, self.procedure, before)
        if question is None:
            who = self._who(draft.answers) if self._who else ""
            return asking.summary_said(draft, self.procedure, before, who)
        return asking.question_said(draft, self.context(question), before, only)

    def again(self, before: str = "") -> Step:
        """Says ``before``, and asks what was asked."""
        return Step(self.draft, (self.pending(before),))

    def go_on(self, before: str = "", said: Sequence[Said] = ()) -> Step:
        """Asks the first question that has no answer yet, or for the confirmation."""
        draft = self.draft
        waiting = [
            each.slot
            for each in self.procedure.asked(draft.answers)
            if each.slot not in draft.answers and not (each.slot in draft.skipped and each.optional)
        ]
        self.draft = replace(
            draft,
            asking=waiting[0] if waiting else None,
            stage="asking" if waiting else "confirming",
            bad=0,
            offered=None,
            chosen=(),
        )
        if said and before:
            said, before = (Said(before), *said), ""
        return Step(self.draft, (*said, self.pending(before)))

    def back_to_form(self) -> None:
        """Leaves the question whether to cancel, or what to change."""
        stage: Stage = "asking" if self.draft.asking else "confirming"
        self.draft = replace(self.draft, stage=stage, offered=None)

    # -- answers ------------------------------------------------------------------------------

    def answer(self, question: Question, heard: Heard, before: str = "") -> Step:
        """Words, or a button, for the question that waits."""
        context = self.context(question)
        value = heard.values.get("value")
        step = picking.picked(self, question, value) if value is not None else None
        if step is not None:
            return step
        if picking.is_all(self.draft, heard):
            return self.all_chosen(question)
        reading = self._reading(heard, context)
        if reading is None:
            return self.skip() if value is None else self.again(wording.STALE)
        if isinstance(reading, Good):
            reading = picking.with_chosen(self.draft, question, reading)
            return self.accept(question, reading, before)
        if isinstance(reading, Unsure):
            return self._offer(reading)
        return self._bad(context, reading.says)

    def _bad(self, context: Context, says: str) -> Step:
        self.draft = replace(self.draft, bad=self.draft.bad + 1, offered=None)
        return Step(self.draft, (asking.bad_said(self.draft, context, says),))

    def _reading(self, heard: Heard, context: Context) -> Reading | None:
        """What the words or the button come to; None for an old button, or to leave it out."""
        value = heard.values.get("value")
        if value is not None:
            return registry.pressed(value, context)
        offered = offering.taken(self.draft, heard, context)
        if offered is not None:
            return Good(offered, read_back=True)
        return None if offering.declined(heard, context) else _read(heard, context)

    def all_chosen(self, question: Question) -> Step:
        """Takes what was chosen by buttons so far."""
        answer = picking.answer_of(question, self.draft.chosen)
        return self.accept(question, Good(answer, read_back=True))

    def _offer(self, reading: Unsure) -> Step:
        """Asks which was meant. Asked twice in a row, it counts as a bad answer."""
        bad = self.draft.bad + (self.draft.offered is not None)
        offers = [[each.value, each.words] for each in reading.offers]
        chosen = tuple(dict.fromkeys([*self.draft.chosen, *reading.chosen]))
        self.draft = replace(self.draft, offered={"answers": offers}, bad=bad, chosen=chosen)
        said = self.pending(reading.says)
        if bad >= asking.BAD_UNTIL_WAY_OUT:
            said = asking.with_ways_out(self.draft, said)
        return Step(self.draft, (said,))

    def accept(self, question: Question, reading: Good, before: str = "") -> Step:
        """Keeps an answer, unless a must forbids it, and goes on."""
        answer = reading.answer
        told = " ".join(
            filter(
                None, [before, _sentence(answer.words) if reading.read_back else "", *reading.notes]
            )
        )
        given = {**self.draft.answers, question.slot: answer}
        early = following.too_early(self.procedure, question, given)
        if early:
            return self._bad(self.context(question), early)
        for stop in question.stops:
            if applies({question.slot: stop.when}, given):
                return self._stopped(Said(stop.says, citations=(stop.clause,)), stop.offer)
        self.keep(question, answer)
        told = " ".join(filter(None, [told, self.drop_too_early()]))
        said: list[Said] = []
        if self.procedure.danger_first and question.slot == "danger_now" and answer.value is True:
            said.append(Said(self._danger, kind="danger"))
        return self.go_on(told, [*said, *self.explained()])

    def explained(self) -> list[Said]:
        """What the answers so far want explained and was not yet; counted as explained from now."""
        self.draft, said = following.explained(self.procedure, self.draft)
        return said

    def drop_too_early(self) -> str:
        """Takes out dates that now come before the one they must come after, and says so."""
        self.draft, told = following.without_too_early(self.procedure, self.draft)
        return told

    def changeable(self) -> list[Question]:
        """The questions that were answered or left out, in order."""
        draft = self.draft
        return [
            each
            for each in self.procedure.asked(draft.answers)
            if each.slot in draft.answers or each.slot in draft.skipped
        ]

    def named(self, words: str) -> Step | None:
        """Changes the answer that is named in ``words``; None where none is."""
        return change_named(self, words)

    def keep(self, question: Question, answer: Answer) -> None:
        """Puts an answer into the draft."""
        self.draft = replace(
            self.draft,
            answers={**self.draft.answers, question.slot: answer},
            skipped=self.draft.skipped - {question.slot},
        )

    def _stopped(self, said: Said, offer: Sequence[str]) -> Step:
        if not offer:
            return Step(None, (said, Said(wording.STOPPED)), "stopped")
        self.draft = replace(self.draft, bad=0, offered=None)
        return Step(self.draft, (said, self.pending(wording.OTHERWISE, offer)))

    def drop_outdated(self) -> bool:
        """Takes out answers that are no longer good; tells whether there were any."""
        good: Mapping[str, Answer] = {
            slot: answer
            for slot, answer in self.draft.answers.items()
            if (question := self.procedure.question(slot)) is not None
            and registry.still_good(answer, self.context(question))
        }
        dropped = len(good) < len(self.draft.answers)
        self.draft = replace(self.draft, answers=good)
        return dropped

    # -- instructions -------------------------------------------------------------------------

    def change(self, heard: Heard) -> Step:
        """Asks an answer again: the one named, or which."""
        slot = heard.values.get("slot")
        question = self.procedure.question(slot) if slot else None
        if question is not None and question in self.procedure.asked(self.draft.answers):
            return self.ask_for(question)
        changed = self.named(heard.words) if heard.words else None
        if changed is not None:
            return changed
        if heard.words and comes_later(self, heard.words):
            self.back_to_form()
            return self.again(wording.COME_TO_THAT)
        if not self.draft.answers and not self.draft.skipped:
            self.back_to_form()
            return self.again(wording.NOTHING_TO_CHANGE)
        self.draft = replace(self.draft, stage="changing", offered=None)
        return self.again()

    def ask_for(self, question: Question) -> Step:
        """Asks one question, whether it has an answer or not. The answer stays until a new one."""
        self.draft = replace(
            self.draft, asking=question.slot, stage="asking", bad=0, offered=None, chosen=()
        )
        return self.again()

    def skip(self) -> Step:
        """Leaves out an optional question; of one that was answered, keeps the answer."""
        question = self.question
        if question is None:
            return self.again()
        if self.draft.chosen:
            return self.all_chosen(question)
        if question.slot in self.draft.answers:
            return self.go_on(wording.KEPT_AS_IT_WAS)
        if not question.optional:
            return self.again(wording.NOT_OPTIONAL)
        self.draft = replace(self.draft, skipped=self.draft.skipped | {question.slot})
        return self.go_on(wording.SKIPPED)

    def back(self) -> Step:
        """Asks the question before."""
        asked = list(self.procedure.asked(self.draft.answers))
        slots = [each.slot for each in asked]
        at = slots.index(self.draft.asking) if self.draft.asking in slots else len(slots)
        if at == 0:
            return self.again(wording.FIRST_QUESTION)
        return self.ask_for(asked[at - 1])

    def why(self) -> Step:
        """Says what the question is for."""
        question = self.question
        return self.again(question.why if question else wording.WHY_SUMMARY)

    def attach(self, ids: Sequence[str]) -> str:
        """Adds files to the answer they belong to, and says so."""
        self.draft = replace(self.draft, files=tuple(dict.fromkeys([*self.draft.files, *ids])))
        words = files.answer_of(ids).words
        for question in self.procedure.asked(self.draft.answers):
            if question.type == "files":
                old = self.draft.answers.get(question.slot)
                self.keep(question, files.answer_of([*(old.value if old else ()), *ids]))
                return wording.FILE_ADDED.format(what=words)
        return wording.FILES_KEPT.format(what=words)

    def pause(self) -> Step:
        """Keeps the form for another day."""
        self.back_to_form()
        return Step(self.draft, (Said(wording.PAUSED.format(days=self._form_days)),), "paused")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '?', '!')) else '.'}"


def _read(heard: Heard, context: Context) -> Reading:
    reading = registry.read(heard.words, context)
    # What was heard as yes or no may be in words that the reader does not know.
    if isinstance(reading, Bad) and context.question.type == "yes_no":
        told = {"affirm": True, "deny": False}.get(heard.intent)
        if told is not None:
            return Good(yes_no.answer_of(told, heard.words))
    return reading
