from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import select

from bot.portal.handler_deeds import NO_DECISION, OTHER_REPLY
from bot.portal.shared import NOT_HERE
from cases.model import Case
from cases.reference import new_reference
from cases.tables import audit
from tests.bot.crowd import Crowd
from tests.bot.live import Live
from tests.bot.portal.filing import case_now, filed, path_of

HANDLER = "manager@example.org"


@pytest.fixture
def case(live: Live, reporter: str) -> Case:
    return filed(live, "filming_permission", reporter)


def version_in(page: str) -> str:
    found = re.search(r'name="version" id="version-[a-z]+" value="(\d+)"', page)
    assert found, page
    return found.group(1)


def musts(case: Case) -> list[str]:
    return [check.id for check in case.checks if check.must]


def decide(browser: httpx.Client, case: Case, page: str, **fields: object) -> httpx.Response:
    data = {"do": "decide", "version": version_in(page), "decision": "approve", **fields}
    return browser.post(path_of(case), data=data)


def note(answer: httpx.Response, browser: httpx.Client) -> str:
    """What the page says once a form was taken."""
    assert answer.status_code == 303, answer.text
    page = browser.get(answer.headers["location"])
    found = re.search(r'done-note" role="status"><p class="govuk-body">(.*?)</p>', page.text)
    return found.group(1) if found else ""


def problems(answer: httpx.Response) -> list[tuple[str, str]]:
    summary = answer.text.partition("govuk-error-summary__list")[2].partition("</ul>")[0]
    found = re.findall(r'<a href="#([\w-]+)">(.*?)</a>', summary)
    for field, _ in found:
        assert f'id="{field}"' in answer.text, f"{field} is not on the page"
    return found


def test_the_handler_sees_all_that_is_needed_to_decide(
    live: Live, manager: httpx.Client, reporter: str
) -> None:
    case = filed(live, "filming_permission", reporter, one_to_one=True, purpose="publicity")
    page = manager.get(path_of(case)).text
    assert "Permission to film or take pictures" in page
    assert ">Where they are kept</dt>" in page
    assert "Where will they be kept?" not in page
    assert "Central music centre" in page
    assert "when you are alone with one student" in page
    assert "Guardians&#39; consent before any picture" in page
    assert "Get written, explicit consent" in page
    assert "If Line manager is away, Head of ArtForms takes over." in page
    for check in case.checks:
        assert f'value="{check.id}"' in page
    assert "Due " in page


def test_opened_by_its_handler_it_is_acknowledged_and_the_reporter_sees_who_read_it(
    live: Live, manager: httpx.Client, reporter: str, case: Case
) -> None:
    browser = live.browser(reporter)
    before = browser.get(path_of(case)).text
    assert "Not opened yet" in before
    assert "Nobody but you" in before
    manager.get(path_of(case))
    after = browser.get(path_of(case)).text
    assert "Being looked at" in after
    assert "Line manager: first " in after
    assert case_now(live, case, HANDLER).state == "acknowledged"


def test_another_persons_case_looks_like_none_at_all(live: Live, crowd: Crowd, case: Case) -> None:
    other = live.browser(crowd.person())
    invented = f"/portal/cases/{new_reference()}"
    for suffix in ("", "/receipt", "/receipt.pdf", "/letter.docx", "/files/" + "a" * 32):
        theirs, nobodys = other.get(path_of(case) + suffix), other.get(invented + suffix)
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.text == nobodys.text
        assert NOT_HERE in theirs.text
    for data in ({"do": "message", "message": "x"}, {"do": "decide", "version": "1"}):
        theirs = other.post(path_of(case), data=data)
        nobodys = other.post(invented, data=data)
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.text == nobodys.text
    sent = {"files": {"files": ("a.txt", b"words")}, "data": {"do": "attach"}}
    theirs = other.post(path_of(case) + "/files", **sent)
    assert theirs.text == other.post(invented + "/files", **sent).text
    assert case_now(live, case, HANDLER).attachments == ()


