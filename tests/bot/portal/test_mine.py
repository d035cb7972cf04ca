from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest

from tests.bot.crowd import Crowd
from tests.bot.live import Live
from tests.bot.portal.filing import case_now, draft_for, filed, path_of


@pytest.fixture
def browser(live: Live, reporter: str) -> httpx.Client:
    return live.browser(reporter)


def test_somebody_new_is_shown_the_way(browser: httpx.Client) -> None:
    page = browser.get("/portal/mine").text
    assert "You have not asked for or reported anything yet." in page
    assert 'aria-current="page">My requests' in page


def test_what_became_of_each_request(
    live: Live, browser: httpx.Client, reporter: str, crowd: Crowd
) -> None:
    first = filed(live, "work_email_private_use", reporter)
    second = filed(live, "online_safety_concern", reporter)
    filed(live, "work_email_private_use", crowd.person())
    page = browser.get("/portal/mine").text
    assert page.count('class="case-card') - page.count('class="case-card__') == 2
    assert page.index(second.reference) < page.index(first.reference)
    assert "with Designated safeguarding lead" in page
    assert "Not opened yet" in page


def test_a_form_not_sent_yet_is_there_and_goes_on_in_the_chat(
    live: Live, crowd: Crowd, browser: httpx.Client, reporter: str
) -> None:
    gateway = live.gateway
    draft = replace(draft_for(live, "filming_permission", reporter), first_message=1)
    gateway.database.write_now(lambda c: gateway.office.context.drafts.save(c, draft))
    page = browser.get("/portal/mine").text
    assert "Not sent yet" in page
    assert "Permission to film or take pictures" in page
    assert "a few words about it" not in page
    token = re.search(r'name="id" value="(\w+)"', page)
    assert token
    for _ in range(2):
        browser.post("/messages", data={"message": "continue my form", "id": token.group(1)})
    assert crowd.heard(reporter) == ["continue my form"]


def test_a_request_is_withdrawn_once(live: Live, browser: httpx.Client, reporter: str) -> None:
    case = filed(live, "work_email_private_use", reporter)
    page = browser.get(path_of(case)).text
    version = re.search(r'name="version" id="version-withdraw" value="(\d+)"', page)
    assert version
    data = {"do": "withdraw", "version": version.group(1), "withdraw_reason": "Sorted out."}
    taken = browser.post(path_of(case), data=data)
    assert taken.headers["location"] == f"{path_of(case)}?done=withdrawn"
    again = browser.post(path_of(case), data=data)
    assert again.status_code == 409
    assert "was withdrawn by whoever sent it" in again.text
    seen = live.browser(case.handler).get(path_of(case)).text
    assert "Sorted out." in seen
    assert "Your decision" not in seen


def test_what_a_headteacher_said_is_told_by_the_teacher(live: Live) -> None:
    case = filed(live, "personal_device_permission")
    staff = live.browser("staff@example.org")
    page = staff.get(path_of(case)).text
    assert "What the Headteacher said" in page
    letter = staff.get(f"{path_of(case)}/letter.docx")
    assert letter.content.startswith(b"PK")
    assert "attachment" in letter.headers["content-disposition"]
    version = re.search(r'name="version" id="version-headteacher" value="(\d+)"', page)
    assert version
    data = {"do": "headteacher", "version": version.group(1), "said_words": "In the hall only."}
    missing = staff.post(path_of(case), data=data)
    assert missing.status_code == 422
    assert 'href="#said"' in missing.text
    assert "In the hall only.</textarea>" in missing.text
    staff.post(path_of(case), data={**data, "said": "approve"})
    assert case_now(live, case, "staff@example.org").outcome == "approved"
    manager = live.browser("manager@example.org").get(path_of(case)).text
    assert "Member of staff told what the Headteacher said: approved" in manager
    assert "In the hall only." in manager


def test_a_procedure_without_a_letter_has_none(
    live: Live, browser: httpx.Client, reporter: str
) -> None:
    case = filed(live, "work_email_private_use", reporter)
    assert browser.get(f"{path_of(case)}/letter.docx").status_code == 404


def test_a_receipt_to_print_and_as_a_pdf(live: Live, browser: httpx.Client, reporter: str) -> None:
    case = filed(live, "filming_permission", reporter)
    page = browser.get(f"{path_of(case)}/receipt").text
    assert case.reference in page
    assert "Where will they be kept?" in page
    assert "Member of staff" in page
    pdf = browser.get(f"{path_of(case)}/receipt.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["content-type"] == "application/pdf"
    assert f"receipt-{case.reference}.pdf" in pdf.headers["content-disposition"]


def test_a_leaver_sees_nothing_any_more(live: Live, crowd: Crowd) -> None:
    case = filed(live, "work_email_private_use", "starter@example.org")
    starter = live.browser("starter@example.org")
    assert starter.get(path_of(case)).status_code == 200
    path = crowd.settings.organisation_file
    declared = path.read_text()
    try:
        path.write_text(declared.replace("email: starter@", "email: newcomer@"))
        live.gateway.directory._looked -= 10
        # Where somebody else's request reads the file just now, the case is not theirs any more.
        assert starter.get(path_of(case)).status_code in {303, 404}
        live.gateway.directory._look_again()
        assert starter.get(path_of(case)).headers["location"].startswith("/sign-in")
    finally:
        path.write_text(declared)
        live.gateway.directory._looked -= 10
