"""The one form, as Rasa keeps it: that it is under way, and what it waits for. Never an answer."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.base import LAST_QUESTION, Event
from actions.outcome import Outcome

FORM = "case_form"
FORM_ACTION = "validate_case_form"
DRAFT = "form_draft"
EXPECTS = "form_expects"

_REQUESTED = "requested_slot"
_ANSWER = "form_answer"
_LISTEN = "action_listen"


def is_under_way(tracker: Tracker) -> bool:
    """Whether Rasa is inside the form."""
    return bool((tracker.active_loop or {}).get("name") == FORM)


def draft_of(tracker: Tracker) -> str | None:
    """The id of the draft that the form was last about."""
    found: str | None = tracker.get_slot(DRAFT)
    return found


def goes_on(submission: str, expects: str, *, begins: bool) -> list[Event]:
    """The form waits for an answer; ``begins``: it was not under way before."""
    return [
        # A question inside the form is about the form, not about what was asked before it.
        *([ActiveLoop(FORM), SlotSet(LAST_QUESTION, None)] if begins else []),
        SlotSet(DRAFT, submission),
        SlotSet(EXPECTS, expects),
        SlotSet(_REQUESTED, _ANSWER),
        # Nothing is left to predict: the person is next.
        FollowupAction(_LISTEN),
    ]


def is_over() -> list[Event]:
    """The form is over. The draft's id stays, to know a message again that comes twice."""
    return [SlotSet(EXPECTS, None), SlotSet(_REQUESTED, None), FollowupAction(_LISTEN)]


def events_of(outcome: Outcome, tracker: Tracker) -> list[Event]:
    """The form goes on, is over, or was not touched."""
    under_way = is_under_way(tracker)
    if outcome.draft is not None:
        return goes_on(outcome.draft.submission, outcome.expects, begins=not under_way)
    return [] if outcome.aside or not under_way else is_over()


def begins(events: list[Event]) -> bool:
    """Whether these events begin a form, or go on with one."""
    return any(each.get("event") == "slot" and each.get("name") == DRAFT for each in events)
