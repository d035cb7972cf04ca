"""Renders the chat page and its single messages."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import HTMLResponse

from bot.messages import Message
from bot.pages import Pages
from bot.services import Services
from bot.static import digest
from bot.web import navigation, view
from cases.directory import Person

ZONE = ZoneInfo("Europe/London")
SCRIPTS = Path(__file__).resolve().parent / "scripts"

SHOWN_AT_FIRST = 60
SHOWN_AT_MOST = 1_000

WELCOME = (
    "Hello. Ask me about the guidance on digital technology and social media, in your own words. "
    "Each answer shows the section it comes from.\n\n"
    "If someone is in danger now, call 999."
)
SUGGESTIONS = ("Can I film my class?", "A pupil sent me a friend request", "What can you do?")


class ChatPage:
    """The page of one application. `scripts` is the address at which its scripts are served."""

    def __init__(self, services: Services) -> None:
        organisation = services.settings.organisation
        self.scripts = f"/scripts/{digest(SCRIPTS)}"
        self._services = services
        self._conversations = services.conversations
        self._pages = Pages(organisation.name)
        self._always: dict[str, Any] = {
            "guidance": f"{organisation.guidance_title}, edition {organisation.guidance_edition}",
            "scripts": self.scripts,
            "most_files": organisation.max_files,
            "most_megabytes": organisation.max_file_mb,
            "version": digest(services.settings.build / "static"),
        }

    async def whole(
        self, person: Person, show: int = SHOWN_AT_FIRST, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """The page with the last `show` messages."""
        messages = await self._conversations.history(person, 0, show)
        services = self._services
        links = await services.database.read(lambda c: navigation.links(c, services, person))
        may_have_more = len(messages) == show < SHOWN_AT_MOST
        return self._pages.render(
            "chat.html",
            status,
            person=person,
            links=links,
            here=navigation.CHAT,
            messages=view.show_all(messages, ZONE),
            welcome=None if messages else view.welcome(WELCOME, SUGGESTIONS),
            earlier=min(show * 4, SHOWN_AT_MOST) if may_have_more else None,
            last=messages[-1].id if messages else 0,
            new_id=secrets.token_hex(16),
            **self._always,
            **context,
        )

    def fragment(self, message: Message) -> str:
        """One message, as it is added to the page."""
        shown = view.show(message, ZONE)
        page = self._pages.render("chat_message.html", 200, shown=shown, **self._always)
        return bytes(page.body).decode()
