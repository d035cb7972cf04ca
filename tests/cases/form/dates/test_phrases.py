"""How staff in Britain say days, on a fixed Thursday: 26 November 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases.form.dates.almanac import Almanac, Misread
from cases.form.dates.reading import read_days
from cases.form.dates.wording import days_words
from cases.form.school_calendar import SchoolCalendar
from cases.organisation import Organisation

THURSDAY = date(2026, 11, 26)

ONE_DAY = {
    # relative
    "today": "2026-11-26", "this afternoon": "2026-11-26", "tonight": "2026-11-26",
    "tomorrow": "2026-11-27", "tmrw": "2026-11-27", "2moro": "2026-11-27",
    "day after tomorrow": "2026-11-28", "in 3 days": "2026-11-29", "in two weeks": "2026-12-10",
    "in a fortnight": "2026-12-10", "a fortnight today": "2026-12-10",
    "fortnight tomorrow": "2026-12-11", "a week today": "2026-12-03", "tomorrow week": "2026-12-04",
    "two weeks tomorrow": "2026-12-11", "in a month": "2026-12-26", "3 weeks": "2026-12-17",
    "in a year's time": "2027-11-26", "2 years": "2028-11-26",
    # weekdays
    "friday": "2026-11-27", "on Saturday": "2026-11-28", "thursday": "2026-12-03",
    "this friday": "2026-11-27", "next friday": "2026-12-04", "next wednesday": "2026-12-02",
    "next tuseday": "2026-12-01", "wensday": "2026-12-02", "Fri": "2026-11-27",
    "Monday week": "2026-12-07", "thurs wk": "2026-12-10", "a week on Monday": "2026-12-07",
    "a fortnight on Friday": "2026-12-11", "Thursday fortnight": "2026-12-17",
    "three weeks on Tuesday": "2026-12-22", "a week next Tuesday": "2026-12-08",
    "Tuesday after next": "2026-12-08", "Thursday next week": "2026-12-03",
    "next week on Tuesday": "2026-12-01", "saturday night": "2026-11-28",
    # dates
    "the 4th": "2026-12-04", "4th": "2026-12-04", "4": "2026-12-04", "4/12": "2026-12-04",
    "04/12/26": "2026-12-04", "4.12.2026": "2026-12-04", "4-12-2026": "2026-12-04",
    "2026-12-04": "2026-12-04", "3/4/2027": "2027-04-03", "12 2 27": "2027-02-12",
    "4th dec": "2026-12-04", "4 December": "2026-12-04", "December 4th": "2026-12-04",
    "Dec 4, 2026": "2026-12-04", "Fri 4 Dec '26": "2026-12-04", "4th decmber": "2026-12-04",
    "Friday 4 December": "2026-12-04", "Friday the 4th": "2026-12-04", "Friday 4/12": "2026-12-04",
    "the twenty first of January": "2027-01-21", "5 November": "2027-11-05",
    "4 may": "2027-05-04", "may 4": "2027-05-04", "around 4th dec": "2026-12-04",
    # within other words
    "it will be on friday 4th december at the concert, 7pm": "2026-12-04",
    "friday at 3pm": "2026-11-27", "tuesday 1st december 3.30 - 4.30": "2026-12-01",
    "i may need it on friday": "2026-11-27", "year 4 concert on friday": "2026-11-27",
    "not sure yet, probably 4 december": "2026-12-04", "4 dec 9am to 3pm": "2026-12-04",
    # "to" and "-" that belong to other words
    "I need permission to video the spring concert on 12 march": "2027-03-12",
    "we want to record on the 4th": "2026-12-04", "its been moved to 12 march": "2027-03-12",
    "concert - 12 march": "2027-03-12", "back to school concert on 5 jan": "2027-01-05",
    "all of them except year 6, on 12 march": "2027-03-12", "not until 12 march": "2027-03-12",
    # counted within a month, or from another day
    "last Monday of March": "2027-03-29", "first Tuesday in February": "2027-02-02",
    "2nd saturday of january": "2027-01-09", "the last friday before christmas": "2026-12-18",
    "Monday after half term": "2027-02-22", "the day after boxing day": "2026-12-27",
    "two weeks before easter": "2027-03-14", "end of the month": "2026-11-30",
    "end of next month": "2026-12-31",
    "end of july": "2027-07-31", "end of july 2028": "2028-07-31",
    # terms, holidays, feasts
    "end of the school year": "2027-07-21", "end of next week": "2026-12-04",
    "the end of half term": "2027-02-19", "end of the week": "2026-11-27",
    "end of term": "2026-12-18", "last day of term": "2026-12-18", "start of term": "2027-01-04",
    "first day of next term": "2027-01-04", "first day back": "2027-01-04",
    "the end of the spring term": "2027-03-25", "Easter": "2027-03-28", "Good Friday": "2027-03-26",
    "Easter Monday": "2027-03-29", "christmas eve": "2026-12-24", "Boxing Day": "2026-12-26",
    "new year's day": "2027-01-01", "new years eve": "2026-12-31",
    "spring bank holiday": "2027-05-31", "mother's day": "2027-03-07",
    "remembrance sunday": "2027-11-14", "next bank holiday": "2026-12-25",
    "bank holiday monday": "2026-12-28", "halloween": "2027-10-31", "world book day": "2027-03-04",
}  # fmt: skip

SEVERAL_DAYS = {
    "back to back 7th and 8th july": ("2027-07-07", "2027-07-08", 2),
    "friday 4 dec to do the choir and saturday 5 dec": ("2026-12-04", "2026-12-05", 2),
    "4 dec - choir, 11 dec - band": ("2026-12-04", "2026-12-11", 2),
    "to 1 december": ("2026-11-27", "2026-12-01", 5),
    "monday up to and including the 2nd": ("2026-11-30", "2026-12-02", 3),
    "monday to the end of next week": ("2026-11-30", "2026-12-04", 5),
    "half term": ("2027-02-15", "2027-02-19", 5),
    "first week back": ("2027-01-04", "2027-01-08", 5),
    "week before half term": ("2027-02-08", "2027-02-12", 5),
    "last week of term": ("2026-12-14", "2026-12-18", 5),
    "next week": ("2026-11-30", "2026-12-04", 5),
    "week after next": ("2026-12-07", "2026-12-11", 5),
    "w/c 7 Dec": ("2026-12-07", "2026-12-11", 5),
    "week commencing 7 december": ("2026-12-07", "2026-12-11", 5),
    "this weekend": ("2026-11-28", "2026-11-29", 2),
    "next weekend": ("2026-12-05", "2026-12-06", 2),
    "second week of december": ("2026-12-14", "2026-12-18", 5),
    "christmas holidays": ("2026-12-19", "2027-01-03", 16),
    "3–5 December": ("2026-12-03", "2026-12-05", 3),
    "3rd to 5th december": ("2026-12-03", "2026-12-05", 3),
    "December 3-5": ("2026-12-03", "2026-12-05", 3),
    "3, 4 and 5 December": ("2026-12-03", "2026-12-05", 3),
    "between 3 and 5 december": ("2026-12-03", "2026-12-05", 3),
    "from Monday to Wednesday": ("2026-11-30", "2026-12-02", 3),
    "monday to wednesday next week": ("2026-11-30", "2026-12-02", 3),
    "30 nov to 2 dec": ("2026-11-30", "2026-12-02", 3),
    "30 dec to 2 jan": ("2026-12-30", "2027-01-02", 4),
    "2/12 - 4/12": ("2026-12-02", "2026-12-04", 3),
    "until friday": ("2026-11-27", "2026-11-27", 1),
    "for a week from monday": ("2026-11-30", "2026-12-06", 7),
    "4 and 11 December": ("2026-12-04", "2026-12-11", 2),
    "1st, 8th and 15th december": ("2026-12-01", "2026-12-15", 3),
    "Friday 4 and Saturday 5 December": ("2026-12-04", "2026-12-05", 2),
    "every Tuesday until Easter": ("2026-12-01", "2027-03-23", 14),
    "Tuesdays in January": ("2027-01-05", "2027-01-26", 4),
    "every tuesday and thursday until christmas": ("2026-12-01", "2026-12-17", 6),
    "every other wednesday until half term": ("2026-12-02", "2027-02-10", 5),
    "fortnightly on tuesdays until end of term": ("2026-12-01", "2026-12-15", 2),
    "tuesdays next term": ("2027-01-05", "2027-03-23", 11),
    "every friday in the spring term": ("2027-01-08", "2027-03-19", 10),
    "every thursday starting 7 january for 5 weeks": ("2027-01-07", "2027-02-04", 5),
    "every monday from 11 january until easter": ("2027-01-11", "2027-03-22", 10),
    "mon, wed and fri next week": ("2026-11-30", "2026-12-04", 3),
    "every day next week except thursday": ("2026-11-30", "2026-12-04", 4),
    "every tuesday except 8 december": ("2026-12-01", "2026-12-15", 2),
    "every school day until 4 december": ("2026-11-27", "2026-12-04", 6),
    "every tuesday": ("2026-12-01", "2026-12-15", 3),
    "Tuesdays in November": ("2026-11-03", "2026-11-24", 4),
    "spring term": ("2027-01-04", "2027-03-25", 54),
    "next term": ("2027-01-04", "2027-03-25", 54),
    "autumn term 2027": ("2027-09-01", "2027-12-17", 73),
    "first half of spring term": ("2027-01-04", "2027-02-12", 30),
    "all of january": ("2027-01-04", "2027-01-29", 20),
    "this school year": ("2026-09-01", "2027-07-21", 195),
}

HAPPENED = {
    "yesterday": "2026-11-25", "last night": "2026-11-25", "friday": "2026-11-20",
    "thursday": "2026-11-19", "last friday": "2026-11-20", "two weeks ago": "2026-11-12",
    "a couple of days ago": "2026-11-24", "the 20th": "2026-11-20", "the 28th": "2026-10-28",
    "3 november": "2026-11-03", "3 december": "2025-12-03", "5/11": "2026-11-05",
    "a week ago today": "2026-11-19", "a week ago on friday": "2026-11-20",
    "a week last tuesday": "2026-11-17", "tuesday last week": "2026-11-17",
    "last thursday of october": "2026-10-29", "day before yesterday": "2026-11-24",
    "first day back": "2026-11-02", "christmas": "2025-12-25", "just now": "2026-11-26",
    "about three weeks ago": "2026-11-05",
}  # fmt: skip

ABOUT_WHEN = {
    "in september": ("2026-09-01", "2026-09-30"), "sept": ("2026-09-01", "2026-09-30"),
    "sometime in october": ("2026-10-01", "2026-10-31"), "last month": ("2026-10-01", "2026-10-31"),
    "early october": ("2026-10-01", "2026-10-10"), "late october": ("2026-10-21", "2026-10-31"),
    "a tuesday in september": ("2026-09-01", "2026-09-30"),
    "since september": ("2026-09-01", "2026-11-26"), "since monday": ("2026-11-23", "2026-11-26"),
    "over the summer": ("2026-06-01", "2026-08-31"), "in 2025": ("2025-01-01", "2025-12-31"),
    "last year": ("2025-01-01", "2025-12-31"), "the last few weeks": ("2026-11-05", "2026-11-26"),
    "until easter": ("2026-04-05", "2026-04-05"), "this month": ("2026-11-01", "2026-11-30"),
}  # fmt: skip

# What is kept until then, is kept until its last day.
KEPT_UNTIL = {
    "until july 2027": "2027-07-31", "july 2027": "2027-07-31", "til july": "2027-07-31",
    "end of july": "2027-07-31", "end of the school year": "2027-07-21", "2027": "2027-12-31",
    "the end of 2027": "2027-12-31", "summer 2027": "2027-08-31", "until the summer": "2027-08-31",
    "for two years": "2028-11-26", "2 yrs": "2028-11-26", "6 months": "2027-05-26",
    "half a year": "2027-05-26", "a year max": "2027-11-26", "until half term": "2027-02-14",
    "until christmas": "2026-12-25", "before september": "2027-08-31", "mid july": "2027-07-20",
    "until they leave in july": "2027-07-31", "next term": "2027-03-25",
    "end of year 6": "2027-07-21", "end of next year": "2028-08-31", "friday 4 dec": "2026-12-04",
}  # fmt: skip


@pytest.fixture
def ahead(calendar: SchoolCalendar) -> Almanac:
    return Almanac(THURSDAY, calendar)


@pytest.fixture
def behind(calendar: SchoolCalendar) -> Almanac:
    return Almanac(THURSDAY, calendar, backward=True)


def days(words: str, almanac: Almanac) -> list[str]:
    return [each.isoformat() for each in read_days(words, almanac).days]


def test_more_than_eighty_phrases_are_tried() -> None:
    assert len(ONE_DAY) + len(SEVERAL_DAYS) + len(HAPPENED) >= 150


@pytest.mark.parametrize(("words", "expected"), ONE_DAY.items())
def test_one_day(words: str, expected: str, ahead: Almanac) -> None:
    assert days(words, ahead) == [expected]


@pytest.mark.parametrize(("words", "expected"), SEVERAL_DAYS.items())
def test_several_days(words: str, expected: tuple[str, str, int], ahead: Almanac) -> None:
    found = days(words, ahead)
    assert (found[0], found[-1], len(found)) == expected


@pytest.mark.parametrize(("words", "expected"), HAPPENED.items())
def test_what_has_happened_is_looked_for_in_the_past(
    words: str, expected: str, behind: Almanac
) -> None:
    assert days(words, behind) == [expected]


@pytest.mark.parametrize(("words", "expected"), ABOUT_WHEN.items())
def test_of_what_has_happened_about_when_will_do(
    words: str, expected: tuple[str, str], behind: Almanac
) -> None:
    found = days(words, behind)
    assert (found[0], found[-1]) == expected


@pytest.mark.parametrize(("words", "expected"), KEPT_UNTIL.items())
def test_what_is_kept_is_kept_until_the_last_day(
    words: str, expected: str, calendar: SchoolCalendar
) -> None:
    assert days(words, Almanac(THURSDAY, calendar, until=True)) == [expected]


def test_how_long_is_no_last_day_where_nobody_can_tell(calendar: SchoolCalendar) -> None:
    until = Almanac(THURSDAY, calendar, until=True)
    for words in ("as long as we need", "forever", "when they leave"):
        assert days(words, until) == []


def test_a_season_may_be_the_name_of_a_concert(ahead: Almanac) -> None:
    assert days("the spring concert", ahead) == []
    with pytest.raises(Misread, match="Which days in"):
        read_days("summer 2027", ahead)


def test_a_series_in_the_past_ends_today(behind: Almanac) -> None:
    found = days("every tuesday since half term", behind)
    assert found == ["2026-11-03", "2026-11-10", "2026-11-17", "2026-11-24"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("31 February", "February 2027 has only 28 days"),
        ("29 feb 2027", "February 2027 has only 28 days"),
        ("31 april", "April has only 30 days"),
        ("32 december", "December has only 31 days"),
        ("the 32nd", "No month has 32 days"),
        ("4/13", "no month 13"),
        ("4 december 2062", "2062 is a long way off"),
        ("in 900 years", "a long way off"),
        ("in december", "Which days in December 2026?"),
        ("a tuesday in december", "Which days in December 2026?"),
        ("after easter", "the very day"),
        ("5 december to 3 december 2026", "is before"),
        ("every first tuesday of the month", "Please list them"),
        ("from now until christmas 2028", "more than a year"),
    ],
)
def test_what_names_no_day_is_refused_saying_why(words: str, why: str, ahead: Almanac) -> None:
    with pytest.raises(Misread, match=why.replace("?", r"\?")):
        read_days(words, ahead)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("Thursday 4 December", ["2026-12-04", "2026-12-03"]),
        ("monday 4 dec 2026", ["2026-12-04", "2026-12-07"]),
        ("12/25", ["2026-12-25"]),
        ("friday or saturday", ["2026-11-27", "2026-11-28"]),
    ],
)
def test_where_it_could_be_two_days_both_are_offered(
    words: str, offered: list[str], ahead: Almanac
) -> None:
    with pytest.raises(Misread) as caught:
        read_days(words, ahead)
    assert [each[0].isoformat() for each in caught.value.offers] == offered


def test_a_weekday_that_is_not_the_date_s_is_pointed_out(ahead: Almanac) -> None:
    with pytest.raises(Misread, match="is a Friday, not a Thursday"):
        read_days("Thursday 4 December", ahead)


@pytest.mark.parametrize("today", [THURSDAY + timedelta(days=each) for each in range(7)])
def test_next_friday_is_in_next_week_whatever_today_is(
    today: date, calendar: SchoolCalendar
) -> None:
    found = read_days("next friday", Almanac(today, calendar)).days[0]
    assert found.isocalendar().week == (today + timedelta(weeks=1)).isocalendar().week


def test_how_it_was_taken_is_told_where_it_could_be_taken_otherwise(ahead: Almanac) -> None:
    assert read_days("next friday", ahead).notes == (
        "I took that to be the Friday of next week, not tomorrow.",
    )
    assert "until the end of term" in read_days("every tuesday", ahead).notes[0]
    assert "school holidays" in read_days("every tuesday until easter", ahead).notes[0]
    assert read_days("next wednesday", ahead).notes == ()


@pytest.mark.parametrize("words", ["soon", "no idea", "asap", "", "hello", "the school hall", "🎻"])
def test_words_without_a_date_name_no_day(words: str, ahead: Almanac) -> None:
    assert days(words, ahead) == []


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ("friday 4 december", "Friday 4 December 2026"),
        ("3-5 december", "Thursday 3 to Saturday 5 December 2026"),
        ("30 dec to 2 jan", "Wednesday 30 December 2026 to Saturday 2 January 2027"),
        ("4 and 11 december", "Friday 4 December and Friday 11 December 2026"),
        (
            "every tuesday until easter",
            "every Tuesday from 1 December 2026 to 23 March 2027 (14 days)",
        ),
        (
            "alternate fridays until easter",
            "every other Friday from 27 November 2026 to 19 March 2027 (7 days)",
        ),
        ("spring term", "every school day from 4 January to 25 March 2027 (54 days)"),
        ("4 dec and 8 jan", "Friday 4 December 2026 and Friday 8 January 2027"),
        (
            "1 dec, 5 dec, 9 dec, 14 dec, 17 dec, 2 jan, 20 jan",
            (
                "Tuesday 1 December, Saturday 5 December, Wednesday 9 December, "
                "Monday 14 December, Thursday 17 December 2026, Saturday 2 January 2027 and 1 "
                "more, the last on Wednesday 20 January 2027"
            ),
        ),
    ],
)
def test_days_are_read_back_as_people_say_them(found: str, words: str, ahead: Almanac) -> None:
    assert days_words(read_days(found, ahead).days) == words


def test_without_terms_it_says_what_it_does_not_know(organisation: Organisation) -> None:
    bare = SchoolCalendar(replace(organisation, terms=()))
    almanac = Almanac(THURSDAY, bare)
    for words, wanted in (
        ("half term", "do not know the dates"),
        ("end of term", "do not know the dates"),
        ("this school year", "do not know the dates"),
        ("every tuesday", "Until when"),
    ):
        with pytest.raises(Misread, match=wanted):
            read_days(words, almanac)
    assert days("friday", almanac) == ["2026-11-27"]
