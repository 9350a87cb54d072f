"""flask patrol …: each a few lines over a verb."""

from __future__ import annotations

from flask import Flask

from . import backups, demo, erasure, people, proof, running, sealing, storage  # noqa: F401  each adds its commands
from .group import group


def register(app: Flask) -> None:
    app.cli.add_command(group)
