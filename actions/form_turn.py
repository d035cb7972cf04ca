"""``validate_case_form``: a whole turn inside the form, in one call.

Rasa calls it for every message while the form is under way. The draft is loaded, what was said is
heard, and the draft saved, in one transaction; then it is said. A question in the middle is
answered by the action that answers it elsewhere, and the pending question is said again, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import loop, wording
from actions.base import Button, Event, StaffAction, Turn
from actions.desk import Connection, Desk
from actions.filed import filed, find_filed
from actions.guidance import Guidance
from actions.outcome import Outcome, notice, utter
from actions.private import elsewhere
from actions.similar import pointed_out
from actions.talks.base import Talk, take_talk
from cases.form.model import Draft, Heard, Said, Step
from cases.model import CaseError

ANSWER, FILES_SENT = "answer", "files_sent"
INSIDE = frozenset(
    {
        ANSWER,
        "affirm",
        "deny",
        "cancel",
        "go_back",
        "skip",
        "why",
        "restart_form",
        "change_answer",
        "pause_form",
        "confirm",
        FILES_SENT,
    }
)
"""What the form itself takes. Everything else is answered by the way."""

FROM_GUIDANCE = frozenset({"ask", "more_on_section", "what_can_you_do"})
"""By the way of a form these offer no more than to read on, so that its own buttons stand out."""

AWAY = timedelta(hours=4)
"""After so long somebody is welcomed back."""


class FormTurnAction(StaffAction):
    """Takes what is said inside a form. ``asides`` are the actions of all other intents."""

    answers_danger = True
    reads_database = True

    def __init__(
        self,
        desk: Desk,
        guidance: Guidance,
        talks: Mapping[str, Talk],
        asides: Mapping[str, StaffAction],
    ) -> None:
        self._desk = desk
        self._guidance = guidance
        self._talks = talks
        self._asides = asides

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return loop.FORM_ACTION

    def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, in_danger: bool
    ) -> list[Event]:
        """The turn."""
        person = tracker.sender_id
        aside = self._asides.get(turn.intent)
        if aside is None or in_danger:
            # Whatever else words of danger look like, they are an answer.
            heard = _heard(turn, ANSWER if in_danger and turn.words else turn.intent)
            take = partial(self._take, person, loop.draft_of(tracker), turn, heard, in_danger)
            return self._told(dispatcher, self._desk.write(take))
        events = aside.reply(dispatcher, tracker, turn, in_danger=False)
        if turn.intent in FROM_GUIDANCE:
            leave_one_way_on(dispatcher)
        if loop.begins(events):
            return events
        again = self._desk.write(partial(self._again, person, loop.draft_of(tracker), turn))
        # The form's own events count: the other action did not know that it was in one.
        kept = [each for each in events if each.get("event") == "slot"]
        if again.draft is not None and elsewhere(self._desk, again.draft) is not None:
            kept = []  # no words said inside something confidential stay in a slot
        return [*kept, *self._told(dispatcher, again)]

    def _told(self, dispatcher: CollectingDispatcher, outcome: Outcome) -> list[Event]:
        utter(dispatcher, outcome.said, self._guidance, outcome.case)
        if outcome.draft is None:
            return loop.is_over()
        return loop.goes_on(outcome.draft.submission, outcome.expects, begins=False)

    def _take(
        self,
        person: str,
        submission: str | None,
        turn: Turn,
        heard: Heard,
        in_danger: bool,
        connection: Connection,
    ) -> Outcome:
        draft = self._desk.drafts.active(connection, person)
        if draft is None:
            return self._gone(connection, person, submission, heard)
        if turn.group and (refusal := elsewhere(self._desk, draft)):
            return self._going_on(draft, (refusal,))
        if turn.is_unreadable and heard.intent == ANSWER:
            return self._going_on(draft, (notice(wording.NO_WORDS), *self._pending(draft)))
        if draft.procedure in self._talks:
            return take_talk(self._desk, self._talks, connection, draft, heard)
        return self._hear(connection, draft, heard, in_danger)

    def _hear(self, connection: Connection, draft: Draft, heard: Heard, in_danger: bool) -> Outcome:
        forms = self._desk.forms
        if heard.intent == FILES_SENT:
            try:
                heard = self._claimed(connection, draft, heard)
            except CaseError as refused:
                return self._going_on(draft, (notice(refused.message), *forms.ask_again(draft)))
            if not heard.files:
                return self._going_on(draft, forms.ask_again(draft))
        step = forms.take(draft, heard)
        if in_danger and step.draft is not None and step.draft.bad > draft.bad:
            # They were no answer, but nobody in such need is told what a date looks like.
            return self._going_on(draft, forms.ask_again(draft))
        return self._apply(connection, draft, step, heard)

    def _claimed(self, connection: Connection, draft: Draft, heard: Heard) -> Heard:
        """What was heard, with those of its files that are the person's, now with this form."""
        attachments = self._desk.context.attachments
        taken = attachments.claim(connection, draft.person, heard.files, draft.submission)
        return replace(heard, files=tuple(each.id for each in taken))

    def _apply(self, connection: Connection, before: Draft, step: Step, heard: Heard) -> Outcome:
        desk = self._desk
        if step.draft is None or step.end in {"cancelled", "stopped"}:
            desk.forget(connection, before, heard.message)
            return Outcome(step.said)
        draft = step.draft
        if step.end == "file":
            try:
                return filed(desk, connection, desk.office.file(connection, draft))
            except CaseError as refused:
                return self._going_on(
                    before, (notice(refused.message), *desk.forms.ask_again(before))
                )
        said = (*self._welcome(before), *step.said)
        if step.end is None:
            draft, said = pointed_out(desk, connection, draft, said)
        if not heard.message or heard.message != before.last_message:
            draft = replace(
                draft,
                said=tuple(each.plain() for each in said),
                last_message=heard.message,
                touched_at=desk.now(),
            )
            desk.drafts.save(connection, draft, active=step.end is None)
        return Outcome(said) if step.end else self._going_on(draft, said)

    def _again(
        self, person: str, submission: str | None, turn: Turn, connection: Connection
    ) -> Outcome:
        draft = self._desk.drafts.active(connection, person)
        if draft is None:
            return self._gone(connection, person, submission, None)
        if turn.group and elsewhere(self._desk, draft):
            return self._going_on(draft, ())
        back = self._welcome(draft)
        if back:
            draft = replace(draft, touched_at=self._desk.now())
            self._desk.drafts.save(connection, draft)
        return self._going_on(draft, (*back, *self._pending(draft)))

    def _gone(
        self, connection: Connection, person: str, submission: str | None, heard: Heard | None
    ) -> Outcome:
        """Filed already (here or elsewhere), ended a moment ago, or too old."""
        ended = self._desk.drafts.find(connection, submission) if submission else None
        if ended is not None and ended.person != person:
            ended = None
        if heard and ended and heard.message and ended.last_message == heard.message:
            return Outcome(tuple(Said.of(each) for each in ended.said))
        case = find_filed(self._desk, connection, submission, person)
        if case is not None:
            return filed(self._desk, connection, case)
        return Outcome((notice(wording.FORM_GONE),))

    def _welcome(self, draft: Draft) -> tuple[Said, ...]:
        procedure = self._desk.procedure_of(draft)
        if procedure is None or self._desk.now() - draft.touched_at < AWAY:
            return ()
        return (notice(wording.WELCOME_BACK.format(title=procedure.title)),)

    def _pending(self, draft: Draft) -> tuple[Said, ...]:
        talk = self._talks.get(draft.procedure)
        return talk.ask_again(self._desk, draft) if talk else self._desk.forms.ask_again(draft)

    def _going_on(self, draft: Draft, said: tuple[Said, ...]) -> Outcome:
        talk = self._talks.get(draft.procedure)
        expects = talk.expects(draft) if talk else self._desk.forms.expects(draft)
        return Outcome(said, draft, expects)


def leave_one_way_on(dispatcher: CollectingDispatcher) -> None:
    """Takes all buttons from what was said, but for the first that reads on in a section."""
    left = 1
    for message in dispatcher.messages:
        on = [each for each in message["buttons"] if _reads_on(each)][:left]
        left -= len(on)
        message["buttons"] = on
        (message.get("custom") or {}).pop("next_steps", None)


def _reads_on(button: Button) -> bool:
    return button["title"].startswith((wording.MORE_ON_SECTION.format(section=""), wording.READ_ON))


def _heard(turn: Turn, intent: str) -> Heard:
    files = tuple(each for each in turn.values.get("ids", "").split(",") if each)
    return Heard(turn.words, intent, turn.values, files, turn.message)
