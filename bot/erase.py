"""Takes a confidential form's words out of the conversation: ours, Rasa's, and the files' leavings.

The words are in the case, sealed. What stays says that something was filed, not what.
"""

from __future__ import annotations

from functools import partial

import anyio.to_thread
import structlog

from bot.compact import compact, file_of
from bot.conversations import Conversations
from bot.tracker import Tracker
from cases.database import Database

log = structlog.get_logger(__name__)

SMALL = 256 * 1024 * 1024
"""Bytes of a file that is written anew at once; a larger one is, every night."""


class Eraser:
    """Erases forms. All may be done again for the same messages."""

    def __init__(
        self, database: Database, tracker_url: str, conversations: Conversations, tracker: Tracker
    ) -> None:
        self._database, self._tracker_url = database, tracker_url
        self._conversations, self._tracker = conversations, tracker

    async def erase(self, person: str, first: int, last: int) -> bool:
        """Erases the form that began with the message `first` and ended with the message `last`.

        False when it must be done again: the last turn is still under way (its reply may repeat
        answers), or a file is being read, so that it may still hold what was deleted from it.
        """
        over = await self._conversations.is_over(person, last)
        messages = await self._conversations.erase(person, first, last)
        events = await self._tracker.erase(person, first, last)
        clean = await self.compact(whole=False)
        log.info("form_erased", messages=messages, events=events, over=over, clean=clean)
        return over and clean

    async def compact(self, *, whole: bool) -> bool:
        """Empties what SQLite keeps of deleted rows; small files, or `whole`, are written anew.

        False when a file was in use. A database server needs none of this.
        """
        clean = True
        for path in filter(None, map(file_of, (self._database.url, self._tracker_url))):
            anew = whole or not path.exists() or path.stat().st_size <= SMALL
            done = await anyio.to_thread.run_sync(partial(compact, path, whole=anew))
            clean = clean and done
        return clean
