"""Puts parts together: ranges, lists, what repeats and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from cases.conditions import later_by
from cases.form.dates.almanac import Almanac, Misread
from cases.form.dates.parts import Day, Lasting, Repeat, Shift, Span
from cases.form.dates.scanner import Found, Join
from cases.form.dates.spans import week_of
from cases.form.dates.wording import day_words
from cases.form.school_calendar import each_day

LONGEST_DAYS = 400
WEEK = timedelta(weeks=1)


@dataclass
class Course:
    """Something that repeats, from one day to another."""

    repeat: Repeat
    first: date | None = None
    last: date | None = None


@dataclass
class Meant:
    """All that was said: days and spans, courses, days left out, and notes on how it was taken."""

    pieces: list[Day | Span | Course] = field(default_factory=list)
    left_out: set[date] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def combine(found: Iterable[Found], almanac: Almanac) -> Meant:
    """What the parts mean together.

    Raises:
        Misread: it cannot be told which days are meant.
    """
    meant = Meant()
    shift: Shift | None = None
    lasting: Lasting | None = None
    for each in found:
        part = each.part
        if isinstance(part, Shift):
            shift = part
        elif isinstance(part, Repeat):
            _repeat(part, each.join, meant)
        elif isinstance(part, Lasting):
            lasting = part
        else:
            _place(_settled(part, each.join, shift, almanac), each.join, meant, almanac)
            shift = None
        if lasting is not None and meant.pieces:
            _lasting(lasting, meant, almanac)
            lasting = None
    return meant


def _settled(part: Day | Span, join: Join, shift: Shift | None, almanac: Almanac) -> Day | Span:
    """The day or span itself, or what is counted from it."""
    if shift is not None:
        return _shifted(part, shift)
    if join in ("before", "after", "early", "mid", "late"):
        return _about(part, join, almanac)
    if join == "week of":
        return week_of(part.first)
    if join == "weekend of":
        saturday = part.first - timedelta(days=part.first.weekday() - 5)
        return Span(saturday, saturday + timedelta(days=1))
    return part


def _about(part: Day | Span, join: Join, almanac: Almanac) -> Day | Span:
    """As in "early in July": a third of the span, where about when will do."""
    if almanac.until and join == "before":
        return Day(part.first - timedelta(days=1))
    if isinstance(part, Span) and almanac.roughly and join in ("early", "mid", "late"):
        third = timedelta(days=((part.last - part.first).days + 1) // 3)
        first = {"early": part.first, "mid": part.first + third}.get(join, part.first + 2 * third)
        return Span(first, part.last if join == "late" else first + third - timedelta(days=1))
    if almanac.backward:
        raise Misread("I need to know about when.")
    raise Misread("I need the very day.")


def _shifted(part: Day | Span, shift: Shift) -> Day | Span:
    edge = part.first if shift.sign < 0 else part.last
    if shift.week:
        monday = edge - timedelta(days=edge.weekday())
        return week_of(monday + shift.sign * WEEK)
    if shift.weekday is not None:
        gap = (shift.sign * (shift.weekday - edge.weekday()) - 1) % 7 + 1
        return Day(edge + timedelta(days=shift.sign * gap))
    return Day(edge + timedelta(days=shift.sign * shift.days))


def _place(part: Day | Span, join: Join, meant: Meant, almanac: Almanac) -> None:
    before = meant.pieces[-1] if meant.pieces else None
    if isinstance(part, Day) and part.note and join not in ("to", "except"):
        meant.notes.append(part.note)
    if join == "except":
        meant.left_out.update(each_day(part.first, part.last))
    elif join == "or" and before is not None and not isinstance(before, Course):
        raise Misread("Which of them do you mean?", [_days_of(before), _days_of(part)])
    elif isinstance(before, Course):
        _bound(before, part, join, meant)
    elif join == "to" and before is None and almanac.until:
        meant.pieces.append(Day(part.until if _ends_before(part) else part.last))
    elif before is None and almanac.backward and _since(part, join):
        meant.pieces.append(Span(part.first, max(almanac.today, part.first)))
    elif join == "to":
        meant.pieces[-1:] = [_range(before, part, almanac)]
    elif isinstance(before, Day) and isinstance(part, Day):
        meant.pieces.append(_ahead(part, before.on))
    else:
        meant.pieces.append(part)


def _since(part: Day | Span, join: Join) -> bool:
    """Whether it tells since when: "since" a day, or "from" a whole month."""
    return join == "since" or (join == "from" and isinstance(part, Span) and part.vague)


def _ends_before(part: Day | Span) -> bool:
    """Whether "until" it does not take it in. Months are: "until July" may be all of it."""
    return isinstance(part, Span) and part.ends_before and not part.vague


def _bound(course: Course, part: Day | Span, join: Join, meant: Meant) -> None:
    """A day or span after what repeats: when it starts, ends, or all of the time it takes."""
    if join == "to":
        last = part.until if course.first is None else _ahead(part, course.first).until
        course.last = last
    elif join in ("from", "since"):
        course.first = part.first
    elif isinstance(part, Span):
        course.first, course.last = part.first, part.last
    else:
        meant.pieces.append(part)


def _range(before: Day | Span | None, part: Day | Span, almanac: Almanac) -> Span:
    if before is None:
        first = almanac.today if almanac.backward else almanac.today + timedelta(days=1)
        last = part.until
        if almanac.backward and last < first:
            return Span(part.first, part.last)  # since when was not said: when it ended
    else:
        first, last = before.first, _ahead(part, before.first).last
    if last < first:
        raise Misread(
            f"{day_words(last)} is before {day_words(first)}, so I cannot tell which days you mean."
        )
    return Span(first, last)


def _ahead(part: Day | Span, first: date) -> Day | Span:
    """``part``, brought after ``first`` where its week or year was left open."""
    if not isinstance(part, Day) or part.loose is None:
        return part
    if part.loose == "week":
        ahead = (part.on.weekday() - first.weekday()) % 7
        return Day(first + timedelta(days=ahead)) if ahead else part
    on = part.on
    while on < first:
        on = later_by(on, 12, "month")
    return Day(on)


def _repeat(part: Repeat, join: Join, meant: Meant) -> None:
    before = meant.pieces[-1] if meant.pieces else None
    if isinstance(before, Course) and join in ("and", ""):
        if before.last is None and before.first is None:
            weekdays = before.repeat.weekdays | part.weekdays
            before.repeat = Repeat(weekdays, max(before.repeat.weeks, part.weeks))
            return
    elif isinstance(before, Span):
        meant.pieces[-1] = Course(part, before.first, before.last)
        return
    elif isinstance(before, Day) and not part.weekdays:
        meant.pieces[-1] = Course(Repeat(frozenset({before.on.weekday()}), part.weeks), before.on)
        return
    meant.pieces.append(Course(part))


def _lasting(part: Lasting, meant: Meant, almanac: Almanac) -> None:
    before = meant.pieces[-1]
    if isinstance(before, Course):
        if before.first is None:
            before.first = _start(before.repeat, almanac)
        before.last = before.first + timedelta(days=part.days - 1)
    else:
        meant.pieces[-1] = Span(before.first, before.first + timedelta(days=part.days - 1))


def _start(repeat: Repeat, almanac: Almanac) -> date:
    return min(
        (almanac.today + timedelta(days=(each - almanac.today.weekday() - 1) % 7 + 1)
         for each in repeat.weekdays),
        default=almanac.today + timedelta(days=1),
    )  # fmt: skip


def days_in(meant: Meant, almanac: Almanac) -> tuple[date, ...]:
    """Every day that is meant, in order. Adds notes of what was left out or assumed.

    Raises:
        Misread: it goes on for too long, or too little was said to tell.
    """
    found: set[date] = set()
    pieces = [each for each in meant.pieces if not (isinstance(each, Span) and each.vague)]
    loose = all(isinstance(each, Day) and each.loose == "week" for each in pieces)
    vague = [each for each in meant.pieces if each not in pieces]
    if almanac.roughly and loose and vague:
        # "A Tuesday in September": about when will do.
        return tuple(sorted({day for each in vague for day in each_day(*_whole(each))}))
    for piece in meant.pieces if loose else pieces:
        if isinstance(piece, Course):
            found.update(_course_days(piece, meant, almanac))
        elif isinstance(piece, Span) and piece.vague:
            raise Misread(f"Which days in {day_words(piece.first).split(' ', 2)[2]}?")
        else:
            found.update(_span_days(piece, almanac))
    return tuple(sorted(found - meant.left_out))


def _whole(piece: Day | Span | Course) -> tuple[date, date]:
    if isinstance(piece, Course):
        raise TypeError("A course has no days of its own")
    _not_too_long(piece.first, piece.last)
    return piece.first, piece.last


def _days_of(piece: Day | Span) -> tuple[date, ...]:
    return (
        tuple(each_day(piece.first, piece.last)) if _not_too_long(piece.first, piece.last) else ()
    )


def _span_days(piece: Day | Span, almanac: Almanac) -> Iterable[date]:
    _not_too_long(piece.first, piece.last)
    if isinstance(piece, Span) and piece.school:
        return almanac.calendar.school_days(piece.first, piece.last)
    return each_day(piece.first, piece.last)


def _course_days(course: Course, meant: Meant, almanac: Almanac) -> list[date]:
    first, last = _ends(course, meant, almanac)
    _not_too_long(first, last)
    weekdays = course.repeat.weekdays or {first.weekday()}
    days = [each for each in each_day(first, last) if each.weekday() in weekdays]
    if course.repeat.weeks > 1 and days:
        base = days[0] - timedelta(days=days[0].weekday())
        days = [each for each in days if (each - base).days // 7 % course.repeat.weeks == 0]
    shut = [each for each in days if not almanac.calendar.open_on(each)]
    if shut and len(shut) < len(days):
        meant.notes.append("I left out the school holidays and bank holidays.")
        return [each for each in days if each not in shut]
    return days


def _ends(course: Course, meant: Meant, almanac: Almanac) -> tuple[date, date]:
    first, last = course.first, course.last
    if almanac.backward:
        if first is None:
            raise Misread("Since when?")
        return first, min(last or almanac.today, almanac.today)
    first = first or _start(course.repeat, almanac)
    if last is None:
        term = almanac.calendar.term_from(first)
        if term is None:
            raise Misread("Until when?")
        last = term.ends
        meant.notes.append("I took it to go on until the end of term.")
    if last < first:
        raise Misread(f"{day_words(last)} comes before {day_words(first)}.")
    return first, last


def _not_too_long(first: date, last: date) -> bool:
    if (last - first).days > LONGEST_DAYS:
        raise Misread("That is more than a year. Please give a shorter time.")
    return True
