"""What may stand between a reader and the server: a relay that cuts or crumbles, and a proxy that holds back."""

import contextlib
import itertools
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import httpx

from evals.chat.loopback import listening


class Relay:
    """Passes bytes on; ``pieces`` are the sizes that answers are crumbled into, over and over.

    With ``cut_after`` each connection breaks after so many bytes of the answer.
    """

    def __init__(self, port: int, *, pieces: Sequence[int] = (), cut_after: int | None = None) -> None:
        self._pieces = pieces
        self.cut_after = cut_after
        self._target = ("127.0.0.1", port)
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.is_down = False
        self.port = self._listener.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.is_down:
                client.close()
                continue
            server = socket.create_connection(self._target)
            self._open |= {client, server}
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._pump, args=(client, server), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client), kwargs={"is_answer": True}, daemon=True).start()

    def cut(self) -> None:
        """Break every connection there is."""
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _pump(self, source: socket.socket, target: socket.socket, *, is_answer: bool = False) -> None:
        left, sizes = self.cut_after if is_answer else None, itertools.cycle(self._pieces)
        with contextlib.suppress(OSError):
            while (left is None or left > 0) and (data := source.recv(65_536)):
                data = data[:left]
                left = None if left is None else left - len(data)
                while data:
                    n = next(sizes) if is_answer and self._pieces else len(data)
                    target.sendall(data[:n])
                    data = data[n:]
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
            self._open.discard(one)


@contextmanager
def relaying(port: int, *, pieces: Sequence[int] = (), cut_after: int | None = None) -> Iterator[Relay]:
    relay = Relay(port, pieces=pieces, cut_after=cut_after)
    thread = threading.Thread(target=relay.run)
    thread.start()
    try:
        yield relay
    finally:
        relay.close()
        thread.join()


HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding")


@contextmanager
def holding_back(url: str) -> Iterator[str]:
    """The address of a proxy that gathers each answer whole before it passes on the first byte of it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            given = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            got = httpx.request(self.command, url + self.path, headers=given, content=body, timeout=60)
            self.send_response(got.status_code)
            for name, value in got.headers.multi_items():
                if name not in HOP_BY_HOP:
                    self.send_header(name, value)
            if got.status_code != httpx.codes.NO_CONTENT:
                self.send_header("Content-Length", str(len(got.content)))
            self.end_headers()
            with contextlib.suppress(OSError):  # who asked may be gone
                self.wfile.write(got.content)

        do_GET = do_POST = do_DELETE = do_OPTIONS = answer

    with listening(Handler) as address:
        yield address
