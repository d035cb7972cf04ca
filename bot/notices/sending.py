"""Hands a notice over: by e-mail, or into the person's conversation. Once is enough, twice no harm.

A chat message and its notice's being sent are one transaction. A letter goes out before that is
noted, so a crash between the two sends it again, under the same message id.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from smtplib import SMTPRecipientsRefused, SMTPResponseException

import anyio.to_thread
import structlog
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from bot.credentials import Kind
from bot.feed import Feed
from bot.mail import Post
from bot.messages import Reply
from bot.notices import store
from bot.notices.letters import letter, message_id
from bot.notices.store import About, Notice
from bot.notices.told import Told, Words
from bot.notices.wording import buttons_for, words_for
from bot.settings import Settings
from bot.sign_in import SignIn
from bot.tables import message
from bot.turn_store import TurnStore
from cases import access
from cases.choosing import called
from cases.database import Database
from cases.directory import Directory, Person
from cases.keys import Keys
from cases.procedures import Procedures

log = structlog.get_logger(__name__)

LINK_LASTS = timedelta(days=7)
AT_ONCE = 4
"""Letters sent at the same time: a mail server that hangs must not take every thread."""

HOME = "web"
"""The channel of those who have not yet written from any."""


class Refused(Exception):
    """It can never be delivered so; `fault` says why."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Letter:
    """What is to be sent by e-mail."""

    notice: Notice
    case: About
    person: Person
    words: Words


