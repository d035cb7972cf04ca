"""Cases that notices tell of, and what delivers them."""

from __future__ import annotations

import dataclasses
import secrets

from sqlalchemy import select

from benchmarks.post_office import PostOffice
from bot.conversations import Conversations
from bot.feed import Feed
from bot.mail import MailServer
from bot.notices.sending import Sending
from bot.notices.store import Notice, notice_in
from bot.settings import Settings
from bot.sign_in import SignIn
from bot.turn_store import TurnStore
from cases.database import Database
from cases.directory import Directory, Person
from cases.form.model import Draft
from cases.model import Answer, Case
from cases.office import Office, open_context
from cases.tables import notice
from tests.clock import Clock

QUESTION = {"question": Answer("May a visiting orchestra film us?", "May a visiting…")}
LOST = {
    "danger_now": Answer(False, "No"),
    "what": Answer("lost", "Something was lost"),
    "what_words": Answer("heliotrope", "heliotrope"),
    "information": Answer(["names"], "Names"),
    "how_many": Answer("three", "three"),
    "when": Answer("2026-09-01", "Tuesday 1 September 2026"),
    "by": Answer("me", "Me"),
}


class World:
    """People, a database of each kind in turn, a post office, and an office that cases are in."""

    def __init__(
        self, settings: Settings, database: Database, clock: Clock, post_office: PostOffice
    ) -> None:
        self.settings = dataclasses.replace(
            settings, smtp_url=post_office.url, mail_from="assistant@school.example"
        )
        self.database, self.clock, self.post_office = database, clock, post_office
        self.directory = Directory(settings.organisation.people)
        context = open_context(
            settings.organisation, self.directory, database, settings.var, clock=clock.now
        )
        self.context, self.office = context, Office(context)
        self.conversations = Conversations(database)
        self.sign_in = SignIn(database, self.directory, clock=clock.now)
        self.sending = Sending(
            self.settings,
            database,
            directory=self.directory,
            procedures=context.procedures,
            keys=context.keys,
            sign_in=self.sign_in,
            turns=TurnStore("here:1:a", clock.now),
            feed=Feed(self.conversations, self.directory),
            post=lambda: MailServer(post_office.url),
            clock=clock.now,
        )

    def person(self, email: str) -> Person:
        found = self.directory.find(email)
        assert found is not None
        return found

    def file(self, procedure: str, answers: dict[str, Answer]) -> Case:
        draft = Draft(
            submission=secrets.token_hex(16),
            person="staff@example.org",
            procedure=procedure,
            answers=answers,
            started_at=self.clock.now(),
            touched_at=self.clock.now(),
        )
        return self.database.write_now(lambda c: self.office.file(c, draft))

    def notices(self, kind: str | None = None, way: str | None = None) -> list[Notice]:
        query = select(notice).order_by(notice.c.id)
        if kind:
            query = query.where(notice.c.kind == kind)
        if way:
            query = query.where(notice.c.way == way)
        return self.database.read_now(lambda c: [notice_in(row) for row in c.execute(query)])

    def notice(self, kind: str, way: str) -> Notice:
        (found,) = self.notices(kind, way)
        return found

    async def deliver_all(self) -> None:
        for each in self.notices():
            assert await self.sending.deliver(each.id)
