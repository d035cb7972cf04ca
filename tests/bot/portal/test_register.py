from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import update

from cases.model import Answer, Case
from cases.tables import image_held
from tests.bot.crowd import Crowd
from tests.bot.live import Live
from tests.bot.portal.filing import filed
from tests.bot.portal.managing import HEAD, MANAGER, audited

REGISTER = "/portal/register"
EVERY_COPY = {"every_copy": "yes"}


def approved(live: Live, reporter: str, **given: Answer) -> Case:
    """An approved request, whose images are in the register."""
    gateway = live.gateway
    case = filed(live, "filming_permission", reporter, **given)
    handler = gateway.directory.find(case.handler)
    assert handler is not None
    checks = [check.id for check in case.checks]
    return gateway.database.write_now(
        lambda c: gateway.office.decide(c, case.reference, handler, "approve", "", (), checks)
    )


def overdue(live: Live, case: Case) -> None:
    yesterday = live.gateway.office.context.today() - timedelta(days=1)
    live.gateway.database.write_now(
        lambda c: c.execute(
            update(image_held).where(image_held.c.case_id == case.id).values(destroy_by=yesterday)
        )
    )


def number_of(page: str, case: Case) -> str | None:
    """The number to confirm the images of this case by, where that is offered."""
    found = re.search(rf'name="image" value="(\d+)">[^<]*<span[^>]*>[^<]*{case.reference}', page)
    return found[1] if found else None


def test_the_holder_sees_their_own_and_confirms_once(
    crowd: Crowd, live: Live, reporter: str
) -> None:
    case = approved(live, reporter)
    holder = live.browser(reporter)
    page = holder.get(REGISTER).text
    assert case.reference in page
    number = number_of(page, case)
    assert number is not None
    sent = holder.post(REGISTER, data={"image": number, **EVERY_COPY})
    assert sent.headers["location"] == f"{REGISTER}?done=destroyed"
    assert case.reference not in holder.get(REGISTER).text
    assert "confirmed by Member of staff" in holder.get(f"{REGISTER}?show=all").text
    assert holder.post(REGISTER, data={"image": number, **EVERY_COPY}).status_code == 409
    assert len(audited(live, "images_destroyed", case.reference)) == 1


def test_one_press_alone_destroys_nothing(crowd: Crowd, live: Live, reporter: str) -> None:
    case = approved(live, reporter)
    holder = live.browser(reporter)
    number = number_of(holder.get(REGISTER).text, case)
    refused = holder.post(f"{REGISTER}?show=all&page=1", data={"image": number})
    assert refused.status_code == 422
    assert f'<a href="#every-copy-{number}">' in refused.text
    assert f'id="every-copy-{number}"' in refused.text
    assert "tick “I have destroyed every copy”" in refused.text
    assert number_of(holder.get(REGISTER).text, case) == number
    assert not audited(live, "images_destroyed", case.reference)


def test_a_heading_has_at_most_three_parts_with_commas(live: Live, reporter: str) -> None:
    parts = {slot: Answer(slot.title(), slot.title()) for slot in ("groups", "purpose", "where")}
    approved(live, reporter, **parts)
    page = live.browser(reporter).get(REGISTER).text
    headings = re.findall(r'<h2 class="case-card__title">(.*?)</h2>', page)
    assert headings
    assert all(";" not in each and each.count(", ") <= 2 for each in headings)


def test_it_is_open_to_scrutiny_by_those_who_lead_and_by_the_handler(
    crowd: Crowd, live: Live, reporter: str
) -> None:
    case = approved(live, reporter)
    for email, may_confirm in ((case.handler, True), (HEAD, False)):
        page = live.browser(email).get(f"{REGISTER}?show=all").text
        while case.reference not in page:
            older = re.search(r'rel="next" href="([^"]+)"', page)
            assert older is not None, email
            page = live.browser(email).get(older[1].replace("&amp;", "&")).text
        assert (number_of(page, case) is not None) == (may_confirm or email == case.handler)
    stranger = live.browser(crowd.person())
    assert case.reference not in stranger.get(f"{REGISTER}?show=all").text
    assert "There are none." in stranger.get(REGISTER).text


def test_nobody_else_confirms(crowd: Crowd, live: Live, reporter: str) -> None:
    case = approved(live, reporter)
    number = number_of(live.browser(reporter).get(REGISTER).text, case)
    assert (
        live.browser(crowd.person())
        .post(REGISTER, data={"image": number, **EVERY_COPY})
        .status_code
        == 404
    )
    assert (
        live.browser(reporter).post(REGISTER, data={"image": "x", **EVERY_COPY}).status_code == 404
    )
    assert case.reference in live.browser(reporter).get(REGISTER).text


def test_what_is_overdue_comes_first_and_can_be_asked_for(
    crowd: Crowd, live: Live, reporter: str
) -> None:
    first = approved(live, reporter)
    late = approved(live, reporter, purpose=Answer("another", "another"))
    overdue(live, late)
    holder = live.browser(reporter)
    page = holder.get(REGISTER).text
    assert "1 overdue" in page
    assert page.index(late.reference) < page.index(first.reference)
    assert "Overdue: to be destroyed by" in page
    only = holder.get(f"{REGISTER}?show=overdue").text
    assert late.reference in only
    assert first.reference not in only


def test_what_is_held_is_words_and_never_code(live: Live, reporter: str) -> None:
    words = Answer("<script>alert(1)</script>", "<script>alert(1)</script>")
    approved(live, reporter, groups=words, purpose=words, where=words)
    assert "<script>alert" not in live.browser(reporter).get(REGISTER).text
    assert MANAGER
