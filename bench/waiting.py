"""Five hundred apps that are open: each asks for what is new every 30 seconds and keeps its connection meanwhile."""

from __future__ import annotations

import selectors
import socket
import threading

from . import asking, load, servers, table

APPS, EVERY_SECONDS = 500, 30
SLICES, SECONDS, CLIENTS = 6, 1.0, 2


def apps(all_: servers.Servers) -> None:
    county = all_.county()
    phone = county.phone(servers.INFORMANT)
    inspector = county.phone(servers.INSPECTOR)
    cursor, more = "", True
    while more:
        page, _ = asking.ask(county.port, "GET", f"/api/changes?limit=200{cursor}", inspector.cookie)
        cursor, more = f"&after={page['cursor']}", page["more"]
    asked = b"".join(inspector.get(f"/changes?limit=50{cursor}"))
    idle, beside = load.Measured(), load.Measured()
    load.slice_of(load.Measured(), county.port, [phone.report] * CLIENTS, SECONDS / 4)
    for _ in range(SLICES // 2):
        load.slice_of(idle, county.port, [phone.report] * CLIENTS, SECONDS)
    with _Open(county.port, asked) as waiting:
        for _ in range(SLICES // 2):
            load.slice_of(beside, county.port, [phone.report] * CLIENTS, SECONDS)
    table.line(
        f"facts beside {APPS} open apps ({waiting.answered} of their {waiting.sent} questions answered)", CLIENTS,
        patrol=f"{beside.rate:.0f}", ratio=f"p95 {beside.p95 / idle.p95:.2f} × idle", median=f"{beside.median:.1f}",
        p95=f"{beside.p95:.1f}",
    )  # fmt: skip


class _Open:
    """Kept connections, of which one after the other asks, evenly over the half minute."""

    def __init__(self, port: int, asked: bytes):
        self.port, self.asked = port, asked
        self.sent = self.answered = 0
        self.over = threading.Event()

    def __enter__(self):
        self.apps = [socket.create_connection(("127.0.0.1", self.port)) for _ in range(APPS)]
        self.thread = threading.Thread(target=self._ask_by_turns)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        for app in self.apps:
            app.close()

    def _ask_by_turns(self) -> None:
        with selectors.DefaultSelector() as poller:
            for app in self.apps:
                poller.register(app, selectors.EVENT_READ)
            while not self.over.wait(EVERY_SECONDS / APPS):
                self.apps[self.sent % APPS].sendall(self.asked)
                self.sent += 1
                self._read(poller, 0)
            while self.answered < self.sent and self._read(poller, 5):
                pass

    def _read(self, poller: selectors.BaseSelector, seconds: float) -> bool:
        ready = poller.select(seconds)
        for key, _ in ready:
            self.answered += key.fileobj.recv(65536).startswith(b"HTTP/1.1 200")
        return bool(ready)
