from __future__ import annotations

import pytest

from knowledge.answer import Answered, NotCovered, OutOfScope, Unsure
from knowledge.retriever import Retriever
from knowledge.wording import citations_of, words_of


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("Can I film my choir on my own phone?", "5.personal-equipment"),
        ("how long can i keep photos of the kids", "5.two-years"),
        ("Should I answer back when someone abuses me online?", "9.never-retaliate"),
    ],
)
def test_a_plain_question_gets_its_rule(retriever: Retriever, question: str, clause: str) -> None:
    answer = retriever.answer(question)
    assert isinstance(answer, Answered)
    assert answer.clauses[0].section == clause.split(".", maxsplit=1)[0]
    assert answer.clauses[0].says in words_of(answer)
    assert len(answer.clauses) <= 2


def test_an_answer_names_whom_to_ask_first_and_the_next_step(retriever: Retriever) -> None:
    answer = retriever.answer("Can I film my choir on my own phone?")
    assert isinstance(answer, Answered)
    assert "Ask first: Head of ArtForms." in words_of(answer)
    assert "filming_permission" in answer.next_steps


@pytest.mark.parametrize(
    "question",
    [
        "which tripod do we own",
        "how much is mileage this year",
        "where do I park at the music centre",
    ],
)
def test_what_the_guidance_does_not_cover_is_refused(retriever: Retriever, question: str) -> None:
    answer = retriever.answer(question)
    assert isinstance(answer, NotCovered)
    assert citations_of(answer) == []


def test_a_topic_we_know_is_named_with_who_would_know(retriever: Retriever) -> None:
    topic = next(each for each in retriever.library.topics if each.ask_instead)
    answer = retriever.answer(topic.asked_as[0])
    assert isinstance(answer, NotCovered)
    assert answer.topic == topic
    assert f"says nothing about {topic.topic}" in words_of(answer)
    assert str(topic.ask_instead) in words_of(answer)


@pytest.mark.parametrize(
    "question", ["what's the weather like tomorrow", "tell me a joke", "我可以拍摄学生吗"]
)
def test_what_has_nothing_to_do_with_work_is_out_of_scope(
    retriever: Retriever, question: str
) -> None:
    assert isinstance(retriever.answer(question), OutOfScope)


def test_a_question_that_may_mean_several_rules_is_asked_back(retriever: Retriever) -> None:
    answer = retriever.answer("can I use my phone?")
    assert isinstance(answer, Unsure)
    assert 2 <= len(answer.nearest) <= 3
    assert all(clause.title in words_of(answer) for clause in answer.nearest)
    assert [each["clause"] for each in citations_of(answer)] == [each.id for each in answer.nearest]


@pytest.mark.parametrize(
    ("before", "then", "clause"),
    [
        (
            "Do I need consent to take photos of my group?",
            "and if it's for the website?",
            "5.publicity-consent",
        ),
        (
            "how long can i keep photos",
            "and if a parent changes their mind?",
            "5.consent-withdrawn",
        ),
        ("can I text a parent", "and by email?", "7.use-work-email"),
    ],
)
def test_a_follow_up_is_read_with_the_question_before(
    retriever: Retriever, before: str, then: str, clause: str
) -> None:
    answer = retriever.answer(then, before)
    assert isinstance(answer, Answered)
    assert answer.clauses[0].id == clause
    assert retriever.answer(then) != answer


def test_a_question_that_stands_alone_is_not_bent_by_the_one_before(retriever: Retriever) -> None:
    question = "Who do I report cyberbullying to?"
    assert retriever.answer(question, "Can I film my class?") == retriever.answer(question)


def test_marks_and_wide_letters_do_not_change_the_meaning(retriever: Retriever) -> None:
    plain = retriever.answer("can I film my choir on my phone")
    assert retriever.answer("**can I** _film_ my choir on my phone") == plain
    assert retriever.answer("\uff43\uff41\uff4e I film my choir on my phone") == plain


def test_far_clauses_are_not_offered_as_near(retriever: Retriever) -> None:
    assert "nearest" not in words_of(retriever.answer("how much annual leave do I get"))


def test_a_clause_can_be_chosen_by_its_id(retriever: Retriever) -> None:
    clause = retriever.section("5")[0]
    answer = retriever.clause(clause.id)
    assert answer is not None
    assert answer.clauses == (clause,)
    assert retriever.clause("5.no-such-rule") is None
    assert retriever.section("10") == ()
