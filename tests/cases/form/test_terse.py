"""What staff in a hurry type: terse, misspelt, and understood all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.settings import ROOT
from cases.form.desk import FormDesk
from cases.form.model import Heard, Step
from cases.model import Answer
from cases.organisation import read_organisation
from cases.procedures import Procedure, Procedures
from nlu.instructions import heard
from tests.cases.form.talk import SUBMISSION

ORGANISATION = read_organisation(ROOT / "organisation.yml")
OURS = Procedures.load()
THURSDAY = datetime(2026, 11, 26, 12, tzinfo=UTC)
DESK = FormDesk(OURS, lambda: ORGANISATION.people, ORGANISATION, lambda: THURSDAY)
SKIPPED = object()

REPLIES: list[tuple[str, str, str, Any]] = [
    ("filming_permission", "images", "vid", "video"),
    ("filming_permission", "images", "pics n vid", "both"),
    ("filming_permission", "images", "fotos", "photographs"),
    ("filming_permission", "purpose", "other", "something_else"),
    ("filming_permission", "purpose", "4 the website", "publicity"),
    ("filming_permission", "purpose", "rehersal", "teaching"),
    ("filming_permission", "when", "back to back 8th n 9th dec", ["2026-12-08", "2026-12-09"]),
    ("filming_permission", "when", "its the concert, want to film on 12 march", ["2027-03-12"]),
    ("filming_permission", "when", "moved to fri 4th dec", ["2026-12-04"]),
    ("filming_permission", "schools", "cmc", ["Central music centre"]),
    ("filming_permission", "schools", "the primry", ["Demonstration primary school"]),
    ("filming_permission", "equipment", "my fone", "personal"),
    ("filming_permission", "equipment", "skool ipad", "work"),
    ("filming_permission", "consent", "most of em", "later"),
    ("filming_permission", "consent", "all signed", "in_hand"),
    ("filming_permission", "consent_files", "havent got any", SKIPPED),
    ("filming_permission", "one_to_one", "nah never", False),
    ("filming_permission", "kept_where", "not kept", "nowhere"),
    ("filming_permission", "keep_until", "until july 2027", "2027-07-31"),
    ("filming_permission", "keep_until", "end of july 2027", "2027-07-31"),
    ("filming_permission", "keep_until", "summer 2027", "2027-08-31"),
    ("filming_permission", "keep_until", "2 yrs", "2028-11-26"),
    ("filming_permission", "others_filming", "jus me", ["nobody"]),
    ("filming_permission", "others_filming", "mums n dads", ["families"]),
    ("image_consent_withdrawn", "withdrawn_by", "the mum", "guardian"),
    ("image_consent_withdrawn", "told_on", "yest", "2026-11-25"),
    ("image_consent_withdrawn", "done_so_far", "nothing", SKIPPED),
    ("cyberbullying_report", "danger_now", "nope", False),
    ("cyberbullying_report", "target", "me", "me"),
    ("cyberbullying_report", "where", "fb n whatsapp", ["social_media", "messages"]),
    ("cyberbullying_report", "where", "other", ["somewhere_else"]),
    ("cyberbullying_report", "by", "a parnt", "parent"),
    ("cyberbullying_report", "by", "other", "someone_else"),
    ("cyberbullying_report", "evidence", "no pics", SKIPPED),
    ("cyberbullying_report", "send_to", "not my mgr", "senior_manager"),
    ("student_contact_report", "how", "friend req", "request"),
    ("student_contact_report", "how", "bumped into her", "chance"),
    ("student_contact_report", "when", "last nite", ["2026-11-25"]),
    ("student_contact_report", "response", "ignord it", "nothing"),
    ("student_contact_report", "school", "dunno", SKIPPED),
    ("student_contact_report", "evidence", "not got any", SKIPPED),
    ("student_contact_permission", "channel", "other", "another_way"),
    ("student_contact_permission", "purpose", "the tour", "trip"),
    ("student_contact_permission", "using", "mine", "personal"),
    ("student_contact_permission", "when", "3-7 july", [f"2027-07-0{day}" for day in range(3, 8)]),
    ("personal_device_permission", "device", "i pad", "tablet"),
    ("personal_device_permission", "uses", "registers n tracks", ["registers", "resources"]),
    ("personal_device_permission", "locked", "got a pin", True),
    ("personal_device_permission", "content", "yep", "clean"),
    ("personal_device_permission", "wifi", "4g", "own"),
    ("work_email_private_use", "sign_up", "no dont think so", False),
    ("confidentiality_concern", "what", "sent to wrong parent", "wrong_person"),
    ("confidentiality_concern", "what", "lost it on bus", "lost"),
    ("confidentiality_concern", "when", "this mornin", ["2026-11-26"]),
    ("confidentiality_concern", "by", "was me", "me"),
    ("confidentiality_concern", "evidence", "nothing to send", SKIPPED),
    ("online_safety_concern", "known_by", "she told me", "child"),
    ("online_safety_concern", "known_by", "saw it", "saw"),
    ("online_safety_concern", "evidence", "dont have any", SKIPPED),
    ("guidance_breach_concern", "about_what", "pics of kids", "images"),
    ("guidance_breach_concern", "about_what", "something else", "something_else"),
    ("guidance_breach_concern", "evidence", "none", SKIPPED),
    ("guidance_question", "situation", "no", SKIPPED),
]


def reply(procedure: Procedure, slot: str, words: str) -> Step:
    """What comes of the words as the answer to that question."""
    step = DESK.start(procedure, ORGANISATION.people[0], submission=SUBMISSION)
    assert step.draft is not None
    draft = replace(step.draft, asking=slot, answers=_before(procedure, slot))
    intent = heard(words, "answer", 0.0, DESK.expects(draft))
    return DESK.take(draft, Heard(words, intent))


def _before(procedure: Procedure, slot: str) -> dict[str, Answer]:
    """The answers without which the question is not asked."""
    question = procedure.question(slot)
    assert question is not None, slot
    found: dict[str, Answer] = {}
    for earlier, values in question.when.items():
        found |= _before(procedure, earlier) | {earlier: Answer(values[0], str(values[0]))}
    return found


@pytest.mark.parametrize(("form", "slot", "words", "value"), REPLIES)
def test_a_terse_reply_is_understood(form: str, slot: str, words: str, value: Any) -> None:
    procedure = OURS.find(form)
    assert procedure is not None
    draft = reply(procedure, slot, words).draft
    assert draft is not None
    if value is SKIPPED:
        assert slot in draft.skipped
        assert slot not in draft.answers
    else:
        assert slot in draft.answers, draft.said
        assert draft.answers[slot].value == value


def test_all_eleven_forms_are_tried() -> None:
    assert {form for form, *_ in REPLIES} == {each.id for each in OURS}
    assert len(REPLIES) >= 40
