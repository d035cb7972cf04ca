"""The answer to what a handler asked: the next plain words land on the case."""

from __future__ import annotations

from dataclasses import replace

from actions import wording
from actions.desk import Connection, Desk
from actions.outcome import notice
from actions.talks.base import REFERENCE, Taken, press, text_of
from actions.too_late import DONE, too_late
from cases.form.model import Draft, Heard, Said
from cases.model import CaseError
from nlu.instructions import VERBATIM

SLOT = "reply"


class Answering:
    """Waits for the answer, with files before it where somebody sends some."""

    kind = "~answer"

    def take(self, desk: Desk, connection: Connection, draft: Draft, heard: Heard) -> Taken:
        """Puts the words on the case."""
        if heard.files:
            draft = replace(draft, files=(*draft.files, *heard.files))
            return Taken((notice(wording.FILES_WAIT), *self.ask_again(desk, draft)), draft)
        if not heard.words:
            return Taken(self.ask_again(desk, draft), draft)
        reference, person = text_of(draft, REFERENCE), desk.person(draft.person)
        try:
            case = desk.office.answer_more_information(
                connection, reference, person, heard.words, draft.files
            )
        except CaseError as refused:
            if refused.status != DONE:
                raise
            case = desk.office.case(connection, reference, person)
            return Taken((too_late(desk, case, heard.words, str(draft.first_message)),))
        text = wording.ANSWER_SENT.format(who=desk.name(case.handler), reference=case.reference)
        return Taken((notice(text),), case=case)

    def ask_again(self, desk: Desk, draft: Draft) -> tuple[Said, ...]:
        """Asks for the answer."""
        text = wording.WRITE_ANSWER.format(reference=text_of(draft, REFERENCE))
        return (Said(text, buttons=(press(draft, wording.NOT_NOW, "cancel"),)),)

    def expects(self, draft: Draft) -> str:
        """Whatever is said, just as it is."""
        return f"{SLOT}:{VERBATIM}"
