"""What Flask-Login keeps: a session is person/epoch/device, read anew with each request."""

from __future__ import annotations

from flask import current_app
from flask_login import UserMixin

from patrol.domain import signing_in
from patrol.extensions import db, login


class SignedIn(UserMixin):
    def __init__(self, key: str, actor, last_contact_at):
        self.key, self.actor, self.last_contact_at = key, actor, last_contact_at

    def get_id(self) -> str:
        return self.key


@login.user_loader
def load(key: str) -> SignedIn | None:
    known = signing_in.who(db.session, key, current_app.config["CLOCK"]())
    return SignedIn(key, *known) if known else None
