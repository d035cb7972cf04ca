from __future__ import annotations

from sqlalchemy import Connection, select

from cases import notices
from cases.model import ASSISTANT
from cases.tables import case_event, notice
from tests.cases.room import COLLEAGUE, HEAD, MANAGER, OFFICE, STAFF, Room


def tell(room: Room, case_id: int, *people: str, times: int = 1) -> None:
    def work(connection: Connection) -> None:
        event = (
            connection.execute(select(case_event.c.id).where(case_event.c.case_id == case_id))
            .scalars()
            .first()
        )
        assert event is not None
        for _ in range(times):
            notices.tell_all(room.office.context, connection, case_id, event, people, "message")

    room.write(work)


def test_somebody_is_told_once_by_each_way(room: Room) -> None:
    case = room.file()
    before = len(room.queue.work)
    tell(room, case.id, STAFF, STAFF, times=2)
    rows = room.database.read_now(
        lambda connection: connection.execute(
            select(notice).where(notice.c.kind == "message")
        ).all()
    )
    assert {row.way for row in rows} == {"mail", "chat"}
    assert len({row.key for row in rows}) == len(rows) == 2
    assert all(len(row.key) <= 80 and row.state == "waiting" for row in rows)
    assert [work for work, _, _ in room.queue.work[before:]] == ["deliver_notice"] * 2


def test_nobody_who_left_is_told_nor_whom_it_concerns(lite: Room) -> None:
    case = lite.file()
    lite.do("name_concerned", case.reference, MANAGER, HEAD)
    lite.leave(COLLEAGUE)
    tell(lite, case.id, HEAD, COLLEAGUE, ASSISTANT, "stranger@example.org", OFFICE)
    assert {who for who, kind, _ in lite.told() if kind == "message"} == {OFFICE}


def test_what_the_chat_has_said_already_goes_by_mail_alone(lite: Room) -> None:
    lite.file()
    assert {way for who, kind, way in lite.told() if kind == "filed_to_reporter"} == {"mail"}
