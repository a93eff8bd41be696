"""Tests stay on this machine."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError

DOCUMENTATION_ADDRESS = "192.0.2.1"  # RFC 5737: belongs to nobody


def test_a_test_cannot_reach_another_machine() -> None:
    """A connection to anywhere but this machine fails the test that tries it."""
    with pytest.raises((SocketConnectBlockedError, UserWarning), match="A test tried to use socket"):
        socket.create_connection((DOCUMENTATION_ADDRESS, 80), timeout=1)


def test_a_test_can_reach_a_server_of_its_own() -> None:
    """A connection to a server on the loopback address goes through."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as client,
    ):
        assert client.getpeername() == server.getsockname()
