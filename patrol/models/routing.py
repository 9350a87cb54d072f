"""Which authority a kind of violation belongs to, in versions."""

from __future__ import annotations

from patrol.extensions import db

from .versions import Version


class RoutingVersion(Version, db.Model):
    __tablename__ = "routings"
