"""Rasa calls the action server, with two of its costs taken out.

Rasa 3.6.21 is the last of its line, so these places will not move:

- each reply of the action server is checked against a schema; Rasa checks the schema itself again
  every time, which takes longer than everything else in a turn. Here it is checked once.
- each call opens a connection. Here connections are kept.
"""

from __future__ import annotations

from typing import Any

import aiohttp
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig

TIMEOUT_SECONDS = 25.0


class KeptSessions:
    """One HTTP session for each endpoint, opened at its first call."""

    def __init__(self) -> None:
        self._sessions: dict[int, aiohttp.ClientSession] = {}

    def of(self, endpoint: EndpointConfig) -> _Borrowed:
        """The endpoint's session, as a context manager that leaves it open."""
        session = self._sessions.get(id(endpoint))
        if session is None or session.closed:
            session = aiohttp.ClientSession(
                headers=endpoint.headers, timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
            )
            self._sessions[id(endpoint)] = session
        return _Borrowed(session)

    async def close(self) -> None:
        """Closes all."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()


class _Borrowed:
    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *_fault: object) -> None:
        return None


def install() -> KeptSessions:
    """Makes Rasa call the action server so, in this process. Close what is returned at the end."""
    sessions = KeptSessions()
    schema = RemoteAction.action_response_format_spec()
    validator_class = validator_for(schema)
    validator_class.check_schema(schema)
    validator = validator_class(schema)

    def validate(_action: RemoteAction, result: Any) -> bool:
        validator.validate(result)
        return True

    def session(endpoint: EndpointConfig) -> _Borrowed:
        return sessions.of(endpoint)

    RemoteAction._validate_action_result = validate
    EndpointConfig.session = session
    return sessions
