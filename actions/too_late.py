"""What is said when an answer comes too late: nothing typed is lost."""

from __future__ import annotations

from actions import wording
from actions.desk import Desk
from actions.outcome import notice
from cases.form.model import Press, Said
from cases.model import Case

INTENT = "send_words"
REFERENCE, WORDS, WAY, SINCE = "reference", "words", "way", "since"
AS_ANSWER, AS_MESSAGE, LATER = "answer", "message", "later"
DONE = 409


def too_late(desk: Desk, case: Case, words: str, since: str = "") -> Said:
    """Says that nobody waits for the answer any more, and offers to send it as a message."""
    over = case.outcome not in (None, "withdrawn")
    text = (wording.DECIDED_MEANWHILE if over else wording.NOT_ASKED_ANY_MORE).format(
        reference=case.reference
    )
    if case.state == "closed":
        return notice(f"{text} {wording.CLOSED}")
    values = values_of(case.reference, AS_MESSAGE, words, since)
    send = Press(wording.SEND_AS_MESSAGE, INTENT, values)
    leave = Press(wording.NO, INTENT, {REFERENCE: case.reference, WAY: LATER})
    offer = wording.AS_MESSAGE.format(who=desk.name(case.handler))
    return notice(f"{text} {offer}", (send, leave))


def values_of(reference: str, way: str, words: str, since: str) -> dict[str, str]:
    """What such a button stands for. ``since`` is the message that the words begin with."""
    return {REFERENCE: reference, WAY: way, WORDS: words, SINCE: since}
