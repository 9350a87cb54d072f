"""A wire to a server that is cut while a client is sending: in the middle of a body, at a random byte."""

from __future__ import annotations

import random
import socket
import threading
from contextlib import contextmanager, suppress


class Scissors:
    """Every connection is cut once it has carried its share upwards, as long as there are cuts left."""

    def __init__(self, port: int, seed: int, cuts: int):
        self.port, self.random, self.left, self.made = port, random.Random(seed), cuts, 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listening.accept()
                server = socket.create_connection(("127.0.0.1", self.port))
                threading.Thread(target=self._carry, args=(server, client, None), daemon=True).start()
                threading.Thread(target=self._carry, args=(client, server, self._share()), daemon=True).start()

    def _share(self) -> int | None:
        return self.random.randrange(5_000, 140_000) if self.left > 0 else None

    def _carry(self, source: socket.socket, target: socket.socket, share: int | None) -> None:
        with suppress(OSError):
            while content := source.recv(16_384 if share is None else min(16_384, share)):
                target.sendall(content)
                share = share if share is None else share - len(content)
                if share == 0:
                    self.left, self.made = self.left - 1, self.made + 1
                    break
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.listening.close()


@contextmanager
def scissors(port: int, seed: int, cuts: int):
    between = Scissors(port, seed, cuts)
    try:
        yield between
    finally:
        between.close()
