"""Small talk and commands are heard only when the words are really like them."""

from __future__ import annotations

import pytest

from tests.nlu.running_rasa import RunningRasa

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

SMALL_TALK_AND_COMMANDS = [
    ("Hello!", "greet"),
    ("hiya", "greet"),
    ("Good morning", "greet"),
    ("thanks a lot", "thank"),
    ("thankyou so much", "thank"),
    ("cheers, that helps", "thank"),
    ("bye for now", "goodbye"),
    ("see you later then", "goodbye"),
    ("what can you help me with?", "what_can_you_do"),
    ("who am I talking to", "what_can_you_do"),
    ("can I speak to a human please", "talk_to_person"),
    ("I want to talk to a real person", "talk_to_person"),
    ("Yes please", "affirm"),
    ("nope", "deny"),
    ("neither of them", "deny"),
    ("cancel that please", "cancel"),
    ("please go back a step", "go_back"),
    ("skip this one", "skip"),
    ("why do you need to know that?", "why"),
    ("can we start again", "restart_form"),
    ("tell me more about section 4", "more_on_section"),
    ("what else does section 9 say?", "more_on_section"),
    ("please put my question to the guidance owner", "ask_owner"),
    ("I want to report cyberbullying please", "start_procedure"),
    ("I'd like to apply for filming permission", "start_procedure"),
    ("start my induction please", "start_induction"),
    ("carry on with my induction", "start_induction"),
    ("has my request been approved yet?", "case_status"),
    ("any update on my report", "case_status"),
]
QUESTIONS = [
    "can I film the string group at the concert on Friday",
    "thanks, but can I put the pictures on our website?",
    "hello, a year 9 has sent me a friend request",
    "hi is it ok to text parents from my own phone",
    "do I have to go back and delete the old videos",
    "why can't I use my own camera?",
    "they told me to cancel the lesson",
    "he asked can i film you",
    "yes but what if the parents say no",
    "which tripod do we own",
    "how much do I get paid",
    "what's the weather like in Leeds",
    "can i skip the safeguarding training",
    "who do I report bullying to",
    "asdfgh qwerty",
    "42",
    "¿puedo grabar a mis alumnos?",
    "我可以拍照吗",
    "this rehearsal is killing me",
    "what should I do if a student is groomed",
]


@pytest.mark.parametrize(("words", "intent"), SMALL_TALK_AND_COMMANDS)
def test_small_talk_and_commands_are_heard(rasa: RunningRasa, words: str, intent: str) -> None:
    assert rasa.heard(words)[0] == intent


@pytest.mark.parametrize("words", QUESTIONS)
def test_everything_else_is_a_question(rasa: RunningRasa, words: str) -> None:
    assert rasa.heard(words) == ("ask", "action_answer")


def test_a_button_says_exactly_what_it_means(rasa: RunningRasa) -> None:
    assert rasa.heard('/more_on_section{"section": "5", "start": "3"}') == (
        "more_on_section",
        "action_more_on_section",
    )
    entities = rasa.actions.calls[-1]["tracker"]["latest_message"]["entities"]
    assert {each["entity"]: each["value"] for each in entities} == {"section": "5", "start": "3"}


def test_a_slash_that_the_gateway_guards_is_text(rasa: RunningRasa) -> None:
    intent, action = rasa.heard("\u200b/restart all my photos?")
    assert (intent, action) != ("restart", "action_restart")
    assert rasa.actions.calls[-1]["tracker"]["latest_message"]["text"].endswith("all my photos?")
