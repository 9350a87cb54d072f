"""What `bin/serve --tls` says and does for phones: the files, the greeting with its QR code, the renewal."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from patrol.supervisor import Tls

from .addresses import facing_out, interfaces
from .problems import TlsProblem
from .tls_files import make_ready


class Phones:
    """Raises TlsProblem at once when the files of `instance/tls/` cannot be used."""

    def __init__(self, instance: Path, clock: Callable[[], datetime], host: str, plain_port: int):
        self.instance, self.clock, self.plain_port = instance, clock, plain_port
        self.everywhere = host in ("0.0.0.0", "::")
        self.host = facing_out() if self.everywhere else host
        self.ready = make_ready(instance, clock())
        self.last_problem = ""

    def tls(self) -> Tls:
        return Tls(self.ready.bundle, self.ready.der, self.plain_port, self.renew)

    @property
    def page(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.plain_port}/"

    def greeting(self) -> list[str]:
        lines = [f"A phone opens {self.page} first, once, and is shown how to trust this machine."]
        if sys.stdout.isatty():
            lines.append(qr(self.page))
        lines += ["The fingerprint that the phone must show (SHA-256):", *in_rows(self.ready.fingerprint)]
        return lines + self._others() + self._left_out()

    def _others(self) -> list[str]:
        # The way to the internet may be another one than the way to the phones.
        if not self.everywhere:
            return []
        others = [str(one.ip) for one in interfaces() if one.version == 4 and str(one.ip) != self.host]
        return [f"Phones of another network take its address: {', '.join(others)}."] if others else []

    def renew(self) -> list[str]:
        """Look at addresses and time again; what changed, in words. A problem is said once and never ends the web."""
        try:
            self.ready = make_ready(self.instance, self.clock(), begin=False)
        except TlsProblem as problem:
            said, self.last_problem = self.last_problem, str(problem)
            return [] if said == str(problem) else [str(problem)]
        self.last_problem = ""
        if not self.ready.renewed:
            return []
        return [
            "The certificate was made anew: an address of this machine changed, or it was near its end.",
            *self._left_out(),
        ]

    def _left_out(self) -> list[str]:
        if not self.ready.left_out:
            return []
        which = ", ".join(self.ready.left_out)
        return [
            f"Not over https: {which}. The authority was made for other networks, and phones take no more from it."
        ]


def in_rows(fingerprint: str) -> list[str]:
    pairs = fingerprint.split()
    return ["  " + " ".join(pairs[start : start + 8]) for start in range(0, len(pairs), 8)]


def qr(text: str) -> str:
    import segno

    drawn = io.StringIO()
    segno.make(text, error="m").terminal(drawn, compact=True)
    return drawn.getvalue().rstrip("\n")
