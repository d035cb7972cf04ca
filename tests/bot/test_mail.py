from __future__ import annotations

import dataclasses
import email
import email.policy
import socketserver
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from smtplib import SMTPNotSupportedError
from typing import Any

import pytest

from bot.mail import MailFolder, MailServer, post_for, sign_in_mail
from bot.settings import Settings

LINK = "http://testserver/sign-in/secret"


class SmtpPeer(socketserver.ThreadingTCPServer):
    """Takes mail as a small mail server does, and keeps what it was sent."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        self.received: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 here")
        for raw in self.rfile:
            word = raw.strip().split(b" ")[0].upper()
            if word == b"DATA":
                self._say("354 go on")
                self._take()
            self._say("221 bye" if word == b"QUIT" else "250 fine")
            if word == b"QUIT":
                return

    def _take(self) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        server: Any = self.server
        server.received.append(b"".join(lines))

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def peer() -> Iterator[SmtpPeer]:
    server = SmtpPeer()
    thread = threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_without_a_mail_server_mail_is_written_where_only_its_owner_reads(
    settings: Settings,
) -> None:
    post = post_for(settings)
    assert isinstance(post, MailFolder)
    post.send(sign_in_mail(settings, "staff@example.org", "Member of staff", LINK, 30))
    (path,) = (settings.var / "mail").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["To"] == "staff@example.org"
    body = message.get_body()
    assert body is not None
    assert LINK in body.get_content()
    assert "30 minutes" in body.get_content()


def test_with_a_mail_server_mail_is_sent(settings: Settings, peer: SmtpPeer) -> None:
    url = f"smtp://127.0.0.1:{peer.server_address[1]}"
    post = post_for(dataclasses.replace(settings, smtp_url=url))
    assert isinstance(post, MailServer)
    post.send(sign_in_mail(settings, "staff@example.org", "Member of staff", LINK, 30))
    assert LINK.encode() in peer.received[0]


def test_a_mail_server_that_is_not_there_is_an_error_to_try_again_after(
    settings: Settings,
) -> None:
    message = sign_in_mail(settings, "staff@example.org", "Member of staff", LINK, 30)
    with pytest.raises(ConnectionRefusedError):
        MailServer("smtp://127.0.0.1:1").send(message)


def test_a_password_is_never_sent_unencrypted(settings: Settings, peer: SmtpPeer) -> None:
    message = sign_in_mail(settings, "staff@example.org", "Member of staff", LINK, 30)
    with pytest.raises(SMTPNotSupportedError):
        MailServer(f"smtp://me:secret@127.0.0.1:{peer.server_address[1]}").send(message)
    assert peer.received == []


def test_half_a_message_is_never_seen(tmp_path: Path, settings: Settings) -> None:
    message = sign_in_mail(settings, "staff@example.org", "Member of staff", LINK, 30)
    MailFolder(tmp_path / "mail").send(message)
    assert [path.suffix for path in (tmp_path / "mail").iterdir()] == [".eml"]
