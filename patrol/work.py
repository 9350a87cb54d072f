"""The worker: raise what is overdue, make renditions; every turn may be cut off at any point and comes again."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from datetime import timedelta

from flask import Flask

from . import delivering, faults
from .decoder import Decoder, DecoderDied
from .domain import checking, leavers, likeness, photos, rerule
from .domain.recounting import recount
from .domain.sweep import sweep
from .extensions import empty_write_ahead_log, reading, snapshot, writing
from .housekeeping import Housekeeping
from .models import work

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
# A picture at which the decoder died that often is to blame for it, not a machine short of memory.
MOST_DEATHS = 4


def run(app: Flask, stop: threading.Event) -> None:
    """Sweep every few seconds, work on jobs in between, until told to stop."""
    owner = f"{socket.gethostname()}/{os.getpid()}"
    with app.app_context(), delivering.beside(app, stop):
        recount_once(app)
        housekeeping = Housekeeping(app)
        next_sweep = 0.0
        while not stop.is_set():
            try:
                if time.monotonic() >= next_sweep:
                    sweep(writing, now=app.config["CLOCK"](), look=reading)
                    housekeeping.turn(app.config["CLOCK"]())
                    next_sweep = time.monotonic() + app.config["PATROL"].sweep_seconds
                if not one_job(app, owner):
                    stop.wait(1)
            except Exception:
                # The database may be away for a while; nothing is lost, what was due is still due.
                log.exception("the worker's turn failed; it goes on")
                stop.wait(5)


def recount_once(app: Flask) -> None:
    """An upgrade may have brought the calendar of another year; without a database it waits for the next start."""
    try:
        settled = recount(writing, now=app.config["CLOCK"]())
        if settled:
            log.info("%s provisional deadlines were counted anew by the published calendar", settled)
    except Exception:
        log.exception("provisional deadlines were not counted anew; they are at the next start")


def one_job(app: Flask, owner: str) -> bool:
    """Claim and do one job; False when there is none."""
    clock = app.config["CLOCK"]
    with reading() as session:
        waiting = work.any_job(session, clock())
    if not waiting:
        decoder_of(app).close()
        return False
    with writing() as session:
        job = work.claim_job(session, owner, clock(), LEASE)
        if job is None:
            return False
        job_id, task, subject, tries = job.id, job.task, job.subject, job.tries
    try:
        faults.reach("job.claimed")
        with _heartbeat(app, job_id, owner):
            TASKS[task](app, subject, last_try=tries >= MOST_DEATHS)
        faults.reach("job.worked")
    except Exception as problem:
        log.exception("job %s failed", job_id)
        with writing() as session:
            pause = timedelta(seconds=min(2**tries, 3600))
            work.put_off_job(session, job_id, owner, clock() + pause, repr(problem)[:500])
        return True
    with writing() as session:
        work.finish_job(session, job_id, owner, clock())
    return True


def decoder_of(app: Flask) -> Decoder:
    """Its child is started by the first picture, not here."""
    return app.extensions.setdefault("decoder", Decoder())


def make_renditions(app: Flask, subject: str, *, last_try: bool = False) -> None:
    """The 320 and 1280 pixel pictures of an original, or the knowledge that there can be none (无法预览).

    `subject` is the hash and its sender: the same bytes of two people are two jobs, see `Attachment.preview`.
    """
    sha256, _, sender_id = subject.partition("/")
    storage = app.extensions["storage"]
    with storage.at_hand(sha256) as path:
        try:
            made = decoder_of(app).renditions(path)
        except DecoderDied:
            if not last_try:
                raise
            log.warning("%s has ended the decoder too often; it gets no preview", sha256)
            made = None
    for size, pixels in photos.SIZES.items() if made else ():
        storage.put_object(f"renditions/{size}/{sha256}", made[pixels])
    differs = made is not None and not _as_sent_ahead(storage, sender_id, sha256, made[likeness.SIDE])
    with writing() as session:
        now = app.config["CLOCK"]()
        photos.previewed(session, sender_id, sha256, made=made is not None, differs=differs, now=now)


def _as_sent_ahead(storage, sender_id: str, sha256: str, original: likeness.Square) -> bool:
    """Also where nothing was sent ahead."""
    key = photos.thumbnail_key(sender_id, sha256)
    return not storage.has_object(key) or likeness.alike(likeness.square_of(storage.read_object(key)), original)


def check_log(app: Flask, subject: str, *, last_try: bool = False) -> None:
    """`subject` is the check's id. It tells how far it is once a second: a page shows it."""
    told = [time.monotonic()]

    def seldom() -> bool:
        due = time.monotonic() - told[0] >= 1
        told[0] = time.monotonic() if due else told[0]
        return due

    checking.run(writing, snapshot, subject, clock=app.config["CLOCK"], seldom=seldom)


def erase(app: Flask, subject: str, *, last_try: bool = False) -> None:
    """`subject` is the person's id; the office has asked for it."""
    with writing() as session:
        leavers.carry_out(session, subject, now=app.config["CLOCK"]())
    empty_write_ahead_log()


def go_over(app: Flask, subject: str, *, last_try: bool = False) -> None:
    moved = rerule.run(writing, reading, subject, clock=app.config["CLOCK"])
    log.info("%s open cases went over to newer rules", moved)


TASKS = {
    photos.RENDITIONS: make_renditions, checking.TASK: check_log, leavers.TASK: erase, rerule.TASK: go_over,
}  # fmt: skip


class _heartbeat:
    """Keeps the lease while the work goes on; lost only when this process dies."""

    def __init__(self, app: Flask, job_id: str, owner: str):
        self.app, self.job_id, self.owner = app, job_id, owner
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def _beat(self):
        while not self.over.wait(LEASE.total_seconds() / 3):
            with self.app.app_context(), writing() as session:
                work.keep_job(session, self.job_id, self.owner, self.app.config["CLOCK"]() + LEASE)
