"""How a form begins, or goes on after it was left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import uuid4

from actions import moments, wording
from actions.base import Turn
from actions.desk import Connection, Desk
from actions.outcome import Outcome, notice
from actions.private import refused_in_a_group
from cases.declaration import Procedure
from cases.directory import Person
from cases.form.model import Draft, Press, Said
from cases.model import Answer

FRESH = "fresh"


def begin(
    desk: Desk,
    connection: Connection,
    turn: Turn,
    person: Person,
    procedure: Procedure,
    *,
    words: str = "",
    answers: Mapping[str, Answer] | None = None,
    opening: Callable[[Draft], Said] | None = None,
    fresh: bool = False,
) -> Outcome:
    """The first question; or what was begun before, to choose from.

    ``words`` and ``answers`` fill in what they can; ``opening`` says what else than usual comes
    first. A form that was under way waits.
    """
    if turn.group and (refused := refused_in_a_group(desk, procedure)):
        return Outcome((refused,), aside=True)
    drafts = kept(desk, connection, person)
    active = drafts[0] if drafts and _is_active(desk, connection, drafts[0]) else None
    if active and turn.message and active.last_message == turn.message:
        return _on(desk, active, tuple(Said.of(each) for each in active.said))
    same = [each for each in drafts if each.procedure == procedure.id]
    if active in same and FRESH not in turn.values and opening is None:
        return go_on(desk, connection, turn, same[0])
    if same and not fresh:
        return _choose(procedure, same[0])
    for each in same:
        desk.forget(connection, each, turn.message)
    other = active if active and active.procedure != procedure.id else None
    said = _kept_for_later(desk, other)
    step = desk.forms.start(
        procedure,
        person,
        words=words,
        answers=answers,
        channel=turn.channel,
        message=turn.message,
        submission=uuid4().hex,
    )
    if opening is not None and step.draft is not None:
        step = replace(step, said=(opening(step.draft), *step.said[1:]))
    if answers is None:
        step = replace(step, said=_with_earlier(desk, connection, person, procedure, step.said))
    return _saved(desk, connection, step.draft, (*said, *step.said), turn)


def go_on(desk: Desk, connection: Connection, turn: Turn, draft: Draft) -> Outcome:
    """Goes on with a form that was left."""
    procedure = desk.procedure_of(draft)
    if procedure is not None and turn.group and (refused := refused_in_a_group(desk, procedure)):
        return Outcome((refused,), aside=True)
    if turn.message and draft.last_message == turn.message:
        return _on(desk, draft, tuple(Said.of(each) for each in draft.said))
    step = desk.forms.resume(draft)
    if step.draft is None:
        desk.forget(connection, draft, turn.message)
        return Outcome(step.said, aside=True)
    return _saved(desk, connection, step.draft, step.said, turn)


def kept(desk: Desk, connection: Connection, person: Person) -> list[Draft]:
    """The person's unfinished forms: the one under way first, then the last touched."""
    active = desk.drafts.active(connection, person.email)
    drafts = [*([active] if active else []), *desk.drafts.paused(connection, person.email)]
    return [each for each in drafts if desk.procedure_of(each)]


def _is_active(desk: Desk, connection: Connection, draft: Draft) -> bool:
    active = desk.drafts.active(connection, draft.person)
    return active is not None and active.submission == draft.submission


def _choose(procedure: Procedure, draft: Draft) -> Outcome:
    text = wording.BEGUN_BEFORE.format(title=procedure.title, day=moments.day(draft.touched_at))
    on = Press(wording.GO_ON, "continue_form", {"form": draft.submission[:8]})
    afresh = Press(
        wording.START_AFRESH, "start_procedure", {"procedure": procedure.id, FRESH: "yes"}
    )
    return Outcome((notice(text, (on, afresh)),), aside=True)


def _kept_for_later(desk: Desk, draft: Draft | None) -> tuple[Said, ...]:
    procedure = desk.procedure_of(draft) if draft else None
    if procedure is None:
        return ()
    return (notice(wording.PAUSED_OTHER.format(title=procedure.title)),)


def _with_earlier(
    desk: Desk,
    connection: Connection,
    person: Person,
    procedure: Procedure,
    said: tuple[Said, ...],
) -> tuple[Said, ...]:
    """What is said, with a button to use an earlier request again where there is one."""
    if procedure.kind != "permission" or procedure.about is None or not said:
        return said
    page = desk.office.cases_of(
        connection, person, part="reporter", procedure=procedure.id, order="newest", limit=1
    )
    if not page.cases:
        return said
    earlier = page.cases[0]
    title = wording.USE_AGAIN.format(day=moments.day(earlier.submitted_at))
    press = Press(title, "use_again", {"reference": earlier.reference})
    last = said[-1]
    return (*said[:-1], replace(last, buttons=(*last.buttons, press)))


def _saved(
    desk: Desk,
    connection: Connection,
    draft: Draft | None,
    said: tuple[Said, ...],
    turn: Turn,
) -> Outcome:
    if draft is None:  # nothing to ask: a declaration's own fault, told by its checks
        return Outcome(said, aside=True)
    draft = replace(
        draft,
        said=tuple(each.plain() for each in said),
        last_message=turn.message,
        touched_at=desk.now(),
    )
    desk.drafts.save(connection, draft)
    return _on(desk, draft, said)


def _on(desk: Desk, draft: Draft, said: tuple[Said, ...]) -> Outcome:
    return Outcome(said, draft, desk.forms.expects(draft))
