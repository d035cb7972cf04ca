from __future__ import annotations

import pytest

from actions import wording
from actions.answer import AnswerAction
from cases.procedures import Procedures
from knowledge.answer import NotCovered, OutOfScope, Unsure
from knowledge.wording import words_of
from tests.actions.stand_ins import (
    FILMING,
    PHONE,
    StandInGuidance,
    answered,
    by_id,
    run,
)

QUESTION = "can I film my choir?"
UNSURE = Unsure((by_id(PHONE), by_id(FILMING)), 0.5)


def action(**answers: object) -> tuple[AnswerAction, StandInGuidance]:
    guidance = StandInGuidance({QUESTION: answered(by_id(FILMING)), "my phone?": UNSURE})
    guidance.answers.update(answers)  # type: ignore[arg-type]
    return AnswerAction(guidance, Procedures.load()), guidance


def test_an_answer_has_the_rule_its_citation_and_the_next_steps() -> None:
    answer, _ = action()
    (said,), events = run(answer, QUESTION)
    assert said["text"] == words_of(answered(by_id(FILMING)))
    assert said["custom"]["kind"] == "answered"
    assert said["custom"]["next_steps"] == ["filming_permission"]
    assert said["custom"]["citations"] == [
        {"section": "5", "clause": FILMING, "title": "Consent first", "quotation": None}
    ]
    assert [button["payload"] for button in said["buttons"]] == [
        '/start_procedure{"procedure": "filming_permission"}',
        f'/more_on_section{{"section": "5", "clause": "{FILMING}"}}',
    ]
    assert [(event["name"], event["value"]) for event in events] == [
        ("last_question", QUESTION),
        ("question_said_last", True),
    ]


def test_the_question_before_is_given_to_retrieval() -> None:
    answer, guidance = action()
    run(answer, "is that so for pictures of adults as well as children?", last_question=QUESTION)
    assert guidance.asked[-1][1] == QUESTION


def test_follow_ups_keep_leaning_on_the_same_question() -> None:
    answer, guidance = action()
    _, events = run(answer, "and at a concert?", last_question=QUESTION)
    assert guidance.asked == [("and at a concert?", QUESTION)]
    assert [event["name"] for event in events] == ["question_said_last"]


@pytest.mark.parametrize(
    ("words", "clause"),
    [
        ("the first one", PHONE),
        ("1", PHONE),
        ("First.", PHONE),
        ("the second one", FILMING),
        ("2nd", FILMING),
        ("the latter", FILMING),
    ],
)
def test_which_of_two_was_meant_can_be_said_in_words(words: str, clause: str) -> None:
    answer, _ = action()
    (said,), events = run(answer, words, last_question="my phone?")
    assert f"The rule of {clause}." in said["text"]
    assert events == []


def test_ordinals_are_words_like_others_when_nothing_was_asked() -> None:
    answer, guidance = action()
    for before in (None, QUESTION):
        (said,), _ = run(answer, "the second one", last_question=before)
        assert said["custom"]["kind"] == "out_of_scope"
    assert guidance.asked[-1][0] == "the second one"


def test_unsure_offers_the_rules_it_may_mean() -> None:
    answer, _ = action()
    (said,), _ = run(answer, "my phone?")
    assert said["custom"]["kind"] == "unsure"
    assert [(b["title"], b["payload"]) for b in said["buttons"]] == [
        ("Your own phone", f'/more_on_section{{"clause": "{PHONE}"}}'),
        ("Consent first", f'/more_on_section{{"clause": "{FILMING}"}}'),
    ]


def test_what_is_not_covered_can_go_to_the_owner() -> None:
    answer, _ = action(tripod=NotCovered(None, (by_id(PHONE),), 0.1))
    (said,), _ = run(answer, "tripod")
    assert said["custom"]["kind"] == "not_covered"
    assert said["buttons"][-1] == {"title": wording.ASK_OWNER, "payload": "/ask_owner"}


def test_what_is_far_off_is_refused_without_an_offer() -> None:
    answer, _ = action()
    (said,), _ = run(answer, "who won the football?")
    assert said["custom"] == {"kind": "out_of_scope"}
    assert said["text"] == words_of(OutOfScope((), 0.0))
    assert said["buttons"] == []


def test_after_danger_only_a_rule_about_harm_follows() -> None:
    grave = "a student is being groomed"
    report = answered(by_id("9.report-to"))
    for given, texts in (
        (report, [wording.DANGER["abuse"], words_of(report)]),
        (answered(by_id(PHONE)), [wording.DANGER["abuse"]]),
        (OutOfScope((), 0.0), [wording.DANGER["abuse"]]),
    ):
        answer, _ = action(**{grave: given})
        said, _ = run(answer, grave)
        assert [each["text"] for each in said] == texts


def test_a_button_without_words_asks_for_a_question() -> None:
    answer, _ = action()
    (said,), events = run(answer, "/ask")
    assert said["text"] == wording.ASK_AGAIN
    assert events == []
