"""What holds for the suite itself."""

from __future__ import annotations

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_no_test_reaches_the_network() -> None:
    # An address kept for documentation: nobody's.
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80))
