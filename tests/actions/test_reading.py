from __future__ import annotations

import json

import pytest

from actions import wording
from actions.reading import MoreOnSectionAction, section_in
from cases.procedures import Procedures
from knowledge.answer import Unsure
from tests.actions.stand_ins import FILMING, PHONE, StandInGuidance, answered, by_id, run


@pytest.fixture
def action() -> MoreOnSectionAction:
    answers = {
        "filming?": answered(by_id(FILMING)),
        "phone?": Unsure((by_id(PHONE), by_id(FILMING)), 0.5),
    }
    return MoreOnSectionAction(StandInGuidance(answers), Procedures.load())


def press(**values: str) -> str:
    return f"/more_on_section{json.dumps(values)}"


def test_one_rule_is_read_with_its_quotation_and_next_step(action: MoreOnSectionAction) -> None:
    (said,), _ = run(action, press(clause=FILMING))
    assert "The rule of 5.guardian-consent." in said["text"]
    assert said["custom"]["citations"][0]["quotation"] == "Quoted 5.guardian-consent."
    assert said["buttons"][0]["title"] == "Ask for permission to film or take pictures"


def test_a_rule_that_is_gone_is_told(action: MoreOnSectionAction) -> None:
    (said,), _ = run(action, press(clause="5.gone"))
    assert said["text"] == wording.CLAUSE_GONE


def test_a_section_is_read_to_its_end_three_rules_at_a_time(action: MoreOnSectionAction) -> None:
    (first,), _ = run(action, press(section="5"))
    assert [each["clause"] for each in first["custom"]["citations"]] == [
        "5.rule-1",
        "5.rule-2",
        "5.rule-3",
    ]
    (go_on,) = first["buttons"]
    assert go_on["title"] == wording.READ_ON
    (second,), _ = run(action, go_on["payload"])
    assert [each["clause"] for each in second["custom"]["citations"]] == [
        "5.rule-4",
        "5.rule-5",
        FILMING,
    ]
    assert second["buttons"] == []


def test_the_rule_just_read_is_passed_over(action: MoreOnSectionAction) -> None:
    (said,), _ = run(action, press(section="5", clause="5.rule-2"))
    assert [each["clause"] for each in said["custom"]["citations"]] == [
        "5.rule-1",
        "5.rule-3",
        "5.rule-4",
    ]


def test_a_section_of_one_rule_has_no_more(action: MoreOnSectionAction) -> None:
    (said,), _ = run(action, press(section="6", clause=PHONE))
    assert said["text"] == wording.NO_MORE_IN_SECTION.format(section="6")


@pytest.mark.parametrize(
    ("words", "before", "section"),
    [
        ("more on section 6", None, "6"),
        ("what else does Section nine say", "filming?", "9"),
        ("tell me more", "filming?", "5"),
        ("tell me more", "phone?", "6"),
    ],
)
def test_the_section_is_the_one_named_or_the_last_answer_s(
    action: MoreOnSectionAction, words: str, before: str | None, section: str
) -> None:
    (said,), _ = run(action, words, "more_on_section", before)
    assert said["custom"]["citations"][0]["section"] == section


@pytest.mark.parametrize("before", [None, "the weather?"])
def test_without_a_section_the_person_chooses_one(
    action: MoreOnSectionAction, before: str | None
) -> None:
    (said,), _ = run(action, "tell me more", "more_on_section", before)
    assert said["text"] == wording.WHICH_SECTION
    assert [button["title"] for button in said["buttons"]] == [
        "5. Creating images",
        "6. Devices",
        "9. Cyberbullying",
    ]


def test_a_section_that_is_not_there_is_told(action: MoreOnSectionAction) -> None:
    (said,), _ = run(action, "section 12", "more_on_section")
    assert said["text"] == wording.NO_SUCH_SECTION.format(section="12")
    assert said["buttons"]


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("section 5", "5"),
        ("Section: 05", "5"),
        ("part two please", "2"),
        ("section ten", "10"),
        ("intersection 5", None),
        ("five", None),
        ("section 127", "127"),
    ],
)
def test_section_numbers_are_read(words: str, section: str | None) -> None:
    assert section_in(words) == section
