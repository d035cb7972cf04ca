"""Decides what was heard: an old button, files, an instruction, or an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cases.form import asking, wording
from cases.form.answers import yes_no
from cases.form.answers.choice import places
from cases.form.model import Heard, Said, Step
from cases.form.summing_up import at_summary, file
from cases.form.turn import Turn

SURE_AFTER = 2
"""So many answers are not thrown away without asking."""


def hear(turn: Turn, heard: Heard) -> Step:
    """What comes of what was heard, by where the form stands."""
    if _stale(turn, heard):
        return turn.again(wording.STALE) if turn.draft.stage != "ending" else turn.again()
    if heard.files:
        return _files(turn, heard)
    if turn.draft.stage == "ending":
        return _ending(turn, heard)
    if turn.draft.stage == "changing":
        return _changing(turn, heard)
    return _plainly(turn, heard)


def _plainly(turn: Turn, heard: Heard) -> Step:
    instructions: Mapping[str, Callable[[], Step]] = {
        "cancel": lambda: _cancel(turn),
        "go_back": turn.back,
        "skip": turn.skip,
        "why": turn.why,
        "restart_form": lambda: _start_again(turn),
        "change_answer": lambda: turn.change(heard),
        "pause_form": turn.pause,
        "confirm": lambda: file(turn),
    }
    instruction = instructions.get(heard.intent)
    if instruction is not None:
        return instruction()
    question = turn.question
    return turn.answer(question, heard) if question else at_summary(turn, heard)


def _stale(turn: Turn, heard: Heard) -> bool:
    """Whether a button belongs to another form, or to a question that is no longer asked."""
    form, slot = heard.values.get("form"), heard.values.get("slot")
    if form is not None and form != asking.form_id(turn.draft):
        return True
    if slot is None or heard.intent == "change_answer":
        return slot is not None and turn.procedure.question(slot) is None
    return slot != turn.draft.asking or turn.draft.stage in ("ending", "changing")


def _cancel(turn: Turn) -> Step:
    if len(turn.draft.answers) < SURE_AFTER:
        return Step(None, (Said(wording.CANCELLED),), "cancelled")
    turn.draft = replace(turn.draft, stage="ending", offered=None)
    return turn.again()


def _ending(turn: Turn, heard: Heard) -> Step:
    """Whether to cancel was asked: yes, no, or an answer that goes on with the form."""
    said = yes_no.meaning(heard.words) if heard.words else None
    if heard.intent == "cancel" or (heard.intent in ("affirm", "answer") and said):
        return Step(None, (Said(wording.CANCELLED),), "cancelled")
    if heard.intent == "affirm" and said is None:
        return Step(None, (Said(wording.CANCELLED),), "cancelled")
    turn.back_to_form()
    if heard.intent == "deny" or said is False:
        return turn.again(wording.NOTHING_LOST)
    return _plainly(turn, heard)


def _changing(turn: Turn, heard: Heard) -> Step:
    """What to change was asked: an answer named, its number, or nothing after all."""
    if heard.intent in ("answer", "affirm", "change_answer", "") and heard.words:
        return _choose_change(turn, heard)
    if heard.intent == "change_answer":
        return turn.change(heard)
    turn.back_to_form()
    if heard.intent in ("deny", "go_back", "skip") or not heard.words:
        return turn.again(wording.KEPT_AS_IT_WAS)
    return _plainly(turn, heard)


def _choose_change(turn: Turn, heard: Heard) -> Step:
    if yes_no.meaning(heard.words) is False:
        turn.back_to_form()
        return turn.again(wording.KEPT_AS_IT_WAS)
    asked = turn.changeable()
    place = places(heard.words, len(asked))
    if len(place) == 1:
        return turn.ask_for(asked[place[0]])
    changed = turn.named(heard.words)
    if changed is not None:
        return changed
    turn.draft = replace(turn.draft, bad=turn.draft.bad + 1)
    said = turn.pending()
    return Step(
        turn.draft,
        (
            asking.with_ways_out(turn.draft, said)
            if turn.draft.bad >= asking.BAD_UNTIL_WAY_OUT
            else said,
        ),
    )


def _start_again(turn: Turn) -> Step:
    turn.draft = replace(turn.draft, answers={}, skipped=frozenset(), explained=())
    return turn.go_on(wording.STARTED_AGAIN)


def _files(turn: Turn, heard: Heard) -> Step:
    waiting = turn.question
    told = turn.attach(heard.files)
    if turn.draft.stage in ("ending", "changing"):
        turn.back_to_form()
    if waiting is not None and waiting.type == "files":
        return turn.go_on(told)
    if waiting is not None and heard.words and heard.intent in ("answer", ""):
        return turn.answer(waiting, heard, told)
    return turn.again(told)
