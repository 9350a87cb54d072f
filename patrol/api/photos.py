"""Raw bytes in, renditions out. Slow phones must not stop the server.

The body is read whole, hashed and stored before a writing transaction begins, and originals take at most half of
the threads: one phone at 50 kbit/s inside a transaction held up every other write for 15 seconds.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from io import BytesIO
from threading import BoundedSemaphore

from flask import current_app, g, jsonify, request, send_file

from patrol.domain import image_types, photo_facts, photos, renditions, voice_types
from patrol.domain.errors import Conflict, Invalid, Missing, Problem
from patrol.extensions import db, reading, writing
from patrol.models import Blob
from patrol.models.prepared import looking_up
from patrol.naming import kept
from patrol.storage_problems import StorageFull

from . import present, stamped
from .gate import gated

blueprint = gated("photos")
THUMBNAIL_MOST, VOICE_MOST = 200 * 1024, 3 * 1024 * 1024
HASH = "<string(length=64):sha256>"


class NoThreadFree(Problem):
    status = 503


class TooLarge(Problem):
    status = 413


@contextmanager
def a_slot():
    """Facts and acts always find a thread: beyond half of them, originals are asked to come again."""
    slots: BoundedSemaphore = current_app.extensions["original_slots"]
    if not slots.acquire(blocking=False):
        raise NoThreadFree("busy")
    try:
        yield
    finally:
        slots.release()


def require_room() -> None:
    """Before the body: originals wait on the phones while facts, acts and thumbnails still find room."""
    if current_app.extensions["room"].is_full(reading, current_app.config["CLOCK"]()):
        raise StorageFull


def storage():
    return current_app.extensions["storage"]


@contextmanager
def body_of(sha256: str, most: int):
    """(file, size, first bytes) of the whole body, of the size and hash it was announced with."""
    with spooled(most) as (file, hashed, size):
        if hashed != sha256:
            raise Conflict("hash_differs")
        yield file, size, first_bytes(file)


@contextmanager
def spooled(most: int):
    length = request.content_length
    if length is None:
        raise Invalid("length_required")
    if length > most:
        raise TooLarge("too_large", bytes=most)
    file, hashed, size = storage().spool(request.stream, length, most)
    with file:
        yield file, hashed, size


def first_bytes(file) -> bytes:
    head = file.read(image_types.SIGNATURE_BYTES)
    file.seek(0)
    return head


def require_named(sha256: str, role: str) -> None:
    with looking_up(db.engine) as link:
        photos.require_named(link, g.actor, sha256, role)


def keep(file, sha256: str, role: str, size: int, type_: str, facts: dict | None, beside=lambda session: None):
    """`beside` writes in the same transaction, again with each try, and what it gives is given back."""
    g.now = current_app.config["CLOCK"]()  # received when it was here, not when it began to trickle in

    def hold(session):
        photos.hold(session, g.actor, sha256, role, size=size, type_=type_, facts=facts, now=g.now)
        return beside(session)

    return kept(file, sha256, storage(), hold)


@blueprint.put(f"/photos/{HASH}")
def send(sha256):
    require_named(sha256, "photo")
    require_room()
    with a_slot(), body_of(sha256, present.PHOTO_MOST) as (file, size, head):
        type_ = image_types.sniff(head)
        if type_ is None:
            raise photos.NotAnImage("not_an_image")
        keep(file, sha256, "photo", size, type_, photo_facts.read(file))
    return jsonify(sha256=sha256, state="held")


@blueprint.put(f"/photos/{HASH}/thumbnail")
def send_thumbnail(sha256):
    """The hash is the original's; what comes is a small picture of it, made on the phone."""
    require_named(sha256, "photo")
    with spooled(THUMBNAIL_MOST) as (file, _hashed, _size):
        # Made anew: whatever the phone wrote into it stays here.
        picture = renditions.of_file(file, photos.SIZES["thumb"])
    if picture is None:
        raise photos.NotAnImage("not_an_image")
    storage().put_object(photos.thumbnail_key(g.actor.id, sha256), picture)
    with writing() as session:
        state = photos.take_thumbnail(session, g.actor, sha256, g.now)
    return jsonify(sha256=sha256, state=state)


@blueprint.put(f"/voices/{HASH}")
def send_voice(sha256):
    require_named(sha256, "voice")
    with body_of(sha256, VOICE_MOST) as (file, size, head):
        type_ = voice_types.sniff(head)
        if type_ is None:
            raise photos.NotAnImage("not_a_voice")
        keep(file, sha256, "voice", size, type_, None)
    return jsonify(sha256=sha256, state="held")


@blueprint.get(f"/photos/{HASH}")
def picture(sha256):
    size = request.args.get("size", "view")
    if size == "original":
        return _original(sha256)
    if size == "stamped":
        with reading() as session:
            stamp = stamped.stamp_of(session, g.actor, sha256)
        return stamped.answer(sha256, stamp)
    if size not in photos.SIZES:
        raise Invalid("invalid", size="thumb, view, stamped or original")
    with reading() as session:
        attachment, _case = photos.seen_with(session, g.actor, sha256, "photo")
    return rendition(attachment, size)


def rendition(attachment, size: str):
    """A picture of an attachment that the reader may see: made anew, so that it tells nothing of the phone."""
    preview, sender, sha256 = attachment.preview, attachment.sender_id, attachment.sha256
    if preview is False:
        raise Missing("no_preview")
    key = rendition_key(size, sha256) if preview else photos.thumbnail_key(sender, sha256)
    if not storage().has_object(key) or (size == "view" and not preview):
        raise Missing("not_ready")
    response = send_file(BytesIO(storage().read_object(key)), mimetype="image/jpeg")
    # A thumbnail from the phone gives way to the server's own; a rendition never changes.
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable" if preview else "private, no-cache"
    return response


def _original(sha256):
    """Evidence leaves as a file, never to be run by a browser; each time is an event."""
    with reading() as session:
        photos.require_original(session, g.actor, sha256)
        type_ = session.get(Blob, sha256).type
    with writing() as session:
        photos.record_original(session, g.actor, sha256, now=g.now)
    ending = image_types.ENDINGS.get(type_, "bin")
    return kept_file(sha256, type_, as_attachment=True, download_name=f"{sha256[:16]}.{ending}")


def kept_file(sha256: str, type_: str, **more):
    """Bytes by hash. Its time is not told: it is that of the first to send these bytes, whoever that was."""
    at_hand = ExitStack()
    response = send_file(at_hand.enter_context(storage().at_hand(sha256)), mimetype=type_, etag=sha256, **more)
    response.call_on_close(at_hand.close)
    response.headers.pop("Last-Modified", None)
    return response


@blueprint.get(f"/photos/{HASH}/facts")
def facts(sha256):
    with reading() as session:
        return jsonify(photos.facts_of(session, g.actor, sha256))


@blueprint.get(f"/voices/{HASH}")
def voice(sha256):
    """Before a body is sent, that it was listened to stands in the log."""
    with writing() as session:
        attachment = photos.hear(session, g.actor, sha256, now=g.now)
        blob = session.get(Blob, sha256)
        type_ = blob.type if blob and attachment.state == "held" else None
    if type_ is None:
        raise Missing("not_ready")
    return kept_file(sha256, type_, conditional=True)


def rendition_key(size: str, sha256: str) -> str:
    return f"renditions/{size}/{sha256}"
