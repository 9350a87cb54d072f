"""TLS for the threaded worker: a context that follows its file, and sockets that give up on silence.

gunicorn asks for a context at every connection. Keeping it lets phones resume their sessions; looking at the file
lets a renewed certificate count for the next connection, without a restart.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
import threading

HANDSHAKE_SECONDS = 20
HANDSHAKE = b"\x16"
PLAIN_REQUEST = re.compile(
    rb"(?:GET|HEAD) (/[!-~]*) HTTP/1\.[01]\r\n(?:.*\r\n)*?Host: *([\w.:\[\]-]+)\r\n", re.IGNORECASE
)

_kept: dict[str, tuple[tuple, ssl.SSLContext]] = {}
_keeping = threading.Lock()


class PatientSocket(ssl.SSLSocket):
    """Blocking with a limit on each read and write: under TLS the kernel's own limit would only be tried again."""

    silence_seconds = 60.0

    def setblocking(self, flag: bool) -> None:
        self.settimeout(self.silence_seconds if flag else 0.0)

    def do_handshake(self, block: bool = False) -> None:
        self.settimeout(HANDSHAKE_SECONDS)
        super().do_handshake(block)
        self.setblocking(True)


def context(bundle: str, key: str | None = None) -> ssl.SSLContext:
    """For the certificate in this file (and its key, unless that has a file of its own), as it is now.

    One that has gone leaves the last one in force.
    """
    with _keeping:
        kept = _kept.get(bundle)
        try:
            now = os.stat(bundle)
        except OSError:
            if kept is None:
                raise
            return kept[1]
        stamp = (now.st_mtime_ns, now.st_ino)
        if kept is None or kept[0] != stamp:
            kept = _kept[bundle] = (stamp, _context(bundle, key))
        return kept[1]


def _context(bundle: str, key: str | None) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.set_alpn_protocols(["http/1.1"])
    made.load_cert_chain(bundle, key)
    made.sslsocket_class = PatientSocket
    return made


def speaks_plainly(sock: socket.socket) -> bool:
    """Whether what has begun to arrive is no TLS handshake: somebody typed the address without https."""
    return sock.recv(1, socket.MSG_PEEK) not in (HANDSHAKE, b"")


def send_to_https(sock: socket.socket) -> None:
    """An answer in plain HTTP that leads to the same address under https."""
    sock.settimeout(1)
    request = PLAIN_REQUEST.match(sock.recv(4096))
    if request is None:
        return
    place = b"https://" + request[2] + request[1]
    sock.sendall(
        b"HTTP/1.1 307 Temporary Redirect\r\nLocation: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % place
    )
