"""The judge of bin/chaos sees what it is there to see, and its proxy does what its table says."""

from __future__ import annotations

import hashlib
import http.client
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from chaos import kinds, wire
from chaos.deeds import DEEDS
from chaos.ledger import Ledger
from chaos.link import Link
from chaos.plan import Plan
from chaos.table import Counts
from chaos.verdict import judge
from tests.serving import wait_until

BODY = b"a body of some length" * 100
NOBODY = {"drafts": [], "items": [], "files": {}}


class World:
    """One report with two photos as its person tapped it, arrived whole; each test changes one thing."""

    def __init__(self, folder: Path):
        files = [folder / "far.jpg", folder / "near.jpg"]
        for file in files:
            file.write_bytes(file.name.encode())
        self.ledger = Ledger()
        self.entry = self.ledger.begin("informant-liuru", "villa", files)
        self.entry.id, self.entry.shown = "r1", set(self.entry.hashes)
        body = {"kind": "villa", "photos": [{"sha256": one} for one in self.entry.hashes]}
        self.stored = {one: one for one in self.entry.hashes}
        self.reports = {"r1": ("case1", body, "informant-liuru")}
        self.states = {("r1", one): "held" for one in self.entry.hashes}
        self.opened = Counter({"case1": 1})
        self.phone = {"drafts": [], "items": [], "files": {}}

    def on_the_phone(self, state: str = "waiting", *lacking: str) -> None:
        hashes = self.entry.hashes
        item = {"id": "r1", "state": state, "photos": hashes, "states": ["wanted", "wanted"], "refused": None}
        self.phone = {"drafts": [], "items": [item], "files": {one: one for one in hashes if one not in lacking}}

    def line(self) -> str:
        kept = SimpleNamespace(reports=self.reports, states=self.states, opened=self.opened, hash_of=self.stored.get)
        return judge(self.ledger, kept, {"informant-liuru": self.phone}).line()


@pytest.fixture
def world(tmp_path) -> World:
    return World(tmp_path)


def test_what_arrived_whole_is_neither_lost_nor_doubled_nor_altered(world):
    assert world.line() == "lost 0, duplicated 0, altered 0"


def test_a_report_on_neither_side_is_lost(world):
    world.reports = {}
    assert world.line().startswith("lost 1,")


def test_a_report_that_the_phone_takes_for_sent_and_the_server_never_saw_is_lost(world):
    world.reports = {}
    world.on_the_phone("done")
    assert world.line().startswith("lost 1,")


def test_what_is_still_on_the_phone_is_unsent(world):
    world.reports = {}
    world.on_the_phone()
    assert world.line() == "lost 0, duplicated 0, altered 0, unsent 1"


def test_an_unsent_report_whose_photo_the_phone_let_go_is_lost(world):
    world.reports = {}
    world.on_the_phone("waiting", world.entry.hashes[1])
    assert world.line() == "lost 1, duplicated 0, altered 0, unsent 1"


def test_bytes_that_are_said_to_be_held_and_are_not_there_are_lost(world):
    del world.stored[world.entry.hashes[0]]
    assert world.line().startswith("lost 1,")


def test_other_bytes_under_the_hash_are_altered(world):
    world.stored[world.entry.hashes[0]] = hashlib.sha256(b"other").hexdigest()
    assert world.line() == "lost 0, duplicated 0, altered 1"


def test_another_kind_than_was_tapped_is_altered(world):
    world.reports["r1"][1]["kind"] = "waste"
    assert world.line() == "lost 0, duplicated 0, altered 1"


def test_the_same_photos_under_a_second_name_are_doubled(world):
    world.reports["r2"] = ("case2", world.reports["r1"][1], "informant-liuru")
    world.opened["case2"] = 1
    assert world.line() == "lost 0, duplicated 3, altered 0"


def test_a_case_opened_twice_is_doubled(world):
    world.opened["case1"] = 2
    assert world.line() == "lost 0, duplicated 1, altered 0"


def test_a_promise_seen_broken_stays_broken_though_it_was_photographed_anew(world):
    world.ledger.missed(world.entry, "a photo that was on the screen is gone")
    assert world.line() == "lost 1, duplicated 0, altered 0"


