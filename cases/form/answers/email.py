"""An e-mail address."""

from __future__ import annotations

import re

from cases.form.answers.base import Bad, Context, Good, Reading, Unsure
from cases.model import Answer

_ADDRESS = re.compile(r"[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?!\w)", re.IGNORECASE)
_SPOKEN = ((r"\s*(?:\(at\)|\[at\]| at )\s*", "@"), (r"\s*(?:\(dot\)|\[dot\]| dot )\s*", "."))
WANTED = "Please give an e-mail address"


def read(words: str, _context: Context) -> Reading:
    """The address in the words, in lower case; "name at school dot org" is understood."""
    text = words[:500]
    found = _addresses(text)
    if not found:
        for pattern, sign in _SPOKEN:
            text = re.sub(pattern, sign, text, flags=re.IGNORECASE)
        found = _addresses(text)
    if not found:
        return Bad(WANTED)
    if len(found) > 1:
        return Unsure("Which address do you mean?", tuple(Answer(each, each) for each in found[:4]))
    return Good(Answer(found[0], found[0]), read_back=found[0] != words.strip().lower())


def _addresses(text: str) -> list[str]:
    return list(dict.fromkeys(each.lower().strip("'.") for each in _ADDRESS.findall(text)))
