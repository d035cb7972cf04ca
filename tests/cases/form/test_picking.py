"""Choosing several by buttons, as somebody notices who presses one after the other."""

from __future__ import annotations

import json

import pytest

from cases.form.desk import FormDesk
from cases.form.model import Draft, Heard
from cases.organisation import Organisation
from cases.procedures import Procedures
from tests.cases.form.conftest import PEOPLE, THURSDAY
from tests.cases.form.talk import SUBMISSION, Talk

ASK = "What is it for?"


@pytest.fixture
def loan(desk: FormDesk, procedures: Procedures) -> Talk:
    procedure = procedures.find("loan")
    assert procedure is not None
    return Talk(desk, procedure, PEOPLE[0])


def test_one_press_asks_for_more_and_says_what_is_chosen(loan: Talk) -> None:
    loan.press("Registers")
    assert loan.text == f"So far: Registers. Choose another, or say “that is all”.\n\n{ASK}"
    assert loan.titles == ["That is all", "Backing tracks", "Something else", "Pictures"]
    assert loan.values == {}
    loan.press("Backing tracks")
    assert "So far: Registers and Backing tracks." in loan.text
    assert loan.press("That is all").values == {"uses": ["registers", "music"]}
    assert loan.text.startswith("Registers and Backing tracks.")
    assert loan.asking == "told"
    assert loan.draft.chosen == ()


@pytest.mark.parametrize(
    "words", ["that's all", "thats it", "done", "no", "no more thanks", "just that", "nothing else"]
)
def test_ways_to_say_that_it_is_all(words: str, loan: Talk) -> None:
    assert loan.press("Registers").say(words).values == {"uses": ["registers"]}


@pytest.mark.parametrize("intent", ["skip", "deny"])
def test_an_instruction_to_go_on_keeps_what_was_chosen(intent: str, loan: Talk) -> None:
    assert loan.press("Registers").tell(intent, "").values == {"uses": ["registers"]}


def test_words_after_a_press_are_added(loan: Talk) -> None:
    loan.press("Registers").say("tracks and something else")
    assert loan.values == {"uses": ["registers", "music", "something_else"]}


def test_what_is_sure_is_kept_while_the_rest_is_asked_about(organisation: Organisation) -> None:
    ours = Procedures.load()
    procedure = ours.find("student_contact_permission")
    assert procedure is not None
    desk = FormDesk(ours, lambda: PEOPLE, organisation, lambda: THURSDAY)
    talk = Talk(desk, procedure, PEOPLE[0])
    talk.say(
        "whatsapp", "tour", "no e-mail", "wind band", "3-7 july", "work", "parents n colleague"
    )
    assert "Did you mean Parents know and agree or Parents are in it too?" in talk.text
    assert "So far: Another member of staff is in it." in talk.text
    assert talk.say("the first").values["safeguards"] == ["parents_know", "colleague"]


def test_words_alone_go_on_at_once(loan: Talk) -> None:
    assert loan.say("registers").values == {"uses": ["registers"]}


def test_none_goes_with_no_other(loan: Talk) -> None:
    assert loan.press("None of these").values == {"uses": ["none"]}


def test_pressing_the_same_twice_is_once(loan: Talk) -> None:
    button = next(each for each in loan.buttons if each.title == "Registers")
    loan.press("Registers").tell(button.intent, **dict(button.values))
    assert "So far: Registers. Choose" in loan.text


def test_a_press_that_breaks_a_must_leaves_the_others_chosen(loan: Talk) -> None:
    loan.press("Registers").press("Pictures")
    assert "Not pictures." in loan.text
    assert "So far: Registers." in loan.text
    assert loan.titles == ["That is all", "Backing tracks"]
    assert loan.press("That is all").values == {"uses": ["registers"]}


def test_what_was_chosen_survives_a_break(loan: Talk) -> None:
    loan.press("Registers").tell("why")
    assert loan.text.count(ASK) == 1
    assert "So far: Registers." in loan.text
    kept = Draft.of(json.loads(json.dumps(loan.draft.plain())))
    assert "So far: Registers." in loan.desk.ask_again(kept)[0].text
    step = loan.desk.take(kept, Heard("purple", "answer", message="after"))
    assert "So far: Registers." in step.said[0].text


def test_a_draft_of_before_has_nothing_chosen(loan: Talk) -> None:
    plain = loan.draft.plain()
    del plain["chosen"]
    assert Draft.of(plain).chosen == ()


def test_a_changed_answer_is_chosen_afresh(loan: Talk) -> None:
    loan.press("Registers").press("That is all").tell("go_back")
    assert "You said: Registers." in loan.text
    loan.press("Backing tracks").press("That is all")
    assert loan.values == {"uses": ["music"]}


def test_schools_are_chosen_the_same_way(talk: Talk) -> None:
    talk.say("teaching", "work", "4 december").press("Demonstration primary school")
    assert "So far: Demonstration primary school." in talk.text
    assert talk.text.endswith("Which school is it at?")
    assert talk.titles[0] == "That is all"
    assert "Demonstration primary school" not in talk.titles
    talk.press("Saturday youth band").press("That is all")
    assert talk.values["places"] == ["Demonstration primary school", "Saturday youth band"]


def test_a_school_not_in_the_list_is_offered_beside_the_list(talk: Talk) -> None:
    talk.say("teaching", "work", "4 december", "Riverside Academy")
    assert talk.titles[:2] == ["Riverside Academy", "Demonstration primary school"]
    assert talk.press("Riverside Academy").values["places"] == ["Riverside Academy"]


def test_the_pressed_button_of_another_form_chooses_nothing(loan: Talk) -> None:
    loan.tell("answer", form="ffffffff", slot="uses", value="registers")
    assert loan.draft.chosen == ()
    loan.tell("answer", form=SUBMISSION[:8], slot="uses", value="gone")
    assert "I have changed nothing" in loan.text


def test_a_letter_goes_to_nobody_but_the_person(loan: Talk) -> None:
    loan.say("registers", "yesterday")
    assert loan.asking is None
    assert "It goes to the school’s Headteacher" not in loan.text
    assert (
        "It goes to your own cases, with a letter to the school’s Headteacher that you hand over "
        "yourself. Shall I send it?"
    ) in loan.text


def test_of_a_month_that_has_been_the_day_is_asked_and_yes_goes_on(loan: Talk) -> None:
    loan.say("registers", "in september")
    assert "for example “Wednesday 16 September 2026”?" in loan.text
    assert loan.text.count("When were you told?") == 1
    assert loan.titles == ["Tuesday 1 September 2026", "Wednesday 30 September 2026"]
    assert loan.say("yes").values["told"] == "2026-09-01"
