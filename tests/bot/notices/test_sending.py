from __future__ import annotations

import dataclasses
import re

import pytest
from sqlalchemy import insert, select

from benchmarks.post_office import PostOffice, body_of
from bot.messages import Message
from bot.notices import store
from cases.directory import Directory, Person
from cases.tables import case_event, case_party
from tests.bot.notice_world import LOST, QUESTION, World

pytest_plugins = ["tests.bot.notice_fixtures"]
pytestmark = pytest.mark.anyio

STAFF, OWNER = "staff@example.org", "owner@example.org"


async def said(world: World, email: str) -> list[Message]:
    return await world.conversations.history(world.person(email))


async def test_everybody_is_told_by_mail_and_in_the_chat(
    world: World, post_office: PostOffice
) -> None:
    case = world.file("guidance_question", QUESTION)
    await world.deliver_all()
    (receipt,), (work,) = post_office.to(STAFF), post_office.to(OWNER)
    assert case.reference in receipt["Subject"]
    assert case.reference in work["Subject"]
    assert "A member of staff has sent the question" in body_of(work)
    (message,) = await said(world, OWNER)
    assert "A member of staff has sent" in (message.text or "")
    assert f"/portal/cases/{case.reference}" in (message.text or "")
    assert [button.title for button in message.buttons] == ["See it"]
    assert message.custom["kind"] == "notice"
    assert message.custom["case"] == {
        "reference": case.reference,
        "procedure": "guidance_question",
        "state": "submitted",
        "handler": OWNER,
    }
    assert await said(world, STAFF) == []  # the chat has said it already
    assert {each.state for each in world.notices()} == {"sent"}


async def test_a_letter_signs_in_once_and_opens_the_case(
    world: World, post_office: PostOffice
) -> None:
    case = world.file("guidance_question", QUESTION)
    await world.deliver_all()
    (link,) = re.findall(r"http\S+", body_of(post_office.to(OWNER)[0]))
    address, _, query = link.partition("?")
    assert query == f"next=/portal/cases/{case.reference}"
    secret = address.removeprefix("http://testserver/sign-in/")
    world.clock.move(days=6)
    redeemed = await world.sign_in.redeem(secret)
    assert redeemed is not None
    assert redeemed[0].email == OWNER
    assert await world.sign_in.redeem(secret) is None


async def test_letters_hold_no_free_words(world: World, post_office: PostOffice) -> None:
    case = world.file("guidance_question", QUESTION)
    owner = world.person(OWNER)
    world.database.write_now(
        lambda c: world.office.decide(c, case.reference, owner, "resolve", "It may not.")
    )
    await world.deliver_all()
    assert "orchestra" not in "".join(map(body_of, post_office.letters))
    assert "It may not" not in "".join(map(body_of, post_office.letters))
    # In the conversation, which only they see, the reason stands.
    answer = (await said(world, STAFF))[-1].text or ""
    assert "You asked: May a visiting" in answer
    assert "The guidance owner answers: It may not." in answer
    assert "decided" not in answer


async def test_of_a_confidential_case_there_is_a_reference_and_nothing_else(
    world: World, post_office: PostOffice
) -> None:
    case = world.file("confidentiality_concern", LOST)
    await world.deliver_all()
    letters = post_office.to(case.handler)
    assert letters[0]["Subject"] == "A confidential case needs you"
    everything = "".join(f"{each['Subject']} {body_of(each)}" for each in post_office.letters)
    everything += "".join(str(each) for each in await said(world, case.handler))
    assert case.reference in everything
    for word in ("heliotrope", "lost", "confidentiality", "information", "Member of staff has"):
        assert word not in everything


async def test_an_urgent_case_is_told_as_urgent(world: World, post_office: PostOffice) -> None:
    case = world.file("guidance_question", QUESTION)
    (work,) = world.notices("new_case", "mail")
    world.database.write_now(
        lambda c: c.execute(
            store.notice.update().where(store.notice.c.id == work.id).values(kind="urgent_case")
        )
    )
    await world.sending.deliver(work.id)
    (letter,) = post_office.to(OWNER)
    assert letter["Importance"] == "high"
    assert letter["Subject"] == f"Urgent: {case.reference} needs you"


async def test_delivered_again_it_changes_nothing(world: World, post_office: PostOffice) -> None:
    world.file("guidance_question", QUESTION)
    await world.deliver_all()
    await world.deliver_all()
    assert (len(post_office.letters), post_office.again) == (2, 0)
    assert len(await said(world, OWNER)) == 1


