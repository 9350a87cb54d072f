"""gunicorn's threaded worker with four manners added for slow phones on bad links.

A thread is taken only once a request has begun to arrive, is given back when a phone has vanished in the
middle of sending, and is never spent on saying goodbye to a phone that is still sending what was refused. An answer
that stays open gives its thread back as well: its socket goes to whom the app names.
Under TLS a handshake also takes a thread, for its own short time.
"""

from __future__ import annotations

import selectors
import socket
import ssl
import struct
import time
from functools import partial

from gunicorn.workers.gthread import _DEFER, ThreadWorker

from patrol.gunicorn_tls import send_to_https, speaks_plainly
from patrol.staying import Stays, offered

# Not one byte for this long: the phone is out of reach, and its thread goes to another.
SILENCE_SECONDS = 60
# What a refused sender has in flight is read and dropped, else it would see a reset before our answer.
GOODBYE_SECONDS = 3.0
DRAIN_AT_ONCE_SECONDS = 0.05
_GIVEN_AWAY = object()


class PatientWorker(ThreadWorker):
    def init_process(self):
        self.leaving: dict[object, float] = {}
        super().init_process()

    def load_wsgi(self):
        super().load_wsgi()
        self.wsgi = offered(self.wsgi)

    def handle_request(self, req, conn):
        try:
            return super().handle_request(req, conn)
        except Stays as staying:
            staying.take(conn.sock)
            return _GIVEN_AWAY

    def enqueue_req(self, conn):
        if conn.initialized or conn.data_ready:
            super().enqueue_req(conn)
            return
        _give_up_on_silence(conn.sock)
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def handle(self, conn):
        if not self.cfg.is_ssl or conn.initialized:
            return super().handle(conn)
        if not self._shake_hands(conn):
            return False
        # Browsers open connections ahead of need: the thread is free again until a request begins to arrive.
        return super().handle(conn) if conn.sock.pending() else _DEFER

    def _shake_hands(self, conn) -> bool:
        try:
            if speaks_plainly(conn.sock):
                send_to_https(conn.sock)
                return False
            conn.init()
        except OSError as problem:
            # A phone that does not trust the certificate ends here: daily bread, not an error of ours.
            self.log.debug("No TLS with %s: %s", conn.client, problem)
            return False
        return True

    def _keepalive_after(self, conn, keepalive):
        # An unread rest that is already here is dropped and the connection kept; more is not waited for.
        if not keepalive or keepalive is _GIVEN_AWAY:
            return keepalive
        return bool(conn.parser.finish_body(deadline=time.monotonic() + DRAIN_AT_ONCE_SECONDS))

    def _cap_keepalive(self, deadline):
        # Connections that never asked for anything must not hold up a restart either.
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def finish_request(self, conn, fs):
        if fs.cancelled() or fs.exception() is not None:
            super().finish_request(conn, fs)
        elif fs.result() is _GIVEN_AWAY:
            self.nr_conns -= 1
        elif not fs.result():
            self._say_goodbye(conn)
        elif isinstance(conn.sock, ssl.SSLSocket) and conn.sock.pending():
            # What is decrypted already no longer makes the socket readable.
            self.enqueue_req(conn)
        else:
            super().finish_request(conn, fs)

    def _say_goodbye(self, conn):
        try:
            conn.sock.setblocking(False)
            _close_notify(conn.sock)
            conn.sock.shutdown(socket.SHUT_WR)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._drop_what_comes, conn))
        except (OSError, ValueError):
            self._part(conn)
            return
        self.leaving[conn] = time.monotonic() + GOODBYE_SECONDS

    def _drop_what_comes(self, conn, sock):
        try:
            if sock.recv(65536):
                return
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            pass
        self._part(conn)

    def _part(self, conn):
        if self.leaving.pop(conn, None) is not None:
            self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self):
        super().murder_pending()
        now = time.monotonic()
        for conn in [conn for conn, until in self.leaving.items() if until <= now]:
            self._part(conn)


def _close_notify(sock):
    if not isinstance(sock, ssl.SSLSocket):
        return
    try:
        sock.unwrap()
    except (OSError, ValueError):
        # It is sent; the phone's own goodbye is not waited for.
        return


def _give_up_on_silence(sock):
    # Not settimeout(): that would also bound the whole of a long answer, not only the silence within it.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SILENCE_SECONDS, 0))
    if hasattr(socket, "TCP_USER_TIMEOUT") and sock.family != socket.AF_UNIX:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENCE_SECONDS * 1000)
