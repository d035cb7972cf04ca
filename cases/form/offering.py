"""What short words mean where something was offered, or may be left out."""

from __future__ import annotations

import re

from cases.form.answers import registry, yes_no
from cases.form.answers.base import Context, Good, plain, unknown
from cases.form.answers.choice import places
from cases.form.model import Draft, Heard
from cases.model import Answer

_NOTHING = frozenset({"n/a", "na", "n a", "none", "nothing", "not applicable", "skip", "pass"})
# Waves away what could be sent: "havent got any", "no pics", "nothing to send yet".
_WITHOUT = re.compile(
    r"\b(?:no|not|none|nope|nah|nothing|nowt|nil|zero|never|without|skip|pass|later|na|ain'?t|deleted)\b"
    r"|\b(?:do|have|has|did|is|are|was|ca|wo|could)n'?t\b|\b(?:cannot|n a)\b"
)
# What may be wanted all the same: a sending that failed, words worth keeping.
_TROUBLE = re.compile(
    r"\b(?:but|how|upload|uploading|attach|attaching|load|working|work|send it|wait|hang|hold|know"
    r"|sure|let me)\b"
)
MOST_WORDS_OF_NONE = 8
_ELSE = re.compile(
    r"(?:no[, ]*)?(?:it'?s |it is )?"
    r"(?:some(?:body|one) else|an?other person|neither|none of (?:them|these)|no)\.?",
    re.IGNORECASE,
)


def taken(draft: Draft, heard: Heard, context: Context) -> Answer | None:
    """Which of the offered answers is taken: by "yes", "the second", or its own words."""
    if not draft.offered:
        return None
    offers = [Answer(value, words) for value, words in draft.offered["answers"]]
    same = next((each for each in offers if plain(each.words) == plain(heard.words)), None)
    place = places(heard.words, len(offers))
    if same is not None or len(place) == 1:
        return same or offers[place[0]]
    said = yes_no.says_only(heard.words) if heard.words else None
    if said or (said is None and heard.intent == "affirm"):
        return offers[0]
    # The last offer to a person's name is the name as it was said.
    free = context.question.type == "person" and not context.question.roles
    if free and len(offers) > 1 and _ELSE.fullmatch(heard.words.strip()):
        return offers[-1]
    return None


def declined(heard: Heard, context: Context) -> bool:
    """Whether an optional question is waved away ("no", "none")."""
    question = context.question
    if not question.optional or question.type == "yes_no" or not heard.words:
        return False
    if question.type == "files" and without(heard.words, heard.intent):
        return True
    if question.type not in ("text", "choice", "choices") and unknown(heard.words):
        return True
    if plain(heard.words) not in _NOTHING and yes_no.says_only(heard.words) is not False:
        return False
    return not (question.options and isinstance(registry.read(heard.words, context), Good))


def without(words: str, intent: str = "") -> bool:
    """Whether the words say that there is nothing to send."""
    text = plain(words)
    if len(text.split()) > MOST_WORDS_OF_NONE or _TROUBLE.search(text):
        return False
    return intent == "deny" or _WITHOUT.search(text) is not None