def test_the_reporter_cannot_decide_their_own_case(live: Live, reporter: str, case: Case) -> None:
    browser = live.browser(reporter)
    page = browser.get(path_of(case)).text
    assert "Your decision" not in page
    assert decide(browser, case, page).status_code == 404
    assert case_now(live, case, HANDLER).outcome is None


def test_an_approval_needs_its_checks_and_keeps_what_was_typed(
    live: Live, manager: httpx.Client, case: Case
) -> None:
    page = manager.get(path_of(case)).text
    answer = decide(
        manager,
        case,
        page,
        reason="All <fine>",
        conditions="Door open\n- Tidy up",
        checks="purpose",
    )
    assert answer.status_code == 422
    [(field, words)] = problems(answer)
    assert field == "checks"
    assert words == f"Tick the other {len(musts(case)) - 1} checks marked “must”."
    assert "All &lt;fine&gt;</textarea>" in answer.text
    assert "Door open\n- Tidy up</textarea>" in answer.text
    assert re.search(r'value="purpose" checked', answer.text)
    assert not re.search(r'value="senior-management" checked', answer.text)
    assert re.search(r'value="approve" checked', answer.text)
    assert case_now(live, case, HANDLER).outcome is None
    taken = decide(
        manager, case, answer.text, conditions="Door open\n- Tidy up", checks=musts(case)
    )
    assert note(taken, manager).startswith("Approved.")
    seen = manager.get(path_of(case)).text
    assert "It rests on section 5 of the guidance." in seen
    assert "the equipment is used, and what for. (Line manager)" in seen
    decided = case_now(live, case, HANDLER)
    assert decided.outcome == "approved"
    assert {"Door open", "Tidy up"} <= set(decided.conditions)


@pytest.mark.parametrize(
    ("decision", "field", "words"),
    [
        ("", "decision", NO_DECISION),
        ("decline", "reason", "Please give a reason."),
        ("more_information", "reason", "Please give a reason."),
        ("resolve", "decision", "A permission is decided by approve, decline or more_information."),
    ],
)
def test_what_a_decision_lacks_is_said_at_its_field(
    manager: httpx.Client, case: Case, decision: str, field: str, words: str
) -> None:
    answer = decide(manager, case, manager.get(path_of(case)).text, decision=decision)
    assert answer.status_code == 422
    assert problems(answer) == [(field, words)]
    assert "Error: Permission" in answer.text


def test_a_ready_made_reply_goes_before_the_handlers_own_words(
    live: Live, manager: httpx.Client, case: Case
) -> None:
    page = manager.get(path_of(case)).text
    replies = re.findall(r'<option value="(decline-\d+)"[^>]*>(.*?)</option>', page)
    value, words = replies[0]
    wrong = decide(manager, case, page, decision="approve", reply=value, checks=musts(case))
    assert problems(wrong) == [("reply", OTHER_REPLY)]
    assert f'value="{value}" selected' in wrong.text
    decide(manager, case, page, decision="decline", reply=value, reason="Ask again in May.")
    [decided] = [e for e in case_now(live, case, HANDLER).events if e.kind == "decided"]
    assert decided.note == f"{words}\n\nAsk again in May.".replace("&#39;", "'")


def test_a_double_click_decides_once_and_says_who_did(
    live: Live, manager: httpx.Client, case: Case
) -> None:
    page = manager.get(path_of(case)).text
    with ThreadPoolExecutor(2) as pool:
        sent = [
            pool.submit(decide, live.browser(HANDLER), case, page, checks=musts(case))
            for _ in range(2)
        ]
    answers = sorted((each.result() for each in sent), key=lambda each: each.status_code)
    assert [each.status_code for each in answers] == [303, 409]
    assert "was decided already: approved by Line manager on" in answers[1].text
    events = [each.kind for each in case_now(live, case, HANDLER).events]
    assert events.count("decided") == 1


