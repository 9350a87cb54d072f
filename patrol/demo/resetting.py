"""Takes the demo away, tables and files, so that it can be loaded anew. Nothing else may run meanwhile."""

from __future__ import annotations

import shutil

from flask import Flask

from patrol.extensions import db


def clear(app: Flask) -> None:
    """All tables at once: half of them gone, with the version still there, could be neither used nor migrated."""
    db.session.remove()
    with db.engine.begin() as connection:
        db.metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    _empty(app)


def _empty(app: Flask) -> None:
    """One deployment serves one county, so whatever its storage holds belonged to the demo."""
    root = app.extensions["storage"].root
    for entry in root.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    app.extensions["storage"] = type(app.extensions["storage"])(root)
