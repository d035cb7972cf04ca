"""What the channels are given: the gateway's services, made once at start (`bot.app.create_app`).

A channel module offers `mount(app: FastAPI, services: Services) -> None`. It uses

- `await services.turns.send(person, text, client_id, channel)` → the assistant's messages (raises
  `bot.messages.Unavailable`, `bot.messages.TooMany`). A button is pressed by sending its payload as
  `text`. The person's own message is in the history and on the feed too (author "person").
- `await services.conversations.history(person, after=0, limit=200)` → messages, oldest first (the
  last `limit` of them when `after` is 0; the first `limit` after that id otherwise).
- `async for event in services.feed.follow(person, after)` → `Message` or `Typing`; ends when the
  person may no longer be here (left, or the application stops).
- `services.office`: what happens to cases, in a transaction of `services.database`.
- `await services.sign_in.person_of(request)` → `Person | None`: by session cookie (or bearer
  token).

The sign-in routes (`GET|POST /sign-in`, `GET|POST /sign-in/{token}`, `POST /sign-out`) are in
`bot.sign_in_pages`; they render these templates of `bot/web/templates` (all get `organisation`: its
name): `sign_in.html` (form posting `email` to /sign-in; `notice`: str | None, `error`: str | None),
`sign_in_link.html` (`name`; a form posting to the page's own address, one button), `message.html`
(`title`, `message`, and `link`/`link_text`, both or neither): a page with one kind sentence.
`bot.app` mounts `.build/static` at `/static`.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversations import Conversations
from bot.feed import Feed
from bot.settings import Settings
from bot.sign_in import SignIn
from bot.turns import Turns
from cases.database import Database
from cases.directory import Directory
from cases.office import Office


@dataclass(frozen=True, slots=True)
class Services:
    """Settings and the gateway's services, shared by all channels."""

    settings: Settings
    directory: Directory
    conversations: Conversations
    turns: Turns
    feed: Feed
    sign_in: SignIn
    database: Database
    office: Office
