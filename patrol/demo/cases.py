"""The demo's twelve cases."""

from __future__ import annotations

from datetime import datetime

from flask import Flask


def load(app: Flask, now: datetime) -> None:
    """Placeholder until the cases are drawn."""
