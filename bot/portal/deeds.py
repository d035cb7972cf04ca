"""What each form of a case's page shares: the act, what comes of it, what may be wrong.

Each works in one transaction. The case is held first, so that of two at once the second sees what
the first did; what decides or hands over is refused when the page it was sent from is out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection

from bot.portal.forms import Fields, Problem, Problems
from cases import access, deciding, record
from cases.directory import Person
from cases.files import CleanFile
from cases.model import Case, CaseError
from cases.office import Office

Files = Sequence[CleanFile]
PAGE = "main"
AT_ONCE = timedelta(minutes=10)
NOTES = {
    "approve": "Approved. Whoever asked is being told.",
    "decline": "Declined. Whoever asked is being told.",
    "resolve": "Resolved. Whoever reported it is being told.",
    "more_information": "Your question is on its way.",
    "ticked": "Ticks saved.",
    "message": "Your message is on its way.",
    "note": "Note saved.",
    "answer": "Your answer is on its way.",
    "withdrawn": "Withdrawn.",
    "reassigned": "Handed over. They are being told.",
    "corrected": "Corrected. Everyone concerned is being told.",
    "closed": "Closed.",
    "held": "The legal hold is set.",
    "released": "The legal hold has ended.",
    "linked": "Linked.",
    "concerns": "Noted. From now on it never comes near them.",
    "attached": "Added.",
    "proof": "The link is made. Copy it now: it is not shown again.",
    "proofs-ended": "Every link has ended.",
    "headteacher": "Saved.",
}
NOT_THERE = "No case of yours has that reference."


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: `note` names a sentence of `NOTES`, `anchor` where to go on the page.

    `gone`: the case is no longer this person's to see. `secret`: to be shown once.
    """

    note: str
    anchor: str = ""
    gone: bool = False
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One form, sent by one person, in one transaction."""

    office: Office
    connection: Connection
    reference: str
    person: Person
    fields: Fields
    files: Files = ()

    def hold(self, *, as_seen: bool = False, undecided: bool = False) -> Case:
        """The case, held until the transaction ends.

        Raises:
            CaseError: 404, not theirs; 409, with `undecided` when it is decided, with `as_seen`
                when it is not as the page showed it.
        """
        context = self.office.context
        viewer = access.viewer_of(context, self.connection, self.person)
        row = record.find(context, self.connection, self.reference, viewer, lock=True)
        if undecided:
            deciding.refuse_decided(context, self.connection, row)
        if as_seen:
            record.check_version(row, self.fields.number("version"))
        return record.load(context, self.connection, row, viewer)

    def may_still_see(self, case: Case) -> bool:
        """Whether the case is still this person's to see."""
        return access.may_see(self.office.context, self.connection, self.person, case.id)


@dataclass(frozen=True, slots=True)
class Deed:
    """A form of the page. `missing` leads from what `CaseError` names to the field's id.

    `where` is the field that other errors belong to; `files`: the form may bring some.
    """

    name: str
    run: Callable[[Act], Done]
    where: str
    missing: Mapping[str, str] = field(default_factory=dict)
    files: bool = False


def problems_of(
    deed: Deed, refused: CaseError | Problems, case: Case, last: str
) -> tuple[Problem, ...]:
    """What is to be put right, each at its field. `last` is what last happened to the case."""
    if isinstance(refused, Problems):
        return refused.problems
    if refused.status == 409:
        said = f" {last}" if refused.message == record.CHANGED else ""
        return (Problem(PAGE, refused.message + said),)
    if refused.status == 404:
        return (Problem(deed.where, NOT_THERE),)
    texts = {check.id: check.text for check in case.checks}
    wanted = [texts[each] for each in refused.missing if each in texts]
    if wanted:
        return (Problem("checks", _not_ticked(wanted, sum(check.must for check in case.checks))),)
    fields = [deed.missing.get(each, deed.where) for each in refused.missing] or [deed.where]
    return tuple(Problem(each, refused.message) for each in dict.fromkeys(fields))


def _not_ticked(wanted: Sequence[str], musts: int) -> str:
    # Each is marked where it stands: a list of them here would be a wall of words.
    if len(wanted) == 1:
        return f"Not ticked yet: {wanted[0]}"
    other = "other " if len(wanted) < musts else ""
    return f"Tick the {other}{len(wanted)} checks marked “must”."


def say(act: Act, name: str, speak: Callable[..., object], anchor: str) -> Done:
    """Adds words. The same again within `AT_ONCE` is a second press, and adds none."""
    case, words = act.hold(), act.fields.text(name)
    mine = [each for each in case.events if each.actor == act.person.email and each.note]
    now = act.office.context.now()
    if not (mine and mine[-1].note == words and now - mine[-1].at < AT_ONCE):
        speak(act.connection, case.reference, act.person, words)
    return Done(name, anchor)