async def test_a_letter_sent_twice_by_a_crash_has_the_same_message_id(
    world: World, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.file("guidance_question", QUESTION)
    letter = world.notice("new_case", "mail")
    with monkeypatch.context() as patched:
        # The process dies when the letter is out and this is not yet noted.
        def dies(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        patched.setattr(store, "sent", dies)
        with pytest.raises(KeyboardInterrupt):
            await world.sending.deliver(letter.id)
    assert world.notice("new_case", "mail").state == "waiting"
    assert await world.sending.deliver(letter.id)
    assert (len(post_office.to(OWNER)), post_office.again) == (1, 1)


async def test_a_chat_message_and_its_being_sent_are_one_thing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.file("guidance_question", QUESTION)
    message = world.notice("new_case", "chat")
    with monkeypatch.context() as patched:

        def dies(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        patched.setattr(store, "sent", dies)
        with pytest.raises(KeyboardInterrupt):
            await world.sending.deliver(message.id)
    assert await said(world, OWNER) == []
    assert await world.sending.deliver(message.id)
    assert len(await said(world, OWNER)) == 1


async def test_a_mail_server_that_is_away_is_tried_again(
    world: World, post_office: PostOffice
) -> None:
    world.file("guidance_question", QUESTION)
    letter = world.notice("new_case", "mail")
    post_office.answers[OWNER] = "451 later"
    assert not await world.sending.deliver(letter.id)
    waiting = world.notice("new_case", "mail")
    assert (waiting.state, waiting.tries) == ("waiting", 1)
    assert waiting.fault == "It could not be sent (SMTPRecipientsRefused)."
    del post_office.answers[OWNER]
    assert await world.sending.deliver(letter.id)
    assert (world.notice("new_case", "mail").state, len(post_office.to(OWNER))) == ("sent", 1)


async def test_an_address_that_is_refused_for_good_goes_to_the_desk_at_once(
    world: World, post_office: PostOffice
) -> None:
    world.file("guidance_question", QUESTION)
    post_office.answers[OWNER] = "550 nobody of that name"
    await world.deliver_all()
    failed = world.notice("new_case", "mail")
    assert failed.state == "failed"
    assert failed.fault == "The mail server refuses the address (550)."
    assert world.notice("new_case", "chat").state == "sent"
    assert len(post_office.to(STAFF)) == 1


async def test_after_long_enough_it_goes_to_the_desk_with_its_last_fault(
    world: World, post_office: PostOffice
) -> None:
    world.file("guidance_question", QUESTION)
    letter = world.notice("new_case", "mail")
    post_office.answers[OWNER] = "451 later"
    await world.sending.deliver(letter.id)
    await world.sending.undeliverable(letter.id)
    failed = world.notice("new_case", "mail")
    assert failed.state == "failed"
    assert failed.fault == "It could not be sent (SMTPRecipientsRefused)."


async def test_whoever_left_is_told_nothing_and_the_case_says_so(
    world: World, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.file("guidance_question", QUESTION)
    others = [each for each in world.directory if each.email != OWNER]
    monkeypatch.setattr(world.sending, "_directory", Directory(others))
    await world.deliver_all()
    assert post_office.to(OWNER) == []
    assert world.notice("new_case", "mail").state == "dropped"
    query = select(case_event.c.data).where(
        case_event.c.case_id == case.id, case_event.c.kind == "notice_dropped"
    )
    dropped = world.database.read_now(lambda c: list(c.execute(query).scalars()))
    assert {each["way"] for each in dropped} == {"mail", "chat"}
    assert {(each["person"], each["why"]) for each in dropped} == {(OWNER, "left")}


async def test_whoever_the_case_concerns_by_now_is_told_nothing(
    world: World, post_office: PostOffice
) -> None:
    case = world.file("guidance_question", QUESTION)
    row = {"case_id": case.id, "person": OWNER, "part": "concerned"}
    world.database.write_now(lambda c: c.execute(insert(case_party), row))
    await world.deliver_all()
    assert post_office.to(OWNER) == []
    assert await said(world, OWNER) == []


async def test_a_notice_that_went_with_its_case_is_settled(world: World) -> None:
    assert await world.sending.deliver(99_999)


async def test_somebody_who_is_answered_just_now_is_told_all_the_same(world: World) -> None:
    world.file("guidance_question", QUESTION)
    busy = dataclasses.replace(world.person(OWNER))
    assert isinstance(busy, Person)
    from bot.turn_store import TurnStore

    other = TurnStore("there:2:b", world.clock.now)
    world.database.write_now(lambda c: other.holds.take(c, OWNER))
    message = world.notice("new_case", "chat")
    assert await world.sending.deliver(message.id)
    assert len(await said(world, OWNER)) == 1
    # Their turn is still theirs.
    assert world.database.write_now(lambda c: other.holds.take(c, OWNER)) is False
