"""A whole number."""

from __future__ import annotations

import re

from cases.form.answers.base import Bad, Context, Good, Reading, Unsure, plain
from cases.model import Answer

_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_BY_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES, _TENS = _TO_NINETEEN.split(), _BY_TENS.split()
_WORDS = {word: number for number, word in enumerate(_ONES)}
_WORDS |= {word: 20 + 10 * at for at, word in enumerate(_TENS)}
_WORDS |= {"dozen": 12, "couple": 2, "pair": 2, "none": 0, "nobody": 0, "hundred": 100}
_SPOKEN = re.compile(
    rf"\b(?:({'|'.join(_TENS)})[ -]({'|'.join(_ONES[1:10])})|({'|'.join(_WORDS)}))\b"
)
WANTED = "Please give a number"
LARGEST = 1_000_000


def read(words: str, context: Context) -> Reading:
    """A number in figures or words; of several ("20 to 25") it asks which."""
    figures = re.sub(r"(?<=\d),(?=\d{3}\b)", "", words[:300])
    text = _SPOKEN.sub(_figures, plain(figures))
    if re.search(r"\d[.,]\d", figures):
        return Bad(f"{WANTED} without a fraction")
    # Longer figures are no number of anything, and Python limits them.
    found = [int(each) for each in dict.fromkeys(re.findall(r"(?<!\w)\d{1,9}(?!\w)", text))]
    good = [each for each in found if _allowed(each, context)]
    if not found:
        return Bad(WANTED)
    if not good:
        return Bad(_bounds(context))
    if len(good) > 1:
        return Unsure(
            "Which number shall I put down?", tuple(Answer(each, str(each)) for each in good[:4])
        )
    return Good(Answer(good[0], str(good[0])), read_back=words.strip() != str(good[0]))


def _figures(match: re.Match[str]) -> str:
    tens, ones, word = match.groups()
    return str(_WORDS[tens] + _WORDS[ones] if tens else _WORDS[word])


def _allowed(number: int, context: Context) -> bool:
    least, most = context.question.least, context.question.most
    return (0 if least is None else least) <= number <= (LARGEST if most is None else most)


def _bounds(context: Context) -> str:
    least, most = context.question.least or 0, context.question.most
    if most is None:
        return f"{WANTED} of {least} or more"
    return f"{WANTED} from {least} to {most}"
