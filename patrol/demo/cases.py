"""The demo's sixty-one cases, played through the domain's own verbs in the order of time, sweeps between them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from patrol import work
from patrol.domain import photos
from patrol.domain.sweep import sweep
from patrol.extensions import writing
from patrol.models import Case, Job, Notice, reports
from patrol.models.cases import overdue_steps

from . import county
from .playing import Player
from .stories import all_stories

SWEEP_COMES_AFTER = timedelta(seconds=10)
# What is older than a day was read soon after; what is younger still waits in the inbox.
UNREAD = timedelta(hours=20)
READ_AFTER = timedelta(minutes=35)
AT_ONCE = 2


def load_with_county(app: Flask, now: datetime) -> None:
    """The whole demo in one transaction: whoever stops it half-way finds an empty instance and can begin again."""
    with writing() as session:
        county.load(session, now, people=(*county.CAST, *county.OTHERS))
        player = _play(app, session, now)
    _make_renditions(app, player, now)


def _play(app: Flask, session: Session, now: datetime) -> Player:
    player = Player(app.extensions["storage"], session)
    for moment, happen in player.happenings(all_stories(now)):
        _sweep_until(session, moment)
        happen(moment)
    _sweep_until(session, now)
    _read_notices(session, now)
    return player


def _make_renditions(app: Flask, player: Player, now: datetime) -> None:
    """Before the worker is there, so that the first look at a list finds its pictures.

    Photos of one view differ by their EXIF alone, of which a rendition has nothing: the first one's serve all.
    """
    first_of: dict[tuple, str] = {}
    for subject in player.subjects:
        first_of.setdefault(player.view_of[_sha256(subject)], subject)

    def make(subject: str) -> None:
        with app.app_context():
            work.make_renditions(app, subject)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(make, first_of.values()))
    work.decoder_of(app).close()
    with writing() as session:
        for subject in player.subjects:
            first = first_of[player.view_of[_sha256(subject)]]
            if subject != first:
                _copy_renditions(app, _sha256(first), _sha256(subject))
                reports.mark_preview(session, subject.partition("/")[2], _sha256(subject), True)
        session.execute(update(Job).where(Job.subject.in_(player.subjects)).values(done_at=now))


def _sha256(subject: str) -> str:
    return subject.partition("/")[0]


def _copy_renditions(app: Flask, made: str, wanted: str) -> None:
    storage = app.extensions["storage"]
    for size in photos.SIZES:
        storage.put_object(f"renditions/{size}/{wanted}", storage.read_object(f"renditions/{size}/{made}"))


def _sweep_until(session: Session, until: datetime) -> None:
    """Every deadline that passed by then is raised as the worker would have done it, seconds after it had passed."""

    @contextmanager
    def within_this_transaction():
        yield session

    while overdue := overdue_steps(session, until, 1):
        case_id, step = overdue[0]
        passed = session.get(Case, case_id).due(step).due_at
        sweep(within_this_transaction, now=min(passed + SWEEP_COMES_AFTER, until))


def _read_notices(session: Session, now: datetime) -> None:
    for notice in session.scalars(select(Notice).where(Notice.created_at < now - UNREAD)):
        notice.seen_at = notice.created_at + READ_AFTER
