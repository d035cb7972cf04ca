"""The end of a form: the summary is confirmed, changed or asked about again."""

from __future__ import annotations

import re
from dataclasses import replace

from cases.form import asking, wording
from cases.form.answers import yes_no
from cases.form.answers.base import plain
from cases.form.model import Heard, Step
from cases.form.turn import Turn

_SENDS = re.compile(r"\b(?:send|write|submit|confirm|file|correct|right|fine|good)\b")
# With these alone around it, "send it off please" is nothing but a yes.
_AROUND = re.compile(
    r"(?:yes|yep|yeah|yup|sure|ok|okay|please|and|just|now|it|that|this|thanks?|thank you|send"
    r"|write|submit|file|confirm|off|in|away|all|is|looks?|right|correct|good|fine|great|perfect"
    r"|to me|go ahead|go|for|done)(?: |$)"
)
_BUT = re.compile(
    r"\b(?:but|change|wrong|wait|hold|not|don't|except|instead|actually|however|no)\b"
)


def at_summary(turn: Turn, heard: Heard) -> Step:
    """Yes sends it; no, or the name of an answer, changes it."""
    if confirms(heard):
        return file(turn)
    if not heard.words:
        return turn.change(heard) if heard.intent == "deny" else turn.again()
    changed = turn.named(heard.words)
    if changed is not None:
        return changed
    if heard.intent == "deny" or yes_no.meaning(heard.words) is False:
        return turn.change(heard)
    turn.draft = replace(turn.draft, bad=turn.draft.bad + 1)
    said = turn.pending(wording.CHECK_SUMMARY)
    if turn.draft.bad >= asking.BAD_UNTIL_WAY_OUT:
        said = asking.with_ways_out(turn.draft, said)
    return Step(turn.draft, (said,))


def file(turn: Turn) -> Step:
    """The end, once every answer that is asked for is there and still good."""
    if turn.question is not None:
        return turn.again(wording.STALE)
    if turn.drop_outdated():
        return turn.go_on(wording.OUTDATED)
    early = turn.drop_too_early()
    step = turn.go_on(early)
    if turn.draft.asking is not None:
        return step
    counted = turn.procedure.counted(turn.draft.answers)
    return Step(replace(turn.draft, answers=counted), (), "file")


def confirms(heard: Heard) -> bool:
    """Whether it can only mean that the form is to be sent."""
    if not heard.words:
        return heard.intent in ("affirm", "confirm")
    text = plain(heard.words)
    if _BUT.search(text):
        return False
    if yes_no.says_only(heard.words):
        return True
    if _SENDS.search(text) and not _AROUND.sub("", text).strip():
        return True
    return heard.intent == "affirm" and len(text.split()) <= 8 and bool(yes_no.meaning(heard.words))