def test_a_page_out_of_date_says_what_happened_and_keeps_the_words(
    live: Live, manager: httpx.Client, reporter: str, case: Case
) -> None:
    old = manager.get(path_of(case)).text
    decide(manager, case, old, decision="more_information", reason="Which hall?")
    live.browser(reporter).post(
        f"{path_of(case)}/files",
        data={"do": "answer", "version": version_in(live.browser(reporter).get(path_of(case)).text),
              "answer": "The big one"},
    )  # fmt: skip
    late = decide(manager, case, old, decision="decline", reason="No answer came")
    assert late.status_code == 409
    [(_, words)] = problems(late)
    assert "has changed since you opened it" in words
    assert "Member of staff answered" in words
    assert "No answer came</textarea>" in late.text
    assert decide(manager, case, late.text, decision="decline", reason="Full").status_code == 303


def test_more_information_is_asked_and_answered_with_a_file(
    live: Live, manager: httpx.Client, reporter: str, case: Case
) -> None:
    page = manager.get(path_of(case)).text
    decide(manager, case, page, decision="more_information", reason="Which hall?")
    browser = live.browser(reporter)
    asked = browser.get(path_of(case)).text
    assert "Line manager asks you" in asked
    assert "Which hall?" in asked
    empty = browser.post(
        f"{path_of(case)}/files", data={"do": "answer", "version": version_in(asked)}
    )
    assert empty.status_code == 422
    assert problems(empty) == [("answer", "Please write the answer.")]
    sent = browser.post(
        f"{path_of(case)}/files",
        data={"do": "answer", "version": version_in(asked), "answer": "The big one"},
        files={"files": ("plan.txt", b"The plan of the hall", "text/plain")},
    )
    assert note(sent, browser) == "Your answer is on its way."
    seen = manager.get(path_of(case)).text
    assert "The big one" in seen
    assert "plan.txt" in seen
    again = browser.post(
        f"{path_of(case)}/files",
        data={"do": "answer", "version": version_in(asked), "answer": "The big one"},
    )
    assert again.status_code == 409


def test_ticks_are_saved_by_script_and_by_plain_form(
    live: Live, manager: httpx.Client, case: Case
) -> None:
    page = manager.get(path_of(case)).text
    by_script = manager.post(
        path_of(case), data={"do": "tick", "checks": "purpose"}, headers={"HX-Request": "true"}
    )
    assert "Ticks saved." in by_script.text
    assert "<html" not in by_script.text
    # The decision that is on the same page is not out of date for it.
    assert version_in(by_script.text) == str(case_now(live, case, HANDLER).version)
    assert version_in(by_script.text) != version_in(page)
    plain = manager.post(
        path_of(case), data={"do": "tick", "checks": ["purpose", "senior-management"]}
    )
    assert note(plain, manager) == "Ticks saved."
    ticked = [check.id for check in case_now(live, case, HANDLER).checks if check.ticked]
    assert sorted(ticked) == ["purpose", "senior-management"]
    manager.post(path_of(case), data={"do": "tick"})
    assert not any(check.ticked for check in case_now(live, case, HANDLER).checks)


def test_a_tick_taken_away_before_the_decision_does_not_count(
    live: Live, manager: httpx.Client, case: Case
) -> None:
    manager.post(path_of(case), data={"do": "tick", "checks": musts(case)})
    page = manager.get(path_of(case)).text
    refused = decide(manager, case, page, checks=musts(case)[1:])
    assert refused.status_code == 422


