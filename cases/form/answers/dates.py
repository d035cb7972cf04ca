"""A date, or several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from cases.conditions import days_of
from cases.form.answers.base import Bad, Context, Good, Reading, Unsure, listed
from cases.form.dates.almanac import Almanac, Misread
from cases.form.dates.reading import read_days
from cases.form.dates.wording import day_words, days_words
from cases.model import Answer
from cases.questions import Question

MOST_OFFERED = 4


def read(words: str, context: Context) -> Reading:
    """The days that the words name, if they are of the time the question asks for."""
    question = context.question
    almanac = Almanac(
        context.today,
        context.calendar,
        backward=question.future == "refuse",
        until=context.until,
    )
    try:
        found = read_days(words, almanac)
    except Misread as misread:
        return _misread(misread, context)
    if not found.days:
        return Bad(_wanted(question))
    return checked(found.days, context, found.notes)


def checked(days: tuple[date, ...], context: Context, notes: tuple[str, ...] = ()) -> Reading:
    """These days as an answer, if there are no more than asked for, and none out of its time."""
    question = context.question
    in_time, wrong = _in_time(days, context)
    # "This month" may be answered for a day that has been.
    whole = question.type == "dates" or (question.future == "refuse" and len(days) > 2)
    if wrong is not None and not (whole and in_time):
        return wrong
    if question.type == "date" and len(in_time) > 1:
        return _which(in_time, context)
    told = [*notes]
    if len(in_time) < len(days):
        out = "have passed" if question.past == "refuse" else "are still to come"
        told.append(f"I left out the days that {out}.")
    if question.past == "warn" and in_time[0] < context.today:
        told.append("That is in the past.")
    if context.about and question.future != "refuse":
        told += _warnings(in_time, context)
    return Good(answer_of(question.type, in_time), read_back=True, notes=tuple(told))


def answer_of(kind: str, days: tuple[date, ...]) -> Answer:
    """The answer that these days make: one ISO date, or a list of them."""
    values = [each.isoformat() for each in days]
    return Answer(values[0] if kind == "date" else values, days_words(days))


def still_in_time(answer: Answer, context: Context) -> bool:
    """Whether the days answered are still of the time asked for; days pass while a form waits."""
    days = days_of(answer.value)
    return bool(days) and _in_time(days, context)[0] == days


def _in_time(days: tuple[date, ...], context: Context) -> tuple[tuple[date, ...], Bad | None]:
    question, today = context.question, context.today
    if question.past == "refuse":
        in_time = tuple(each for each in days if each >= today)
        said = "in the past: please give a date from today on"
    elif question.future == "refuse":
        in_time = tuple(each for each in days if each <= today)
        said = "still to come: please say when it happened"
    else:
        return days, None
    return in_time, None if len(in_time) == len(days) else Bad(f"{days_words(days)} is {said}")


def _misread(misread: Misread, context: Context) -> Reading:
    offers = tuple(
        good.answer
        for days in misread.offers
        if days and isinstance(good := checked(days, context), Good)
    )
    return Unsure(str(misread), offers) if offers else Bad(str(misread).rstrip("."))


def _wanted(question: Question) -> str:
    if question.type == "date":
        return "Please give a date"
    if question.future == "refuse":
        return "Please say about when: a day, a week or a month will do"
    return "Please give one or more dates"


def _which(days: tuple[date, ...], context: Context) -> Reading:
    if len(days) > MOST_OFFERED and context.question.future == "refuse":
        # Who does not remember the day is not kept from going on.
        return Unsure(
            f"Which day was it, for example “{day_words(days[len(days) // 2])}”? If you do not "
            "know, the first or the last day of it will do.",
            tuple(answer_of("date", (each,)) for each in (days[0], days[-1])),
        )
    if len(days) > MOST_OFFERED:
        return Bad(f"I need one day, and that is {days_words(days)}")
    said = listed([day_words(each) for each in days], "or")
    return Unsure(
        f"I need one day. Is it {said}?", tuple(answer_of("date", (each,)) for each in days)
    )


def _warnings(days: tuple[date, ...], context: Context) -> Iterator[str]:
    """What is unusual about these days: told, and left to the person."""
    one = len(days) == 1
    for day in days[:1] if one else ():
        if day.weekday() > 4:
            yield f"That is a {day:%A}."
    shut = [each for each in days if context.calendar.break_on(each)]
    if shut:
        yield _holidays(shut, days, context)
    free = [
        (each, name)
        for each in days
        if (one or each not in shut) and (name := context.calendar.bank_holiday(each))
    ]
    for day, name in free[:2]:
        yield (
            f"That is a bank holiday ({name})." if one else f"{day:%A} {day.day} is a bank holiday."
        )


def _holidays(shut: list[date], days: tuple[date, ...], context: Context) -> str:
    """Which of the days are in which holidays: of each its own number."""
    counted = Counter(away.name for each in shut if (away := context.calendar.break_on(each)))
    first, *rest = counted
    if not rest:
        return (
            f"That is in {_named(first)}."
            if len(days) == 1
            else (f"{_some(shut, days)} in {_named(first)}.")
        )
    verb = "is" if counted[first] == 1 else "are"
    more = [f"{counted[each]} in {_named(each)}" for each in rest]
    return f"Of these days {listed([f'{counted[first]} {verb} in {_named(first)}', *more])}."


def _named(name: str) -> str:
    return name if name == "half term" else f"the {name}"


def _some(part: list[date], days: tuple[date, ...]) -> str:
    if len(part) == len(days):
        return "These days are"
    return "One of these days is" if len(part) == 1 else f"{len(part)} of these days are"
