"""One shape for every error: {"error": {"code", "message", "fields"}}, in the reader's language, never a trace."""

from __future__ import annotations

import logging

from flask import Flask, jsonify, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from patrol import words
from patrol.domain.errors import Problem
from patrol.extensions import db
from patrol.spool import NO_ROOM
from patrol.storage import StorageFull, StorageProblem

log = logging.getLogger(__name__)
CODES = {400: "bad_request", 404: "no_such_page", 405: "wrong_method", 408: "cut_off", 413: "too_large"}
RETRY_AFTER_SECONDS = {429: 5, 503: 5, 507: 300}
FULL = {"SQLITE_FULL", "53100"}  # as SQLite and PostgreSQL name a disk without room
LARGE = 64 * 1024


def language() -> str:
    """zh-CN unless the person's browser asks for English first."""
    return request.accept_languages.best_match(words.LANGUAGES, words.LANGUAGES[0])


def shape(code: str, fields: dict | None = None) -> dict:
    key = f"error.{code}"
    # A field of the body may be called "code" too, so the two are put together before they become names.
    text = words.words(language(), key if words.has(key) else "error.other", **{"code": code} | (fields or {}))
    return {"error": {"code": code, "message": text, "fields": fields or {}}}


def answer(status: int, code: str, fields: dict | None = None):
    response = jsonify(shape(code, fields))
    response.status_code = status
    if (request.content_length or 0) > LARGE:
        # Perhaps unread: what the phone is still sending must not be taken for its next request.
        response.headers["Connection"] = "close"
    if status in RETRY_AFTER_SECONDS:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS[status])
    return response


def register(app: Flask) -> None:
    @app.errorhandler(Problem)
    def problem(error: Problem):
        return answer(error.status, error.code, error.fields)

    @app.errorhandler(StorageProblem)
    def storage(error: StorageProblem):
        return answer(error.status, error.code)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException):
        if not request.path.startswith("/api"):
            return error
        return answer(error.code, CODES.get(error.code, "refused"))

    @app.errorhandler(OperationalError)
    def database(error: OperationalError):
        # Locked, full or gone: the phone keeps what it has and comes again.
        db.session.rollback()
        log.error("the database did not answer: %s", error.orig)
        if FULL & {getattr(error.orig, name, None) for name in ("sqlite_errorname", "sqlstate")}:
            return storage(StorageFull())
        return answer(503, "busy")

    @app.errorhandler(OSError)
    def system(error: OSError):
        return storage(StorageFull()) if error.errno in NO_ROOM else unforeseen(error)

    @app.errorhandler(Exception)
    def unforeseen(error: Exception):
        db.session.rollback()
        # The route and not the address: a card's token is a part of one.
        log.exception("unforeseen in %s %s", request.method, request.url_rule)
        return answer(500, "unforeseen")
