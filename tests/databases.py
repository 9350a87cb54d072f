"""A database of its own for every test, copied from a template: the migrations run once, not once per test."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy.engine import make_url

from patrol import create_app
from patrol.config import read
from patrol.extensions import db, writing

SECRET = "a secret for tests alone"
SEALING = "7" * 64
_numbers = itertools.count(1)


def settings(instance: Path, database_url: str, **more: str):
    """The product's own reading of settings, from an environment made for the test."""
    given = {"PATROL_INSTANCE": str(instance), "PATROL_DATABASE_URL": database_url}
    keys = {"PATROL_SECRET_KEY": SECRET, "PATROL_SEALING_KEY": SEALING}
    return read({**given, **keys, **more})


def fill(instance: Path, database_url: str, furnish: Callable | None) -> None:
    """Migrate an empty database, and put into it what a template shall hold."""
    app = create_app(settings(instance, database_url))
    with app.app_context():
        upgrade()
        if furnish:
            with writing() as session:
                furnish(session)
        db.session.remove()
        db.engine.dispose()


class SqliteTemplates:
    def __init__(self, folder: Path):
        self.folder = folder
        self.made: dict[str, Path] = {}

    @contextmanager
    def copy(self, name: str, furnish: Callable | None, folder: Path) -> Iterator[str]:
        if name not in self.made:
            template = self.folder / f"{name}.db"
            fill(self.folder, f"sqlite:///{template}", furnish)
            self.made[name] = template
        copied = folder / f"test-{next(_numbers)}.db"
        shutil.copyfile(self.made[name], copied)
        yield f"sqlite:///{copied}"


class PostgresTemplates:
    """Databases on the server that PATROL_TEST_DATABASE_URL names; all of them are dropped again."""

    def __init__(self, folder: Path, server_url: str):
        self.folder = folder
        self.server_url = server_url
        self.made: dict[str, str] = {}
        self.prefix = f"patrol_{os.getpid()}"

    @contextmanager
    def copy(self, name: str, furnish: Callable | None, _folder: Path) -> Iterator[str]:
        if name not in self.made:
            template = f"{self.prefix}_{name}"
            self.order("CREATE DATABASE {}", template)
            fill(self.folder, self.url(template), furnish)
            self.made[name] = template
        copied = f"{self.prefix}_{next(_numbers)}"
        self.order("CREATE DATABASE {} TEMPLATE {}", copied, self.made[name])
        try:
            yield self.url(copied)
        finally:
            self.order("DROP DATABASE {} WITH (FORCE)", copied)

    def url(self, database: str) -> str:
        return make_url(self.server_url).set(database=database).render_as_string(hide_password=False)

    def order(self, command: str, *names: str) -> None:
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute(sql.SQL(command).format(*map(sql.Identifier, names)))

    def drop(self) -> None:
        for template in self.made.values():
            self.order("DROP DATABASE {} WITH (FORCE)", template)


def emptied(url: str) -> str:
    """The same database with nothing in it, not even tables: what a restore begins with."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        for path in Path(parsed.database).parent.glob(Path(parsed.database).name + "*"):
            path.unlink()
        return url
    plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return url