class Sending:
    """Delivers notices. `post` makes the way for letters; it is asked for each one anew."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        directory: Directory,
        procedures: Procedures,
        keys: Keys,
        sign_in: SignIn,
        turns: TurnStore,
        feed: Feed,
        post: Callable[[], Post],
        clock: Callable[[], datetime],
    ) -> None:
        self._settings, self._database, self._directory = settings, database, directory
        self._procedures, self._keys, self._sign_in = procedures, keys, sign_in
        self._turns, self._feed, self._post, self._clock = turns, feed, post, clock
        self._lines = anyio.CapacityLimiter(AT_ONCE)

    async def deliver(self, notice_id: int) -> bool:
        """Tries once. True when it is settled: sent, dropped, gone, or never to be delivered."""
        try:
            return await self._deliver(notice_id)
        except Refused as refused:
            await self._database.write(
                partial(store.failed, notice_id=notice_id, fault=refused.fault)
            )
            log.warning("notice_refused", notice=notice_id)
            return True
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and tried again
            log.warning("notice_not_sent", notice=notice_id, error=type(error).__name__)
            await self._tried(notice_id, f"It could not be sent ({type(error).__name__}).")
            return False

    async def _tried(self, notice_id: int, fault: str) -> None:
        try:
            await self._database.write(partial(store.tried, notice_id=notice_id, fault=fault))
        except SQLAlchemyError as error:  # the database itself is away
            log.warning("notice_try_not_noted", notice=notice_id, error=type(error).__name__)

    async def undeliverable(self, notice_id: int) -> None:
        """Puts a notice on the desk that was tried for long enough."""
        await self._database.write(partial(store.failed, notice_id=notice_id))
        log.error("notice_failed", notice=notice_id)

    async def _deliver(self, notice_id: int) -> bool:
        # One transaction for a message into the chat; a letter is only read here.
        found = await self._database.write(partial(self._settle, notice_id))
        if isinstance(found, str):
            self._feed.wake(found)
        elif found is not None:
            await anyio.to_thread.run_sync(partial(self._mail, found), limiter=self._lines)
            sent = partial(store.sent, notice_id=notice_id, now=self._clock())
            await self._database.write(sent)
        return True

    def _settle(self, notice_id: int, connection: Connection) -> _Letter | str | None:
        """A letter still to be sent, whose conversation got a message, or None: nothing to do."""
        told = store.find(connection, notice_id, lock=True)
        if told is None or told.state != store.WAITING:
            return None
        person, why = self._recipient(connection, told)
        case = store.about(connection, told, self._keys) if person else None
        if person is None or case is None:
            store.dropped(connection, told, why, self._clock())
            return None
        shown = self._told(case, person)
        words = words_for(told.kind, shown)
        if told.way == "mail":
            return _Letter(told, case, person, words)
        if told.way != "chat":
            raise Refused(f"There is no way called {told.way}.")
        self._say(connection, told, case, words, buttons_for(told.kind, shown))
        store.sent(connection, notice_id, self._clock())
        return person.email

    def _recipient(self, connection: Connection, told: Notice) -> tuple[Person | None, str]:
        """Who gets it; nobody when they have left, or the case concerns them by now."""
        person = self._directory.find(told.person)
        if person is None:
            return None, "left"
        if told.case_id is not None and person.email in access.concerned(connection, told.case_id):
            return None, "concerned"
        return person, "no_case"

    def _told(self, case: About, person: Person) -> Told:
        procedure = self._procedures.find(case.procedure)
        title = procedure.title if procedure else case.procedure.replace("_", " ")
        if procedure is None:
            return Told(case, person, title, self._name_of)
        asked = case.answers.get(procedure.questions[0].slot, "") if procedure.questions else ""
        return Told(
            case, person, title, self._name_of,
            procedure.reply_as, procedure.outcomes_by_reporter, asked,
        )  # fmt: skip

    def _name_of(self, email: str) -> str:
        person = self._directory.find(email)
        return called(person) if person else email

    def _say(
        self,
        connection: Connection,
        told: Notice,
        case: About,
        words: Words,
        buttons: tuple[tuple[str, str], ...],
    ) -> None:
        person = told.person
        # Holds others off this conversation until the transaction ends: ids rise as they commit.
        ours = self._turns.holds.take(connection, person)
        text = "\n\n".join(filter(None, [words.text, words.private, self._address(case)]))
        shown = None if case.confidential else case.procedure
        custom = {
            "kind": "notice",
            "notice": told.kind,
            "case": {
                "reference": case.reference,
                "procedure": shown,
                "state": case.state,
                "handler": case.handler,
            },
        }
        self._turns.add_replies(
            connection,
            person,
            [Reply(text, buttons, custom=custom)],
            channel=_channel(connection, person),
            reply_to=None,
        )
        if ours:
            self._turns.holds.let_go(connection, person)

    def _mail(self, found: _Letter) -> None:
        person, told, case = found.person, found.notice, found.case
        secret = self._sign_in.make_now(Kind.LINK, person, LINK_LASTS)
        written = letter(
            self._settings,
            to=person.email,
            name=person.name,
            words=found.words,
            kind=told.kind,
            key=message_id(self._settings, told.key, case.reference),
            link=f"{self._settings.public_url}/sign-in/{secret}?next={_path(case)}",
            days=LINK_LASTS.days,
            at=self._clock(),
        )
        try:
            self._post().send(written)
        except SMTPRecipientsRefused as refused:
            codes = sorted(code for code, _ in refused.recipients.values())
            if all(code >= 500 for code in codes):
                raise Refused(f"The mail server refuses the address ({codes[0]}).") from refused
            raise
        except SMTPResponseException as refused:
            if refused.smtp_code >= 500 and refused.smtp_code not in TEMPORARY_AFTER_ALL:
                raise Refused(f"The mail server refuses it ({refused.smtp_code}).") from refused
            raise

    def _address(self, case: About) -> str:
        return f"{self._settings.public_url}{_path(case)}"


# A wrong password or user is the installation's fault, and mended without losing a word.
TEMPORARY_AFTER_ALL = frozenset({530, 534, 535})


def _path(case: About) -> str:
    return f"/portal/cases/{case.reference}"


def _channel(connection: Connection, person: str) -> str:
    """The channel that this person last wrote from."""
    query = (
        select(message.c.channel)
        .where(message.c.person == person, message.c.author == "person")
        .order_by(message.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none() or HOME
