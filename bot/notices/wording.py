"""What a notice says. Of a confidential case: that there is something, and its reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from actions import buttons
from bot.notices import image_wording
from bot.notices.told import Told, Words
from bot.portal.clauses import chosen
from cases.form.answers.base import listed

URGENT = frozenset({"urgent_case"})
MOST_TITLES = 2
SEE, ANSWER = "See it", "Answer now"


def words_for(kind: str, told: Told) -> Words:
    """The words of a notice of this kind. One of a kind not known here says that there is news."""
    if told.case.confidential:
        return _neutral(kind, told)
    words = WORDS.get(kind, _news)(told)
    return replace(words, text=_sentence(words.text))


def _sentence(words: str) -> str:
    """With a capital, whatever the name is that it begins with."""
    return f"{words[:1].upper()}{words[1:]}"


def buttons_for(kind: str, told: Told) -> tuple[tuple[str, str], ...]:
    """What may be pressed under a notice in the conversation: titles and payloads."""
    pressed = [(SEE, "case_status")]
    if kind == "more_information":
        pressed.insert(0, (ANSWER, "answer_case"))
    made = [buttons.button(title, intent, reference=told.reference) for title, intent in pressed]
    return tuple((each["title"], each["payload"]) for each in made)


def _neutral(kind: str, told: Told) -> Words:
    """Nothing of what it is about, who made it, or what was done."""
    if told.person.email == told.case.reporter:
        return Words(
            "There is news for you", f"There is news about {told.reference}. Please read it there."
        )
    soon = kind in URGENT
    return Words(
        "Urgent: a confidential case needs you" if soon else "A confidential case needs you",
        f"{told.reference} needs you{' at once' if soon else ''}. Please read it there.",
    )


def _news(told: Told) -> Words:
    return Words(f"News about {told.reference}", f"There is news about {told.what}.")


def _filed(told: Told) -> Words:
    if told.by_reporter:
        return Words(
            f"We have your {told.thing} {told.reference}",
            f"You have the letter for {told.what}; tell us here what the Headteacher said, "
            f"by {told.due}.",
        )
    return Words(
        f"We have your {told.thing} {told.reference}",
        f"{told.handler} has {told.what} and replies by {told.due}.",
    )


def _new(told: Told) -> Words:
    if told.person.email != told.case.handler:
        return _for_information(told)
    asks = told.case.kind == "permission"
    return Words(
        f"A {told.thing} for you: {told.reference}",
        f"{told.reporter} has sent {told.what}. "
        f"Your {'decision' if asks else 'reply'} is wanted by {told.due}.",
    )


def _for_information(told: Told) -> Words:
    """To who only looks on."""
    has = f"{told.handler} has it"
    if told.by_reporter:
        has = "A school's Headteacher decides it"
    return Words(
        f"For your information: {told.reference}",
        f"For your information: {told.reporter} has sent {told.what}. "
        f"{has}; nothing is wanted of you.",
    )


def _urgent(told: Told) -> Words:
    if told.escalated:
        return Words(
            f"Urgent: {told.reference} is overdue and has come to you",
            f"Nobody has settled {told.what}, which was due by {told.due}. It is yours now. "
            "Please look at it at once.",
        )
    near = told.about_on and told.case.kind == "permission"
    by = f": it is for {told.about_on}" if near else ""
    return Words(
        f"Urgent: {told.reference} needs you",
        f"{told.reporter} has sent {told.what}. Please look at it at once{by}.",
    )


def _decision(told: Told) -> Words:
    if told.reply_as == "answer":
        return _answer(told)
    if told.by_reporter:
        return _headteacher(told)
    conditions = [f"- {condition}" for condition in told.case.conditions]
    bound = ["The conditions:", *conditions] if conditions else []
    reason = [f"Why: {told.note}"] if told.note else []
    return Words(
        f"{told.reference} was {told.outcome}",
        f"{told.actor} has decided: {told.what} was {told.outcome}.",
        "\n".join([*reason, *bound, *_clauses(told)]),
    )


def _answer(told: Told) -> Words:
    """What was asked is answered: nothing was decided."""
    asked = [f"You asked: {told.asked}"] if told.asked else []
    return Words(
        f"Your question {told.reference} was answered",
        f"{told.actor} has answered your question {told.reference}.",
        "\n".join([*asked, _sentence(f"{told.actor} answers: {told.note}")]),
    )


def _headteacher(told: Told) -> Words:
    """What the Headteacher said, as the reporter told it."""
    said = "agreed to it" if told.case.outcome == "approved" else "did not agree to it"
    return Words(
        f"The Headteacher {'agreed' if told.case.outcome == 'approved' else 'said no'}: "
        f"{told.reference}",
        f"{told.reporter} has told what the Headteacher said about {told.what}: "
        f"the Headteacher {said}.",
        "\n".join([*([f"What they said: {told.note}"] if told.note else []), *_clauses(told)]),
    )


def _clauses(told: Told) -> list[str]:
    """What the decision rests on: one clause or two by title, of more the sections."""
    happened = told.case.happened
    named = happened.data.get("clauses", ()) if happened else ()
    found = chosen(str(each) for each in named)
    if not found:
        return []
    if len(found) <= MOST_TITLES:
        titles = listed([f"“{each.title}” (section {each.section})" for each in found])
        return [f"It rests on {titles} of the guidance."]
    sections = sorted({each.section for each in found}, key=int)
    return [f"It rests on section{'s' * (len(sections) > 1)} {listed(sections)} of the guidance."]


def _question(told: Told) -> Words:
    return Words(
        f"A question about {told.reference}",
        f"{told.actor} has a question about {told.what}.",
        told.note,
    )


def _answered(told: Told) -> Words:
    return Words(
        f"Your question about {told.reference} was answered",
        f"{told.actor} has answered your question about {told.what}.",
    )


def _message(told: Told) -> Words:
    return Words(
        f"A message about {told.reference}",
        f"{told.actor} has written to you about {told.what}.",
        told.note,
    )


def _moved(told: Told) -> Words:
    if told.person.email == told.case.handler:
        return Words(
            f"{told.reference} is yours now",
            f"{told.what[0].upper()}{told.what[1:]} has come to you. It is due by {told.due}.",
        )
    due = f"which was due by {told.due}" if told.escalated else f"due by {told.due}"
    return Words(f"{told.reference} has moved", f"{told.handler} now has {told.what}, {due}.")


def _cover(told: Told) -> Words:
    return Words(
        f"{told.reference} comes to you while you cover",
        f"You stand in for {told.handler}, to whom {told.reporter} has sent {told.what}. "
        f"It is due by {told.due}.",
    )


def _reminder(told: Told) -> Words:
    return Words(
        f"{told.reference} is still waiting",
        f"A reminder: {told.what} waits for you. It is due by {told.due}.",
    )


def _overdue(told: Told) -> Words:
    return Words(
        f"{told.reference} is overdue",
        f"{told.what[0].upper()}{told.what[1:]} was due by {told.due} and is still open.",
    )


def _escalated(told: Told) -> Words:
    if told.person.email == told.case.handler:
        return Words(
            f"{told.reference} is overdue and has come to you",
            f"Nobody has settled {told.what}, which was due by {told.due}. It is yours now.",
        )
    return _moved(told)


def _withdrawn(told: Told) -> Words:
    return Words(
        f"{told.reference} was withdrawn",
        f"{told.reporter} has withdrawn {told.what}. There is nothing left to decide.",
    )


def _corrected(told: Told) -> Words:
    return Words(
        f"The decision on {told.reference} was corrected",
        f"{told.actor} has corrected the decision: {told.what} is {told.outcome}.",
        f"Why: {told.note}" if told.note else "",
    )


def _unassigned(told: Told) -> Words:
    return Words(
        f"Nobody is there for {told.reference}",
        f"Nobody who may handle {told.what} is there. Please give it to somebody.",
    )


def _keep_warning(told: Told) -> Words:
    return Words(
        f"{told.reference} will soon be deleted",
        f"{told.what[0].upper()}{told.what[1:]} has been kept as long as it should be "
        "and will soon be deleted. Nothing needs doing unless it must be kept longer.",
    )


WORDS: Mapping[str, Callable[[Told], Words]] = MappingProxyType(
    {
        "filed_to_reporter": _filed,
        "new_case": _new,
        "urgent_case": _urgent,
        "decision": _decision,
        "more_information": _question,
        "answered": _answered,
        "message": _message,
        "reassigned": _moved,
        "cover": _cover,
        "reminder": _reminder,
        "escalated": _escalated,
        "overdue": _overdue,
        "withdrawn": _withdrawn,
        "corrected": _corrected,
        "consent_due": image_wording.consent_due,
        "unassigned": _unassigned,
        "consent_received": image_wording.consent_received,
        "consent_withdrawn": image_wording.consent_withdrawn,
        "destroy_due": image_wording.destroy_due,
        "destroyed": image_wording.destroyed,
        "keep_warning": _keep_warning,
    }
)