def test_messages_go_both_ways_and_the_same_twice_is_once(
    live: Live, manager: httpx.Client, reporter: str, case: Case
) -> None:
    browser = live.browser(reporter)
    for _ in range(2):
        taken = browser.post(path_of(case), data={"do": "message", "message": "It is <b>now</b>."})
        assert note(taken, browser) == "Your message is on its way."
    page = manager.get(path_of(case)).text
    assert page.count("It is &lt;b&gt;now&lt;/b&gt;.") == 2  # under Messages and in the history
    manager.post(path_of(case), data={"do": "message", "message": "Thank you."})
    assert "Thank you." in browser.get(path_of(case)).text
    empty = browser.post(path_of(case), data={"do": "message", "message": "  "})
    assert problems(empty) == [("message", "Please write the message.")]


def test_private_notes_stay_with_those_who_handle_it(
    live: Live, manager: httpx.Client, reporter: str, case: Case
) -> None:
    taken = manager.post(path_of(case), data={"do": "note", "note": "Ask the school first."})
    assert note(taken, manager) == "Note saved."
    assert "Ask the school first." in manager.get(path_of(case)).text
    browser = live.browser(reporter)
    assert "Ask the school first." not in browser.get(path_of(case)).text
    assert browser.post(path_of(case), data={"do": "note", "note": "x"}).status_code == 404


def test_a_case_is_handed_over_with_a_reason(
    live: Live, manager: httpx.Client, reporter: str, case: Case
) -> None:
    page = manager.get(path_of(case)).text
    data = {"do": "reassign", "version": version_in(page), "to": "head@example.org"}
    without = manager.post(path_of(case), data=data)
    assert problems(without) == [("to-reason", "Please give a reason.")]
    assert '<option value="head@example.org" selected>' in without.text
    assert f'<option value="{reporter}"' not in page
    taken = manager.post(path_of(case), data={**data, "to_reason": "She knows the hall."})
    assert note(taken, manager).startswith("Handed over.")
    assert "Line manager handed it to Head of ArtForms" in manager.get(path_of(case)).text
    assert "Your decision" not in manager.get(path_of(case)).text
    assert "Your decision" in live.browser("head@example.org").get(path_of(case)).text


def test_who_hands_a_confidential_case_over_sees_it_no_more(
    live: Live, manager: httpx.Client
) -> None:
    case = filed(live, "cyberbullying_report", "starter@example.org")
    assert case.handler == HANDLER
    page = manager.get(path_of(case)).text
    data = {"do": "reassign", "version": version_in(page), "to": "head@example.org"}
    data["to_reason"] = "Away"
    taken = manager.post(path_of(case), data=data)
    assert taken.headers["location"].startswith("/portal?done=")
    assert note(taken, manager).startswith("Handed over.")
    assert manager.get(path_of(case)).status_code == 404


def test_nobody_a_report_is_about_sees_it_by_any_way(live: Live) -> None:
    manager_row = live.gateway.directory.find(HANDLER)
    assert manager_row is not None
    case = filed(
        live, "guidance_breach_concern", "starter@example.org",
        who={"name": manager_row.name, "email": HANDLER},
    )  # fmt: skip
    assert case.handler != HANDLER
    browser = live.browser(HANDLER)
    assert browser.get(path_of(case)).status_code == 404
    assert case.reference not in browser.get("/portal?part=all&show=all").text
    page = live.browser(case.handler).get(path_of(case)).text
    assert f'<option value="{HANDLER}"' not in page


def test_whom_a_case_turns_out_to_be_about_sees_it_no_more(live: Live) -> None:
    case = filed(live, "work_email_private_use", "starter@example.org")
    head = live.browser("head@example.org")
    assert head.get(path_of(case)).status_code == 200
    manager = live.browser(HANDLER)
    nobody = manager.post(path_of(case), data={"do": "concerns", "person": ""})
    assert [field for field, _ in problems(nobody)] == ["person"]
    data = {"do": "concerns", "person": "head@example.org"}
    assert note(manager.post(path_of(case), data=data), manager).startswith("Noted.")
    assert head.get(path_of(case)).status_code == 404
    assert (
        '<option value="head@example.org">Head of ArtForms</option>'
        not in manager.get(path_of(case)).text
    )


