"""An answer that stays open without a thread: the app begins it, and the worker gives the socket away.

The worker says that it can by a name in the environment. Under a server that does not, the app must answer otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

ABLE = "patrol.may_stay"


class Stays(BaseException):
    """Raised where the answer would end: an end would be written on the socket, and an Exception be reported."""

    def __init__(self, take: Callable):
        super().__init__()
        self.take = take  # called with the socket, which is the taker's from then on


def able(environ: dict) -> bool:
    return environ.get(ABLE) is True and environ["REQUEST_METHOD"] == "GET"


def in_chunks(environ: dict) -> bool:
    """How the worker frames an answer without a length, which whoever takes the socket has to go on with."""
    return environ["SERVER_PROTOCOL"] != "HTTP/1.0"


def begun(first: bytes, take: Callable) -> Iterator[bytes]:
    """The body of such an answer."""
    yield first
    raise Stays(take)


def offered(program: Callable) -> Callable:
    """The WSGI program, told that its worker can."""

    def told(environ, start_response):
        environ[ABLE] = True
        return program(environ, start_response)

    return told