def test_the_same_seed_plans_the_same_and_every_kind_often_enough():
    first, second = Plan(5, 100, 4, 20), Plan(5, 100, 4, 20)
    phones = range(4)
    assert [first.script(one) for one in phones] == [second.script(one) for one in phones]
    assert [first.on_the_way(one) for one in phones] == [second.on_the_way(one) for one in phones]
    assert first.at_the_server() == second.at_the_server() != Plan(6, 100, 4, 20).at_the_server()
    planned = Counter(first.at_the_server())
    for one in phones:
        planned.update(first.on_the_way(one))
        planned.update(trouble.kind for report in first.script(one) for trouble in report.troubles)
    assert set(planned) == set(kinds.KINDS) - set(kinds.of("link"))
    assert min(planned.values()) >= kinds.LEAST
    assert sum(len(first.script(one)) for one in phones) == 100


class Behind(ThreadingHTTPServer):
    """A server that says how many bytes it was given, and remembers."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Told)
        self.told: list[int] = []
        self.go_on = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Told(BaseHTTPRequestHandler):
    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append(len(body))
        self.send_response(200)
        self.send_header("Content-Length", "2000")
        self.end_headers()
        self.wfile.write(b"x" * 2000)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b": hello\n\n")
        self.server.go_on.wait(10)
        self.wfile.write(b"data: news\n\n")

    def log_message(self, *_) -> None:
        """Said to nobody."""


@pytest.fixture
def behind():
    server = Behind()
    yield server
    server.shutdown()
    server.server_close()


def heard(link: Link) -> tuple[int, int]:
    """(status, bytes of the answer) of one PUT over the link; raises what a phone's own network would."""
    connection = http.client.HTTPConnection(link.url.removeprefix("http://"), timeout=30)
    connection.request("PUT", "/api/photos/1", BODY)
    answer = connection.getresponse()
    return answer.status, len(answer.read())


BREAKS = (OSError, http.client.HTTPException)
WHOLE = len(BODY)
# kind → (what the phone hears, or None where the connection breaks off, and what the server was given)
DONE = {
    "cut upwards": (None, [WHOLE // 2]),
    "cut downwards": (None, [WHOLE]),
    "late": ((200, 2000), [WHOLE]),
    "unheard": (None, [WHOLE]),
    "twice": ((200, 2000), [WHOLE, WHOLE]),
    "500": ((500, None), [WHOLE]),
    "502": ((502, None), []),
    "portal": ((200, None), []),
    "led away": ((302, None), []),
    "413": ((413, None), []),
}


def test_each_deed_on_the_way_is_tried_here_but_the_one_that_takes_a_minute():
    assert set(DONE) == set(DEEDS) - {"too late"} == set(kinds.of("request")) - {"too late"}


@pytest.mark.parametrize("kind", DONE)
def test_a_deed_on_the_way_does_what_the_table_says_and_is_counted(behind, kind):
    counts = Counts()
    link = Link(behind.port, Plan(1, 4, 2, 0), 0, counts)
    link.cards.left = [kind]
    expected, told = DONE[kind]
    if expected is None:
        with pytest.raises(BREAKS):
            heard(link)
    else:
        status, size = heard(link)
        assert (status, size if expected[1] else None) == expected
    wait_until(lambda: (behind.told, counts.seen) == (told, {kind: 1}))
    assert heard(link) == (200, 2000)


def test_bytes_pass_unchanged_where_nothing_is_planned(behind):
    link = Link(behind.port, Plan(1, 4, 2, 0), 0, Counts())
    assert heard(link) == (200, 2000)
    assert behind.told == [WHOLE]


def test_what_goes_on_coming_is_passed_on_as_it_comes(behind):
    link = Link(behind.port, Plan(1, 4, 2, 0), 0, Counts())
    connection = http.client.HTTPConnection(link.url.removeprefix("http://"), timeout=10)
    connection.request("GET", "/api/stream")
    answer = connection.getresponse()
    assert answer.read1(100) == b": hello\n\n"
    behind.go_on.set()
    assert answer.read() == b"data: news\n\n"


def test_an_answer_to_head_keeps_its_length_and_has_no_body():
    answer = wire.Answer(200, [("Content-Length", "5"), ("Connection", "close")], b"")
    assert answer.bytes("HEAD") == b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
