"""Which parts of a case's page a person sees, in which order: what is to be done comes first."""

from __future__ import annotations

from collections.abc import Iterator

from bot.portal.case_view import CaseView

JUMPS = {
    "question": "Answer",
    "headteacher": "What the Headteacher said",
    "decide": "Decide",
    "files": "Files",
    "messages": "Messages",
    "papers": "Receipt",
    "manage": "Hand over",
    "withdraw": "Withdraw",
    "history": "History",
}


def sections(view: CaseView) -> tuple[str, ...]:
    """The names of the templates in `portal/case`."""
    return tuple(_reporters(view) if view.part == "reporter" else _handlers(view))


def jumps(view: CaseView, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """The links at the top: (id on the page, words)."""
    words = {**JUMPS, "papers": "Receipt and proof"} if view.may.prove else JUMPS
    return [(name, words[name]) for name in names if name in words]


def _reporters(view: CaseView) -> Iterator[str]:
    if view.may.answer:
        yield "question"
    if view.may.tell_headteacher:
        yield "headteacher"
    if view.ended:
        yield "outcome"
    yield from ("answers", "files")
    if view.may.message or view.messages:
        yield "messages"
    yield "papers"
    if view.around.linked or view.around.images:
        yield "linked"
    if view.may.withdraw:
        yield "withdraw"
    yield from ("guidance", "history")


def _handlers(view: CaseView) -> Iterator[str]:
    if view.ended:
        yield "outcome"
    yield from ("answers", "files")
    if view.question:
        yield "question"
    yield "guidance"
    if view.may.decide:
        yield "decide"
    if view.may.message or view.messages:
        yield "messages"
    if view.may.note:
        yield "notes"
    if view.may.manage:
        yield "manage"
    if view.around.linked or view.around.images or view.around.candidates:
        yield "linked"
    yield from ("papers", "history")
