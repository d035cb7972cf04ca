"""What tests of forms ask and do again and again."""

from __future__ import annotations

from actions.desk import Desk
from cases.form.model import Draft
from tests.actions.chat import Chat

FILMING = "filming_permission"


def asked(chat: Chat) -> str:
    """The question that waits, said once and last."""
    question = str(chat.said[-1]["text"]).split("\n\n")[-1]
    assert chat.text.count(question) == 1
    return question


def drafts(desk: Desk, person: str = "staff@example.org") -> list[Draft]:
    def read(connection: object) -> list[Draft]:
        active = desk.drafts.active(connection, person)  # type: ignore[arg-type]
        paused = desk.drafts.paused(connection, person)  # type: ignore[arg-type]
        return [*([active] if active else []), *paused]

    return desk.write(read)


def filming(staff: Chat, when: str = "4 december") -> str:
    """A filming request that was sent; its reference."""
    staff.start(FILMING)
    staff.all([">Video", ">Teaching", when, "the junior choir", "central music centre"])
    for _ in range(20):
        if "Send it" in staff.titles:
            staff.press("Send it")
            return staff.case["reference"]
        if staff.titles:
            staff.press(staff.titles[0])
        else:
            staff.say("31 december" if "ntil" in staff.text else "to practise")
    raise AssertionError(staff.text)
