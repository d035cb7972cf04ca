"""One gateway for a whole module of tests, and for each test a person nobody has talked to yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import ROOT, Settings, read_settings
from tests.bot.live import Live
from tests.bot.stub_rasa import StubRasa

PEOPLE = 80
PERSON = """
  - email: person-{0}@example.org
    name: Member of staff
    roles: [staff]
"""


class Crowd:
    """The gateway (`live`), its Rasa (`stub`), its settings, and people for the asking."""

    def __init__(self, folder: Path, stub: StubRasa) -> None:
        root = folder / "root"
        root.mkdir()
        declared = (ROOT / "organisation.yml").read_text(encoding="utf-8")
        people = "".join(PERSON.format(number) for number in range(PEOPLE))
        (root / "organisation.yml").write_text(declared + people, encoding="utf-8")
        self.environment = {
            "ASSISTANT_VAR": str(folder / "var"),
            "RASA_URL": stub.url,
            "RASA_TOKEN": "rasa-token",
            "ACTIONS_URL": stub.url,
            "ACTIONS_TOKEN": "actions-token",
        }
        self.settings: Settings = dataclasses.replace(
            read_settings(self.environment, root), build=ROOT / ".build"
        )
        self.stub = stub
        self.live = Live(self.settings)
        self._people = iter(range(PEOPLE))

    def person(self) -> str:
        """The address of somebody new; the Rasa stand-in is there and answers at once."""
        self.stub.gone = False
        self.stub.free.set()
        return f"person-{next(self._people)}@example.org"

    def heard(self, email: str) -> list[str]:
        """What Rasa was sent from this person."""
        return [body["message"] for body in self.stub.bodies if body["sender"] == email]

    def until_told(self, email: str, words: str) -> None:
        """Returns when this person has been told something with these words in it."""
        client = self.live.client(email)
        with client.stream("GET", "/api/messages/stream", timeout=60) as answer:
            for line in answer.iter_lines():
                if words in line:
                    return
        raise AssertionError(f"{email} was never told {words!r}")

    def cut_connections(self) -> None:
        """As when a phone loses its network: every open connection breaks off."""
        for connection in tuple(self.live._server.server_state.connections):
            connection.loop.call_soon_threadsafe(connection.transport.abort)


@contextmanager
def gathered(folder: Path) -> Iterator[Crowd]:
    """A crowd, gone at the end."""
    stub = StubRasa()
    try:
        crowd = Crowd(folder, stub)
        try:
            yield crowd
        finally:
            crowd.live.stop()
    finally:
        stub.close()
