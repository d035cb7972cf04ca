"""Taking a case back: asked once whether it is really wanted."""

from __future__ import annotations

from actions import wording
from actions.desk import Connection, Desk
from actions.outcome import notice
from actions.talks.base import REFERENCE, Taken, press, text_of
from cases.form.model import Draft, Heard, Said


class Withdrawing:
    """Waits for yes or no."""

    kind = "~withdraw"

    def take(self, desk: Desk, connection: Connection, draft: Draft, heard: Heard) -> Taken:
        """Withdraws it at a yes."""
        if heard.intent == "deny":
            return Taken((notice(wording.LEFT_ALONE),))
        if heard.intent not in {"affirm", "confirm"}:
            return Taken(self.ask_again(desk, draft), draft)
        case = desk.office.withdraw(
            connection, text_of(draft, REFERENCE), desk.person(draft.person)
        )
        text = wording.WITHDRAWN.format(reference=case.reference, who=desk.name(case.handler))
        return Taken((notice(text),), case=case)

    def ask_again(self, desk: Desk, draft: Draft) -> tuple[Said, ...]:
        """Asks whether it is really wanted."""
        text = wording.WITHDRAW_SURE.format(reference=text_of(draft, REFERENCE))
        yes = press(draft, wording.WITHDRAW_YES, "confirm")
        return (Said(text, buttons=(yes, press(draft, wording.NO, "deny"))),)

    def expects(self, draft: Draft) -> str:
        """Yes or no."""
        return "sure:yes_no"
