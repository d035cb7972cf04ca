"""The words of dates, and the plain form that all patterns are written for."""

from __future__ import annotations

import re
import unicodedata

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_ABBREVIATED = {
    **{name[:3]: name for name in (*MONTHS, *WEEKDAYS)},
    "sept": "september", "tues": "tuesday", "weds": "wednesday", "thur": "thursday",
    "thurs": "thursday", "mons": "mondays", "fris": "fridays", "sats": "saturdays",
    "suns": "sundays",
    "2day": "today", "tmr": "tomorrow", "tmrw": "tomorrow", "tmw": "tomorrow",
    "tomoz": "tomorrow", "2moro": "tomorrow", "2morrow": "tomorrow", "2mrw": "tomorrow",
    "2nite": "tonight", "tonite": "tonight", "nite": "night", "mornin": "morning",
    "evenin": "evening", "lastnight": "last night", "yday": "yesterday", "yesturday": "yesterday",
    "nxt": "next", "wk": "week", "wks": "weeks", "yr": "year",
    "yrs": "years", "mth": "month", "mths": "months", "wkend": "weekend", "yest": "yesterday",
    "xmas": "christmas", "crimbo": "christmas", "hols": "holidays", "holiday": "holidays",
    "vacation": "holidays", "til": "until", "till": "until", "thru": "to", "through": "to",
    "each": "every", "alternate": "every other", "alternating": "every other",
    "aut": "autumn", "autum": "autumn", "comming": "coming", "fri": "friday",
    "weekly": "every week", "fortnightly": "every other week", "daily": "every day",
}  # fmt: skip
# Long words in which a slip of the thumb is put right. Short ones are too near to other words.
_SPELT = (
    *MONTHS, *WEEKDAYS, *(f"{each}s" for each in WEEKDAYS), "tomorrow", "yesterday", "fortnight",
    "christmas", "easter", "holidays", "weekend", "halloween", "commencing", "beginning",
)  # fmt: skip
_KNOWN = {*_SPELT, *_NUMBERS, *_ORDINALS, *_ABBREVIATED, "member", "members", "holiday", "summer"}
SLIPS = 83.0
LONGEST = 400
"""Characters of an answer in which a date is looked for."""

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_CLOCK = re.compile(
    r"\b(?:(?:from|at|between|@|by|until)\s+)?\d{1,2}(?:[:.]\d{2})?\s*"
    r"(?:(?:-|to|until|and)\s*\d{1,2}(?:[:.]\d{2})?\s*)?(?:am|pm|a\.m\.?|p\.m\.?|o'?clock)(?!\w)"
    r"|\b(?:(?:from|at|between)\s+)?\d{1,2}:\d{2}(?:\s*(?:-|to|until|and)\s*\d{1,2}:\d{2})?\b"
    r"|\bat\s+(?:half past\s+)?\d{1,2}(?:[:.]\d{2})?\b(?!\s*(?:st|nd|rd|th|/))"
)
_WEEK_OF = re.compile(
    r"\b(?:w/?[cb]|week (?:commencing|beginning|starting))\b:? ?(?:the )?(?:on )?"
)
_ONES = [each for each in (*_NUMBERS, *_ORDINALS) if (_NUMBERS | _ORDINALS)[each] < 10]
_COMPOUND = re.compile(
    rf"\b(twenty|thirty)[ -]({'|'.join(sorted(_ONES, key=len, reverse=True))})\b"
)
_BETWEEN = re.compile(r"\bbetween (.{1,40}?) (?:and|&) ")
_TOKEN = re.compile(
    r"2(?:day|nite|moro|morrow|mrw)\b|\d+(?:st|nd|rd|th)?|[^\W\d_]+(?:'[a-z]+)?|[^\w\s]|\S"
)


def plain(words: str) -> str:
    """``words`` in lower case, without times of day, spelt as the patterns expect.

    Ordinals keep their ending ("4th"), "first" to "thirty-first" become "1st" to "31st" but where
    they count something ("first week" is "1st week").
    """
    text = unicodedata.normalize("NFKC", words[:LONGEST]).translate(_QUOTES).lower()
    text = _CLOCK.sub(" ", _DASHES.sub("-", text))
    text = re.sub(r"\b(\d{1,2}) (st|nd|rd|th)\b", r"\1\2", text)
    text = _COMPOUND.sub(_together, _WEEK_OF.sub("week of ", text))
    tokens = [_spelt(token) for token in _TOKEN.findall(text)]
    text = re.sub(r"\s*([/.-])\s*(?=\d)", r"\1", " ".join(tokens))
    text = re.sub(r"\bhalf ?-? ?terms?\b", "half term", text.replace(" 's", ""))
    text = _BETWEEN.sub(r"from \1 to ", text)
    return re.sub(r"\s+", " ", text).strip()


def _together(match: re.Match[str]) -> str:
    """As in "Twenty-first" as "21st"."""
    tens, ones = _NUMBERS[match[1]], match[2]
    if ones in _NUMBERS:
        return str(tens + _NUMBERS[ones])
    return f"{tens + _ORDINALS[ones]}{_ending(_ORDINALS[ones])}"


def _ending(number: int) -> str:
    return {1: "st", 2: "nd", 3: "rd"}.get(number, "th")


def _spelt(token: str) -> str:
    if token in _ABBREVIATED:
        return _ABBREVIATED[token]
    if token in _NUMBERS:
        return str(_NUMBERS[token])
    if token in _ORDINALS:
        return f"{_ORDINALS[token]}{_ending(_ORDINALS[token])}"
    bare = token.removesuffix("'s")
    if bare != token:
        return _spelt(bare)
    if len(token) < 6 or token in _KNOWN or not token.isascii() or not token.isalpha():
        return token
    return _put_right(token)


def _put_right(token: str) -> str:
    from rapidfuzz import fuzz, process

    found = process.extractOne(token, _SPELT, scorer=fuzz.ratio, score_cutoff=SLIPS)
    return _ABBREVIATED.get(found[0], found[0]) if found else token
