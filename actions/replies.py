"""An answer as a reply: its words, citations and buttons."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions import buttons
from actions.base import say
from cases.procedures import Procedures
from knowledge.answer import Answer, Answered, OutOfScope
from knowledge.library import Clause
from knowledge.wording import citations_of, words_of


def say_answer(dispatcher: CollectingDispatcher, answer: Answer, procedures: Procedures) -> None:
    """Says the answer, with the buttons of its next steps."""
    say(
        dispatcher,
        words_of(answer),
        answer.status,
        buttons_of(answer, procedures),
        citations=citations_of(answer),
        next_steps=answer.next_steps if isinstance(answer, Answered) else (),
    )


def buttons_of(answer: Answer, procedures: Procedures) -> list[buttons.Button]:
    """What an answer offers: procedures and sections, or the rules that could be meant."""
    if isinstance(answer, Answered):
        steps = [procedures.find(step) for step in answer.next_steps]
        first: dict[str, Clause] = {}
        for clause in answer.clauses:
            first.setdefault(clause.section, clause)
        return [
            *(buttons.start(step) for step in steps if step),
            *(buttons.more_on(section, clause.id) for section, clause in first.items()),
        ]
    rules = [buttons.this_rule(clause.id, clause.title) for clause in answer.nearest]
    if answer.status == "unsure" or isinstance(answer, OutOfScope):
        return rules
    return [*rules, buttons.ask_owner()]
