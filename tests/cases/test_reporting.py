from __future__ import annotations

import pytest

from tests.cases.room import COLLEAGUE, HEAD, MANAGER, SECOND, STAFF, Room


def test_messages_go_both_ways(room: Room) -> None:
    case = room.file()
    room.do("message", case.reference, STAFF, " Any news? ")
    assert (MANAGER, "message") in room.mails()
    said = room.do("message", case.reference, MANAGER, "Tomorrow.")
    assert (STAFF, "message") in room.mails()
    assert [each.note for each in said.events if each.kind == "message"] == [
        "Any news?",
        "Tomorrow.",
    ]
    assert room.refused("message", case.reference, COLLEAGUE, "Me too").status == 404
    assert room.refused("message", case.reference, STAFF, "").missing == ("message",)
    assert room.refused("message", case.reference, STAFF, "x" * 4001).status == 422


def test_who_only_looks_on_writes_nothing_into_a_case(lite: Room) -> None:
    case = lite.file()
    assert lite.read(case.reference, HEAD).handler == MANAGER
    assert lite.refused("message", case.reference, HEAD, "Do agree.").status == 404
    lite.do("reassign", case.reference, MANAGER, SECOND, "You know the hall.")
    assert lite.refused("message", case.reference, MANAGER, "And?").status == 404
    assert "message" not in lite.kinds(case)


def test_a_message_while_more_is_wanted_is_the_answer(lite: Room) -> None:
    case = lite.file()
    lite.do("decide", case.reference, MANAGER, "more_information", "Who?")
    asked = lite.do("message", case.reference, MANAGER, "I mean which class.")
    assert asked.state == "more_information"
    answered = lite.do("message", case.reference, STAFF, "Year 5")
    assert (answered.state, answered.events[-1].kind) == ("acknowledged", "answered")


def test_an_answer_is_the_reporters_and_only_when_asked(lite: Room) -> None:
    case = lite.file()
    early = lite.refused("answer_more_information", case.reference, STAFF, "Year 5")
    assert early.status == 409
    lite.do("decide", case.reference, MANAGER, "more_information", "Who?")
    assert lite.refused("answer_more_information", case.reference, HEAD, "x").status == 404
    assert lite.refused("answer_more_information", case.reference, STAFF, " ").status == 422


def test_files_sent_with_an_answer_go_with_the_case(lite: Room) -> None:
    case = lite.file()
    lite.do("decide", case.reference, MANAGER, "more_information", "Who?")

    def send(owner: str) -> str:
        return lite.write(
            lambda connection: (
                lite.office.context.attachments.take_in(
                    connection, owner, f"{owner}.txt", owner.encode()
                ).id
            )
        )

    ids = [send(STAFF), send(COLLEAGUE)]
    answered = lite.do("answer_more_information", case.reference, STAFF, "Here", ids)
    assert [each.person for each in answered.attachments] == [STAFF]


def test_withdrawing(room: Room) -> None:
    case = room.file()
    gone = room.do("withdraw", case.reference, STAFF, "It rains.")
    assert (gone.state, gone.outcome) == ("withdrawn", "withdrawn")
    assert gone.events[-1].note == "It rains."
    assert (MANAGER, "withdrawn") in room.mails()
    assert set(room.timers(case)) == {"keep_warning", "forget"}
    assert room.refused("decide", case.reference, MANAGER, "decline", "No").status == 409
    assert room.refused("withdraw", case.reference, STAFF).status == 409


def test_only_the_reporter_withdraws_and_not_what_is_decided(lite: Room) -> None:
    case = lite.file()
    for other in (MANAGER, HEAD, COLLEAGUE):
        assert lite.refused("withdraw", case.reference, other).status == 404
    lite.approve(case.reference)
    refused = lite.refused("withdraw", case.reference, STAFF)
    assert refused.status == 409
    assert "approved by Line manager" in refused.message


def test_a_file_is_added_and_read_by_those_who_may(room: Room) -> None:
    case = room.file()
    added = room.do("attach", case.reference, STAFF, "note.txt", b"Words.")
    (file,) = added.attachments
    assert (file.name, file.person) == ("note.txt", STAFF)
    assert (MANAGER, "message") in room.mails()
    assert room.do("content", case.reference, HEAD, file.id) == (
        "note.txt",
        file.media_type,
        b"Words.",
    )
    assert room.refused("content", case.reference, COLLEAGUE, file.id).status == 404
    assert room.refused("content", case.reference, STAFF, "0" * 32).status == 404
    assert room.refused("attach", case.reference, HEAD, "x.txt", b"x").status == 404


def test_a_file_of_another_case_is_not_read_through_ones_own(lite: Room) -> None:
    theirs = lite.file("bullying", COLLEAGUE)
    added = lite.do("attach", theirs.reference, COLLEAGUE, "note.txt", b"Words.")
    mine = lite.file()
    file = added.attachments[0].id
    assert lite.refused("content", mine.reference, STAFF, file).status == 404
    assert lite.do("content", theirs.reference, SECOND, file)[0] == "note.txt"


@pytest.mark.parametrize(("name", "content"), [("a.exe", b"MZ" + b"\0" * 100), ("a.txt", b"")])
def test_a_file_that_may_not_be_taken_changes_nothing(
    lite: Room, name: str, content: bytes
) -> None:
    case = lite.file()
    assert lite.refused("attach", case.reference, STAFF, name, content).status == 422
    assert lite.read(case.reference, STAFF).attachments == ()
