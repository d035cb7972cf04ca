"""What the eleven declarations ask, forbid and lead to (DESIGN 5.3)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from bot.settings import ROOT
from cases.model import Answer
from cases.organisation import read_organisation
from cases.procedures import Procedure, Procedures, Question

LOADED = Procedures.load()
PROCEDURES = list(LOADED)
WORKED_OUT = {"line_manager", "reporter", "chosen"}
REPLIES = [
    json.loads(line)
    for line in (ROOT / "tests/evaluation/form_replies.jsonl").read_text("utf-8").splitlines()
]


def procedure(name: str) -> Procedure:
    found = LOADED.find(name)
    assert found is not None
    return found


def question(name: str, slot: str) -> Question:
    found = procedure(name).question(slot)
    assert found is not None, slot
    return found


def answers(given: Mapping[str, Any]) -> dict[str, Answer]:
    return {slot: Answer(value, str(value)) for slot, value in given.items()}


def asked(name: str, **given: Any) -> set[str]:
    return {each.slot for each in procedure(name).asked(answers(given))}


def clauses_of(each: Procedure) -> Iterator[str]:
    yield from each.clauses
    yield from (check.clause for check in each.checks if check.clause)
    for one in each.questions:
        yield from (rule.clause for rule in (*one.stops, *one.explains))


def every_question() -> Iterator[Any]:
    for each in PROCEDURES:
        for one in each.questions:
            yield pytest.param(one, id=f"{each.id}.{one.slot}")


@pytest.mark.parametrize("each", PROCEDURES, ids=lambda each: each.id)
def test_it_rests_on_clauses_that_there_are(each: Procedure) -> None:
    known = {
        clause["id"]
        for path in (ROOT / "knowledge/guidance").glob("*.yml")
        for clause in yaml.safe_load(path.read_text(encoding="utf-8"))["clauses"]
    }
    assert each.clauses
    assert set(clauses_of(each)) <= known


@pytest.mark.parametrize("each", PROCEDURES, ids=lambda each: each.id)
def test_somebody_handles_it_and_its_cases_are_kept_for_a_time(each: Procedure) -> None:
    organisation = read_organisation(ROOT / "organisation.yml")
    roles = {role for person in organisation.people for role in person.roles}
    assert each.handler
    assert {role for rule in each.handler for role in rule.role} <= roles | WORKED_OUT
    assert each.keep_class in organisation.keep


@pytest.mark.parametrize("each", PROCEDURES, ids=lambda each: each.id)
def test_the_person_is_told_what_they_need_to_know(each: Procedure) -> None:
    assert each.seen_by
    assert each.meanwhile.endswith(".")
    assert "I can" not in each.meanwhile
    decisions = ("resolve",) if each.kind == "report" else ("approve", "decline")
    assert all(getattr(each.replies, decision) for decision in (*decisions, "more_information"))


@pytest.mark.parametrize("one", list(every_question()))
def test_a_question_can_be_understood_and_answered(one: Question) -> None:
    assert one.ask[-1] in "?."
    assert len(one.ask) <= 120
    assert one.why.endswith(".")
    assert one.title
    assert len(one.title) <= 30
    assert one.example or one.type == "files"
    titles = [option.title for option in one.options]
    assert all(len(title) <= 50 for title in titles)
    names = [name.lower() for option in one.options for name in (option.title, *option.also)]
    twice = {
        name
        for name, times in Counter(names).items()
        if times > 1
        and sum(name in (o.title.lower(), *map(str.lower, o.also)) for o in one.options) > 1
    }
    assert not twice, f"two options answer to {twice}"


def test_files_can_always_be_left_out() -> None:
    assert all(one.optional for each in PROCEDURES for one in each.questions if one.type == "files")


@pytest.mark.parametrize(
    ("name", "slot", "value", "clause"),
    [
        ("filming_permission", "purpose", "personal", "5.no-personal-use"),
        ("filming_permission", "consent", "none", "5.guardian-consent"),
        ("filming_permission", "student_consent", "none", "5.publicity-consent"),
        ("filming_permission", "images", "sound", "6.audio-recordings"),
        ("student_contact_permission", "channel", "friends", "4.no-adding-students"),
        ("student_contact_permission", "purpose", "friendship", "3.no-social-contact"),
        ("personal_device_permission", "content", "not_clean", "6.device-content"),
        ("personal_device_permission", "uses", "pictures", "5.personal-equipment"),
    ],
)
def test_what_nobody_may_agree_to_is_stopped_and_the_allowed_way_offered(
    name: str, slot: str, value: str, clause: str
) -> None:
    stops = [each for each in question(name, slot).stops if value in each.when]
    assert [each.clause for each in stops] == [clause]
    assert stops[0].offer
    assert len(stops) == sum(len(each.when) for each in stops)


@pytest.mark.parametrize(
    ("name", "slot", "value", "clause"),
    [
        ("filming_permission", "equipment", "personal", "5.personal-equipment"),
        ("filming_permission", "kept_where", "personal", "5.storing-on-personal"),
        ("filming_permission", "one_to_one", True, "5.one-to-one"),
        ("filming_permission", "shown", "public", "5.display-consent"),
        ("filming_permission", "keep_until", "more than 2 years after when", "5.two-years"),
        ("student_contact_permission", "using", "personal", "3.no-personal-details"),
        ("student_contact_report", "how", "friend_already", "4.existing-friend"),
        ("student_contact_report", "response", "accepted", "4.no-adding-students"),
        ("personal_device_permission", "locked", False, "6.device-locked"),
        ("personal_device_permission", "wifi", "own", "6.use-wifi"),
        ("work_email_private_use", "sign_up", True, "4.work-email-signup"),
        ("cyberbullying_report", "by", "colleague", "9.allegation-investigated"),
    ],
)
def test_what_is_advised_against_is_explained_and_left_to_the_handler(
    name: str, slot: str, value: Any, clause: str
) -> None:
    explained = [each.clause for each in question(name, slot).explains if value in each.when]
    assert explained == [clause]


@pytest.mark.parametrize(
    ("name", "given", "roles"),
    [
        ("filming_permission", {"equipment": "work", "kept_where": "school"}, ("senior_manager",)),
        ("filming_permission", {"equipment": "personal"}, ("head",)),
        ("filming_permission", {"equipment": "work", "kept_where": "personal"}, ("head",)),
        ("image_consent_withdrawn", {}, ("senior_manager",)),
        (
            "cyberbullying_report",
            {"by": "parent", "send_to": "line_manager"},
            ("line_manager",),
        ),
        (
            "cyberbullying_report",
            {"by": "line_manager", "send_to": "line_manager"},
            ("senior_manager", "senior_leader", "head"),
        ),
        (
            "cyberbullying_report",
            {
                "by": "parent",
                "send_to": "senior_manager",
                "manager": {"email": "head@example.org", "name": "x"},
            },
            ("head@example.org",),
        ),
        ("student_contact_report", {}, ("head",)),
        ("student_contact_permission", {"channel": "social_media"}, ("head",)),
        ("student_contact_permission", {"channel": "messages"}, ("senior_leader",)),
        ("personal_device_permission", {}, ("reporter",)),
        ("work_email_private_use", {}, ("senior_leader",)),
        ("confidentiality_concern", {}, ("senior_leader",)),
        ("online_safety_concern", {}, ("safeguarding_lead",)),
        ("guidance_breach_concern", {}, ("senior_leader",)),
        ("guidance_question", {}, ("guidance_owner",)),
    ],
)
def test_it_goes_to_whom_the_guidance_names(
    name: str, given: dict[str, Any], roles: tuple[str, ...]
) -> None:
    assert procedure(name).role_for(answers(given)) == roles


@pytest.mark.parametrize(
    ("name", "slot", "given"),
    [
        ("cyberbullying_report", "who", {"by": "colleague"}),
        ("confidentiality_concern", "who", {"by": "colleague"}),
        ("online_safety_concern", "who", {"by": "staff"}),
        ("guidance_breach_concern", "who", {}),
    ],
)
def test_a_colleague_who_is_named_is_kept_out(name: str, slot: str, given: dict[str, Any]) -> None:
    assert question(name, slot).concerns
    person = {"email": "manager@example.org", "name": "Line manager"}
    assert procedure(name).concerned(answers({**given, slot: person})) == ("manager@example.org",)


@pytest.mark.parametrize(
    "name", ["cyberbullying_report", "confidentiality_concern", "online_safety_concern"]
)
def test_who_of_the_staff_did_it_is_told_or_openly_kept_back(name: str) -> None:
    by, who = question(name, "by"), question(name, "who")
    assert not who.optional
    assert by.concerns
    assert by.named_in == "who"
    assert {each.value: each.concerns for each in by.options if each.concerns} == {
        "line_manager": "line_manager",
        "head": "head",
        "unnamed": "line_manager",
    }
    for words, value in [
        ("my line manager", "line_manager"),
        ("my boss", "line_manager"),
        ("head of artforms", "head"),
        ("rather not say", "unnamed"),
    ]:
        found = [o.value for o in by.options if words in map(str.lower, (o.title, *o.also))]
        assert found == [value], words
        assert "who" not in asked(name, by=value)


@pytest.mark.parametrize("by", ["line_manager", "unnamed"])
def test_ones_own_line_manager_is_not_offered_where_it_may_be_about_them(by: str) -> None:
    found = asked("cyberbullying_report", by=by)
    assert "send_to" not in found
    assert "manager_instead" in found


def test_a_report_can_always_be_ended_honestly() -> None:
    reports = [each for each in PROCEDURES if each.kind == "report"]
    must = [check.text for each in reports for check in each.checks if check.must]
    assert must
    # What cannot always be brought about is not what is asked for.
    open_ended = re.compile(
        r"settled|as far as|so far|within reach|can be done|offered|is investigated|steps were"
    )
    assert [text for text in must if not open_ended.search(text)] == []


def test_pictures_are_not_kept_until_before_they_are_made() -> None:
    filming = procedure("filming_permission")
    given = {"when": ["2026-12-04", "2026-12-11"], "kept_where": "school"}
    early = answers({**given, "keep_until": "2026-12-10"})
    assert filming.too_early(early) == ("keep_until",)
    assert filming.too_early(answers({**given, "keep_until": "2026-12-11"})) == ()
    assert filming.too_early(answers({**given, "kept_where": "nowhere"})) == ()


def test_only_a_school_has_a_headteacher_to_ask() -> None:
    assert question("personal_device_permission", "school").kinds == ("school",)


def test_reports_on_people_ask_after_danger_first_and_say_what_not_to_do() -> None:
    names = {each.id for each in PROCEDURES if each.danger_first}
    assert names == {
        "cyberbullying_report",
        "student_contact_report",
        "confidentiality_concern",
        "online_safety_concern",
        "guidance_breach_concern",
    }
    for name in names:
        opening = (procedure(name).opening or "").lower()
        assert "reply" in opening, name
        assert "keep" in opening, name
        assert procedure(name).confidential
        assert any(each.type == "files" for each in procedure(name).questions)


def test_what_is_told_at_once_is_due_in_hours() -> None:
    assert {each.id for each in PROCEDURES if each.urgent} == {
        "student_contact_report",
        "online_safety_concern",
    }
    assert all((each.due.hours is not None) == each.urgent for each in PROCEDURES)


@pytest.mark.parametrize(
    ("given", "slots"),
    [
        ({"purpose": "publicity"}, {"student_consent": True, "shown": False}),
        ({"purpose": "teaching"}, {"student_consent": False, "shown": True}),
        ({"purpose": "something_else"}, {"purpose_words": True}),
        ({"equipment": "personal"}, {"equipment_why": True}),
        ({"equipment": "work"}, {"equipment_why": False}),
        ({"one_to_one": True}, {"one_to_one_why": True}),
        ({"one_to_one": False}, {"one_to_one_why": False}),
        ({"kept_where": "nowhere"}, {"keep_until": False, "keep_reason": False}),
        ({"consent": "later"}, {"consent_files": False}),
        (
            {"when": ["2026-12-04"], "kept_where": "school", "keep_until": "2028-12-04"},
            {"keep_reason": False},
        ),
        (
            {"when": ["2026-12-04"], "kept_where": "school", "keep_until": "2028-12-05"},
            {"keep_reason": True},
        ),
    ],
)
def test_filming_asks_only_what_applies(given: dict[str, Any], slots: dict[str, bool]) -> None:
    found = asked("filming_permission", **given)
    assert {slot: slot in found for slot in slots} == slots


@pytest.mark.parametrize(
    ("given", "checks", "conditions"),
    [
        ({"consent": "in_hand"}, {"guardian-consent"}, {"open-to-scrutiny"}),
        ({"consent": "later"}, set(), {"open-to-scrutiny", "no-image-before-consent"}),
        (
            {"consent": "later", "purpose": "publicity", "student_consent": "later"},
            set(),
            {"open-to-scrutiny", "no-image-before-consent", "no-publicity-before-student-consent"},
        ),
        ({"equipment": "personal"}, {"personal-equipment"}, {"open-to-scrutiny"}),
        (
            {"purpose": "publicity", "student_consent": "in_hand"},
            {"student-consent"},
            {"open-to-scrutiny"},
        ),
    ],
)
def test_filming_is_approved_only_with_what_the_guidance_demands(
    given: dict[str, Any], checks: set[str], conditions: set[str]
) -> None:
    filming = procedure("filming_permission")
    must = {each.id for each in filming.checks_for(answers(given)) if each.must}
    assert must == checks | {"purpose", "senior-management", "scrutiny"}
    assert {each.id for each in filming.conditions_for(answers(given))} == conditions


def test_a_withdrawn_consent_wants_no_reason() -> None:
    withdrawn = procedure("image_consent_withdrawn")
    assert "why" not in " ".join(each.ask.lower() for each in withdrawn.questions)
    assert {"removed", "destroyed"} <= {each.id for each in withdrawn.checks if each.must}


def test_replies_of_the_measurement_answer_questions_that_there_are() -> None:
    known = {f"{one.slot}:{one.type}" for each in PROCEDURES for one in each.questions}
    assert {each["expects"] for each in REPLIES} <= known | {"summary:summary"}


def test_the_measurement_is_large_and_mostly_of_answers() -> None:
    assert len(REPLIES) >= 170
    assert len({(each["expects"], each["reply"]) for each in REPLIES}) == len(REPLIES)
    share = sum(each["is"] in ("answer", "affirm", "deny") for each in REPLIES) / len(REPLIES)
    assert 0.6 < share < 0.75
    assert all(set(each) == {"expects", "asked", "reply", "is"} for each in REPLIES)


def test_nothing_of_the_measurement_was_learnt() -> None:
    learnt = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [*(ROOT / "data/nlu").glob("*.yml"), *(ROOT / "nlu").glob("*.yml")]
    )
    phrases = {_bare(line) for line in learnt.splitlines()}
    longer = {_bare(each["reply"]) for each in REPLIES if len(each["reply"].split()) > 3}
    assert not longer & phrases


def _bare(words: str) -> str:
    return " ".join(re.findall(r"[\w']+", words.lower()))
