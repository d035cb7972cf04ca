from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.measure import BenchmarkError
from benchmarks.talk import Talker, converse, rate, with_assistant, with_starter


class Bot(BaseHTTPRequestHandler):
    """Answers with a citation, or with 503 to the word 'fail'."""

    protocol_version = "HTTP/1.1"
    heard: list[tuple[str, str | None, dict[str, str]]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).heard.append((self.path, self.headers["Authorization"], body))
        failed = body["message"] == "fail"
        reply = json.dumps([{"text": "Yes.", "custom": {"citations": [{"section": "5"}]}}]).encode()
        self.send_response(503 if failed else 200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its parent's name
        pass


@pytest.fixture
def bot() -> Iterator[ThreadingHTTPServer]:
    Bot.heard = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Bot) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def closing(*talkers: Talker) -> None:
    for talker in talkers:
        talker.close()


def test_each_message_is_timed_and_its_citation_noticed(bot: ThreadingHTTPServer) -> None:
    talker = with_assistant(bot.server_port, "a-token")
    times, cited = converse(talker, ["May I film?", "And outside?"])
    closing(talker)
    assert len(times) == 2
    assert all(time > 0 for time in times)
    assert cited == [True, True]
    assert Bot.heard[0] == ("/api/messages", "Bearer a-token", {"message": "May I film?"})


def test_the_starter_is_spoken_to_over_its_rest_channel(bot: ThreadingHTTPServer) -> None:
    talker = with_starter(bot.server_port, "sender-1")
    converse(talker, ["hi"])
    closing(talker)
    path, _, body = Bot.heard[0]
    assert path == "/webhooks/rest/webhook"
    assert body == {"sender": "sender-1", "message": "hi"}


def test_a_crowd_talks_until_its_time_is_up(bot: ThreadingHTTPServer) -> None:
    talkers = [with_starter(bot.server_port, str(number)) for number in range(3)]
    found = rate(talkers, ["hi", "yes", "no"], seconds=0.2)
    closing(*talkers)
    assert found > 0
    assert {body["sender"] for _, _, body in Bot.heard} == {"0", "1", "2"}


def test_a_message_that_fails_ends_the_measure(bot: ThreadingHTTPServer) -> None:
    talkers = [with_starter(bot.server_port, str(number)) for number in range(2)]
    with pytest.raises(BenchmarkError, match="503"):
        rate(talkers, ["hi", "fail"], seconds=30)
    with pytest.raises(BenchmarkError, match="503"):
        talkers[0].say("fail")
    closing(*talkers)
