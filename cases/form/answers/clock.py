"""A time of day, or from when to when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cases.form.answers.base import Bad, Context, Good, Reading, Unsure, plain
from cases.model import Answer

_SPOKEN_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = _SPOKEN_NUMBERS.split()
_MINUTES = {"quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty five": 25, "half": 30}
_PARTS = {
    "before school": "before school", "after school": "after school", "lunchtime": "at lunchtime",
    "lunch time": "at lunchtime", "lunch": "at lunchtime", "all day": "all day",
    "whole day": "all day", "the day": "all day", "morning": "in the morning",
    "afternoon": "in the afternoon", "evening": "in the evening", "night": "at night",
    "break time": "at break", "breaktime": "at break",
}  # fmt: skip
_HALF = r"(?P<half>am|pm|a m|p m|in the morning|in the afternoon|in the evening|at night|tonight)?"
_TIMES = re.compile(
    # "5 to 6" is an hour long; "five to six" and "5 minutes to 6" are no range.
    r"(?:(?P<minutes>half|quarter|five|ten|twenty five|twenty|\d{1,2}(?= minutes| past))"
    rf"(?: minutes)? (?P<side>past|to) (?P<spoken>\d{{1,2}}|{'|'.join(_NUMBERS)})"
    rf"|half (?P<halved>{'|'.join(_NUMBERS)}|\d{{1,2}})"
    r"|(?P<figures>(?<!\d)\d{1,2})[:h ](?P<past>[0-5]\d)(?!\d)"
    r"|(?<!\d)(?P<four>[01]\d[0-5]\d|2[0-3][0-5]\d)(?!\d)"
    r"|(?P<noon>noon|midday|mid day|midnight)"
    rf"|(?<!\d)(?P<hour>\d{{1,2}}|{'|'.join(_NUMBERS)})(?!\d))"
    rf"(?: ?o'?clock)? ?{_HALF}(?!\w)"
)
_RANGE = re.compile(r"^\s*(?:-|to|until|till|til|and|through)\s*$")
WANTED = "Please give a time of day"


def read(words: str, _context: Context) -> Reading:
    """A time ("half past three", "3.30pm", "4 to 5") or a part of the day ("after school")."""
    text = _plain(words)
    found = list(_TIMES.finditer(text))
    # A bare number beside a proper time is something else ("room 4, 3.30pm").
    proper = [each for each in found if not _bare(each)]
    joined = len(found) == 2 and _RANGE.match(text[found[0].end() : found[1].start()])
    times = found if joined or not proper else proper
    if not times:
        part = next((part for part in _PARTS if re.search(rf"\b{part}\b", text)), None)
        return Good(Answer(_PARTS[part], _PARTS[part].capitalize())) if part else Bad(WANTED)
    minutes = _in_order(times, joined=bool(joined))
    if minutes is None:
        return Bad(WANTED)
    if len(minutes) == 1 or joined:
        return Good(answer_of(minutes), read_back=True)
    return Unsure("Which time do you mean?", tuple(answer_of((each,)) for each in minutes[:4]))


def answer_of(minutes: Sequence[int]) -> Answer:
    """One time or a range, in minutes since midnight, as "15:30" or "15:30-16:15"."""
    value = "-".join(f"{each // 60:02}:{each % 60:02}" for each in minutes)
    return Answer(value, " to ".join(map(_words, minutes)))


def words_for(value: str) -> str:
    """How a value is read out."""
    times = re.fullmatch(r"(\d\d):(\d\d)(?:-(\d\d):(\d\d))?", value)
    if times is None:
        return value.capitalize()
    hours = [int(each) for each in times.groups() if each]
    return answer_of([hours[at] * 60 + hours[at + 1] for at in range(0, len(hours), 2)]).words


def _plain(words: str) -> str:
    """Plain words that keep ":" and "." between figures."""
    text = re.sub("[\u2010-\u2015\u2212]", "-", words[:300].casefold())
    text = re.sub(r"\b([ap])\. ?m\b\.?", r"\1m", text)
    text = re.sub(r"(?<=\d)[:.](?=\d)", "_", text)
    return plain(re.sub(r"\s*-\s*", " - ", text)).replace("_", ":")


def _bare(match: re.Match[str]) -> bool:
    return bool(match["hour"]) and not match["half"] and "clock" not in match[0]


def _in_order(times: Sequence[re.Match[str]], *, joined: bool) -> tuple[int, ...] | None:
    halves = [_half(each) for each in times]
    if joined and halves[0] is None and halves[1] is not None:
        halves[0] = halves[1]  # "3 to 4pm"
    found = [_minutes(each, half) for each, half in zip(times, halves, strict=True)]
    if any(each is None for each in found):
        return None
    minutes = [each for each in found if each is not None]
    if joined and minutes[0] >= minutes[1]:
        if halves[0] == halves[1] == "pm" and _half(times[0]) is None:
            minutes[0] -= 12 * 60  # "11 to 2pm"
        if not 0 <= minutes[0] < minutes[1]:
            return None
    return tuple(dict.fromkeys(minutes))


def _half(match: re.Match[str]) -> str | None:
    said = (match["half"] or "").replace(" ", "")
    if not said:
        return None
    return "am" if said in ("am", "inthemorning") else "pm"


def _minutes(match: re.Match[str], half: str | None) -> int | None:
    """Minutes since midnight; hours from one to seven are in the afternoon unless told."""
    if match["noon"]:
        return 0 if match["noon"] == "midnight" else 12 * 60
    if match["four"]:
        return int(match["four"][:2]) * 60 + int(match["four"][2:])
    hour = _number(match["spoken"] or match["halved"] or match["figures"] or match["hour"])
    minute = int(match["past"] or 0) if match["figures"] else 30 if match["halved"] else 0
    if match["side"]:
        aside = _MINUTES.get(match["minutes"]) or int(match["minutes"])
        hour, minute = (hour, aside) if match["side"] == "past" else (hour - 1, 60 - aside)
    if hour > 23 or (half and hour > 12) or not 0 <= minute <= 60:
        return None
    if half == "pm" or (
        half is None and 0 < hour <= 7 and not (match["figures"] or "").startswith("0")
    ):
        hour = hour % 12 + 12
    elif half == "am":
        hour %= 12
    return (hour * 60 + minute) % (24 * 60)


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS.index(words) + 1


def _words(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    if minute == 0 and hour in (0, 12):
        return "midday" if hour else "midnight"
    shown = f"{(hour - 1) % 12 + 1}.{minute:02}" if minute else str((hour - 1) % 12 + 1)
    return f"{shown}{'am' if hour < 12 else 'pm'}"
