"""The words and buttons of what is asked: a question, the summary, what to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cases.declaration import REPORTER
from cases.form import picking, wording
from cases.form.answers import people, registry
from cases.form.answers.base import Context, listed
from cases.form.model import Draft, Press, Said
from cases.model import Answer
from cases.procedures import Procedure
from cases.questions import Question

MOST_BUTTONS = 8
BAD_UNTIL_WAY_OUT = 3
SHOWN_OF_SECRET = 20
SHOWN = 300
MOST_NAMED = 3


def form_id(draft: Draft) -> str:
    """How buttons name the form they belong to."""
    return draft.submission[:8]


def press(draft: Draft, title: str, intent: str, **values: str) -> Press:
    """A button of this form."""
    return Press(title, intent, {"form": form_id(draft), **values})


def question_said(
    draft: Draft, context: Context, before: str = "", only: Sequence[str] = ()
) -> Said:
    """The question, after what is to be said ``before`` it. ``only``: options to be offered."""
    question = context.question
    parts = [before] if before else []
    old = draft.answers.get(question.slot)
    if draft.chosen:
        chosen = picking.answer_of(question, draft.chosen).words
        parts.append(wording.CHOSEN.format(what=chosen))
    elif old is not None and not before:
        parts.append(wording.WAS.format(words=shown(question, old)))
    ask = question.ask
    if question.optional and old is None and not draft.chosen:
        ask = f"{ask} {wording.MAY_SKIP}"
    return Said("\n\n".join([*parts, ask]), buttons=_buttons(draft, context, only))


def _buttons(draft: Draft, context: Context, only: Sequence[str]) -> tuple[Press, ...]:
    question = context.question

    def answer(title: str, value: object) -> Press:
        encoded = registry.encoded(question, value)
        return press(draft, title, "answer", slot=question.slot, value=encoded)

    found: list[Press] = []
    offered = draft.offered["answers"] if draft.offered else []
    if offered and not question.options:
        found = [answer(words, value) for value, words in offered]
        if question.type in ("school", "schools"):
            titles = [each.title for each in found]
            found += [each for each in _schools(draft, context) if each.title not in titles]
    elif question.type in picking.SEVERAL:
        return _several(draft, context, only)
    elif question.options:
        likely = [words for _, words in offered]
        options = sorted(question.options, key=lambda each: each.title not in likely)
        found = [
            answer(each.title, each.value) for each in options if not only or each.value in only
        ]
    elif question.type == "yes_no":
        found = [answer(wording.YES, True), answer(wording.NO, False)]
    elif question.type == "school":
        found = _schools(draft, context)
    elif question.type == "person" and question.roles:
        chosen = people.choosable(context)[:MOST_BUTTONS]
        found = [answer(each.name, people.answer_of(each).value) for each in chosen]
    return (*found, *_without(draft, question))


def _schools(draft: Draft, context: Context) -> list[Press]:
    """The schools that are known, as far as there is room."""
    question = context.question
    names = [each.name for each in context.schools if each.name not in draft.chosen]
    carried = picking.button_value if question.type == "schools" else registry.encoded
    return [
        press(draft, each, "answer", slot=question.slot, value=carried(question, each))
        for each in names[:MOST_BUTTONS]
    ]


def _several(draft: Draft, context: Context, only: Sequence[str]) -> tuple[Press, ...]:
    """Each that can be chosen besides those that are; and, with any chosen, that it is all."""
    question, chosen = context.question, draft.chosen
    titles = {each.value: each.title for each in question.options}
    values = list(titles) or [each.name for each in context.schools]
    if chosen:
        values = picking.left(question, context, chosen)
    likely = [words for _, words in draft.offered["answers"]] if draft.offered else []
    values.sort(key=lambda each: titles.get(each, each) not in likely)
    found = [
        press(
            draft,
            titles.get(each, each),
            "answer",
            slot=question.slot,
            value=picking.button_value(question, each),
        )
        for each in values
        if not only or each in only
    ]
    if not question.options:
        found = found[:MOST_BUTTONS]
    if not chosen:
        return (*found, *_without(draft, question))
    value = picking.all_value(chosen)
    done = press(draft, wording.THAT_IS_ALL, "answer", slot=question.slot, value=value)
    return (done, *found)


def _without(draft: Draft, question: Question) -> tuple[Press, ...]:
    """The button to go on without an answer, or with the one that is there."""
    old = draft.answers.get(question.slot)
    if old is not None:
        words = shown(question, old)
        kept = wording.KEEP.format(words=words if len(words) <= 40 else f"{words[:39]}…")
        return (press(draft, kept, "skip", slot=question.slot),)
    return (press(draft, wording.SKIP, "skip", slot=question.slot),) if question.optional else ()


def bad_said(draft: Draft, context: Context, says: str) -> Said:
    """A bad answer told kindly, with an example; from the third on also the ways out."""
    # The options are told, so that an example besides would only confuse.
    example = None if context.question.options else context.question.example
    told = says.rstrip(".")
    if example and (told.endswith("?") or "please" not in told.casefold()):
        told = told if told.endswith("?") else f"{told}."
        told = f"{told} {wording.EXAMPLE_AFTER.format(example=example)}"
    elif example:
        told = f"{told}, {wording.EXAMPLE.format(example=example)}"
    told = told if told.endswith("?") else f"{told}."
    said = question_said(draft, context, told)
    return with_ways_out(draft, said) if draft.bad >= BAD_UNTIL_WAY_OUT else said


def with_ways_out(draft: Draft, said: Said) -> Said:
    """The same, with buttons to leave."""
    out = (
        press(draft, wording.SAVE, "pause_form"),
        press(draft, wording.CANCEL, "cancel"),
        Press(wording.PERSON, "talk_to_person", {}),
    )
    return Said(f"{said.text}\n\n{wording.WAYS_OUT}", said.kind, (*said.buttons, *out))


def summary_said(draft: Draft, procedure: Procedure, before: str = "", who: str = "") -> Said:
    """Every answer a line, and the question whether to send it."""
    lines = [
        f"• {each.label}: {shown(each, draft.answers.get(each.slot))}"
        for each in procedure.asked(draft.answers)
    ]
    parts = [before] if before else []
    parts += ["\n".join([wording.SUMMARY, *lines])] if lines else []
    own = procedure.letter and procedure.role_for(draft.answers)[:1] == (REPORTER,)
    goes = wording.WITH_LETTER if own else wording.SEND_TO
    gets = procedure.handled_by if own else who or procedure.handled_by
    parts.append(f"{goes.format(who=gets)} {wording.SEND}")
    return Said(
        "\n\n".join(parts),
        kind="summary",
        buttons=(
            press(draft, wording.SEND_BUTTON, "confirm"),
            press(draft, wording.CHANGE_BUTTON, "change_answer"),
            press(draft, wording.CANCEL, "cancel"),
        ),
    )


def changing_said(draft: Draft, procedure: Procedure, before: str = "") -> Said:
    """Which of the answers to change."""
    buttons = [
        press(draft, each.label, "change_answer", slot=each.slot)
        for each in procedure.asked(draft.answers)
        if each.slot in draft.answers or each.slot in draft.skipped
    ]
    text = f"{before}\n\n{wording.CHANGE_WHICH}" if before else wording.CHANGE_WHICH
    return Said(text, buttons=(*buttons, press(draft, wording.NO_CHANGE, "deny")))


def cancelling_said(draft: Draft) -> Said:
    """Whether to throw everything away."""
    return Said(
        wording.CANCEL_SURE,
        buttons=(
            press(draft, wording.CANCEL_YES, "affirm"),
            press(draft, wording.CANCEL_NO, "deny"),
            press(draft, wording.SAVE, "pause_form"),
        ),
    )


def shown(question: Question, answer: Answer | None) -> str:
    """An answer as it is told back: a secret one but for its start, a long one shortened."""
    if answer is None:
        return wording.NOT_GIVEN
    words = " ".join(answer.words.split())
    if question.secret and len(words) > SHOWN_OF_SECRET:
        return wording.HIDDEN.format(start=words[:SHOWN_OF_SECRET].rstrip())
    return words if len(words) <= SHOWN else f"{words[:SHOWN].rstrip()}…"


def opening_said(
    procedure: Procedure, taken: Sequence[str], known: Mapping[str, Answer] | None = None
) -> Said:
    """What the form is for, what it asks, how long it takes, who will see it.

    ``taken``: what is put down already, in words; ``known`` are those answers.
    """
    first = [f"{procedure.title}. {procedure.summary}"]
    known = known or {}
    asked = procedure.asked(known)
    left = [each for each in asked if each.slot not in known]
    names = listed([f"“{each.label}”" for each in left[:MOST_NAMED]])
    if 0 < len(left) <= MOST_NAMED:
        first.append(wording.ASKS_FEW.format(what=names))
    elif left:
        most = len([each for each in procedure.questions if each.slot not in known])
        first.append(wording.ASKS.format(count=most, what=names))
    minutes = max(1, round(procedure.minutes * len(left) / len(asked))) if asked else 1
    first.append(wording.TAKES.format(minutes=minutes) if minutes > 1 else wording.TAKES_ONE)
    who = procedure.seen_by or procedure.handled_by
    first.append(wording.SEEN_BY.format(who=who[0].upper() + who[1:]))
    parts = [" ".join(first)]
    if procedure.opening:
        parts.append(procedure.opening)
    if taken:
        parts.append(wording.TAKEN_OVER.format(what=listed(taken)))
    parts.append(wording.ANY_TIME)
    return Said("\n\n".join(parts))
