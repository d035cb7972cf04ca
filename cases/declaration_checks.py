"""What a declaration must agree on with itself, beyond the shape of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cases.conditions import slot_counted_from
from cases.declaration import CHOSEN, Procedure
from cases.questions import Question

Fault = tuple[tuple[str | int, ...], str]
"""Where it stands in the file, and what is wanted there."""

CHOOSING = ("choice", "choices")
DATING = ("date", "dates")


def faults_in(procedure: Procedure) -> Iterator[Fault]:
    """Every disagreement of a declaration with itself."""
    earlier: dict[str, Question] = {}
    for number, question in enumerate(procedure.questions):
        for where, wanted in _question(question, earlier):
            yield ("questions", number, *where), wanted
        earlier[question.slot] = question
    yield from _handlers(procedure, earlier)
    yield from _lists(procedure, earlier)
    yield from _slots(procedure, earlier)
    for number, question in enumerate(procedure.questions):
        named = earlier.get(question.named_in or "")
        if question.named_in is not None and (named is None or named.type != "person"):
            place = ("questions", number, "named_in")
            yield place, f"'{question.named_in}' is no person that is asked for"


def _question(question: Question, earlier: Mapping[str, Question]) -> Iterator[Fault]:
    if question.slot in earlier:
        yield ("slot",), f"'{question.slot}' is asked twice"
    yield from _options(question)
    yield from _when(question.when, earlier)
    yield from _particular(question, earlier)
    known = {**earlier, question.slot: question}
    for number, stop in enumerate(question.stops):
        yield from _placed(("stops", number, "when"), _values(question, stop.when, known))
        for offer in stop.offer:
            if question.option(offer) is None or offer in stop.when:
                yield ("stops", number, "offer"), f"'{offer}' is no other value of this question"
    for number, explanation in enumerate(question.explains):
        place = ("explains", number, "when")
        yield from _placed(place, _values(question, explanation.when, known))


def _particular(question: Question, earlier: Mapping[str, Question]) -> Iterator[Fault]:
    """What only questions of one type may have."""
    if question.after is not None:
        base = earlier.get(question.after)
        if question.type not in DATING or base is None or base.type not in DATING:
            yield ("after",), "a date, and the slot of a date asked for before, are wanted"
    if question.kinds and question.type not in ("school", "schools"):
        yield ("kinds",), "only a school is of a kind"
    if question.unnamed and (question.type != "person" or not question.concerns):
        yield ("unnamed",), "only a person whom the case concerns may be kept back"
    if question.named_in is not None and question.type != "choice":
        yield ("named_in",), "only a choice leads to a person"


def _options(question: Question) -> Iterator[Fault]:
    choosing = question.type in CHOOSING
    if choosing and len(question.options) < 2:
        yield ("options",), "two or more are wanted to choose from"
    if question.options and not choosing:
        yield ("options",), f"only a choice has options, this is of type '{question.type}'"
    values = [each.value for each in question.options]
    if len(values) != len(set(values)):
        yield ("options",), "a value stands twice"


def _when(when: Mapping[str, Any], earlier: Mapping[str, Question]) -> Iterator[Fault]:
    for slot, values in when.items():
        if slot not in earlier:
            yield ("when", slot), f"no question before asks for '{slot}'"
        else:
            for where, wanted in _values(earlier[slot], values, earlier):
                yield ("when", slot, *where), wanted


def _values(
    question: Question, values: Iterable[Any], earlier: Mapping[str, Question]
) -> Iterator[Fault]:
    for value in values:
        if question.type in CHOOSING and question.option(value) is None:
            yield (), f"'{question.slot}' has no option '{value}'"
        if (question.type == "yes_no") != isinstance(value, bool):
            yield (), f"'{question.slot}' wants {_wants(question)}, not '{value}'"
        if question.type in DATING:
            base = earlier.get(slot_counted_from(value) or "")
            if base is None or base.type not in DATING:
                yield (), "on a date, 'more than 2 years after' a date's slot is wanted"


def _wants(question: Question) -> str:
    return "true or false" if question.type == "yes_no" else "words"


def _handlers(procedure: Procedure, slots: Mapping[str, Question]) -> Iterator[Fault]:
    for number, rule in enumerate(procedure.handler):
        yield from _placed(("handler", number), _when(rule.when, slots))
        if (CHOSEN in rule.role) != (rule.chosen_in is not None):
            yield ("handler", number), "'chosen' and 'chosen_in' go together"
        if rule.chosen_in is not None:
            chosen = slots.get(rule.chosen_in)
            if chosen is None or chosen.type not in ("choice", "person"):
                yield (
                    ("handler", number, "chosen_in"),
                    f"'{rule.chosen_in}' is no choice and no person that is asked for",
                )
    if procedure.handler and (
        procedure.handler[-1].when or procedure.handler[-1].role == (CHOSEN,)
    ):
        yield ("handler", len(procedure.handler) - 1), "the last rule must fit every case"


def _lists(procedure: Procedure, slots: Mapping[str, Question]) -> Iterator[Fault]:
    checks = [(each.id, each.when) for each in procedure.checks]
    conditions = [(each.id, each.when) for each in procedure.conditions]
    for name, rules in (("checks", checks), ("conditions", conditions)):
        seen: set[str] = set()
        for number, (identifier, when) in enumerate(rules):
            if identifier in seen:
                yield (name, number, "id"), f"'{identifier}' stands twice"
            seen.add(identifier)
            yield from _placed((name, number), _when(when, slots))
    if (procedure.due.working_days is None) == (procedure.due.hours is None):
        yield ("due",), "either working_days or hours is wanted"
    if procedure.kind == "report" and (procedure.conditions or procedure.register_):
        yield ("kind",), "only a permission has conditions or a register"


def _slots(procedure: Procedure, slots: Mapping[str, Question]) -> Iterator[Fault]:
    dating = {slot for slot, question in slots.items() if question.type in DATING}
    if procedure.about is not None and procedure.about not in dating:
        yield ("about",), f"no question asks for the date '{procedure.about}'"
    for number, slot in enumerate(procedure.similar_on):
        if slot not in slots:
            yield ("similar_on", number), f"no question asks for '{slot}'"
    if procedure.register_ is not None:
        if procedure.register_.slot not in dating:
            yield ("register", "slot"), f"'{procedure.register_.slot}' is no date that is asked for"
        for number, slot in enumerate(procedure.register_.what):
            if slot not in slots:
                yield ("register", "what", number), f"no question asks for '{slot}'"
    if procedure.danger_first:
        first = procedure.questions[0] if procedure.questions else None
        if first is None or first.slot != "danger_now" or first.type != "yes_no":
            yield ("danger_first",), "the first question must be 'danger_now', of type yes_no"


def _placed(place: tuple[str | int, ...], faults: Iterable[Fault]) -> Iterator[Fault]:
    for where, wanted in faults:
        yield (*place, *where), wanted
