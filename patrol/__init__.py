"""Patrol: field reports of land and forest violations, and the chain that handles them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

# Imported where they are used: the process that decodes pictures is of this package too, and needs none of them.
if TYPE_CHECKING:
    from flask import Flask

    from . import config as settings


def create_app(config: settings.Config | None = None) -> Flask:
    """The app: settings, extensions, blueprints and commands; nothing else."""
    from flask import Flask

    from . import config as settings
    from .cookies import Cookies

    config = config or settings.read()
    app = Flask(__name__, static_folder=None)
    app.config.update(
        PATROL=config,
        INSTANCE=config.instance,
        CLOCK=now,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(config),
        PERMANENT_SESSION_LIFETIME=timedelta(days=400),
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_NAME="patrol",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=None,
    )
    app.session_interface = Cookies()
    app.json.ensure_ascii = False
    app.json.sort_keys = False
    if config.trusted_proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix

        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.trusted_proxies, x_proto=1, x_host=1)
    _extend(app, config)
    _assemble(app)
    return app


def now() -> datetime:
    """The clock, to the millisecond; tests and commands put another one in its place."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _engine_options(config: settings.Config) -> dict:
    # An error of the database goes into the log, without the names, numbers and notes that the statement carried.
    kept = {"hide_parameters": True, "pool_use_lifo": True}
    # The last one given back is the first one taken: each of SQLite's keeps 2 MB of pages, and few of them are warm.
    # One more than threads, for the waiting room.
    if config.on_sqlite:
        return kept | {"pool_size": config.web_threads + 1, "max_overflow": 0}
    # A connection is held only for the milliseconds of a transaction, so a few serve many threads.
    return kept | {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True, "pool_timeout": 20}


def _extend(app: Flask, config: settings.Config) -> None:
    from . import signed_in  # noqa: F401  registers the loader of sessions
    from .domain.room import Room
    from .domain.sealed.keys import Keyring
    from .extensions import db, login, migrations
    from .live.room import Room as WaitingRoom
    from .live.watch import Watch

    db.init_app(app)
    if "flask_migrate" in sys.modules or "db" in sys.argv:  # tests, and `flask db …`
        migrations(app)
    login.init_app(app)
    app.extensions["sealing"] = Keyring(config.sealing_keys)
    app.extensions["storage"] = _storage(config)
    app.extensions["room"] = Room(app.extensions["storage"], config.storage_limit)
    app.extensions["original_slots"] = BoundedSemaphore(max(1, config.web_threads // 2))
    app.extensions["waiting_room"] = WaitingRoom(Watch(app))


def _storage(config: settings.Config):
    if config.storage_url is None:
        from .storage import FolderStorage

        return FolderStorage(config.instance / "storage")
    from .storage_s3 import S3Storage

    return S3Storage(config.storage_url, config.instance / "drafts")


def _assemble(app: Flask) -> None:
    from . import api, commands, desk, headers, openapi, packing, pwa
    from .api import errors
    from .by_link import page as by_link
    from .lan import page

    errors.register(app)
    headers.register(app)
    packing.register(app)
    openapi.register(app)
    for blueprint in (*api.BLUEPRINTS, *desk.BLUEPRINTS, pwa.blueprint, page.blueprint, by_link.blueprint):
        app.register_blueprint(blueprint)
    commands.register(app)
