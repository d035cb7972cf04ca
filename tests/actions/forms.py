"""What tests of forms ask and do again and again."""

from __future__ import annotations

from actions.desk import Desk
from cases.form.model import Draft
from tests.actions.chat import Chat

FILMING = "filming_permission"
DEVICE = "personal_device_permission"
BREACH = "confidentiality_concern"
MOST_QUESTIONS = 40
USUAL = {
    "yes_no": "no",
    "text": "a tuner in the beginners' lesson",
    "date": "4 december 2026",
    "dates": "4 december 2026",
    "school": "central music centre",
    "schools": "central music centre",
    "person": "somebody in the town",
    "number": "4",
    "time": "10 am",
    "email": "somebody@example.net",
}


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
    return sent(staff, FILMING, when=when, groups="the junior choir", keep_until="31 december")


def device(staff: Chat) -> str:
    """A request to a Headteacher that is ready; its reference."""
    return sent(staff, DEVICE)


def breach(staff: Chat, **answers: str) -> str:
    """A confidential report that was sent; its reference."""
    return sent(staff, BREACH, **answers)


def sent(staff: Chat, procedure: str, **answers: str) -> str:
    """Fills a form in, with these answers where it asks for them, and sends it."""
    staff.start(procedure)
    fill(staff, **answers)
    staff.press("Send it")
    return staff.case["reference"]


def fill(staff: Chat, until: str | None = None, **answers: str) -> None:
    """Answers what is asked, up to the slot ``until`` or the summary, so that nothing bars it."""
    for _ in range(MOST_QUESTIONS):
        draft = drafts(staff.desk, staff.person)[0]
        procedure = staff.desk.procedure_of(draft)
        question = procedure.question(draft.asking or "") if procedure else None
        if question is None or question.slot == until:
            return
        if question.slot in answers:
            staff.say(answers[question.slot])
        elif question.optional:
            staff.say("skip", "skip")
        elif question.options:
            barred = {value for stop in question.stops for value in stop.when}
            staff.say(next(each.title for each in question.options if each.value not in barred))
        elif question.future == "refuse":
            staff.say("today")
        else:
            staff.say(USUAL[question.type], "deny" if question.type == "yes_no" else "ask")
    raise AssertionError(staff.text)
