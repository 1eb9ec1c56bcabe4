"""The tests' own guard: nothing leaves this machine."""

import socket

import pytest


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as far, pytest.raises(OSError, match="tests talk to loopback only"):
        far.connect(("192.0.2.1", 80))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far, pytest.raises(OSError, match="loopback only"):
        far.sendto(b"x", ("192.0.2.1", 53))


def test_a_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(socket.gaierror, match=r"careers\.example is not looked up"):
        socket.getaddrinfo("careers.example", 80)


def test_this_machine_can_be_talked_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        server.accept()[0].close()
