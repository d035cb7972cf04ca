"""Yes or no, in the many ways that people say it."""

from __future__ import annotations

import re

from cases.form.answers.base import Bad, Context, Good, Reading, contains, plain
from cases.form.answers.text import clean
from cases.model import Answer

_YES = (
    "yes", "yeah", "yea", "yep", "yup", "yer", "yeh", "ye", "y", "ya", "aye", "yes please",
    "ok", "okay", "k", "kk", "sure", "sure thing", "of course", "course", "certainly", "definitely",
    "defo", "def", "absolutely", "indeed", "correct", "that's correct", "that's right", "right",
    "true", "affirmative", "too right", "for sure", "please do", "do", "go ahead", "go on", "fine",
    "that's fine", "will do", "all good", "sounds good", "looks good", "good", "perfect", "agreed",
    "i do", "i am", "i have", "i will", "i did", "i can", "we do", "we have", "we will", "we are",
    "they do", "they have", "they are", "they will", "it is", "it was", "it does", "it has",
    "he is", "she is", "he has", "she has", "there is", "there are", "there was", "already",
    "already have", "already done", "done", "has been", "have done", "happy to", "i think so",
    "think so", "i believe so", "probably", "it's true", "positive", "100%", "oui", "👍", "✅", "✔️",
    "✔", "👌", "no problem", "no worries", "no bother", "not a problem", "no problem at all",
)  # fmt: skip
_NO = (
    "no", "nope", "nah", "naw", "nay", "n", "na", "no thanks", "no thank you", "no way", "not yet",
    "not really", "not at all", "not at the moment", "not now", "not any more", "never", "none",
    "nobody", "no one", "noone", "nothing", "negative", "false", "incorrect", "wrong", "not true",
    "that's wrong", "not correct", "not right", "definitely not", "certainly not",
    "absolutely not", "of course not", "course not", "i don't", "i do not", "i'm not", "i am not",
    "i haven't", "i have not", "i won't", "i will not", "i didn't", "i did not", "i can't",
    "we don't", "we haven't", "we won't", "we aren't", "we're not", "they don't", "they haven't",
    "they aren't", "they won't", "they're not", "it isn't", "it's not", "it is not", "it wasn't",
    "it doesn't", "it hasn't", "he isn't", "she isn't", "there isn't", "there aren't", "hasn't",
    "haven't", "don't", "doesn't", "isn't", "won't", "i don't think so", "don't think so",
    "i doubt it", "doubt it", "unlikely", "nowhere", "not me", "not that i know of",
    "not to my knowledge", "not as far as i know", "no need", "👎", "❌",
)  # fmt: skip
# These begin too many other sentences: they count only alone.
_ALONE_WORDS = (
    "y n k na ya do def course good fine right true perfect already done wrong false never "
    "nothing positive negative"
)
_ALONE = frozenset(_ALONE_WORDS.split()) | {
    "i have",
    "i can",
    "i am",
    "it is",
    "it was",
    "there is",
    "there are",
}
_DENIES = re.compile(r"(?:not|never|no|nothing|nobody|none)\b")
_HELPERS = ("do", "am", "have", "will", "did", "can", "are", "is", "was", "does", "has")
_UNSURE = re.compile(
    r"(?:(?:i'?m |am )?not (?:so |really |quite |at all )?(?:sure|certain)|(?:i )?(?:don'?t|do not)"
    r" know|dunno|no idea|no clue|maybe|perhaps|possibly|it depends|depends|unsure|who knows"
    r"|can'?t say|hard to say|yes and no|50 50|sort of|kind of|idk)"
)
_FILLERS = re.compile(
    r"^(?:(?:um+|er+m*|ah+|oh+|well|so|hmm+|hi|hello|actually|honestly|i mean|sorry|and) )+"
)
_APOSTROPHES = re.compile(
    r"\b(do|does|did|is|was|are|were|has|have|ca|wo|would|should|could)nt\b"
)  # "havent"
_ROUND = re.compile(r"\b(?:im|thats|its|theyre|were not|were)\b")
_EXPANDED = {"im": "i'm", "thats": "that's", "its": "it's", "theyre": "they're"}
_STRETCHED = re.compile(r"(\w)\1{2,}")
WANTED = "Please say yes or no"
UNSURE = "If you are not sure, give what is most likely: please say yes or no"


def read(words: str, context: Context) -> Reading:
    """Yes or no; what is said beside it ("yes, but only at the concert") is kept in the words."""
    said = meaning(words, context.question.yes, context.question.no)
    if said is None:
        return Bad(UNSURE if _UNSURE.match(_plain(words)) else WANTED)
    return Good(answer_of(said, words if _more_than_that(words) else ""))


def answer_of(value: bool, words: str = "") -> Answer:
    """The answer; ``words`` that say more than yes or no are kept beside it."""
    short = "Yes" if value else "No"
    return Answer(value, f"{short} (“{clean(words)}”)" if words else short)


def meaning(
    words: str, more_yes: tuple[str, ...] = (), more_no: tuple[str, ...] = ()
) -> bool | None:
    """True for yes, False for no, None where neither can be told.

    What starts the words counts; ``more_yes`` and ``more_no`` are further ways, found anywhere.
    """
    text = _plain(words)
    if any(contains(text, plain(each)) for each in more_no):
        return False
    if any(contains(text, plain(each)) for each in more_yes):
        return True
    if not text:
        return _by_sign(words)
    if _UNSURE.match(text):
        return None
    starts = [
        (len(phrase), value and not _denied_after(phrase, text))
        for value, phrases in ((True, _YES_PLAIN), (False, _NO_PLAIN))
        for phrase in phrases
        if text == phrase
        or (text.startswith(f"{phrase} ") and (phrase not in _ALONE or _denied_after(phrase, text)))
    ]
    return max(starts)[1] if starts else None


def _denied_after(phrase: str, text: str) -> bool:
    """As in "they have not"."""
    return phrase.endswith(_HELPERS) and _DENIES.match(text[len(phrase) + 1 :]) is not None


def says_only(words: str) -> bool | None:
    """As `meaning`, but None where anything else is said beside yes or no."""
    return None if _more_than_that(words) else meaning(words)


def _more_than_that(words: str) -> bool:
    text = re.sub(r" (?:please|thanks|thank you|mate|sir|miss|ta|cheers|lol)$", "", _plain(words))
    return bool(text) and text not in _YES_PLAIN and text not in _NO_PLAIN


def _by_sign(words: str) -> bool | None:
    signs = {sign for sign in (*_YES, *_NO) if sign in words and not sign.isascii()}
    if signs:
        found = {sign in _YES for sign in signs}
        return found.pop() if len(found) == 1 else None
    return None


def _plain(words: str) -> str:
    text = _STRETCHED.sub(r"\1", plain(words[:500]))
    text = _APOSTROPHES.sub(r"\1n't", text)
    text = _ROUND.sub(lambda match: _EXPANDED.get(match[0], match[0]), text)
    return _FILLERS.sub("", text)


_YES_PLAIN = frozenset(filter(None, map(plain, _YES)))
_NO_PLAIN = frozenset(filter(None, map(plain, _NO)))
