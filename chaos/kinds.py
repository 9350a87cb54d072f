"""What goes wrong, as a table: the name that is counted, where it strikes, and what happens."""

from __future__ import annotations

from dataclasses import dataclass

# In a whole run each kind comes at least that often.
LEAST = 20


@dataclass(frozen=True)
class Kind:
    # link: as time goes by · request: one request is picked · phone · server
    where: str
    what: str


KINDS = {
    "one bar": Kind("link", "some seconds of 50 kbit/s, 600 ms there and back, 5 % of the packets lost"),
    "cut": Kind("link", "every 3 to 20 s whatever is under way breaks off, and nothing gets through for a moment"),
    "cut upwards": Kind("request", "a body breaks off in the middle, at the phone and at the server"),
    "cut downwards": Kind("request", "an answer breaks off in the middle"),
    "late": Kind("request", "the answer comes 4 to 10 s late"),
    "too late": Kind("request", "the answer comes after the phone has given up waiting"),
    "unheard": Kind("request", "the request is carried out and its answer is lost"),
    "twice": Kind("request", "the request reaches the server twice, at the same time"),
    "500": Kind("request", "the request is carried out and answered with somebody's page of 500"),
    "502": Kind("request", "somebody answers 502 in the server's place"),
    "portal": Kind("request", "a sign-in page of a hotel answers 200"),
    "led away": Kind("request", "302 to such a page"),
    "413": Kind("request", "somebody on the way finds a body too large"),
    "tab closed": Kind("phone", "the page is taken away, a new one is opened"),
    "tab crashed": Kind("phone", "the page's process dies"),
    "browser killed": Kind("phone", "kill -9 of the whole browser, its profile is opened again"),
    "clock jumped": Kind("phone", "the phone's clock is minutes to days off, forwards or back"),
    "phone full": Kind("phone", "the browser has no room left while a photo is taken"),
    "signed out": Kind("phone", "the session has ended: the device was revoked, or its cookie is gone"),
    "updated": Kind("phone", "a new build of the app is there, and its person says yes"),
    "web killed": Kind("server", "kill -9 of the web, all of it or one of its processes"),
    "worker killed": Kind("server", "kill -9 of the worker"),
    "database locked": Kind("server", "somebody holds SQLite's write lock, mostly for seconds, at times too long"),
    "disk full": Kind("server", "no room at one step of writing bytes or of a transaction"),
}


def of(where: str) -> list[str]:
    return [name for name, kind in KINDS.items() if kind.where == where]
