"""What a turn about forms or cases comes to, found in a transaction and said after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rasa_sdk.executor import CollectingDispatcher

from actions import buttons
from actions.base import say
from actions.guidance import Guidance
from cases.form.model import Draft, Press, Said
from cases.model import Case
from cases.view import short_json
from knowledge.wording import citations_of


@dataclass(frozen=True)
class Outcome:
    """What is said; ``draft`` and what it ``expects`` when a form goes on, None when none does.

    ``case`` is told with the first reply, as structure. ``aside``: nothing in the form has moved,
    so whatever was under way still is.
    """

    said: tuple[Said, ...]
    draft: Draft | None = None
    expects: str = ""
    case: Case | None = None
    aside: bool = False


def notice(text: str, presses: Iterable[Press] = ()) -> Said:
    """One reply that is no question of a form."""
    return Said(text, "notice", tuple(presses))


def utter(
    dispatcher: CollectingDispatcher,
    said: Sequence[Said],
    guidance: Guidance,
    case: Case | None = None,
) -> None:
    """Says it, with buttons, and citations in full."""
    for place, each in enumerate(said):
        answers = [guidance.clause(clause) for clause in each.citations]
        say(
            dispatcher,
            each.text,
            each.kind,
            [buttons.button(press.title, press.intent, **press.values) for press in each.buttons],
            citations=[cited for answer in answers if answer for cited in citations_of(answer)],
            case=short_json(case) if case is not None and place == 0 else None,
        )
