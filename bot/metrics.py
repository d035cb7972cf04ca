"""What `/metrics` tells. No label ever names a person."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]

FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

turns = Counter(
    "assistant_turns", "Messages of people, by what became of them", ["channel", "outcome"]
)
turn_seconds = Histogram(
    "assistant_turn_seconds", "From taking a message up to its stored reply", buckets=FAST
)
rasa_seconds = Histogram("assistant_rasa_seconds", "Rasa's share of a turn", buckets=FAST)
requests = Counter(
    "assistant_http_requests", "Requests, by route and status", ["method", "route", "status"]
)
request_seconds = Histogram(
    "assistant_http_seconds", "Requests that are no streams", ["route"], buckets=FAST
)
kept = Gauge("assistant_messages_kept", "Messages that wait for Rasa to be back")
notices = Gauge(
    "assistant_notices", "Notices that wait to be sent, or could not be delivered", ["state"]
)
streams = Gauge("assistant_streams", "Open streams in this process")
