"""Originals in pieces by tus 1.0: whatever arrived before a cut stays, and any web process goes on from there.

A piece is read whole before anything is locked, and what was read of one that was cut is kept too: not of the one
that comes with the creation, for nobody has heard where to go on. The pieces are objects of the storage and the
offset is a row: killing the server loses at most the piece in flight.
"""

from __future__ import annotations

from contextlib import contextmanager

from flask import current_app, g, request, url_for

from patrol import faults
from patrol.domain import image_types, photo_facts, photos, uploads
from patrol.domain.errors import Conflict, Invalid
from patrol.extensions import reading, writing
from patrol.spool import Piece, room_needed
from patrol.storage_problems import Truncated

from . import present, tus
from .gate import gated
from .photos import TooLarge, a_slot, first_bytes, keep, require_named, require_room, spooled, storage

blueprint = gated("uploads")


@blueprint.after_request
def in_the_words_of_tus(response):
    response.headers["Tus-Resumable"] = tus.VERSION
    return response


@blueprint.route("/uploads", methods=["OPTIONS"], provide_automatic_options=False)
def offered():
    """What this server speaks."""
    return tus.answer(204, **tus.OFFERED, **{"Tus-Max-Size": str(present.PHOTO_MOST)})


@blueprint.post("/uploads")
def begin():
    """Upload-Length and Upload-Metadata `sha256`; the first piece may come along."""
    tus.require_version()
    require_room()
    length, sha256 = tus.number("Upload-Length"), tus.metadata("sha256")
    if length > present.PHOTO_MOST:
        raise TooLarge("too_large", bytes=present.PHOTO_MOST)
    if length == 0:
        raise photos.NotAnImage("not_an_image")
    upload = _WITH[_comes_with_it(length)](sha256, length)
    return tus.answer(201, upload, Location=url_for(".how_far", upload_id=upload.id))


@blueprint.route("/uploads/<uuid:upload_id>", methods=["HEAD"])
def how_far(upload_id):
    """Where to go on."""
    tus.require_version()
    with reading() as session:
        upload = uploads.find(session, g.actor, str(upload_id), g.now)
    return tus.answer(200, upload, **{"Upload-Length": str(upload.length)})


@blueprint.patch("/uploads/<uuid:upload_id>")
def lengthen(upload_id):
    """The next piece, from Upload-Offset on."""
    tus.require_version()
    tus.require_piece()
    require_room()
    return tus.answer(204, _lengthen(str(upload_id), tus.number("Upload-Offset")))


@blueprint.delete("/uploads/<uuid:upload_id>")
def give_up(upload_id):
    tus.require_version()
    with reading() as session:
        uploads.find(session, g.actor, str(upload_id), g.now)
    _remove(str(upload_id))
    return tus.answer(204)


def _comes_with_it(length: int) -> str:
    if not request.content_length:
        return "nothing"
    tus.require_piece()
    return "the whole" if request.content_length == length else "a piece"


def _begin(sha256: str, length: int):
    with writing() as session:
        return uploads.begin(session, g.actor, sha256, length, current_app.config["CLOCK"]())


def _begin_with_piece(sha256: str, length: int):
    """The row only when the piece is here: one that was cut leaves nothing, and the phone begins anew."""
    require_named(sha256, "photo")  # before a slow phone has sent the rest of it
    announced = tus.checksum()
    with a_slot(), _piece(length) as piece:
        if piece.cut:
            raise Truncated
        tus.check(piece.file, announced)
        upload = _begin(sha256, length)
        _store(upload, 0, piece, upload.created_at)
    return upload


def _take_whole(sha256: str, length: int):
    """As one PUT, with a row that tells of it. Nothing stays open, so it counts towards no quota."""
    require_named(sha256, "photo")
    announced = tus.checksum()
    with a_slot(), spooled(length) as (file, hashed, size):
        tus.check(file, announced)
        if hashed != sha256:
            raise tus.ChecksumDiffers("hash_differs")
        return _hold(file, sha256, size, lambda session: uploads.take_whole(session, g.actor, sha256, size, g.now))


_WITH = {"nothing": _begin, "a piece": _begin_with_piece, "the whole": _take_whole}


def _hold(file, sha256: str, size: int, beside):
    type_ = image_types.sniff(first_bytes(file))
    if type_ is None:
        raise photos.NotAnImage("not_an_image")
    return keep(file, sha256, "photo", size, type_, photo_facts.read(file), beside)


def _lengthen(upload_id: str, start: int):
    with reading() as session:
        upload = uploads.find(session, g.actor, upload_id, g.now)
    if upload.offset != start:
        raise Conflict("offset_differs", offset=upload.offset)  # before a slow phone has sent the rest of it
    announced = tus.checksum()
    with a_slot(), _piece(upload.length - start) as piece:
        if piece.cut and announced:
            raise Invalid("cut_off")  # what arrived cannot be checked, so it does not count
        tus.check(piece.file, announced)
        now = current_app.config["CLOCK"]()
        with _locked(upload_id, start, now) as upload:
            _store(upload, start, piece, now)
    return upload


@contextmanager
def _locked(upload_id: str, start: int, now):
    with writing() as session:
        upload = uploads.lock(session, g.actor, upload_id, start, now)
    try:
        yield upload
    except BaseException:
        with writing() as session:
            uploads.unlock(session, upload_id)
        raise


def _store(upload, start: int, piece: Piece, now) -> None:
    """Bytes before the row that counts them; the last piece makes the original."""
    end = start + piece.size
    if end == upload.length:
        _complete(upload, start, piece, now)
    else:
        storage().put_object_from(_key(upload.id, start), piece.file)
        with room_needed():
            faults.reach("piece.stored")
        with writing() as session:
            uploads.lengthen(session, upload, start, end, now)
    upload.offset = end


def _complete(upload, start: int, piece: Piece, now) -> None:
    before = storage().keys_of(f"uploads/{upload.id}")
    pieces = [key for key in sorted(before, key=_start_of) if _start_of(key) < start]
    with storage().joined(pieces, piece.file) as (file, sha256, size):
        try:
            if sha256 != upload.sha256 or size != upload.length:
                raise tus.ChecksumDiffers("hash_differs")
            _hold(file, sha256, size, lambda session: uploads.finish(session, upload.id, now))
        except (tus.ChecksumDiffers, photos.NotAnImage):
            _remove(upload.id)  # it would be no other with any further piece
            raise
    storage().delete_objects(f"uploads/{upload.id}")


def _remove(upload_id: str) -> None:
    storage().delete_objects(f"uploads/{upload_id}")
    with writing() as session:
        uploads.remove(session, upload_id)


@contextmanager
def _piece(most: int):
    """The body, or as much of it as came."""
    length = request.content_length
    if length is None:
        raise Invalid("length_required")
    if length > most:
        raise TooLarge("too_large", bytes=most)
    piece = storage().spool_piece(request.stream, length)
    with piece.file:
        yield piece


def _key(upload_id: str, start: int) -> str:
    return f"uploads/{upload_id}/{start}"


def _start_of(key: str) -> int:
    return int(key.rpartition("/")[2])
