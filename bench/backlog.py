"""Two hundred originals waiting for their small pictures, and how fast the worker gets through them."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from contextlib import contextmanager

from PIL import Image, ImageFilter
from sqlalchemy import func, select

from patrol import config as settings
from patrol import create_app
from patrol.extensions import db, reading
from patrol.models import Job

from . import asking, load, servers, table

PHOTOS = 200
LONGEST_SECONDS = 120


def worker(all_: servers.Servers) -> None:
    """Jobs that other rows left are worked off first."""
    county = all_.county()
    phone, most = county.phone(servers.INFORMANT), _as_taken()
    with working(county):
        _until_done(county)

    def turn():
        photo = asking.Photo(most)
        return [phone.put_report(photo.sha256, size=photo.size), phone.put_photo(photo)]

    for _ in range(PHOTOS):
        load.slice_of(load.Measured(), county.port, [turn], 0)
    with working(county):
        began = time.monotonic()
        left = _until_done(county)
        seconds = time.monotonic() - began
    what = f"worker: {PHOTOS} originals of 12 megapixels wait, {left} after {seconds:.0f} s"
    table.line(what, patrol=f"{(PHOTOS - left) / seconds:.1f}")


def _as_taken() -> bytes:
    """As a phone takes them: some 2 MB."""
    picture = io.BytesIO()
    noise = Image.effect_noise((1000, 750), 60).resize((4000, 3000)).filter(ImageFilter.GaussianBlur(1))
    noise.convert("RGB").save(picture, "JPEG", quality=88)
    return picture.getvalue()


@contextmanager
def working(county: servers.Server):
    environ = servers.environment(county.folder, **county.environment)
    command = [sys.executable, "-m", "flask", "--app", "patrol", "patrol", "work"]
    process = subprocess.Popen(command, cwd=servers.ROOT, env=environ, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def _until_done(county: servers.Server) -> int:
    """How many jobs still wait, none but where it takes too long."""
    until = time.monotonic() + LONGEST_SECONDS
    app = create_app(settings.read(servers.environment(county.folder, **county.environment)))
    with app.app_context():
        while True:
            with reading() as session:
                left = session.scalar(select(func.count(Job.id)).where(Job.done_at.is_(None)))
            if not left or time.monotonic() > until:
                db.engine.dispose()
                return left
            time.sleep(0.1)
