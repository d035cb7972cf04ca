from __future__ import annotations

import dataclasses
import email
import email.policy
import stat
from collections.abc import Iterator
from pathlib import Path
from smtplib import SMTPNotSupportedError

import pytest

from benchmarks.post_office import PostOffice, body_of
from bot.mail import MailFolder, MailServer, post_for, sign_in_mail
from bot.settings import Settings

LINK = "http://testserver/sign-in/secret"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice().open() as office:
        yield office


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


def test_with_a_mail_server_mail_is_sent(settings: Settings, office: PostOffice) -> None:
    post = post_for(dataclasses.replace(settings, smtp_url=office.url))
    assert isinstance(post, MailServer)
    post.look()
    post.send(sign_in_mail(settings, "staff@example.org", "Member of staff", LINK, 30))
    (letter,) = office.letters
    assert LINK in body_of(letter)


def test_a_mail_server_that_is_not_there_is_an_error_to_try_again_after(
    settings: Settings,
) -> None:
    message = sign_in_mail(settings, "staff@example.org", "Member of staff", LINK, 30)
    with pytest.raises(ConnectionRefusedError):
        MailServer("smtp://127.0.0.1:1").send(message)


def test_a_password_is_never_sent_unencrypted(settings: Settings, office: PostOffice) -> None:
    message = sign_in_mail(settings, "staff@example.org", "Member of staff", LINK, 30)
    with pytest.raises(SMTPNotSupportedError):
        MailServer(office.url.replace("smtp://", "smtp://me:secret@")).send(message)
    assert office.letters == []


def test_half_a_message_is_never_seen(tmp_path: Path, settings: Settings) -> None:
    message = sign_in_mail(settings, "staff@example.org", "Member of staff", LINK, 30)
    MailFolder(tmp_path / "mail").send(message)
    assert [path.suffix for path in (tmp_path / "mail").iterdir()] == [".eml"]


def test_the_same_message_id_is_one_file(tmp_path: Path, settings: Settings) -> None:
    folder = MailFolder(tmp_path / "mail")
    message = sign_in_mail(settings, "staff@example.org", "Member of staff", LINK, 30)
    message["Message-ID"] = "<1.new_case@example.org>"
    for _ in range(2):
        folder.send(message)
    assert len(list((tmp_path / "mail").iterdir())) == 1
