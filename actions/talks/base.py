"""What all short exchanges about a case share: how they begin, take an answer and end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol
from uuid import uuid4

from actions import wording
from actions.base import Turn
from actions.desk import Connection, Desk
from actions.outcome import Outcome, notice
from cases.form.model import Draft, Heard, Press, Said
from cases.model import Answer, Case, CaseError

REFERENCE = "reference"
BEFORE = "before"
WRONG = 422
GIVING_UP = frozenset({"cancel", "pause_form"})


@dataclass(frozen=True)
class Taken:
    """What an answer comes to: what is said, and the draft as it is now (None: it is over)."""

    said: tuple[Said, ...]
    draft: Draft | None = None
    case: Case | None = field(default=None, hash=False)


class Talk(Protocol):
    """One kind of exchange. Its draft's ``procedure`` is its ``kind``, which no procedure has."""

    kind: str

    def take(self, desk: Desk, connection: Connection, draft: Draft, heard: Heard) -> Taken:
        """Takes an answer."""
        ...

    def ask_again(self, desk: Desk, draft: Draft) -> tuple[Said, ...]:
        """The pending question."""
        ...

    def expects(self, draft: Draft) -> str:
        """What it waits for, as ``slot:type``."""
        ...


def begin(
    desk: Desk,
    connection: Connection,
    talk: Talk,
    turn: Turn,
    person: str,
    answers: Mapping[str, str],
    asking: str,
) -> Outcome:
    """Begins an exchange; a form that somebody is in the middle of waits until it is over."""
    active = desk.drafts.active(connection, person)
    if active is not None and turn.message and active.last_message == turn.message:
        said = tuple(Said.of(each) for each in active.said)
        return Outcome(said, active, talk.expects(active))
    interrupted = active.submission if active and desk.procedure_of(active) else None
    if active is not None and interrupted is None:
        interrupted = (active.offered or {}).get(BEFORE)
        desk.drafts.end(connection, active.submission)
    draft = Draft(
        submission=uuid4().hex,
        person=person,
        procedure=talk.kind,
        answers={slot: Answer(value, value) for slot, value in answers.items()},
        asking=asking,
        channel=turn.channel,
        first_message=int(turn.message) if turn.message.isdigit() else 0,
        last_message=turn.message,
        started_at=desk.now(),
        touched_at=desk.now(),
        offered={BEFORE: interrupted} if interrupted else None,
    )
    said = talk.ask_again(desk, draft)
    draft = replace(draft, said=tuple(each.plain() for each in said))
    desk.drafts.save(connection, draft)
    return Outcome(said, draft, talk.expects(draft))


def take_talk(
    desk: Desk, talks: Mapping[str, Talk], connection: Connection, draft: Draft, heard: Heard
) -> Outcome:
    """A turn of an exchange that is under way."""
    talk = talks[draft.procedure]
    if heard.message and heard.message == draft.last_message:
        said = tuple(Said.of(each) for each in draft.said)
        return Outcome(said, draft, talk.expects(draft))
    if heard.values.get("form", draft.submission[:8]) != draft.submission[:8]:
        return _on(desk, connection, talk, draft, heard, (notice(wording.STALE_BUTTON),))
    if heard.intent in GIVING_UP:
        return _over(desk, connection, draft, heard, Taken((notice(wording.LEFT_ALONE),)))
    try:
        taken = talk.take(desk, connection, draft, heard)
    except CaseError as refused:
        taken = Taken((notice(refused.message),))
        if refused.status == WRONG:
            return _on(desk, connection, talk, draft, heard, taken.said)
    if taken.draft is None:
        return _over(desk, connection, draft, heard, taken)
    return _kept(desk, connection, talk, taken.draft, heard, taken.said)


def press(draft: Draft, title: str, intent: str, **values: str) -> Press:
    """A button of this exchange."""
    return Press(title, intent, {"form": draft.submission[:8], **values})


def text_of(draft: Draft, slot: str) -> str:
    """What was answered; empty when nothing was."""
    return str(draft.answers[slot].value) if slot in draft.answers else ""


def with_answer(draft: Draft, slot: str, words: str, asking: str) -> Draft:
    """The draft with an answer more, asking for the next."""
    answers = {**draft.answers, slot: Answer(words, words)}
    return replace(draft, answers=answers, asking=asking)


def _on(
    desk: Desk,
    connection: Connection,
    talk: Talk,
    draft: Draft,
    heard: Heard,
    said: tuple[Said, ...],
) -> Outcome:
    return _kept(desk, connection, talk, draft, heard, (*said, *talk.ask_again(desk, draft)))


def _kept(
    desk: Desk,
    connection: Connection,
    talk: Talk,
    draft: Draft,
    heard: Heard,
    said: tuple[Said, ...],
) -> Outcome:
    draft = _noted(desk, draft, heard, said)
    desk.drafts.save(connection, draft)
    return Outcome(said, draft, talk.expects(draft))


def _over(desk: Desk, connection: Connection, draft: Draft, heard: Heard, taken: Taken) -> Outcome:
    """The exchange is over; the form that it interrupted goes on where it was.

    The draft is kept a while without its answers, so that the same message again is the same turn.
    """
    before = (draft.offered or {}).get(BEFORE)
    waiting = desk.drafts.find(connection, before) if before else None
    ended = replace(_noted(desk, draft, heard, taken.said), answers={}, files=())
    desk.drafts.save(connection, ended, active=False)
    if taken.case is not None and taken.case.confidential:
        desk.erase(connection, draft, heard.message)
    if waiting is None or waiting.person != draft.person:
        return Outcome(taken.said, case=taken.case)
    step = desk.forms.resume(waiting)
    said = (*taken.said, *step.said)
    if step.draft is None:
        return Outcome(said, case=taken.case)
    resumed = _noted(desk, step.draft, heard, said)
    desk.drafts.save(connection, resumed)
    return Outcome(said, resumed, desk.forms.expects(resumed), case=taken.case)


def _noted(desk: Desk, draft: Draft, heard: Heard, said: tuple[Said, ...]) -> Draft:
    return replace(
        draft,
        said=tuple(each.plain() for each in said),
        last_message=heard.message,
        touched_at=desk.now(),
    )