def test_a_decision_is_corrected_by_its_maker(
    live: Live, manager: httpx.Client, reporter: str, case: Case
) -> None:
    decide(manager, case, manager.get(path_of(case)).text, checks=musts(case))
    page = manager.get(path_of(case)).text
    data = {"do": "correct", "version": version_in(page), "corrected": "decline"}
    assert problems(manager.post(path_of(case), data=data)) == [
        ("correct-reason", "Please say why it is put right.")
    ]
    manager.post(path_of(case), data={**data, "correct_reason": "The hall is closed."})
    seen = live.browser(reporter).get(path_of(case)).text
    assert "Declined" in seen
    assert "The hall is closed." in seen
    assert "Line manager corrected the decision: declined" in seen


def test_a_hold_is_set_ended_and_a_case_closed(
    live: Live, manager: httpx.Client, case: Case
) -> None:
    def send(do: str) -> str:
        page = manager.get(path_of(case)).text
        data = {"do": do, "version": version_in(page)}
        return note(manager.post(path_of(case), data=data), manager)

    assert send("hold") == "The legal hold is set."
    assert "Held by Line manager" in manager.get(path_of(case)).text
    assert send("release") == "The legal hold has ended."
    decide(manager, case, manager.get(path_of(case)).text, checks=musts(case))
    assert send("close") == "Closed."
    assert case_now(live, case, HANDLER).state == "closed"
    assert "Your decision" not in manager.get(path_of(case)).text


def test_cases_are_linked_by_reference(live: Live, manager: httpx.Client, case: Case) -> None:
    other = filed(live, "work_email_private_use")
    wrong = manager.post(path_of(case), data={"do": "link", "other": new_reference()})
    assert wrong.status_code == 422
    assert problems(wrong) == [("other", "No case of yours has that reference.")]
    manager.post(path_of(case), data={"do": "link", "other": other.reference.lower()})
    assert f'href="{path_of(other)}"' in manager.get(path_of(case)).text
    assert f'href="{path_of(case)}"' in manager.get(path_of(other)).text


def test_a_withdrawn_consent_offers_the_images_it_may_end(
    live: Live, manager: httpx.Client, case: Case
) -> None:
    decide(manager, case, manager.get(path_of(case)).text, checks=musts(case))
    ended = filed(live, "image_consent_withdrawn", "starter@example.org")
    page = live.browser(ended.handler).get(path_of(ended)).text
    assert "Could be about" in page
    assert case.reference in page
    live.browser(ended.handler).post(path_of(ended), data={"do": "link", "other": case.reference})
    seen = manager.get(path_of(case)).text
    assert "A consent was withdrawn: the images are to be destroyed now" in seen
    assert "Images held" in seen


@pytest.mark.parametrize("do", ["", "unknown", "attach", "answer"])
def test_a_form_that_is_not_known_changes_nothing(
    live: Live, manager: httpx.Client, case: Case, do: str
) -> None:
    answer = manager.post(path_of(case), data={"do": do, "version": "1"})
    assert answer.status_code == 422
    assert "That form is not known" in answer.text


def test_every_reading_is_in_the_audit_trail(live: Live, manager: httpx.Client, case: Case) -> None:
    manager.get(path_of(case))
    manager.get(f"{path_of(case)}/receipt")
    rows = live.gateway.database.read_now(
        lambda c: c.execute(
            select(audit.c.actor, audit.c.detail).where(
                audit.c.subject == case.reference, audit.c.action == "case_read"
            )
        ).all()
    )
    assert [(row.actor, row.detail["page"]) for row in rows] == [
        (HANDLER, "case"),
        (HANDLER, "receipt"),
    ]


def test_pages_have_nothing_inline(manager: httpx.Client, case: Case) -> None:
    for path in ("/portal", "/portal/mine", path_of(case)):
        page = manager.get(path)
        assert "unsafe" not in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page.text)
