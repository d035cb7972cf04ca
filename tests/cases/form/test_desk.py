"""What a member of staff notices while filling in a form."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from cases.form.desk import FormDesk
from cases.form.model import Draft, Heard
from cases.model import Answer
from cases.organisation import Organisation
from cases.procedures import Procedure, Procedures
from tests.cases.form.conftest import PEOPLE
from tests.cases.form.talk import SUBMISSION, Talk

TO_THE_END = (
    "teaching",
    "work equipment",
    "4 december",
    "the primary",
    "yes",
    "1 may 2027",
    "no",
    "no",
)


def other(desk: FormDesk, procedures: Procedures) -> Talk:
    worry = procedures.find("worry")
    assert worry is not None
    return Talk(desk, worry, PEOPLE[0])


def summary(talk: Talk) -> Talk:
    """The form filled in, at its summary."""
    talk.say(*TO_THE_END)
    assert talk.asking is None
    return talk


def test_it_begins_with_what_it_asks_how_long_it_takes_and_who_sees_it(talk: Talk) -> None:
    opening, question = talk.step.said
    assert "This asks for agreement to film." in opening.text
    assert (
        "I ask up to 10 questions, starting with “Purpose”, “Equipment” and “When”." in opening.text
    )
    assert "about 4 minutes" in opening.text
    assert "A senior manager will see it." in opening.text
    assert "Have the consents to hand." in opening.text
    assert question.text == "What is it for?"
    assert [each.title for each in question.buttons] == ["Teaching", "Publicity", "For myself"]


def test_the_draft_remembers_where_it_came_from(talk: Talk) -> None:
    assert talk.draft.submission == SUBMISSION
    assert talk.draft.person == "staff@example.org"
    assert talk.draft.first_message == 41
    assert talk.draft.started_at == datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_all_the_way_to_the_end(talk: Talk) -> None:
    summary(talk)
    assert "• Purpose: Teaching" in talk.text
    assert "• When: Friday 4 December 2026" in talk.text
    assert "• Consent: Yes" in talk.text
    assert "• Who helps: not given" in talk.text
    assert "It goes to a senior manager." in talk.text
    assert talk.titles == ["Send it", "Change something", "Cancel"]
    assert talk.step.end is None
    talk.press("Send it")
    assert talk.step.end == "file"
    assert talk.values == {
        "purpose": "teaching",
        "equipment": "work",
        "when": ["2026-12-04"],
        "places": ["Demonstration primary school"],
        "consent": True,
        "keep_until": "2027-05-01",
    }


@pytest.mark.parametrize(
    "words",
    ["yes", "yes please", "send it", "yep send it off please", "looks good", "Submit", "👍"],
)
def test_many_ways_to_confirm(words: str, talk: Talk) -> None:
    assert summary(talk).say(words).step.end == "file"


@pytest.mark.parametrize(
    "words",
    ["yes but change the date", "no", "wait", "maybe", "don't send it", "yes they all signed",
     "🎻", "hello", "I will send it tomorrow", ""],
)  # fmt: skip
def test_nothing_is_sent_without_a_clear_yes(words: str, talk: Talk) -> None:
    assert summary(talk).say(words).step.end is None


def test_a_date_is_read_back(talk: Talk) -> None:
    talk.say("teaching", "work", "next friday")
    assert talk.text.startswith("Friday 4 December 2026. I took that to be the Friday of next week")
    assert talk.asking == "places"


def test_a_should_is_explained_once_and_goes_on(talk: Talk) -> None:
    talk.say("teaching", "my phone")
    explained, question = talk.step.said[-2:]
    assert explained.text == "The Head must agree first."
    assert explained.citations == ("5.personal-equipment",)
    assert question.text == "Why will work equipment not do?"
    talk.tell("go_back").say("my phone")
    assert "The Head must agree first." not in talk.text


def test_a_must_is_told_and_the_other_ways_are_offered(talk: Talk) -> None:
    talk.say("my own album")
    told, question = talk.step.said
    assert (told.text, told.citations) == (
        "Pictures are never for personal use.",
        ("5.no-personal-use",),
    )
    assert "What is it for?" in question.text
    assert talk.titles == ["Teaching", "Publicity"]
    assert talk.values == {}
    assert talk.press("Publicity").values == {"purpose": "publicity"}


def test_a_must_with_nothing_to_offer_ends_the_form(desk: FormDesk, procedures: Procedures) -> None:
    talk = other(desk, procedures)
    talk.say("no", "a visiting drummer", "yesterday", "they shouted", "my line manager", "yes")
    assert talk.step.end == "stopped"
    assert talk.step.draft is None
    assert "Pay is no matter for this form." in talk.text
    assert "Nothing was sent." in talk.text


def test_danger_comes_first_and_the_form_goes_on(desk: FormDesk, procedures: Procedures) -> None:
    talk = other(desk, procedures)
    talk.say("yes")
    assert talk.step.said[0].kind == "danger"
    assert "999" in talk.step.said[0].text
    assert talk.asking == "who"
    assert other(desk, procedures).say("everyone is safe").step.said[0].kind == "form"


def test_a_bad_answer_is_told_once_with_an_example(talk: Talk) -> None:
    talk.say("purple")
    assert talk.text == (
        "Please choose one of these: Teaching, Publicity or For myself.\n\nWhat is it for?"
    )


def test_the_third_bad_answer_gets_ways_out(talk: Talk) -> None:
    talk.say("purple", "green")
    assert "Save it for later" not in talk.titles
    talk.say("blue")
    assert talk.titles[-3:] == ["Save it for later", "Cancel", "Talk to a person"]
    assert talk.say("teaching").draft.bad == 0


def test_too_many_words_lose_nothing(talk: Talk) -> None:
    talk.say("teaching", "my phone", "x" * 20_000)
    assert "20,000 characters long and I can take 200" in talk.text
    assert talk.values == {"purpose": "teaching", "equipment": "personal"}


def test_why_says_why(talk: Talk) -> None:
    talk.tell("why")
    assert talk.text == "The purpose decides whose consent is needed.\n\nWhat is it for?"


def test_back_shows_what_was_said_and_can_keep_it(talk: Talk) -> None:
    talk.say("teaching", "work").tell("go_back")
    assert talk.text == "You said: Work equipment.\n\nWhose camera will be used?"
    talk.press("Keep “Work equipment”")
    assert talk.asking == "when"
    assert talk.values["equipment"] == "work"
    assert (
        Talk(talk.desk, talk.procedure, PEOPLE[0])
        .tell("go_back")
        .text.startswith("This is the first")
    )


def test_only_an_optional_question_is_skipped(talk: Talk) -> None:
    talk.tell("skip")
    assert (talk.asking, "cannot leave this one out" in talk.text) == ("purpose", True)
    talk.say(*TO_THE_END[:-2])
    assert "Skip this" in talk.titles
    assert talk.tell("skip").asking == "papers"
    assert "helper" not in talk.values


@pytest.mark.parametrize("words", ["no", "nope", "none", "no thanks", "n/a"])
def test_no_leaves_out_an_optional_question(words: str, talk: Talk) -> None:
    talk.say(*TO_THE_END[:-2], words)
    assert talk.asking == "papers"
    assert "helper" not in talk.values


@pytest.mark.parametrize(
    "words",
    ["havent got any", "no pics", "none", "not got any", "nothing to send", "dont have any",
     "I haven’t got anything sorry", "not yet", "will send later", "ive deleted it"],
)  # fmt: skip
def test_nothing_to_send_leaves_out_the_files(words: str, talk: Talk) -> None:
    talk.say(*TO_THE_END[:-1], words)
    assert talk.asking is None
    assert "papers" in talk.draft.skipped


@pytest.mark.parametrize("words", ["it wont upload", "yes", "no wait", "how do I attach it"])
def test_trouble_with_sending_is_not_nothing_to_send(words: str, talk: Talk) -> None:
    talk.say(*TO_THE_END[:-1], words)
    assert talk.asking == "papers"
    assert "say “skip”" in talk.text


def test_who_does_not_know_a_person_may_leave_them_out(talk: Talk) -> None:
    assert talk.say(*TO_THE_END[:-2], "dont know").asking == "papers"


def test_a_bad_answer_that_is_a_question_ends_with_one_mark(talk: Talk) -> None:
    talk.say("teaching", "work", "in december")
    assert talk.text == (
        "Which days in December 2026? For example “Friday 4 December”.\n\nWhen is it?"
    )


def test_after_a_change_only_what_depends_on_it_is_asked(talk: Talk) -> None:
    summary(talk).tell("change_answer", slot="equipment")
    assert "You said: Work equipment." in talk.text
    talk.say("my own phone")
    assert talk.asking == "equipment_why"
    assert talk.say("it is broken").asking is None
    talk.tell("change_answer", slot="equipment").say("work")
    assert talk.asking is None
    assert "Why your own" not in talk.text
    assert "equipment_why" not in talk.press("Send it").values


@pytest.mark.parametrize(
    ("words", "slot", "value"),
    [
        ("change the date to 11 december", "when", ["2026-12-11"]),
        ("actually the purpose should be publicity", "purpose", "publicity"),
        ("change where to the high school", "places", ["Demonstration high school"]),
        ("can you change consent to no", "consent", False),
    ],
)
def test_a_change_said_in_one_go(words: str, slot: str, value: object, talk: Talk) -> None:
    summary(talk).tell("change_answer", words)
    assert talk.values[slot] == value
    assert talk.asking is None


def test_what_to_change_is_asked_where_it_is_not_said(talk: Talk) -> None:
    summary(talk).press("Change something")
    assert talk.text == "Which answer do you want to change?"
    assert talk.desk.expects(talk.draft) == "change:choice"
    assert talk.titles[:3] == ["Purpose", "Equipment", "When"]
    assert talk.press("When").asking == "when"
    summary(Talk(talk.desk, talk.procedure, PEOPLE[0])).press("Change something")


@pytest.mark.parametrize(
    ("words", "asking"), [("the date", "when"), ("2", "equipment"), ("no", None)]
)
def test_what_to_change_by_words(words: str, asking: str | None, talk: Talk) -> None:
    summary(talk).press("Change something").say(words)
    assert talk.asking == asking
    assert talk.draft.stage == ("confirming" if asking is None else "asking")


def test_an_answer_changed_for_a_bad_one_stays(talk: Talk) -> None:
    summary(talk).tell("change_answer", slot="when").say("purple")
    assert talk.values["when"] == ["2026-12-04"]


def test_a_few_answers_are_thrown_away_at_once_more_only_when_sure(talk: Talk) -> None:
    assert Talk(talk.desk, talk.procedure, PEOPLE[0]).tell("cancel").step.end == "cancelled"
    talk.say("teaching", "work").tell("cancel")
    assert talk.step.end is None
    assert talk.desk.expects(talk.draft) == "cancel:yes_no"
    assert "Shall I throw away" in talk.text
    assert talk.say("no").asking == "when"
    assert talk.values == {"purpose": "teaching", "equipment": "work"}
    talk.tell("cancel")
    assert talk.press("Yes, throw it away").step.end == "cancelled"
    assert talk.text == "I have cancelled it. Nothing was sent."


@pytest.mark.parametrize(
    ("intent", "words"), [("affirm", "yes"), ("cancel", "cancel"), ("answer", "yes throw it away")]
)
def test_ways_of_being_sure(intent: str, words: str, talk: Talk) -> None:
    talk.say("teaching", "work").tell("cancel").tell(intent, words)
    assert talk.step.end == "cancelled"


def test_an_answer_instead_goes_on(talk: Talk) -> None:
    talk.say("teaching", "work").tell("cancel").say("4 december")
    assert talk.asking == "places"


def test_start_again_forgets_the_answers(talk: Talk) -> None:
    talk.say("teaching", "work").tell("restart_form")
    assert (talk.asking, talk.values) == ("purpose", {})


def test_saved_for_later_and_taken_up_again(talk: Talk) -> None:
    talk.say("teaching", "work").tell("pause_form")
    assert talk.step.end == "paused"
    assert "saved it for 30 days" in talk.text
    step = talk.desk.resume(talk.draft)
    assert "We were in the middle of “Ask to film a concert”." in step.said[0].text
    assert step.said[0].text.endswith("When is it?")


def test_dates_that_passed_meanwhile_are_asked_again(
    talk: Talk, procedures: Procedures, organisation: Organisation
) -> None:
    summary(talk)
    later = FormDesk(
        procedures, lambda: PEOPLE, organisation, lambda: datetime(2026, 12, 6, 12, tzinfo=UTC)
    )
    for step in (
        later.resume(talk.draft),
        later.take(talk.draft, Heard("yes", "affirm", message="late")),
    ):
        assert step.end is None
        assert step.draft is not None
        assert step.draft.asking == "when"
        assert "has passed by now" in step.said[0].text


def test_the_day_is_the_one_in_britain(procedures: Procedures, organisation: Organisation) -> None:
    just_after_midnight = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    desk = FormDesk(procedures, lambda: PEOPLE, organisation, lambda: just_after_midnight)
    concert = procedures.find("concert")
    assert concert is not None
    talk = Talk(desk, concert, PEOPLE[0]).say("teaching", "work", "today")
    assert talk.values["when"] == ["2027-07-01"]


def test_the_same_message_twice_is_one(talk: Talk) -> None:
    talk.say("teaching")
    before = talk.step
    again = talk.desk.take(talk.draft, Heard("teaching", "answer", message="m1"))
    assert again.said == before.said
    assert again.draft == before.draft


@pytest.mark.parametrize(
    ("intent", "values"),
    [
        ("answer", {"form": "ffffffff", "slot": "equipment", "value": "work"}),
        ("answer", {"form": SUBMISSION[:8], "slot": "purpose", "value": "publicity"}),
        ("answer", {"form": SUBMISSION[:8], "slot": "equipment", "value": "gone"}),
        ("confirm", {"form": SUBMISSION[:8]}),
        ("skip", {"form": SUBMISSION[:8], "slot": "purpose"}),
        ("cancel", {"form": "ffffffff"}),
        ("change_answer", {"form": SUBMISSION[:8], "slot": "gone"}),
    ],
)
def test_an_old_button_changes_nothing(intent: str, values: dict[str, str], talk: Talk) -> None:
    talk.say("teaching")
    before = talk.draft
    talk.tell(intent, **values)
    assert "I have changed nothing" in talk.text
    assert talk.text.endswith("Whose camera will be used?")
    kept = {"said", "last_message"}
    assert {k: v for k, v in talk.draft.plain().items() if k not in kept} == {
        k: v for k, v in before.plain().items() if k not in kept
    }


def test_what_is_near_is_offered_and_yes_takes_it(talk: Talk) -> None:
    talk.say("teaching", "work", "Thursday 4 December")
    assert "is a Friday, not a Thursday" in talk.text
    assert talk.titles == ["Friday 4 December 2026", "Thursday 3 December 2026"]
    assert Talk(talk.desk, talk.procedure, PEOPLE[0]).say(
        "teaching", "work", "Thursday 4 December", "the second"
    ).values["when"] == ["2026-12-03"]
    assert talk.press("Friday 4 December 2026").values["when"] == ["2026-12-04"]


def test_an_option_that_is_near_is_offered_first_beside_the_others(talk: Talk) -> None:
    talk.say("publisity")
    assert talk.values == {"purpose": "publicity"}
    fresh = Talk(talk.desk, talk.procedure, PEOPLE[0]).say("teaching or publicity")
    assert "Did you mean Teaching or Publicity?" in fresh.text
    assert fresh.titles == ["Teaching", "Publicity", "For myself"]
    fresh.say("teaching or publicity", "teaching or publicity", "teaching or publicity")
    assert "Save it for later" in fresh.titles
    assert fresh.say("2").values == {"purpose": "publicity"}


def test_an_unknown_school_is_taken_when_confirmed(talk: Talk) -> None:
    talk.say("teaching", "work", "4 december", "Riverside Academy")
    assert "not in my list" in talk.text
    assert talk.say("yes").values["places"] == ["Riverside Academy"]


def test_somebody_else_is_kept_as_said(desk: FormDesk, procedures: Procedures) -> None:
    talk = other(desk, procedures).say("no", "the head")
    assert "who is in our directory" in talk.text
    assert talk.say("somebody else").values["who"] == "the head"
    talk = other(desk, procedures).say("no", "the head", "the head")
    assert talk.values["who"] == "the head"
    talk = other(desk, procedures).say("no", "the head", "yes")
    assert talk.values["who"] == {"name": "Head of ArtForms", "email": "head@example.org"}


def test_words_that_sound_like_commands_are_answers(desk: FormDesk, procedures: Procedures) -> None:
    talk = other(desk, procedures).say("no", "a drummer", "yesterday")
    talk.say("they told me to cancel the lesson")
    assert talk.values["what"] == "they told me to cancel the lesson"


def test_what_is_secret_is_not_read_out(desk: FormDesk, procedures: Procedures) -> None:
    talk = other(desk, procedures).say("no", "a drummer", "yesterday")
    talk.say("something long that nobody else should read", "my line manager", "no")
    assert talk.asking is None
    assert "something long that" in talk.text
    assert "nobody else should read" not in talk.text


def test_only_managers_are_offered(desk: FormDesk, procedures: Procedures) -> None:
    talk = other(desk, procedures).say("no", "a drummer", "yesterday", "words", "somebody i choose")
    assert talk.titles == ["Line manager", "Head of ArtForms"]
    talk.press("Head of ArtForms")
    assert talk.values["manager"] == {"name": "Head of ArtForms", "email": "head@example.org"}
    assert talk.procedure.role_for(talk.draft.answers) == ("head@example.org",)


def test_files_are_taken_wherever_they_come(talk: Talk) -> None:
    talk.send("f1")
    assert "I have added 1 file." in talk.text
    assert talk.asking == "purpose"
    talk.send("f2", words="teaching")
    assert talk.asking == "equipment"
    assert talk.values == {"papers": ["f1", "f2"], "purpose": "teaching"}
    talk.say("work", "4 december", "the primary", "yes", "1 may 2027", "no")
    assert talk.asking is None
    assert "• Papers: 2 files" in talk.text
    assert talk.send("f3").values["papers"] == ["f1", "f2", "f3"]
    assert talk.draft.files == ("f1", "f2", "f3")


def test_files_answer_the_question_for_files(talk: Talk) -> None:
    talk.say(*TO_THE_END[:-1]).send("f1", "f2")
    assert talk.asking is None
    assert talk.values["papers"] == ["f1", "f2"]


def test_files_that_nothing_asks_for_are_kept(desk: FormDesk, procedures: Procedures) -> None:
    talk = other(desk, procedures).send("f1")
    assert "I have kept 1 file with this form." in talk.text
    assert talk.draft.files == ("f1",)


def test_what_was_asked_before_fills_in_what_it_can(desk: FormDesk, concert: Procedure) -> None:
    talk = Talk(desk, concert, PEOPLE[0], "can i use my phone to film for the website?")
    assert talk.values == {"purpose": "publicity", "equipment": "personal"}
    assert "I have put down: Purpose: Publicity and Equipment: My own phone." in talk.text
    assert "The Head must agree first." in talk.text
    assert talk.asking == "equipment_why"


def test_what_breaks_a_must_is_not_filled_in(desk: FormDesk, concert: Procedure) -> None:
    talk = Talk(desk, concert, PEOPLE[0], "can I film for my own album?")
    assert talk.asking == "purpose"


def test_last_year_s_answers_serve_again_but_for_what_has_passed(
    desk: FormDesk, concert: Procedure
) -> None:
    answers = {
        "purpose": Answer("teaching", "Teaching"),
        "equipment": Answer("gone", "Gone"),
        "when": Answer(["2025-12-04"], "Thursday 4 December 2025"),
        "consent": Answer(True, "Yes"),
        "papers": Answer(["f1"], "1 file"),
    }
    talk = Talk(desk, concert, PEOPLE[0], answers=answers)
    assert talk.values == {"purpose": "teaching", "consent": True}
    assert talk.asking == "equipment"


def test_more_than_two_years_wants_a_reason(talk: Talk) -> None:
    talk.say(*TO_THE_END[:5], "4 december 2028")
    assert talk.asking == "helper"
    talk.tell("change_answer", slot="keep_until").say("5 december 2028")
    assert talk.asking == "keep_why"


def test_the_question_is_asked_again_once(talk: Talk) -> None:
    talk.say("teaching")
    assert [each.text for each in talk.desk.ask_again(talk.draft)] == ["Whose camera will be used?"]
    assert talk.desk.expects(talk.draft) == "equipment:choice"
    assert talk.desk.expects(summary(Talk(talk.desk, talk.procedure, PEOPLE[0])).draft) == "summary"


def test_a_form_whose_declaration_is_gone_ends_kindly(talk: Talk) -> None:
    gone = replace(talk.draft, procedure="gone")
    for step in (talk.desk.take(gone, Heard("yes", "affirm")), talk.desk.resume(gone)):
        assert (step.draft, step.end) == (None, "stopped")
        assert "no longer in use" in step.said[0].text
    assert "no longer in use" in talk.desk.ask_again(gone)[0].text
    assert talk.desk.expects(gone) == "summary"


def test_a_question_that_is_gone_is_left(talk: Talk) -> None:
    step = talk.desk.take(replace(talk.draft, asking="gone"), Heard("teaching", "answer"))
    assert step.draft is not None
    assert step.draft.answers["purpose"].value == "teaching"


@pytest.mark.parametrize(
    ("slot", "value", "words"),
    [
        ("purpose", "teaching", "Teaching"),
        ("when", ["2026-12-04"], "Friday 4 December 2026"),
        ("consent", False, "No"),
        ("places", ["A", "B"], "A and B"),
        ("helper", {"name": "Line manager", "email": "manager@example.org"}, "Line manager"),
        ("papers", ["f1", "f2"], "2 files"),
        ("elsewhere", 3, "3"),
    ],
)
def test_values_are_read_out(
    slot: str, value: Any, words: str, desk: FormDesk, concert: Procedure
) -> None:
    assert desk.words_for(concert, slot, value) == words


def test_a_draft_survives_json(talk: Talk) -> None:
    talk.say("teaching", "work", "Thursday 4 December").send("f1")
    kept = Draft.of(json.loads(json.dumps(talk.draft.plain())))
    assert kept.plain() == talk.draft.plain()
    step = talk.desk.take(kept, Heard("the first", "answer", message="after"))
    assert step.draft is not None
    assert step.draft.answers["when"].value == ["2026-12-04"]
