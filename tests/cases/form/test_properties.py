"""Whatever is said: nothing is raised, no answer is lost, the question is asked exactly once."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.settings import ROOT
from cases.directory import Person
from cases.form.answers import registry
from cases.form.answers.base import Context
from cases.form.dates.almanac import Almanac, Misread
from cases.form.dates.reading import read_days, warm
from cases.form.desk import FormDesk
from cases.form.model import Draft, Heard, Said
from cases.form.school_calendar import SchoolCalendar
from cases.organisation import read_organisation
from cases.procedures import Procedure, Procedures, Question
from cases.questions import Type
from tests.cases.form.conftest import FORMS
from tests.cases.form.talk import SUBMISSION

ORGANISATION = read_organisation(ROOT / "organisation.yml")
CALENDAR = SchoolCalendar(ORGANISATION)
OURS = Procedures.load()
ALL = [*OURS, *Procedures.load(FORMS)]
PERSON = ORGANISATION.people[0]
TODAY = date(2026, 11, 26)
TYPES: list[Type] = [
    "text", "choice", "choices", "yes_no", "date", "dates", "time", "person", "school", "schools",
    "number", "files", "email",
]  # fmt: skip
PIECES = [
    "every", "next", "last", "friday", "mondays", "half term", "term", "until", "to", "from", "and",
    "or", "not", "except", "before", "after", "easter", "christmas", "week", "fortnight", "day",
    "month", "year", "first", "2nd", "31", "4/12", "12-2027", "february", "in", "for", "ago", "-",
    ",", "of", "the", "9999", "0", "00/00", "29 feb", "weekend", "back", "holidays", "900 years",
]  # fmt: skip
SAYINGS = [
    "yes", "no", "next friday", "4 december", "the primary", "1", "the second", "my phone", "work",
    "change the date to 5 december", "somebody else", "the head", "none", "all of them", "🎻",
    "<script>", "31 february", "30", "thursday 4 december", "another school: Riverside", "x" * 5000,
    "they told me to cancel the lesson", "send it", "change it", "head of artforms", "2028-01-01",
]  # fmt: skip
INTENTS = [
    "answer", "answer", "answer", "affirm", "deny", "go_back", "skip", "why", "change_answer",
    "pause_form", "confirm", "elsewhere", "",
]  # fmt: skip
EASY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORDS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(SAYINGS),
    st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join),
)


@settings(EASY, max_examples=400)
@given(WORDS, st.booleans())
def test_reading_days_raises_nothing_but_why_not(words: str, backward: bool) -> None:
    almanac = Almanac(TODAY, CALENDAR, backward)
    why = ""
    days: tuple[date, ...] = ()
    try:
        days = read_days(words, almanac).days
    except Misread as misread:
        why = str(misread) or "nothing"
    assert why != "nothing"
    assert list(days) == sorted(set(days))


@settings(EASY, max_examples=300)
@given(WORDS, st.sampled_from(TYPES), st.booleans())
def test_no_words_break_any_type(words: str, kind: Type, optional: bool) -> None:
    options = [{"value": "one", "title": "The first one"}, {"value": "two", "title": "Another"}]
    question = Question.model_validate(
        {"slot": "it", "ask": "What?", "type": kind, "optional": optional, "past": "refuse"}
        | ({"options": options} if kind in ("choice", "choices") else {})
    )
    context = Context(
        question, PERSON, TODAY, CALENDAR, ORGANISATION.schools, ORGANISATION.people, about=True
    )
    reading = registry.read(words, context)
    if hasattr(reading, "answer"):
        assert registry.still_good(reading.answer, context)
        assert registry.words_for(question, reading.answer.value)
        again = registry.pressed(registry.encoded(question, reading.answer.value), context)
        assert (
            again is None
            or not hasattr(again, "answer")
            or again.answer.value == reading.answer.value
        )


def pending_of(desk: FormDesk, draft: Draft, procedure: Procedure) -> str:
    """Words that stand in what is asked just now, and nowhere else."""
    if draft.stage == "ending":
        return "Shall I throw away what you have told me?"
    if draft.stage == "changing":
        return "Which answer do you want to change?"
    question = procedure.question(draft.asking or "")
    return question.ask if question else "Shall I send it?"


def asked_once(said: tuple[Said, ...], pending: str) -> bool:
    return sum(each.text.count(pending) for each in said) == 1


PRESSES = st.integers(min_value=0, max_value=9)
TURNS = st.lists(st.tuples(WORDS, st.sampled_from(INTENTS), st.booleans(), PRESSES), max_size=14)


@settings(EASY, max_examples=120)
@given(st.sampled_from(ALL), TURNS)
def test_a_form_is_never_lost(
    procedure: Procedure, turns: list[tuple[str, str, bool, int]]
) -> None:
    desk = FormDesk(
        OURS if OURS.find(procedure.id) else Procedures([procedure]),
        lambda: ORGANISATION.people,
        ORGANISATION,
        lambda: datetime(2026, 11, 26, 12, tzinfo=UTC),
    )
    step = desk.start(procedure, PERSON, submission=SUBMISSION)
    for number, (words, intent, press, which) in enumerate(turns):
        draft = step.draft
        assert draft is not None
        buttons = [each for said in step.said for each in said.buttons]
        button = buttons[which % len(buttons)] if press and buttons else None
        heard = (
            Heard("", button.intent, button.values, message=str(number))
            if button
            else Heard(words, intent, message=str(number))
        )
        answered = set(draft.answers)
        step = desk.take(draft, heard)
        assert desk.take(draft, heard) == step
        if step.end in ("cancelled", "stopped", "file"):
            return
        assert step.draft is not None
        assert answered <= set(step.draft.answers)
        assert Draft.of(step.draft.plain()).plain() == step.draft.plain()
        if step.end is None:
            pending = pending_of(desk, step.draft, procedure)
            assert asked_once(step.said, pending), (heard, step.said)
        assert asked_once(desk.ask_again(step.draft), pending_of(desk, step.draft, procedure))
        repeated = desk.take(step.draft, heard)
        assert (repeated.draft, repeated.said) == (step.draft, step.said)


def test_a_turn_takes_a_few_milliseconds() -> None:
    warm()
    almanac = Almanac(TODAY, CALENDAR)
    read_days("every tuesday until easter", almanac)
    began = time.perf_counter()
    for words in SAYINGS * 4:
        try:
            read_days(words, almanac)
        except Misread:
            continue
    # Ten times what it takes; a reader that backtracks takes seconds.
    assert time.perf_counter() - began < len(SAYINGS) * 4 * 0.02


def test_nothing_slow_is_loaded_with_the_module() -> None:
    import subprocess
    import sys

    script = (
        "import sys, cases.form.desk;"
        "sys.exit(any(each in sys.modules for each in ('dateparser', 'rapidfuzz', 'sqlalchemy')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, cwd=ROOT).returncode == 0


def test_a_person_who_left_the_directory_still_gets_their_question() -> None:
    procedure = next(iter(OURS))
    desk = FormDesk(OURS, list, ORGANISATION, lambda: datetime(2026, 11, 26, 12, tzinfo=UTC))
    step = desk.start(procedure, Person("gone@example.org", "Gone", ()), submission=SUBMISSION)
    assert step.draft is not None
    assert desk.ask_again(step.draft)
