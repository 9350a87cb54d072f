"""A photo with time, place and the case's code below it, made when it is first asked for and kept for that case."""

from __future__ import annotations

import base64
import json
from io import BytesIO

from flask import current_app, request, send_file

from patrol import aside, words
from patrol.domain import photos, stamps
from patrol.domain.errors import Missing, Problem
from patrol.domain.sweeping import STAMPED

from .errors import language

MEGABYTES, SECONDS = 400, 20


class NotMade(Problem):
    status = 503


def stamp_of(session, by, sha256: str) -> stamps.Stamp:
    photo, case = photos.seen_with(session, by, sha256, "photo", request.args.get("case"))
    if photo.preview is False:
        raise Missing("no_preview")
    if not photo.preview:
        raise Missing("not_ready")
    return stamps.of(session, photo, case)


def answer(sha256: str, stamp: stamps.Stamp):
    """Named by the code alone. No transaction is open: nobody waits for the drawing."""
    content = _kept(sha256, stamp)
    response = send_file(BytesIO(content), mimetype="image/jpeg", download_name=f"{stamp.code}.jpg")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _kept(sha256: str, stamp: stamps.Stamp) -> bytes:
    storage, spoken = current_app.extensions["storage"], language()
    key = f"{STAMPED}/{stamp.digest}-{spoken.lower()}/{sha256}"
    if not storage.has_object(key):
        storage.put_object(key, _drawn(storage.read_object(f"renditions/view/{sha256}"), stamp, spoken))
    return storage.read_object(key)


def _drawn(picture: bytes, stamp: stamps.Stamp, spoken: str) -> bytes:
    asked = {
        "picture": base64.b64encode(picture).decode(),
        "lines": _lines(stamp, spoken, stamp.place), "plain": _lines(stamp, "en", stamp.area),
    }  # fmt: skip
    try:
        return aside.run("stamp", json.dumps(asked).encode(), megabytes=MEGABYTES, seconds=SECONDS)
    except aside.Failed as failure:
        current_app.logger.warning("no stamped copy: %s", failure)
        raise NotMade("busy") from None


def _lines(stamp: stamps.Stamp, spoken: str, place: str) -> list[str]:
    facing = words.words(spoken, f"stamp.point.{stamp.point}") if stamp.point else ""
    bearing = words.words(spoken, "stamp.bearing", point=facing, degrees=stamp.bearing) if facing else ""
    told = [[stamp.taken, place], [stamp.coordinates, bearing], [words.words(spoken, "stamp.code", code=stamp.code)]]
    return [line for parts in told if (line := "  ".join(filter(None, parts)))]
