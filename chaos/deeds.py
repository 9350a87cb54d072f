"""What is done to one request. Each deed says whether the connection goes on; what breaks off raises OSError."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from . import wire
from .exchange import Cut, Exchange

# The app waits 30 s and a second for every 4 KB; nobody's answer is held longer than this.
LONGEST_HELD_SECONDS = 60


def passed(exchange: Exchange) -> None:
    exchange.answer(exchange.carried_out())


def cut_upwards(exchange: Exchange) -> None:
    upstream = exchange.upstream()
    exchange.send_body(upstream, exchange.request.length // 2)
    raise Cut


def cut_downwards(exchange: Exchange) -> None:
    whole = exchange.carried_out().bytes(exchange.request.method)
    exchange.tell(whole[: len(whole) // 2])
    raise Cut


def late(exchange: Exchange) -> None:
    answer = exchange.carried_out()
    time.sleep(exchange.dice.uniform(4, 10))
    exchange.answer(answer)


def too_late(exchange: Exchange) -> None:
    answer = exchange.carried_out()
    exchange.wait_until_given_up(LONGEST_HELD_SECONDS)
    exchange.answer(answer)
    raise Cut


def unheard(exchange: Exchange) -> None:
    exchange.carried_out()
    raise Cut


def twice(exchange: Exchange) -> None:
    """The phone hears one of the two answers, whichever it is."""
    body = exchange.read_body()
    answers: list[wire.Answer | None] = [None, None]

    def play(which: int) -> None:
        try:
            answers[which] = exchange.played(body)
        except OSError:
            answers[which] = None

    both = [threading.Thread(target=play, args=(which,), daemon=True) for which in (0, 1)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    heard = answers[exchange.dice.randrange(2)]
    if heard is None:
        raise ConnectionError("the server did not answer")
    exchange.answer(heard)


def broken_answer(exchange: Exchange) -> None:
    exchange.carried_out()
    exchange.answer(wire.page(500, "500 Internal Server Error"))


def instead(answer: wire.Answer) -> Callable[[Exchange], None]:
    def deed(exchange: Exchange) -> None:
        exchange.read_body()
        exchange.answer(answer)

    return deed


DEEDS: dict[str, Callable[[Exchange], None]] = {
    "cut upwards": cut_upwards,
    "cut downwards": cut_downwards,
    "late": late,
    "too late": too_late,
    "unheard": unheard,
    "twice": twice,
    "500": broken_answer,
    "502": instead(wire.page(502, "502 Bad Gateway")),
    "portal": instead(wire.page(200, "Wi-Fi")),
    "led away": instead(wire.page(302, "Moved", Location="http://wifi.example/login")),
    "413": instead(wire.page(413, "413 Request Entity Too Large")),
}

# A kind that is not listed may strike any request.
FITS: dict[str, Callable[[wire.Request], bool]] = {
    "cut upwards": lambda request: request.writes and request.length > 0,
    "413": lambda request: request.writes and request.length > 0,
    "twice": lambda request: request.writes,
    "unheard": lambda request: request.writes,
    # Those the phone waits for longest are left out: a run has only so many minutes.
    "too late": lambda request: request.path.startswith("/api/") and request.length < 8192,
}
