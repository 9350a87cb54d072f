"""What Flask-Login keeps: a session is person/epoch/device, read anew with each request."""

from __future__ import annotations

from flask import current_app
from flask_login import UserMixin

from patrol.domain import signing_in
from patrol.extensions import db, login
from patrol.models import Device


class SignedIn(UserMixin):
    def __init__(self, key: str, actor):
        self.key, self.actor, self.device = key, actor, None

    def get_id(self) -> str:
        return self.key


@login.user_loader
def load(key: str) -> SignedIn | None:
    actor = signing_in.who(db.session, key, current_app.config["CLOCK"]())
    if actor is None:
        return None
    signed_in = SignedIn(key, actor)
    signed_in.device = db.session.get(Device, actor.device_id)
    return signed_in
